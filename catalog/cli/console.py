"""The console: commands write sentences for people to standard error."""

from __future__ import annotations

from rich.console import Console

console = Console(stderr=True, highlight=False)
"""Numbers and paths are not coloured: looking for them in a text of 100,000 characters takes minutes."""
