"""Tests of the operations that read agreements."""
