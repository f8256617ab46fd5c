"""What events of the page have that no client should see."""

from __future__ import annotations

from typing import Any

# No bar of Gradio's over what changes, and no endpoint in the API: arguments of an event.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
