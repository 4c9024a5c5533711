"""How it goes out: files that other programs read."""
