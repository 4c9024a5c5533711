"""Readers: one module for each kind of file. They find cells and their positions, but judge nothing."""
