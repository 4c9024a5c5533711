"""Columns: what the labels of a supplier mean, and what a column without a known label holds."""
