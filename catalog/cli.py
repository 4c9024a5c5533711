"""The operator's commands."""

from __future__ import annotations

import typer

app = typer.Typer(name="catalog", no_args_is_help=True, add_completion=False)


@app.callback()
def catalog() -> None:
    """Serve and keep a chemical catalog in which every printed fact has been cross-examined."""


def main() -> None:
    """Run the command line (the ``catalog`` program)."""
    app()
