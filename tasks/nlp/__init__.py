"""The NLP tab: one file per task."""

from tasks.core.spec import Category

CATEGORY = Category("nlp", "NLP", order=30)
