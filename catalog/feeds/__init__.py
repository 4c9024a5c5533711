"""Exports: files that other programs read."""
