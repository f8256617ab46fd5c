"""The atlas: one file per task, everything else shared. See README.md for how to add a task."""
