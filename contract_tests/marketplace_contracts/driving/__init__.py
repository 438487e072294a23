"""What the kinds of subject are driven with: processes, transports, events."""
