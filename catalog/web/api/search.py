"""The API's search box and its suggestions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.search.search_box import SearchAnswer, SearchNarrowing, search
from catalog.search.suggestions import suggestions
from catalog.store.json_text import to_json
from catalog.web.api.list_files import FILES, FileForm, list_file, preferred_form
from catalog.web.api.list_params import SearchParameters
from catalog.web.api.products import read_filters
from catalog.web.api.schemas.lists import SearchSchema, SuggestionsSchema
from catalog.web.http.params import SuggestionParameters
from catalog.web.http.responses import JSON, conditional_response, list_response
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.services.unanswered import note_unanswered

router = APIRouter(tags=["search"])


def search_box(services: Services, box: SearchParameters) -> SearchAnswer:
    """Return what the search box finds with the filters, order and facets beside it. Both pages and API use this.

    Raises:
        InvalidCasRn, InvalidFormula, InvalidQuery, InvalidStructure: the text or a filter cannot be read.
    """
    filters, order = read_filters(services, box), box.order()
    sort = None if order is None else order.priced_by(filters.currency, services.rates)
    narrowing = SearchNarrowing(filters, box.structures(), sort, box.facet_names(), box.group is not None)
    with services.reader() as reader:
        return search(
            reader,
            box.q,
            services.chemistry,
            services.chemistry,
            services.vocabulary,
            narrowing,
            kind=box.kind,
            limit=box.limit,
            cursor=box.cursor,
        )


@router.get(
    "/search",
    response_model=SearchSchema,
    responses=FILES,
    operation_id="search_products",
    summary="The search box",
)
def get_search(request: Request, services: ProvidedServices, box: Annotated[SearchParameters, Query()]) -> Response:
    """Return the products that a text finds, and how it was read. All filters of the product list apply.

    CSV and SD files are available on request.
    """
    return _search(request, services, box, preferred_form(request))


@router.get(
    "/search.{form}",
    response_class=Response,
    responses=FILES,
    operation_id="search_products_as",
    summary="The search box, answered with a file",
)
def get_search_as(
    request: Request, services: ProvidedServices, form: FileForm, box: Annotated[SearchParameters, Query()]
) -> Response:
    """Return a page of the products that a text finds as a file. The header `Link` leads to the next page."""
    return _search(request, services, box, form)


def _search(request: Request, services: Services, box: SearchParameters, form: FileForm | None) -> Response:
    found = search_box(services, box)
    if box.cursor is None:
        note_unanswered(services, box.q, found)
    if form is not None:
        return list_file(request, services, found.page, form)
    others = [{"kind": reading.kind, "value": reading.value} for reading in found.alternatives]
    read_as = {
        "kind": found.read_as.kind,
        "value": found.read_as.value,
        "alternatives": others,
        "corrected": found.read_as.corrected,
        "note": found.read_as.note,
        "suggestions": list(found.read_as.suggestions),
        "relatives": [relative.document() for relative in found.read_as.relatives],
    }
    facets = {} if found.page.facets is None else {"facets": found.page.facets}
    return list_response(request, found.page, box.shown(), {"read_as": read_as, **facets})


@router.get("/suggest", response_model=SuggestionsSchema, operation_id="suggest", summary="Autocomplete")
def get_suggestions(
    request: Request, services: ProvidedServices, typed: Annotated[SuggestionParameters, Query()]
) -> Response:
    """Return names, catalog numbers and CAS RNs that begin with the text, or else similar ones."""
    with services.database.read() as transaction:
        suggested = suggestions(transaction, services.vocabulary, typed.q, typed.limit, typed.supplier)
    items = [
        {
            "text": one.text,
            "kind": one.kind,
            "catalog_number": one.catalog_number,
            "supplier": {"slug": one.slug, "name": one.supplier},
            "name": one.name,
            "products": products,
            "matched": places,
        }
        for (one, places), products in zip(suggested.items, suggested.products, strict=True)
    ]
    return conditional_response(request, to_json({"items": items, "corrected": suggested.corrected}), JSON)
