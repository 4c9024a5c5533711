"""Compounds: their products, related compounds, and changes by editors."""
