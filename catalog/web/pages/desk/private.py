"""Pages that belong to one person: no browser or proxy may keep a copy."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from catalog.web.views.rendering import render


def private_page(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    """Return a page of the desk that is not to be kept."""
    page = render(request, name, {"q": "", "me": None, **context}, status)
    page.headers["Cache-Control"] = "no-store"
    return page
