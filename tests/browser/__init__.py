"""The page in Chromium, as a visitor uses it."""
