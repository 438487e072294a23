"""The measured servers, the emulator and its peers: one file each, with the request that is sent."""
