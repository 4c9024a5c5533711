"""Lists of products as files: CSV and SD files, by suffix or ``Accept``."""

from __future__ import annotations

import io
from typing import Literal

from fastapi import Request
from starlette.responses import Response

from catalog.feeds.exporting import write_export
from catalog.store.database import snapshot
from catalog.store.reading.exporting import ChosenExport
from catalog.store.reading.listing import Page
from catalog.web.http.attachments import attachment
from catalog.web.http.negotiation import choose_offer
from catalog.web.http.responses import JSON, Responses, conditional_response, following_address, link_header
from catalog.web.services.services import Services

FileForm = Literal["csv", "sdf"]
MEDIA_TYPES: dict[FileForm, str] = {"csv": "text/csv", "sdf": "chemical/x-mdl-sdfile"}
FILES: Responses = {200: {"content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}}}
_OFFERS: list[tuple[str, FileForm | None]] = [(JSON, None), *((kind, form) for form, kind in MEDIA_TYPES.items())]


def preferred_form(request: Request) -> FileForm | None:
    """Return the form that a client prefers to JSON, or None. A client that accepts no form gets JSON."""
    return choose_offer(request.headers.get("accept"), _OFFERS)


def list_file(request: Request, services: Services, page: Page, form: FileForm) -> Response:
    """Return the products of a page as a file that an import reads. The ``Link`` header leads to the next page.

    ``X-Complete`` is false if a structure search ran out of time.
    """
    stream = io.BytesIO()
    keys = tuple(item.key for item in page.items)
    with services.chemistry.download_turn(), snapshot(services.database) as transaction:
        write_export(ChosenExport(transaction, keys=keys), form, stream)
    headers = {
        "Content-Disposition": attachment("products", f".{form}"),
        "X-Complete": "false" if page.complete is False else "true",
        **link_header(following_address(request, page)),
    }
    media_type = f"{MEDIA_TYPES[form]}; charset=utf-8" if form == "csv" else MEDIA_TYPES[form]
    return conditional_response(request, stream.getvalue(), media_type, **headers)
