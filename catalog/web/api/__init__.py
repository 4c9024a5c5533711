"""The JSON API: its routes, and the forms of a product."""
