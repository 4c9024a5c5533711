"""Hazards: statements, pictograms and signal words of a label, and data for transport."""
