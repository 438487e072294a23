"""How fast and how small the emulator is, measured beside its peers in the same run: `python -m benchmarks`."""
