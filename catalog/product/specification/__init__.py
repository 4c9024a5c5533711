"""Specifications: promised and measured values of a product, typed if they can be read."""
