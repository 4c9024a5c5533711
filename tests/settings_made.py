"""Settings for tests: a busy machine shall not make a test fail that is not about time."""

from __future__ import annotations

from catalog.settings import Settings


def unhurried(url: str, **settings: object) -> Settings:
    """Settings with time enough for all chemistry of a request, and of a client."""
    patient = {"search_seconds": 30, "client_seconds": 3600}
    return Settings.model_validate({"database_url": url, **patient, **settings})
