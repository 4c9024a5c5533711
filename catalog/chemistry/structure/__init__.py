"""Structures: reading with limits, drawing, comparing and searching. Uses RDKit."""
