"""The Document QA tab: one file per task."""
