"""Masses: atomic weights, the weight of a composition, and the verdict on a stated molecular weight."""
