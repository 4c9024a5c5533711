"""Rules between facts of different kinds: one ordered table in data, and the conditions that it names."""
