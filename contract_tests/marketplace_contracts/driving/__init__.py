"""Processes, transports and events that drive the kinds of subject."""
