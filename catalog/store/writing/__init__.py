"""Writing: products with their revisions, the intake log, and what takes an import back."""
