"""Events on their way to the seller: `kinds/` has a file for each kind of subscription."""
