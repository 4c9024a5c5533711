"""Compounds: which products are one, what they are related to, and what editors say of it."""
