"""Bytes to operations and back: the only place that knows how AWS writes a request down."""
