"""The audit chain: what changed the catalog is noted in entries, each with a keyed hash over the one before."""
