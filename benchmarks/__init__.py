"""Commands that print what the program achieves on real records, and how fast."""
