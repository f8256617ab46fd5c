"""The Vision tab: one file per task."""
