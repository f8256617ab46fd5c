"""A stand-in for huggingface.co on the loopback: the real client and transformers talk to it through HF_ENDPOINT."""
