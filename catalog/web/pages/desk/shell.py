"""The shell of the desk: what stands around each of its pages, and the counts in its rail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from catalog.store.access.keys import KeyHolder
from catalog.store.access.roles import Role
from catalog.store.database import Transaction
from catalog.store.review.reader_messages import REPORTS, REQUESTS
from catalog.store.review.review_queue import count_withheld
from catalog.store.writing.draft_lists import ALL, count_drafts
from catalog.web.services.services import Services
from catalog.web.views.rendering import render


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail.

    Attributes:
        title: its words.
        path: where it leads.
        keys: the shortcut, as ``desk.js`` reads it.
        role: the first role that may go there.
    """

    title: str
    path: str
    keys: str
    role: Role = "editor"


PLACES = (
    Place("Today", "/editor", "g t"),
    Place("Imports", "/editor/imports", "g i"),
    Place("Held", "/editor/held", "g h"),
    Place("Review", "/editor/review", "g r"),
    Place("Compounds", "/editor/compounds", "g c"),
    Place("New product", "/editor/products/new", "g n"),
    Place("Numbers", "/editor/numbers", "g m"),
    Place("History", "/editor/history", "g y"),
    Place("People", "/editor/people", "g p", "admin"),
    Place("My account", "/editor/account", "g a", "reader"),
)
"""The rail, from top to bottom."""


def rail_counts(transaction: Transaction) -> dict[str, int]:
    """Return how many things wait at the places of the rail, by path. What nothing waits at is missing."""
    waiting = count_withheld(transaction) + REPORTS.count(transaction) + REQUESTS.count(transaction)
    counts = {"/editor/held": count_drafts(transaction, ALL), "/editor/review": waiting}
    return {path: count for path, count in counts.items() if count}


def desk_page(
    request: Request,
    services: Services,
    editor: KeyHolder,
    template: str,
    context: Mapping[str, Any],
    *,
    here: str,
    status: int = 200,
) -> Response:
    """Return a page of the desk. Its template extends ``desk/base.html``.

    Args:
        request: the request.
        services: the services of the server.
        editor: who is signed in.
        template: the name of the template.
        context: what the page shows.
        here: the path of the rail's entry that the page belongs to, or an empty text.
        status: the status of the response.
    """
    places = [place for place in PLACES if editor.may(place.role)]
    counts: dict[str, int] = {}
    if editor.may("editor"):
        with services.database.read() as transaction:
            counts = rail_counts(transaction)
    shell = {"editor": editor, "places": places, "counts": counts, "here": here}
    return render(request, template, {**shell, **context}, status)
