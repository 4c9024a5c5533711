"""Catalog: a chemical catalog service in which every printed fact has been cross-examined."""

__version__ = "0.1.0"
