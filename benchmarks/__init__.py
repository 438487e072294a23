"""Benchmarks of the emulator and its peers, in the same run: `python -m benchmarks`."""
