"""Answering a search page: its box, its filters and its order, put to the search."""

from __future__ import annotations

from dataclasses import replace

from catalog.chemistry.formula.element_ranges import read_elements
from catalog.errors import InvalidQuery
from catalog.product.offer.facts import grade_key
from catalog.search.finding import Found, Narrowing, search
from catalog.search.reading import Reading
from catalog.search.same_compound import same_compounds
from catalog.store.reading.filters import ProductFilter, Sort
from catalog.store.reading.listing import list_products
from catalog.store.structures.index import StructureFilter
from catalog.web.api.list_params import SORT_KEYS
from catalog.web.pages.facet_choices import SHOWN
from catalog.web.pages.search_address import SearchAddress
from catalog.web.services.services import Services

MOST_DOWNLOADED = 10_000
"""How many products one download of a search holds at most."""


def answer(services: Services, address: SearchAddress, *, facets: bool = True) -> Found:
    """What a search finds; where nothing was typed, all products that the filters leave.

    Facets need a search to come to its end. Where its time ends before, it is asked again without them: such a search
    goes only as far as the page, and can be gone on with.

    Raises:
        InvalidQuery, InvalidStructure: it cannot be read, or is refused; the message is for whoever typed it.
    """
    found = _found(services, address, SHOWN if facets else ())
    return found if found.page.complete is not False or not facets else _found(services, address, ())


def _found(services: Services, address: SearchAddress, facets: tuple[str, ...]) -> Found:
    filters, sort = _filters(address), _order(address)
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
                Narrowing(filters, _structures(address), sort, facets),
                kind=address.kind,
                limit=limit,
                cursor=cursor,
            )
    with services.database.read() as transaction:
        page = list_products(transaction, filters, sort or Sort("name"), limit=limit, cursor=cursor, facets=facets)
    return Found(Reading(address.kind or "words", address.q.strip(), filters), (), page)


def _filters(address: SearchAddress) -> ProductFilter:
    return ProductFilter(
        storage=address.storage or None,
        assay_min=address.assay_min,
        status=address.status or None,
        supplier=address.supplier or None,
        finding=address.finding or None,
        availability=address.availability or None,
        grade=tuple(map(grade_key, address.grade)) or None,
        pictogram=address.pictogram or None,
        hazard=address.hazard or None,
        element=read_elements(address.element) or None,
        no_element=read_elements(address.no_element) or None,
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
        message = f"There is no sort order {key!r}. Use one of {', '.join(SORT_KEYS)}."
        raise InvalidQuery(message, stated=address.sort, field="sort")
    return Sort(SORT_KEYS[key], descending=address.sort.startswith("-"))
