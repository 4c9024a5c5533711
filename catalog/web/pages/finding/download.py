"""A search as a file, in the order of the page and in the formats of the exports, and as a feed of its changes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from catalog.feeds.exporting import write_export
from catalog.store.database import snapshot
from catalog.store.reading.exporting import ChosenExport
from catalog.store.reading.listing import list_keys
from catalog.web.http.responses import conditional_response, site_address
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.pages.finding.search_answer import MOST_DOWNLOADED, answer_search
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.atom import ENTRIES, MEDIA_TYPE, AtomEntry, product_title, write_feed

router = APIRouter(include_in_schema=False, default_response_class=Response)

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "sdf": "chemical/x-mdl-sdfile",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LISTED = 1_000
"""The number of products per step of a structure search."""

ROUNDS = 20
"""The most steps of a structure search. It may run out of time in each of them."""

CHUNK = 1 << 16


@router.get("/search.atom")
def get_search_feed(
    request: Request, services: ProvidedServices, address: Annotated[SearchAddress, Query()]
) -> Response:
    """Return the products of a search with the newest changes, newest first (RFC 4287)."""
    newest = address.model_copy(update={"sort": "-updated_at", "limit": ENTRIES, "cursor": None, "trail": None})
    documents = [item.document for item in answer_search(services, newest, facets=False).page.items]
    entries = [
        AtomEntry(f"product:{item['catalog_number']}@{item['revision']}", product_title(item), item["updated_at"], item)
        for item in documents
    ]
    page = address.model_copy(update={"sort": None, "cursor": None, "trail": None})
    house = services.site.brand.name
    feed = write_feed(
        site_address(request), page.link("/search.atom"), page.link(), _title(address, house), entries, house
    )
    return conditional_response(request, feed, MEDIA_TYPE)


def _title(address: SearchAddress, house: str) -> str:
    return f"{house}: {address.q.strip()}" if address.q.strip() else f"{house}: a list of products"


@router.get("/search.{suffix}")
def get_download(
    services: ProvidedServices, suffix: Literal["csv", "sdf", "xlsx"], address: Annotated[SearchAddress, Query()]
) -> Response:
    """Download the products of a search from its first page on. ``X-Complete`` tells whether they are all."""
    keys, is_complete = listed_keys(services, address)
    stream = tempfile.TemporaryFile()  # noqa: SIM115  # The answer closes it.
    with services.chemistry.download_turn(), snapshot(services.database) as transaction:
        write_export(ChosenExport(transaction, keys=tuple(keys)), suffix, stream)
    headers = {
        "Content-Disposition": f'attachment; filename="search.{suffix}"',
        "X-Complete": "true" if is_complete else "false",
    }
    return StreamingResponse(_chunks(stream), media_type=MEDIA_TYPES[suffix], headers=headers)


def listed_keys(services: Services, address: SearchAddress) -> tuple[list[str], bool]:
    """Return the keys of the products that a search finds, and whether these are all."""
    answer = answer_search(
        services, address.model_copy(update={"limit": 1, "cursor": None, "trail": None}), facets=False
    )
    if answer.structures is not None:
        return _keys_by_page(services, address)
    with services.database.read() as transaction:
        keys = list_keys(transaction, answer.wanted, answer.sort, limit=MOST_DOWNLOADED + 1)
    return keys[:MOST_DOWNLOADED], len(keys) <= MOST_DOWNLOADED


def _keys_by_page(services: Services, address: SearchAddress) -> tuple[list[str], bool]:
    """Return the same of a structure search, which may run out of time and is then continued."""
    keys: list[str] = []
    cursor = None
    for _ in range(ROUNDS):
        # The page holds as many products as are still missing. The limit for pages on screen does not apply here.
        asked = address.model_copy(
            update={"limit": min(LISTED, MOST_DOWNLOADED - len(keys)), "cursor": cursor, "trail": None}
        )
        page = answer_search(services, asked, facets=False).page
        keys += [item.key for item in page.items]
        cursor = page.cursor
        if cursor is None or len(keys) >= MOST_DOWNLOADED:
            break
    return keys, cursor is None


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        stream.seek(0)
        while chunk := stream.read(CHUNK):
            yield chunk
