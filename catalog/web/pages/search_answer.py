"""Answering a search page: its box, its filters and its order, put to the search."""

from __future__ import annotations

from dataclasses import replace

from catalog.search.interpretation import QueryInterpretation
from catalog.search.same_compound import same_compounds
from catalog.search.search_box import SearchAnswer, SearchNarrowing, search
from catalog.store.reading.filters import FACETS, Sort, read_filter, read_sort
from catalog.store.reading.listing import list_products
from catalog.store.structures.index import StructureFilter
from catalog.web.pages.search_address import SearchAddress
from catalog.web.services.services import Services

MOST_DOWNLOADED = 10_000
"""How many products one download of a search holds at most."""


def answer_search(services: Services, address: SearchAddress, *, facets: bool = True) -> SearchAnswer:
    """What a search finds; where nothing was typed, all products that the filters leave.

    Facets need a search to come to its end. Where its time ends before, it is asked again without them: such a search
    goes only as far as the page, and can be gone on with.

    Raises:
        InvalidQuery, InvalidStructure: it cannot be read, or is refused; the message is for whoever typed it.
    """
    found = _found(services, address, tuple(FACETS) if facets else ())
    return found if found.page.complete is not False or not facets else _found(services, address, ())


def _found(services: Services, address: SearchAddress, facets: tuple[str, ...]) -> SearchAnswer:
    filters = read_filter(dict(address)).priced_by(services.rates)
    sort = None if address.sort is None else read_sort(address.sort).priced_by(filters, services.rates)
    limit, cursor = address.limit, address.cursor
    if address.kind == "smiles" and address.ignore:
        # It reads and writes in transactions of its own, so it comes before the one of the answer.
        keys = same_compounds(services.database, services.chemistry, address.q.strip(), frozenset(address.ignore))
        filters = replace(filters, inchi_keys=keys)
    elif address.q.strip():
        with services.reader() as reader:
            return search(
                reader,
                address.q,
                services.chemistry,
                services.chemistry,
                services.vocabulary,
                SearchNarrowing(filters, _structures(address), sort, facets),
                kind=address.kind,
                limit=limit,
                cursor=cursor,
            )
    with services.database.read() as transaction:
        page = list_products(transaction, filters, sort or Sort("name"), limit=limit, cursor=cursor, facets=facets)
    return SearchAnswer(QueryInterpretation(address.kind or "words", address.q.strip(), filters), (), page)


def _structures(address: SearchAddress) -> StructureFilter | None:
    if address.kind != "similar" or address.threshold is None:
        return None
    return StructureFilter(threshold=address.threshold)
