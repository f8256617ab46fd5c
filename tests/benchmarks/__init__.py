"""Benchmarks: `python -m tests.benchmarks --help`. Timings are printed, never asserted: machines differ."""
