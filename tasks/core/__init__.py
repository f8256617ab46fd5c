"""What runs tasks, with no page in it: this package never imports gradio, nor torch or transformers at import."""
