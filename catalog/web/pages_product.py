"""The page of one product and that of its history, complete without JavaScript; its other forms by suffix."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidStructure
from catalog.store.compound_kin import related_products
from catalog.store.history import product_revisions
from catalog.store.products import StoredProduct
from catalog.web.api_products import draw_product
from catalog.web.json_ld import product_json_ld
from catalog.web.pages import document_templates, product_path
from catalog.web.params import NoParameters
from catalog.web.product_view import (
    CHANGE_WORDS,
    changed_words,
    gaps,
    provenance_rows,
    sections,
    summary,
    typed_text,
    verdicts,
)
from catalog.web.representations import FORMS, find_wanted, preferred, represent
from catalog.web.responses import content_tag, has_tag, site_address
from catalog.web.services import Provided, Services

router = APIRouter(include_in_schema=False, default_response_class=Response)

HISTORY = "/history"
RELATED = 8
"""How many related products the page names; the page of the compound names all."""


@router.get("/products/{name:path}")
def get_product_page(
    request: Request, services: Provided, name: str, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """A product: its page, its history, or another form; other spellings lead to the canonical address."""
    with services.database.read() as transaction:
        product, suffix = find_wanted(transaction, name, (*FORMS, HISTORY))
    if suffix is None:
        suffix = preferred(request.headers.get("accept"), "text/html")
    if suffix in FORMS:
        return represent(request, services, product, suffix)
    if product.catalog_number != name.removesuffix(suffix):
        return RedirectResponse(product_path(product.catalog_number) + suffix, HTTPStatus.MOVED_PERMANENTLY)
    make = history_page if suffix == HISTORY else product_page
    return make(request, services, product)


def product_page(request: Request, services: Services, product: StoredProduct) -> Response:
    """The page of a product; 304 where the client has it as it is."""
    document = json.loads(product.body)
    url = site_address(request) + product_path(product.catalog_number)
    drawing, undrawn = _drawing(services, product, document)
    context = {
        "product": document,
        "drawing": drawing,
        "undrawn": undrawn,
        "url": url,
        "path": product_path(product.catalog_number),
        "q": "",
        "sections": sections(document),
        "gaps": gaps(document),
        "verdicts": verdicts(document),
        "provenance": provenance_rows(document),
        "related": _related(services, product),
        "compound_path": _compound_path(document),
        "summary": summary(document),
        "typed_text": typed_text,
        "json_ld": product_json_ld(document, url),
    }
    return _tagged(request, document_templates.TemplateResponse(request, "product.html", context))


def _related(services: Services, product: StoredProduct) -> list[dict[str, Any]]:
    """The products of the same compound and its next of kin, in a few words each."""
    with services.database.read() as transaction:
        found = related_products(transaction, product.catalog_number, limit=RELATED)
    return [{**one.product, "relation": one.words} for one in found or ()]


def _compound_path(document: dict[str, Any]) -> str | None:
    key = (document.get("compound") or {}).get("key")
    return f"/compounds/{quote(key, safe='')}" if key else None


def history_page(request: Request, services: Services, product: StoredProduct) -> Response:
    """The revisions of a product, newest first: what changed and when, but not by whom."""
    with services.database.read() as transaction:
        revisions = product_revisions(transaction, product.catalog_number)
    rows = [
        {
            "number": revision.number,
            "at": revision.at,
            "change": CHANGE_WORDS[revision.change],
            "fields": changed_words(revision.changed_fields) if revision.change == "changed" else [],
            "run": revision.run,
        }
        for revision in revisions
    ]
    context = {
        "product": json.loads(product.body),
        "path": product_path(product.catalog_number),
        "url": site_address(request) + product_path(product.catalog_number) + "/history",
        "revisions": rows,
        "q": "",
    }
    return _tagged(request, document_templates.TemplateResponse(request, "product_history.html", context))


def _drawing(services: Services, product: StoredProduct, document: dict[str, Any]) -> tuple[Markup | None, str | None]:
    """The drawing, or why there is none though a structure is known."""
    if not document["structure"]:
        return None, None
    try:
        return Markup(draw_product(services, product)), None  # noqa: S704  # Our own SVG.
    except InvalidStructure as error:
        return None, str(error)


def _tagged(request: Request, page: Response) -> Response:
    """A page with the entity tag of its content; 304 where the client has it."""
    tag = content_tag(bytes(page.body))
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if has_tag(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    page.headers.update(headers)
    return page
