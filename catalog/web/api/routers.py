"""The routes of the JSON API, in the order in which paths are tried."""

from __future__ import annotations

from fastapi import APIRouter

from catalog.web.api import (
    admin_products,
    check,
    compounds,
    documents,
    history,
    lookup,
    product,
    products,
    regulatory_lists,
    search,
    suppliers,
)
from catalog.web.api.desk import (
    audit,
    drafts,
    imports,
    keys,
    numbers,
    product_changes,
    review,
    review_pairs,
    uploads,
    users,
)
from catalog.web.http.responses import Responses
from catalog.web.services.product_address import OF_SUPPLIER, OfPresentSupplier, OfSupplier

PLAIN = (
    products.router,
    search.router,
    lookup.router,
    check.router,
    compounds.router,
    history.router,
    suppliers.router,
    regulatory_lists.router,
    imports.router,
    uploads.router,
    drafts.router,
    review.router,
    review_pairs.router,
    product_changes.router,
    users.router,
    keys.router,
    audit.router,
    numbers.router,
)
OF_PRODUCTS = (products.of_product, compounds.of_product, documents.router, history.of_product, product.router)
"""The routes below the address of a product. The product's own route matches any number, so it comes last."""
SEVERAL: Responses = {409: {"description": "Several suppliers have the number; `choices` leads to each product."}}
MOVED: Responses = {301: {"description": "The supplier has another slug now; `Location` is the present address."}}
EDITING = (documents.editing, admin_products.router)


def _routes() -> APIRouter:
    """Return all routes in the order in which paths are tried. Product routes have their long form too."""
    routes = APIRouter()
    for router in PLAIN:
        routes.include_router(router)
    for router in EDITING:
        routes.include_router(router, prefix=f"/admin{OF_SUPPLIER}", dependencies=[OfSupplier], responses=SEVERAL)
        routes.include_router(router, prefix="/admin", responses=SEVERAL)
    for router in OF_PRODUCTS:
        routes.include_router(router, prefix=OF_SUPPLIER, dependencies=[OfPresentSupplier], responses=SEVERAL | MOVED)
    for router in OF_PRODUCTS:
        routes.include_router(router, responses=SEVERAL)
    return routes


API_ROUTES = _routes()
