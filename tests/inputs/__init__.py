"""What strangers send: every kind of file, text and parameter, through the served endpoints."""
