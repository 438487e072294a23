"""Tests of what happens to agreements."""
