"""Events on their way to the seller: a kind of subscription is a file of this folder."""
