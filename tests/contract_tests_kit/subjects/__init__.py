"""Small subjects for the kit's own tests, each odd in one way."""
