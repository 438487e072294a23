"""Integrations with one mistake each, over the correct one in examples/: what the contracts are there to catch."""
