"""What every line of the table of memory imports, once for all child processes (multiprocessing's fork server)."""

from __future__ import annotations

import torch
import transformers

from tasks.core.registry import registry
from tasks.ui import endpoints, gradio_patches

assert torch and transformers and endpoints and gradio_patches
registry()
