"""Answering a search page: its box, its filters and its order, put to the search."""

from __future__ import annotations

from catalog.errors import InvalidQuery
from catalog.search.finding import Found, Narrowing, search
from catalog.search.reading import Reading
from catalog.store.filters import ProductFilter, Sort
from catalog.store.listing import list_products
from catalog.store.structure_index import StructureFilter
from catalog.web.api_search import structure_reader
from catalog.web.facet_choices import SHOWN
from catalog.web.params import SORT_KEYS
from catalog.web.search_address import SearchAddress
from catalog.web.services import Services

MOST_DOWNLOADED = 10_000
"""How many products one download of a search holds at most."""


def answer(services: Services, address: SearchAddress, *, facets: bool = True) -> Found:
    """What a search finds; where nothing was typed, all products that the filters leave.

    Raises:
        InvalidQuery, InvalidStructure: it cannot be read, or is refused; the message is for whoever typed it.
    """
    counted = SHOWN if facets else ()
    filters, sort = _filters(address), _order(address)
    narrowing = Narrowing(filters, _structures(address), sort, counted)
    limit, cursor = address.limit, address.cursor
    with services.database.read() as transaction:
        if address.q.strip():
            read = structure_reader(services)
            return search(
                transaction,
                address.q,
                read,
                services.structures,
                services.vocabulary,
                narrowing,
                kind=address.kind,
                limit=limit,
                cursor=cursor,
            )
        page = list_products(transaction, filters, sort or Sort("name"), limit=limit, cursor=cursor, facets=counted)
    return Found(Reading("words", "", filters), (), page)


def _filters(address: SearchAddress) -> ProductFilter:
    return ProductFilter(
        storage=address.storage or None,
        assay_min=address.assay_min,
        status=address.status or None,
        supplier=address.supplier or None,
        finding=address.finding or None,
        mw_min=address.mw_min,
        mw_max=address.mw_max,
    )


def _structures(address: SearchAddress) -> StructureFilter | None:
    if address.kind != "similar" or address.threshold is None:
        return None
    return StructureFilter(threshold=address.threshold)


def _order(address: SearchAddress) -> Sort | None:
    if address.sort is None:
        return None
    key = address.sort.removeprefix("-")
    if key not in SORT_KEYS:
        message = f"There is no order {key!r}; there are {', '.join(SORT_KEYS)}."
        raise InvalidQuery(message, stated=address.sort, field="sort")
    return Sort(SORT_KEYS[key], descending=address.sort.startswith("-"))
