"""The page of one product, complete without JavaScript."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidStructure, NotFound
from catalog.store.products import find_product
from catalog.web.api_products import draw_product
from catalog.web.json_ld import product_json_ld
from catalog.web.pages import product_path, render
from catalog.web.params import NoParameters
from catalog.web.services import Provided

router = APIRouter(include_in_schema=False, default_response_class=Response)


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
