"""The Audio tab: one file per task."""

from tasks.core.spec import Category

CATEGORY = Category("audio", "Audio", order=10)
