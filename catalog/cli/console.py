"""The console: commands write sentences for people to standard error."""

from __future__ import annotations

from rich.console import Console

console = Console(stderr=True)
