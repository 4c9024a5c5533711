"""The first page of the desk: sign in, or see what waits, upload a file, the latest runs, and a few numbers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.store.database import snapshot
from catalog.store.review.numbers import catalog_numbers, what_waits
from catalog.web.http.params import PageParameters
from catalog.web.pages.desk.numbers import coverage
from catalog.web.pages.desk.runs import counted_runs
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.desk.sign_in import sign_in_page
from catalog.web.pages.editor_session import CurrentSession, token_of
from catalog.web.services.services import ProvidedServices
from catalog.web.views.held_drafts import age_of
from catalog.web.views.number_links import WAITING

CAME_IN = 8
"""How many runs the first page shows."""

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)


class EditorParameters(PageParameters):
    """Where signing in leads back to."""

    to: str = ""


@router.get("")
def get_editor(
    request: Request,
    services: ProvidedServices,
    session: CurrentSession,
    wanted: Annotated[EditorParameters, Query()],
) -> Response:
    """Show the sign-in form, or what waits, the upload form and the latest runs. Readers have an account only."""
    if session is None:
        problem = "You are signed out: your session has ended." if token_of(request) else None
        return sign_in_page(request, problem, wanted.to)
    if not session.holder.may("editor"):
        return RedirectResponse("/editor/account", HTTPStatus.SEE_OTHER)
    services.uploads.remove_old()
    with snapshot(services.database) as transaction:
        waiting, numbers = what_waits(transaction), catalog_numbers(transaction)
    context = {
        **counted_runs(services, before=None, limit=CAME_IN),
        "waiting": [one for one in waiting if one.number],
        "coverage": coverage(numbers),
        "lists": WAITING,
        "age_of": age_of,
    }
    return desk_page(request, services, session.holder, "editor.html", context, here="/editor")
