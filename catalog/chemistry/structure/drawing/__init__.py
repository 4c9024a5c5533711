"""Drawings of structures as journals print them."""
