"""Workbooks: their sheets, and numbers as their formats show them."""
