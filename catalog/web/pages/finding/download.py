"""The download of a search: its products as a file, in the order of the page, in the formats of the exports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from catalog.feeds.exporting import write_export
from catalog.store.database import snapshot
from catalog.store.reading.exporting import ChosenExport
from catalog.store.reading.listing import list_keys
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.pages.finding.search_answer import MOST_DOWNLOADED, answer_search
from catalog.web.services.services import ProvidedServices, Services

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
