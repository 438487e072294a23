"""The servers that are measured: the emulator and its peers, one file each, with the request that each is sent."""
