"""The Audio tab: one file per task."""
