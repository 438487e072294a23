"""The kinds of subscription, one file each, found by name; `kind.py` says what a file has."""
