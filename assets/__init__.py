"""What the atlas ships beside its code: embedded models, the recipes that make them, examples to click."""
