"""Pages that belong to one person, and those of the desk for somebody who is not signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from catalog.store.access.sessions import Session
from catalog.web.http.params import PageParameters
from catalog.web.pages.desk.shell import desk_page
from catalog.web.services.services import Services
from catalog.web.views.rendering import render


class DoneParameters(PageParameters):
    """What was done just now."""

    done: str = ""


def private_page(
    request: Request, services: Services, me: Session, name: str, context: Mapping[str, Any], *, here: str, status: int
) -> Response:
    """Return a page of the desk about a person. ``here`` is the path of its entry in the rail."""
    return desk_page(request, services, me.holder, name, {"me": me, **context}, here=here, status=status)


def lone_page(request: Request, name: str, context: Mapping[str, Any], status: int = 200) -> Response:
    """Return a page of the desk for somebody who is not signed in."""
    return render(request, name, {"editor": None, **context}, status)
