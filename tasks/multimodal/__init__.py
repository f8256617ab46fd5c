"""The Multimodal tab: one file per task."""

from tasks.core.spec import Category

CATEGORY = Category("multimodal", "Multimodal", order=40)
