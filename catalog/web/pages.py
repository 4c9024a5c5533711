"""The HTML pages: how they are rendered, home and search results. Complete without JavaScript."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidQuery, InvalidStructure
from catalog.search.finding import Found, search
from catalog.store.products import count_products
from catalog.web.api_search import structure_reader
from catalog.web.params import NoParameters, PageSearch
from catalog.web.services import Provided
from catalog.web.typography import formula_html, script_json

router = APIRouter(include_in_schema=False, default_response_class=Response)

KIND_WORDS = {
    "catalog_number": "a catalog number",
    "cas_rn": "a CAS RN",
    "inchi_key": "an InChIKey",
    "inchi": "an InChI",
    "formula": "a formula",
    "smiles": "a SMILES structure",
    "words": "words",
    "substructure": "a substructure",
    "similar": "a structure to be similar to",
}
VERDICT_WORDS = {
    "agrees": "agrees",
    "within-range": "agrees within the range of atomic weights",
    "differs": "differs",
    "undetermined": "cannot be decided",
    "not-stated": "not stated",
}


def product_path(catalog_number: str) -> str:
    """The canonical address of a product's page."""
    return f"/products/{quote(catalog_number, safe='')}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"formula": formula_html, "script_json": script_json, "product_path": product_path}
    environment.globals |= {"kind_words": KIND_WORDS, "verdict_words": VERDICT_WORDS}
    return environment


templates = Jinja2Templates(env=_environment())


def render(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    """A page from its template."""
    return templates.TemplateResponse(request, name, context, status_code=status)


def problem_page(request: Request, status: int, detail: str) -> Response:
    """The page that tells a person what went wrong."""
    context = {"title": HTTPStatus(status).phrase, "detail": detail, "status": status, "q": ""}
    return render(request, "problem.html", context, status)


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


@router.get("/docs")
def get_docs(request: Request, _nothing: Annotated[NoParameters, Query()]) -> Response:
    """The API's documentation, from its own OpenAPI document, with files that this server holds."""
    return render(request, "docs.html", {"q": ""})
