"""The API's product list, and the drawing of one product."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidQuery, InvalidStructure, NotFound
from catalog.product.borrowed_structure import shown_structure
from catalog.search.same_compound import same_compounds
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page, list_products
from catalog.store.reading.products import StoredProduct, get_product
from catalog.store.reading.sorts import Sort
from catalog.store.structures.index import StructureFilter
from catalog.web.api.list_files import FILES, FileForm, list_file, preferred_form
from catalog.web.api.list_params import ListParameters, ProductFilters
from catalog.web.api.schemas.lists import FoundListSchema
from catalog.web.http.params import DrawingParameters
from catalog.web.http.responses import (
    Responses,
    Shown,
    conditional_response,
    is_unmodified,
    list_response,
    tagged_response,
)
from catalog.web.services.product_address import Address
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(tags=["products"], route_class=ProductRoute)
of_product = APIRouter(tags=["products"], route_class=ProductRoute)

MISSING: Responses = {404: {"description": "There is no such product."}}
DRAWING_STYLE = "acs-1"
"""Changed with the style of all drawings, so that no browser keeps the drawings of an older release."""
SHORT_LIST = 100
"""A list of at most this many products, without facets, does not wait for its turn."""


@router.get(
    "/products",
    response_model=FoundListSchema,
    responses=FILES,
    operation_id="list_products",
    summary="List products",
)
def get_products(request: Request, services: ProvidedServices, listing: Annotated[ListParameters, Query()]) -> Response:
    """Return the products that fit all filters, page by page. CSV and SD files are available on request."""
    return _list(request, services, listing, preferred_form(request))


@router.get(
    "/products.{form}",
    response_class=Response,
    responses=FILES,
    operation_id="list_products_as",
    summary="List products as a file",
)
def get_products_as(
    request: Request, services: ProvidedServices, form: FileForm, listing: Annotated[ListParameters, Query()]
) -> Response:
    """Return a page of the list as a file. The header `Link` leads to the next page."""
    return _list(request, services, listing, form)


def _list(request: Request, services: Services, listing: ListParameters, form: FileForm | None) -> Response:
    shown = listing.shown()
    wanted = read_filters(services, listing)
    sort = listing.order().priced_by(wanted.currency, services.rates)
    structures, facets = listing.structures(), listing.facet_names()
    if structures is not None:
        page = _found(services, wanted, structures, sort, listing)
        return _answer(request, page, shown) if form is None else list_file(request, services, page, form)
    # A long list takes processor time of the server's threads, so such lists are written one after the other.
    with services.chemistry.reading_turn() if listing.limit > SHORT_LIST or facets else nullcontext():
        with services.database.read() as transaction:
            page = list_products(transaction, wanted, sort, limit=listing.limit, cursor=listing.cursor, facets=facets)
        if form is None:
            return _answer(request, page, shown)
    return list_file(request, services, page, form)


def _answer(request: Request, page: Page, shown: Shown) -> Response:
    return list_response(request, page, shown, None if page.facets is None else {"facets": page.facets})


def read_filters(services: Services, filters: ProductFilters) -> ProductFilter:
    """Return the filter of a list. The structure (of the same compound) is read in the worker pool.

    Raises:
        InvalidCasRn, InvalidFormula, InvalidQuery, InvalidStructure: a value cannot be read; ``field`` says which.
    """
    wanted, ignored = filters.wanted().priced_by(services.rates), filters.ignored()
    if filters.structure is None:
        return wanted
    if not ignored:
        return _same_compound(services, wanted, filters.structure)
    try:
        keys = same_compounds(services.database, services.chemistry, filters.structure.strip(), ignored)
    except InvalidStructure as error:
        error.field = "structure"
        raise
    return replace(wanted, inchi_keys=keys)


def _found(
    services: Services, wanted: ProductFilter, structures: StructureFilter, sort: Sort, listing: ListParameters
) -> Page:
    return services.chemistry.list_products(
        wanted, structures, sort, limit=listing.limit, cursor=listing.cursor, facets=listing.facet_names()
    )


def _same_compound(services: Services, wanted: ProductFilter, smiles: str) -> ProductFilter:
    try:
        structure = services.chemistry.run(read_structure, smiles.strip(), "smiles")
    except InvalidStructure as error:
        error.field = "structure"
        raise
    if wanted.inchi_key is not None and not structure.inchi_key.startswith(wanted.inchi_key):
        message = "The structure and the InChIKey are different compounds. No product can match both."
        raise InvalidQuery(message, stated=smiles, field="structure")
    return replace(wanted, inchi_key=structure.inchi_key)


@of_product.get(
    "/products/{catalog_number:path}/structure.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **MISSING},
    summary="The drawn structure",
)
def get_structure_svg(
    request: Request, services: ProvidedServices, address: Address, drawn: Annotated[DrawingParameters, Query()]
) -> Response:
    """Return the structure of one product as an SVG drawing with title and description.

    A part may be highlighted, and CIP labels may be written. In a picture, the drawing follows the colours of the page,
    light or dark. Salts are drawn as ions, and equal parts are counted.
    """
    with services.database.read() as transaction:
        product = get_product(transaction, *address)
    tag = drawing_tag(product, "-stereo" if drawn.stereo else "")
    if drawn.highlight is None and is_unmodified(request, tag):
        return tagged_response(None, None, tag)
    try:
        svg = draw_product(services, product, drawn.highlight, has_stereo_labels=drawn.stereo)
    except InvalidStructure as error:
        error.field = None if drawn.highlight is None else "highlight"
        raise
    return conditional_response(request, svg, "image/svg+xml", etag=tag if drawn.highlight is None else None)


def drawing_tag(product: StoredProduct, kind: str = "") -> str:
    """Return the entity tag of a product's drawing. It names the style, as a new style is a new drawing."""
    return f'{product.etag[:-1]}.{DRAWING_STYLE}{kind}"'


def draw_product(
    services: Services, product: StoredProduct, highlight: str | None = None, *, has_stereo_labels: bool = False
) -> str:
    """Return the drawing of a product's structure, with the part that matches a query highlighted.

    Raises:
        NotFound: the product has no known structure.
        InvalidStructure: the query cannot be read, or is refused.
        StructureRefused: the structure is too large to draw.
    """
    document = product.document
    structure = shown_structure(document)
    if structure is None:
        raise NotFound(f"No structure is known for {product.catalog_number}.")
    title = f"Structure of {document['name']}"
    description = " ".join(filter(None, (document["hill_formula"], structure["smiles"], structure.get("note"))))
    return services.drawings.draw(
        services.chemistry, structure["smiles"], title, description, highlight, has_stereo_labels=has_stereo_labels
    )
