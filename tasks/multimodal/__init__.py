"""The Multimodal tab: one file per task."""
