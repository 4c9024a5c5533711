"""What is new, for people: the changes of the feed, by day."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from catalog.store.json_text import Document, from_json
from catalog.store.reading.products import numbers_of_several
from catalog.store.reading.sitemap import FeedChange, latest_changes
from catalog.web.http.params import PageParameters
from catalog.web.services.services import ProvidedServices
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

SHOWN = 60
"""The number of changes on a page."""
KINDS = {"new": ("created", "restored"), "changed": ("changed",)}
"""Which changes a page can be limited to."""


class NewsParameters(PageParameters):
    """Which changes."""

    kind: str | None = Field(None, pattern="^(new|changed)?$")
    before: int | None = Field(None, ge=1, le=2**63 - 1)


class Change(NamedTuple):
    """One change on the page."""

    kind: str
    product: Document


@router.get("/new")
def get_news(request: Request, services: ProvidedServices, asked: Annotated[NewsParameters, Query()]) -> Response:
    """Show the newest products and changes, by day."""
    kinds = KINDS.get(asked.kind or "", ())
    with services.database.read() as transaction:
        found = latest_changes(transaction, SHOWN + 1, before=asked.before, kinds=kinds)
        several = numbers_of_several(transaction, [change.catalog_number for change in found])
    shown = found[:SHOWN]
    context: dict[str, Any] = {
        "q": "",
        "days": [(day, _once(list(some))) for day, some in groupby(shown, lambda change: change.at[:10])],
        "kind": asked.kind or "",
        "several": several,
        "next": shown[-1].seq if len(found) > SHOWN else None,
        "is_first": asked.before is None,
    }
    return render(request, "new.html", context)


def _once(changes: list[FeedChange]) -> list[Change]:
    """Return the changes of a day, each product once: as new if it came on that day."""
    kinds: dict[tuple[str, str], str] = {}
    bodies: dict[tuple[str, str], str] = {}
    for change in changes:
        key = (change.slug, change.catalog_number)
        kinds[key] = "new" if change.change != "changed" else kinds.get(key, "changed")
        bodies.setdefault(key, change.body)
    return [Change(kind, from_json(bodies[key])) for key, kind in kinds.items()]
