"""The answer of a search page, from its text, filters and order."""

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
"""The most products in one download of a search."""


def answer_search(services: Services, address: SearchAddress, *, facets: bool = True) -> SearchAnswer:
    """Return what a search finds. Without a text, all products that fit the filters.

    Facets need a complete search. If its time runs out, the search is repeated without facets. It then stops at the
    end of the page and can be continued.

    Raises:
        InvalidQuery, InvalidStructure: the text cannot be read or is refused; the message is for its author.
    """
    found = _found(services, address, tuple(FACETS) if facets else ())
    return found if found.page.complete is not False or not facets else _found(services, address, ())


def _found(services: Services, address: SearchAddress, facets: tuple[str, ...]) -> SearchAnswer:
    filters = read_filter(dict(address)).priced_by(services.rates)
    sort = None if address.sort is None else read_sort(address.sort).priced_by(filters, services.rates)
    limit, cursor = address.limit, address.cursor
    if address.kind == "smiles" and address.ignore:
        # This reads and writes in its own transactions, so it comes before the transaction of the answer.
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
    sort = sort or Sort("name")
    with services.database.read() as transaction:
        page = list_products(transaction, filters, sort, limit=limit, cursor=cursor, facets=facets)
    reading = QueryInterpretation(address.kind or "words", address.q.strip(), filters)
    return SearchAnswer(reading, (), page, filters, sort)


def _structures(address: SearchAddress) -> StructureFilter | None:
    if address.kind != "similar" or address.threshold is None:
        return None
    return StructureFilter(threshold=address.threshold)
