"""The operator's commands."""

from catalog.cli.program import main

__all__ = ["main"]
