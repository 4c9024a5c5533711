"""Specifications: what a supplier promises or measures of a product, typed where it can be read."""
