"""The pages on which a search begins and where it leads to: home, and the results."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidQuery, InvalidStructure
from catalog.search.finding import Found, search
from catalog.store.products import count_products
from catalog.web.api_search import structure_reader
from catalog.web.pages import render
from catalog.web.params import NoParameters, PageSearch
from catalog.web.services import Provided

router = APIRouter(include_in_schema=False, default_response_class=Response)


@router.get("/")
def get_home(request: Request, services: Provided, _nothing: Annotated[NoParameters, Query()]) -> Response:
    """The search box, and what can be typed into it."""
    with services.database.read() as transaction:
        count = count_products(transaction)
    return render(request, "home.html", {"count": count, "q": ""})


@router.get("/search")
def get_search_page(request: Request, services: Provided, box: Annotated[PageSearch, Query()]) -> Response:
    """The products for whatever was typed, how it was read, and how else it could be."""
    if not box.q.strip():
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    try:
        with services.database.read() as transaction:
            read = structure_reader(services)
            found = search(
                transaction, box.q, read, services.structures, kind=box.kind, limit=box.limit, cursor=box.cursor
            )
    except (InvalidQuery, InvalidStructure) as error:
        return render(request, "search.html", {"q": box.q, "found": None, "problem": str(error)}, 422)
    return render(request, "search.html", {"q": box.q, "problem": None, **_results(box.q, found)})


def _results(q: str, found: Found) -> dict[str, Any]:
    page = found.page
    link = partial(_search_link, q)
    return {
        "found": found,
        "items": [json.loads(item.body) for item in page.items],
        "similarities": page.similarities,
        "others": [(reading, link(kind=reading.kind)) for reading in found.alternatives],
        "next": None if page.cursor is None else link(kind=found.read_as.kind, cursor=page.cursor),
    }


def _search_link(q: str, **parameters: str) -> str:
    return "/search?" + urlencode({"q": q, **parameters})
