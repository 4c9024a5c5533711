"""Molecular formulas: the elements, what a formula counts, and how two compositions differ."""
