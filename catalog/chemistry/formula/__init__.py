"""Molecular formulas: the elements, reading formulas, and comparing two compositions."""
