"""The kinds of fault for messages, one file a kind, each found by the key that asks for it."""
