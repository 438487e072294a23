"""Small subjects for the kit's own tests, each unusual in one way."""
