"""Processes, transports and events with which the kinds of subject are driven."""
