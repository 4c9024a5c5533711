"""Imports: read files, label their cells, draft records, check, accept and report them."""
