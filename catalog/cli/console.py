"""What commands say to a person: on standard error, in sentences."""

from __future__ import annotations

from rich.console import Console

console = Console(stderr=True)
