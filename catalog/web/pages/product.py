"""The page of one product and of its history, which work without JavaScript. A suffix asks for other forms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from catalog.chemistry.formula.linear import linear_formula
from catalog.errors import InvalidStructure, NotFound, TooManyRequests
from catalog.product.borrowed_structure import shown_structure
from catalog.store.clock import stored_time
from catalog.store.reading.history import product_revisions
from catalog.store.reading.products import StoredProduct, find_product_as_of, numbers_of_several
from catalog.web.api.products import draw_product
from catalog.web.api.representations import FORMS, find_representation, preferred_suffix, represent
from catalog.web.api.sheet import can_make_sheets
from catalog.web.http.params import ProductPageParameters
from catalog.web.http.preconditions import has_tag
from catalog.web.http.responses import content_tag, site_address
from catalog.web.pages.quote_list import MOST_QUANTITY
from catalog.web.services.drawings import is_large
from catalog.web.services.product_address import OF_SUPPLIER, Address, OfPresentSupplier, ProductAddress
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.addresses import product_path
from catalog.web.views.changes import desk_path
from catalog.web.views.external_records import external_records
from catalog.web.views.json_ld import product_json_ld
from catalog.web.views.offer.documents import certificates, safety_sheets
from catalog.web.views.offer.listings import listings
from catalog.web.views.offer.lots import lot_dates, lot_rows
from catalog.web.views.offer.packs import AVAILABILITY_WORDS, other_unit_prices, pack_rows
from catalog.web.views.offer.prices import price_range
from catalog.web.views.offer.related import compound_path, related_offers, replacement_offer
from catalog.web.views.product import (
    CHANGE_WORDS,
    agreement,
    changed_words,
    contradictions,
    gaps,
    other_names,
    provenance_rows,
    reading,
    sections,
    stated_weight,
    summary,
    verdicts,
)
from catalog.web.views.rendering import document_templates

router = APIRouter(include_in_schema=False, default_response_class=Response, route_class=ProductRoute)

HISTORY = "/history"


@router.get("/products/{catalog_number:path}")
@router.get(f"{OF_SUPPLIER}/products/{{catalog_number:path}}", dependencies=[OfPresentSupplier])
def get_product_page(
    request: Request, services: ProvidedServices, address: Address, reading: Annotated[ProductPageParameters, Query()]
) -> Response:
    """Return a product's page, its history, or another form. Other spellings redirect to the canonical address.

    With a time, return the page as it was then, also of a product that is removed now.
    """
    if reading.as_of is not None:
        return _page_as_of(request, services, address, stored_time(reading.as_of))
    with services.database.read() as transaction:
        product, suffix = find_representation(transaction, address, (*FORMS, HISTORY))
        several = numbers_of_several(transaction, [product.catalog_number])
    if suffix is None:
        suffix = preferred_suffix(request.headers.get("accept"), "text/html")
    if suffix in FORMS:
        return represent(request, services, product, suffix)
    slug = None if address.supplier is None else product.slug
    if (product.catalog_number, slug) != (address.catalog_number.removesuffix(suffix), address.supplier):
        return RedirectResponse(product_path(product.catalog_number, slug) + suffix, HTTPStatus.MOVED_PERMANENTLY)
    make = history_page if suffix == HISTORY else product_page
    return make(request, services, product, several)


def _page_as_of(request: Request, services: Services, address: ProductAddress, time: str) -> Response:
    with services.database.read() as transaction:
        product = find_product_as_of(transaction, address.identify(transaction).key, time)
        several = numbers_of_several(transaction, [address.catalog_number])
    if product is None:
        raise NotFound(f"There was no product with the catalog number {address.catalog_number!r} at that time.")
    note = f"As it was on {time[:10]} at {time[11:16]} UTC, revision {product.revision}."
    return product_page(request, services, product, several, note)


def _canonical_path(product: StoredProduct, several: Collection[str]) -> str:
    """Return the short address while one supplier has the number, else the long one."""
    return product_path(product.catalog_number, product.slug if several else None)


def product_page(
    request: Request, services: Services, product: StoredProduct, several: Collection[str], note: str | None = None
) -> Response:
    """Return the page of a product at its canonical path, or 304 if the client has the same page.

    Args:
        request: the request.
        services: the services of the server.
        product: the product.
        several: its catalog key if several suppliers have the number, else nothing.
        note: what the page says above all if it is not the product as it stands now.
    """
    document, path = product.document, _canonical_path(product, several)
    url = site_address(request) + path
    drawing, undrawn = _drawing(services, product, document)
    hill, structure = document.get("hill_formula"), document.get("structure")
    computed = services.computed.of(services.chemistry, structure["smiles"]) if structure else []
    context = {
        "product": document,
        "several": several,
        "drawing": drawing,
        "undrawn": undrawn,
        "picture": f"{path}.svg" if is_large(drawing) else None,
        "url": url,
        "path": path,
        "q": "",
        "sections": sections(document),
        "gaps": gaps(document),
        "verdicts": verdicts(document),
        "provenance": provenance_rows(document),
        "agreement": agreement(document),
        "lot_rows": lot_rows(document),
        "lot_dates": lot_dates(document),
        "contradictions": contradictions(document),
        "formula": linear_formula(document.get("stated_formula"), hill) if hill else None,
        "stated_weight": stated_weight(document),
        "reading": reading,
        "packs": pack_rows(document),
        "other_unit_prices": other_unit_prices(document),
        "price_range": price_range(document.get("packs") or ()),
        "availability_words": AVAILABILITY_WORDS,
        "sheets_of_safety": safety_sheets(document, datetime.now(tz=UTC).date()),
        "certificates": certificates(document),
        "offers": related_offers(services.database, product.key),
        "listings": listings(services.database, services.reference, product.key, document),
        "replacement": replacement_offer(services.database, product),
        "computed": computed,
        "mass_is_computed": any(one.value == document.get("monoisotopic_mass") for one in computed),
        "records": external_records(document),
        "other_names": other_names(document),
        "compound_path": compound_path(document),
        "summary": summary(document),
        "most_quantity": MOST_QUANTITY,
        "sheets": can_make_sheets(),
        "json_ld": product_json_ld(document, url),
        "note": note,
        "desk_path": desk_path(product.catalog_number, product.slug),
    }
    return _tagged(request, document_templates.TemplateResponse(request, "product.html", context))


def history_page(request: Request, services: Services, product: StoredProduct, several: Collection[str]) -> Response:
    """Return the page of a product's revisions, newest first: what changed and when, but not by whom."""
    path = _canonical_path(product, several)
    with services.database.read() as transaction:
        revisions = product_revisions(transaction, product.key)
    rows = [
        {
            "number": revision.number,
            "at": revision.at,
            "change": CHANGE_WORDS[revision.change],
            "fields": changed_words(revision.changed_fields) if revision.change == "changed" else [],
            "run": revision.run,
            "is_removal": revision.body is None,
        }
        for revision in revisions
    ]
    context = {
        "product": product.document,
        "path": path,
        "url": f"{site_address(request)}{path}/history",
        "revisions": rows,
        "q": "",
    }
    return _tagged(request, document_templates.TemplateResponse(request, "product_history.html", context))


def _drawing(services: Services, product: StoredProduct, document: dict[str, Any]) -> tuple[Markup | None, str | None]:
    """Return the drawing, or the reason why a known structure has none."""
    if not shown_structure(document):
        return None, None
    try:
        return Markup(draw_product(services, product)), None  # noqa: S704  # Our own SVG.
    except (InvalidStructure, TooManyRequests) as error:
        return None, str(error)


def _tagged(request: Request, page: Response) -> Response:
    """Return a page with the entity tag of its content, or 304 if the client has the same page."""
    tag = content_tag(bytes(page.body))
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    if has_tag(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    page.headers.update(headers)
    return page
