"""The application as the server's processes build it, each for itself."""

from __future__ import annotations

from fastapi import FastAPI

from catalog.settings import Settings
from catalog.web.app import create_app


def application() -> FastAPI:
    """Build the application from the environment's settings."""
    return create_app(Settings())
