"""Doors: the addresses of other services, for programs that were written for them."""
