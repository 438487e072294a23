"""`help` and `--help`: pages on services, operations and members, generated from AWS's own models."""
