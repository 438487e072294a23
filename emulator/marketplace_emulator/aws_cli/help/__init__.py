"""`help` and `--help`: the services, operations and members explained from AWS's own models."""
