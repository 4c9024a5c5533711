"""Runs: survey files, prepare, settle and report records."""
