"""What the operations that take usage share: quantities, windows of time, allocations, subscriptions and duplicates."""
