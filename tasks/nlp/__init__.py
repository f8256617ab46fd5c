"""The NLP tab: one file per task."""
