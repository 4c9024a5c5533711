"""The HTML pages: what all of them are made with, and one product. Complete without JavaScript."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidStructure, NotFound
from catalog.store.products import find_product
from catalog.web.api_products import draw_product
from catalog.web.json_ld import product_json_ld
from catalog.web.params import NoParameters
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


@router.get("/products/{catalog_number}")
def get_product_page(
    request: Request, services: Provided, catalog_number: str, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """The page of one product; other spellings of its catalog number lead to its canonical address."""
    with services.database.read() as transaction:
        product = find_product(transaction, catalog_number)
    if product is None:
        raise NotFound(f"There is no product with the catalog number {catalog_number!r}.")
    if product.catalog_number != catalog_number:
        return RedirectResponse(product_path(product.catalog_number), HTTPStatus.MOVED_PERMANENTLY)
    document = json.loads(product.body)
    url = str(request.url.replace(query=""))
    try:
        drawing = Markup(draw_product(services, product)) if document["structure"] else None  # noqa: S704  # Our own SVG.
        undrawn = None
    except InvalidStructure as error:
        drawing, undrawn = None, str(error)
    context = {"product": document, "drawing": drawing, "undrawn": undrawn, "url": url, "q": ""}
    return render(request, "product.html", {**context, "json_ld": product_json_ld(document, url)})


@router.get("/docs")
def get_docs(request: Request, _nothing: Annotated[NoParameters, Query()]) -> Response:
    """The API's documentation, from its own OpenAPI document, with files that this server holds."""
    return render(request, "docs.html", {"q": ""})
