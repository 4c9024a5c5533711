"""Readers: one module for each kind of file. They find cells and say where each stands; they judge nothing."""
