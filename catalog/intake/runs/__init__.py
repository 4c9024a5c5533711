"""Runs: survey files, prepare, settle and report records. Edits by hand have the same checks."""
