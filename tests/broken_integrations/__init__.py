"""Broken integrations for the contracts to catch: each is a correct integration from examples/ with one mistake."""
