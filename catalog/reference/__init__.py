"""What the world knows: CAS RNs with their compounds and names, in read-only files that all processes share."""
