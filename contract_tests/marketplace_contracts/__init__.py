"""Property-based contracts that every seller's integration must keep."""
