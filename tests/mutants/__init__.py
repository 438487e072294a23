"""Mutants of the Flask example, each judged by the contracts; `make mutants` makes and judges them."""
