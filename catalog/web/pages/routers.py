"""The routes of the pages, in the order in which paths are tried."""

from __future__ import annotations

from catalog.web.api import documents
from catalog.web.pages import (
    browse,
    compare,
    compound,
    docs,
    downloads,
    editor,
    editor_compounds,
    lookup,
    product,
    quote,
    quote_request,
    report,
    site_metadata,
)
from catalog.web.pages.desk import (
    account,
    held,
    history,
    numbers,
    people,
    product_end,
    product_form,
    product_list_change,
    review,
    runs,
    sign_in,
    uploads,
)
from catalog.web.pages.finding import download, search
from catalog.web.pages.front import brand, home, news

PAGE_ROUTERS = (
    documents.pages,
    site_metadata.router,
    home.router,
    news.router,
    brand.router,
    search.router,
    download.router,
    compare.router,
    lookup.router,
    browse.router,
    quote.router,
    quote_request.router,
    report.router,
    docs.router,
    downloads.router,
    product.router,
    compound.router,
    editor.router,
    runs.router,
    uploads.router,
    editor_compounds.router,
    held.router,
    review.router,
    history.router,
    numbers.router,
    product_list_change.router,
    product_form.router,
    product_end.router,
    sign_in.router,
    account.router,
    people.router,
)
