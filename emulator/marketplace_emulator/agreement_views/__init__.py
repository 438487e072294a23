"""Views of an agreement: what the agreement service's operations show of it, to whom, and how they refuse a call."""
