"""The Vision tab: one file per task."""

from tasks.core.spec import Category

CATEGORY = Category("vision", "Vision", order=20)
