"""Tests look from outside: through the Gradio client, the browser, the command line."""
