"""A structure in all its parts: atoms with their places, bonds, counts, properties, and a picture of a given size."""
