"""The kit's own tests: its verdicts, its reports, and its errors for wrong use."""
