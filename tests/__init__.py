"""What the wire shows first, then the rest."""
