"""The page of the API's documentation, made from its OpenAPI document."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from catalog.store.database import Transaction
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
from catalog.web.http.responses import site_address
from catalog.web.services.services import ProvidedServices
from catalog.web.views.api_examples import CAS_RN, NUMBER, Example, examples, program_examples
from catalog.web.views.api_reference import schemas, subjects
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

LOOKED_AT = 25
"""Among so many products one with a CAS RN is looked for."""


@router.get("/docs")
def get_docs(request: Request, services: ProvidedServices) -> Response:
    """Show the API's documentation: examples of the main calls, every operation, and what the documents hold."""
    with services.database.read() as transaction:
        shown = _examples(transaction)
    api = request.app.openapi()
    context = {
        "q": "",
        "api": api["info"],
        "site": site_address(request),
        "examples": shown,
        "programs": program_examples(site_address(request)),
        "subjects": subjects(api),
        "schemas": schemas(api),
    }
    return render(request, "docs.html", context)


def _examples(transaction: Transaction) -> list[Example]:
    """Return the examples with a product of this catalog, so that they answer as they stand."""
    found = list_products(transaction, ProductFilter(), Sort("catalog_number"), limit=LOOKED_AT).items
    documents = [product.document for product in found]
    chosen = next((one for one in documents if one["cas_rn"]), documents[0] if documents else None)
    if chosen is None:
        return examples(NUMBER, CAS_RN)
    return examples(chosen["catalog_number"], chosen["cas_rn"] or CAS_RN)
