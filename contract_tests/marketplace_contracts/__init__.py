"""Property-based contracts that any seller integration must keep."""
