"""The answer of a search page, from its text, filters and order."""

from __future__ import annotations

from dataclasses import replace

from catalog.search.interpretation import QueryInterpretation
from catalog.search.same_compound import same_compounds
from catalog.search.search_box import SearchAnswer, SearchNarrowing, search
from catalog.store.reading.filters import FACETS, read_filter
from catalog.store.reading.listing import list_products
from catalog.store.reading.parameters import number_text
from catalog.store.reading.sorts import Sort, read_sort
from catalog.store.structures.index import StructureFilter
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.services.services import Services

LEAST_SIMILAR = 0.1
"""The smallest similarity that a search may ask for."""
NEAREST = 24
"""How many structures are shown where none is as similar as was asked."""
MOST_DOWNLOADED = 10_000
"""The most products in one download of a search."""


def answer_search(
    services: Services, address: SearchAddress, *, facets: bool = True, by_compound: bool = False
) -> SearchAnswer:
    """Return what a search finds. Without a text, all products that fit the filters.

    By compound, a product stands for all offers of its compound. Facets need a complete search. If its time runs out,
    the search is repeated without facets. It then stops at the end of the page and can be continued.

    Raises:
        InvalidQuery, InvalidStructure: the text cannot be read or is refused; the message is for its author.
    """
    found = _found(services, address, tuple(FACETS) if facets else (), by_compound=by_compound)
    if found.page.complete is False and facets:
        return _found(services, address, (), by_compound=by_compound)
    if address.kind == "similar" and found.page.total == 0 and address.cursor is None:
        return _nearest(services, address)
    return found


def _nearest(services: Services, address: SearchAddress) -> SearchAnswer:
    """Return the most similar structures, however far, where none is as similar as was asked. There is one page."""
    asked = StructureFilter().threshold if address.threshold is None else address.threshold
    found = _found(services, address.model_copy(update={"threshold": LEAST_SIMILAR, "limit": NEAREST}), ())
    note = f"No structure is similar by {number_text(asked)} or more. These are the nearest."
    note = note if found.page.items else f"No structure is similar by {LEAST_SIMILAR:g} or more."
    page = replace(found.page, cursor=None, total=len(found.page.items))
    return replace(found, read_as=replace(found.read_as, note=note), page=page)


def _found(
    services: Services, address: SearchAddress, facets: tuple[str, ...], *, by_compound: bool = False
) -> SearchAnswer:
    filters = read_filter(dict(address)).priced_by(services.rates)
    sort = None if address.sort is None else read_sort(address.sort).priced_by(filters.currency, services.rates)
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
                SearchNarrowing(filters, _structures(address), sort, facets, by_compound),
                kind=address.kind,
                limit=limit,
                cursor=cursor,
            )
    sort = replace(sort or Sort("name"), by_compound=by_compound)
    with services.database.read() as transaction:
        page = list_products(transaction, filters, sort, limit=limit, cursor=cursor, facets=facets)
    reading = QueryInterpretation(address.kind or "words", address.q.strip(), filters)
    return SearchAnswer(reading, (), page, filters, sort)


def _structures(address: SearchAddress) -> StructureFilter | None:
    if address.kind != "similar" or address.threshold is None:
        return None
    return StructureFilter(threshold=address.threshold)
