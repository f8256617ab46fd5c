"""The Document QA tab: one file per task."""

from tasks.core.spec import Category

CATEGORY = Category("documents", "Document QA", order=50)
