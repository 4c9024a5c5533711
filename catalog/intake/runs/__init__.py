"""Runs: files surveyed, records prepared, settled and reported; and edits by hand, under the same checks."""
