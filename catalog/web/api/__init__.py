"""The JSON API: its routes, and a product in each of its forms."""
