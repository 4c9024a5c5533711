"""The routes of the JSON API, in their order."""

from __future__ import annotations

from catalog.web.api import (
    admin_products,
    check,
    compounds,
    documents,
    drafts,
    history,
    imports,
    lookup,
    product,
    products,
    search,
)

API_ROUTERS = (
    products.router,
    search.router,
    lookup.router,
    check.router,
    compounds.router,
    documents.router,
    history.router,
    admin_products.router,
    imports.router,
    drafts.router,
    product.router,
)
"""In the order in which paths are tried: that of one product takes any number, so it comes last."""
