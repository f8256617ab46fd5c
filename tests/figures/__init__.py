"""Embedded models measured: over their bars on held-out data, and in agreement with each other."""
