"""Masses: atomic weights, what a composition weighs, and the verdict on a printed molecular weight."""
