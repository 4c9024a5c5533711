"""The API's single product: its document now or at an earlier time, and its other forms by suffix or ``Accept``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.errors import InvalidQuery, NotFound
from catalog.store.clock import stored_time
from catalog.store.reading.products import StoredProduct, find_product_as_of
from catalog.web.api.list_params import ProductParameters
from catalog.web.api.representations import (
    FORMS,
    STRUCTURE_SUFFIXES,
    find_representation,
    preferred_suffix,
    represent,
)
from catalog.web.api.schemas.lists import PartialProductSchema
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.http.responses import JSON, Responses, conditional_response, product_response
from catalog.web.services.product_address import Address, ProductAddress
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(tags=["products"], route_class=ProductRoute)
"""Must come after every other router of products: a catalog number may contain slashes, so this path takes any rest."""

ANSWERS: Responses = {
    200: {"content": {form.media_type.partition(";")[0]: {} for suffix, form in FORMS.items() if suffix != ".json"}},
    404: {"description": "There is no such product, or it does not exist in this form."},
    406: {"description": "The Accept header allows none of the forms."},
    501: {"description": "The sheet (.pdf) needs the extra `pdf`, which is not installed."},
}


@router.get(
    "/products/{catalog_number:path}",
    response_model=ProductSchema | PartialProductSchema,
    responses=ANSWERS,
    summary="One product document",
)
def get_product(
    request: Request, services: ProvidedServices, address: Address, asked: Annotated[ProductParameters, Query()]
) -> Response:
    """Return the document of one product. Upper and lower case in the catalog number do not matter.

    Add `.csv`, `.sdf`, `.mol`, `.svg` or `.pdf` to the number, or send `Accept`, to get another form. `fields` names
    the fields of the document.
    """
    if asked.as_of is not None:
        return _document(request, _as_of(services, address, stored_time(asked.as_of)), asked)
    with services.database.read() as transaction:
        product, suffix = find_representation(transaction, address, (*STRUCTURE_SUFFIXES, *FORMS))
    if suffix is None:
        suffix = preferred_suffix(request.headers.get("accept"))
    if suffix == ".json":
        return _document(request, product, asked)
    return represent(request, services, product, suffix.removeprefix("/structure"))


def _document(request: Request, product: StoredProduct, asked: ProductParameters) -> Response:
    if asked.fields is None:
        return product_response(request, product)
    return conditional_response(request, asked.shown()(product), JSON)


def _as_of(services: Services, address: ProductAddress, time: str) -> StoredProduct:
    with services.database.read() as transaction:
        product = find_product_as_of(transaction, address.identify(transaction).key, time)
    if product is not None:
        return product
    number = address.catalog_number
    if number.endswith(tuple(FORMS)):
        message = "`as_of` gives the JSON document only. Leave out the suffix."
        raise InvalidQuery(message, stated=number, field="as_of")
    raise NotFound(f"There was no product with the catalog number {number!r} at that time.")
