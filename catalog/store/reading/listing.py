"""Lists of products, page by page, by keyset: each page begins after the last row of the previous page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Subquery, case, exists, func, literal, select, tuple_

from catalog.errors import InvalidQuery
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.store.entries import MISSING_WEIGHT
from catalog.store.facts.price_index import lowest_prices
from catalog.store.facts.shown_prices import require_shown_prices
from catalog.store.list_rows import id_rows
from catalog.store.reading.cursors import after_keys, directed, read_cursor, write_cursor
from catalog.store.reading.facets import MANY, CountedField, Counts, FoundProducts, count_facets, find_products
from catalog.store.reading.filters import FACETS, ProductFilter, filtered_query, rates_used
from catalog.store.reading.kept_counts import kept_count, kept_large_count
from catalog.store.reading.products import StoredProduct, count_products, stored_products
from catalog.store.reading.ranking import most_relevant, most_relevant_begun, relevance_keys
from catalog.store.reading.sorts import PRICE_SORTS, WITHOUT_INDEX, Sort
from catalog.store.reading.structure_matches import StructureMatches
from catalog.store.tables import product_names, products
from catalog.store.words.text_index import text_index
from catalog.store.words.word_matches import count_word_matches, word_match_ids, word_matches

MOST_OFFERS = 20
"""How many products of one compound a list by compound has."""


class CompoundOffers(NamedTuple):
    """The products of one compound in a list by compound.

    Attributes:
        compound: its key, or None for a product without structure and CAS RN.
        total: how many of its products match.
        products: the first of them in the order of the list, at most ``MOST_OFFERS``.
    """

    compound: str | None
    total: int
    products: tuple[StoredProduct, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        items: the products, in order.
        total: the number of products on all pages, or of compounds in a list by compound; None if not counted.
        cursor: where the next page begins, or None on the last page.
        similarities: the Tanimoto coefficient of each item, for a search for similar structures.
        complete: whether a structure search finished in its time.
        facets: the counts of all matching products for the requested facets. A facet's own filter is left out of its
            counts, so that they show what another choice would find.
        rates: the rates to compare prices, or None if no prices are compared or a currency was named.
        offers: for a list by compound, the offers of each item's compound.
    """

    items: tuple[StoredProduct, ...]
    total: int | None
    cursor: str | None
    similarities: tuple[float, ...] | None = None
    complete: bool | None = None
    facets: dict[str, Counts] | None = None
    rates: CurrencyRates | None = None
    offers: tuple[CompoundOffers, ...] | None = None


def list_products(
    connection: Connection,
    wanted: ProductFilter,
    sort: Sort,
    *,
    limit: int,
    cursor: str | None = None,
    structures: StructureMatches | None = None,
    facets: Sequence[str] = (),
    total: int | None = None,
) -> Page:
    """Return one page of the matching products. ``structures`` limits them to the results of a structure search;
    ``total`` is the number of matching products, if it is known already.

    Raises:
        InvalidQuery: the cursor is not from this list, or the order needs a search that was not requested.
    """
    found = _ListMatches(connection, wanted, structures)
    _check_order(sort, found)
    after = None if cursor is None else read_cursor(cursor, sort)
    counts = None
    counted = _FacetProducts(connection, found)
    if facets:
        counts = counted.counts(wanted, facets)
        total = counted.number(wanted) if total is None else total
    fitting = wanted
    if wanted.words is not None and sort.key not in ("relevance", "similarity") and not sort.by_compound:
        # To find the names with words costs the most, so it is done once for the number and for the page.
        fitting, total = ProductFilter(), found.settle(counted.found(wanted))
    if sort.by_compound:
        total = _count_compounds(found, wanted, structures)
    elif total is None and sort.key != "relevance":
        total = count_matching(connection, wanted, structures)
    rows, number = _first_rows(found, fitting, sort, after, limit + 1, total)
    if total is None:
        total = count_matching(connection, wanted, structures) if number is None else number
    shown = rows[:limit]
    items = stored_products(connection, [row[0] for row in shown])
    distances = [row[1] for row in shown]
    following = write_cursor(shown[-1][2:], sort) if len(rows) > limit else None
    similarities = None if found.rows is None else tuple(round(1 - distance, 6) for distance in distances)
    return Page(
        tuple(items),
        total,
        following,
        similarities,
        facets=counts,
        rates=rates_used(wanted, sort),
        offers=_offers(found, wanted, sort, items) if sort.by_compound else None,
    )


def list_keys(connection: Connection, wanted: ProductFilter, sort: Sort, *, limit: int) -> list[str]:
    """Return the keys of the first products of a list, as ``list_products`` would list them, without their documents.

    Raises:
        InvalidQuery: the order needs a search that was not requested.
    """
    found = _ListMatches(connection, wanted, None)
    _check_order(sort, found)
    # All of them are read, so an index for their order does not help.
    rows, _number = _first_rows(found, wanted, sort, None, limit, None)
    ids = [row[0] for row in rows]
    keys = {
        row.id: row.product_key
        for row in connection.execute(
            select(products.c.id, products.c.product_key).where(products.c.id.in_(id_rows(connection, ids, "listed")))
        )
    }
    return [keys[one] for one in ids]


def count_matching(connection: Connection, wanted: ProductFilter, structures: StructureMatches | None = None) -> int:
    """Return the number of matching products."""
    if wanted.words is not None and structures is None and wanted.is_words_alone():
        # Every name belongs to an existing product. So the products need not be read, which would cost the most.
        counted = count_word_matches(wanted.words, text_index(connection), missing=wanted.missing)
        return kept_large_count(connection, wanted, lambda: connection.scalar(counted) or 0)
    if is_whole(wanted, structures):
        return count_all(connection)
    every = _ListMatches(connection, wanted, structures).ids(wanted).subquery()
    return connection.scalar(select(func.count()).select_from(every)) or 0


def count_all(connection: Connection) -> int:
    """Return the number of all products."""
    return kept_count(connection, "products", partial(count_products, connection))


def is_whole(wanted: ProductFilter, structures: StructureMatches | None) -> bool:
    """Tell whether all products match."""
    return structures is None and wanted.is_empty()


def matching_ids(
    connection: Connection, wanted: ProductFilter, structures: StructureMatches | None = None
) -> Sequence[int]:
    """Return the ids of all matching products, in no order."""
    return connection.scalars(_ListMatches(connection, wanted, structures).ids(wanted)).all()


def _check_order(sort: Sort, found: _ListMatches) -> None:
    if sort.key in PRICE_SORTS:
        require_shown_prices("sort", sort.key)
    if found.words is None and sort.key == "relevance":
        raise InvalidQuery("Sorting by relevance needs a search text (q).", stated="relevance", field="sort")
    if found.rows is None and sort.key == "similarity":
        message = "Sorting by similarity needs a structure (similar_to)."
        raise InvalidQuery(message, stated="similarity", field="sort")


def _first_rows(
    found: _ListMatches, wanted: ProductFilter, sort: Sort, last: list[Any] | None, limit: int, total: int | None
) -> tuple[Sequence[Sequence[Any]], int | None]:
    """Return the first rows after the previous page, and the total if the query also gives it. A row has a product's
    id, its distance, and its sorting keys. ``total`` is the number of matching products, if it is known.
    """
    distance = literal(0.0) if found.rows is None else found.rows.c.distance
    shown = (products.c.id, distance)
    if found.matches is not None and sort.key == "relevance" and found.rows is None and not sort.by_compound:
        # If fewer match, fewer begin with the words, so they do not fill the page.
        if total is None or total >= limit:
            begun = most_relevant_begun(found.connection, wanted, found.structural, shown, after=last, limit=limit)
            if begun is not None:
                return begun, None
        matches = found.matches
        if found.structural or not wanted.is_words_alone():
            fitting = filtered_query(wanted, (), found.structural, products.c.id)
            # The sum has the names found by their words, not by their products: a filter may leave most of these.
            matches = matches.where((product_names.c.product_id + 0).in_(fitting))
        return most_relevant(found.connection, matches, shown, after=last, limit=limit)
    query, keys = _keyed_rows(found, wanted, sort, shown)
    if sort.by_compound and wanted.is_empty() and not found.conditions and sort.key not in WITHOUT_INDEX:
        query = query.where(_is_first_of_compound(keys, sort))
    elif sort.by_compound:
        rows = query.add_columns(_place_in_compound(keys, sort)).subquery()
        *columns, place = rows.c
        query, keys = select(*columns).where(place == 1), list(columns[len(shown) :])
    elif sort.key not in WITHOUT_INDEX and not found.joined and total is not None and total >= MANY:
        query = _read_in_order(query)
    if last is not None:
        query = query.where(after_keys(keys, last, sort))
    return found.connection.execute(query.order_by(*directed(keys, sort)).limit(limit)).all(), None


def _keyed_rows(
    found: _ListMatches, wanted: ProductFilter, sort: Sort, columns: Sequence[ColumnElement[Any]]
) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    """Return the query for columns of the matching products and their sorting keys, and these keys."""
    prices = lowest_prices(PRICE_SORTS[sort.key], sort.rates) if sort.key in PRICE_SORTS else None
    keys = _sort_keys(sort, found) if prices is None else _price_keys(sort, prices)
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    joined, conditions = found.joined, found.conditions
    if found.words is not None and sort.key == "relevance":
        joined, conditions = [found.words, *joined], found.structural
    query = filtered_query(wanted, joined, conditions, *columns, *named)
    if prices is not None:
        query = query.outerjoin(prices, prices.c.product_id == products.c.id)
    return query, keys


def _place_in_compound(keys: Sequence[ColumnElement[Any]], sort: Sort) -> ColumnElement[int]:
    """Return the place of a product among the matching products of its compound, from 1."""
    group = products.c.group_key
    return func.row_number().over(partition_by=group, order_by=directed(keys, sort)).label("place")


def _is_first_of_compound(keys: Sequence[ColumnElement[Any]], sort: Sort) -> ColumnElement[bool]:
    """Return the condition that no product of the same compound comes before, in a list of all products.

    An index answers it for each product of the page, so the other products are not read.
    """
    other = products.alias("before")
    row, before = tuple_(*keys), tuple_(*(other.c[str(key.key)] for key in keys))
    comes_before = before > row if sort.descending else before < row
    return ~exists().where(other.c.group_key == products.c.group_key, comes_before)


def _count_compounds(found: _ListMatches, wanted: ProductFilter, structures: StructureMatches | None) -> int:
    column = products.c.group_key.distinct()
    query = filtered_query(wanted, found.joined, found.conditions, func.count(column))
    counted = partial(found.connection.scalar, query)
    return (kept_count(found.connection, "compounds", counted) if is_whole(wanted, structures) else counted()) or 0


def _offers(
    found: _ListMatches, wanted: ProductFilter, sort: Sort, items: Sequence[StoredProduct]
) -> tuple[CompoundOffers, ...]:
    """Return the matching products of the same compound for each product of a page."""
    column = products.c
    query, keys = _keyed_rows(found, wanted, sort, (column.id, column.group_key))
    named = select(column.product_key, column.group_key).where(column.product_key.in_([item.key for item in items]))
    groups = {row.product_key: row.group_key for row in found.connection.execute(named)}
    total = func.count().over(partition_by=column.group_key).label("total")
    matching = query.where(column.group_key.in_(groups.values()))
    rows = matching.add_columns(total, _place_in_compound(keys, sort)).subquery()
    first = select(rows.c.id, rows.c.group_key, rows.c.total).where(rows.c.place <= MOST_OFFERS)
    offers = found.connection.execute(first.order_by(rows.c.group_key, rows.c.place)).all()
    stored = stored_products(found.connection, [offer.id for offer in offers])
    totals = {offer.group_key: offer.total for offer in offers}
    members: dict[str, list[StoredProduct]] = {group: [] for group in totals}
    for offer, product in zip(offers, stored, strict=True):
        members[offer.group_key].append(product)
    return tuple(
        CompoundOffers(None if group == item.key else group, totals[group], tuple(members[group]))
        for item in items
        for group in (groups[item.key],)
    )


def _read_in_order(query: Select[Any]) -> Select[Any]:
    """Return a query with its conditions written so that no index answers them. If many products match, the engine
    should read the index of the order until it has a page. Otherwise it could find all products first and sort them.
    """
    conditions = query.whereclause
    hidden = [] if conditions is None else [case((conditions, 1), else_=0) == 1]
    return select(*query.selected_columns).where(*hidden)


class _ListMatches:
    """The results of the searches besides the filters: by words and by structure.

    Attributes:
        connection: for reading.
        matches: the query for the matches of words, with how well they match.
        words: the rows of this query, for searches by similarity too.
        rows: the rows of a search for similar structures.
        joined: the latter, in the form for ``filtered_query``.
        structural: the condition that a structure search found a product, in the form for ``filtered_query``.
        conditions: the conditions of both searches.
    """

    def __init__(self, connection: Connection, wanted: ProductFilter, structures: StructureMatches | None) -> None:
        self.connection = connection
        self.matches = None
        if wanted.words is not None:
            self.matches = word_matches(wanted.words, text_index(connection), missing=wanted.missing)
        self.words = None if self.matches is None else self.matches.subquery()
        by_distance = structures is not None and structures.hits.scores is not None
        self.rows = structures.rows(connection) if structures is not None and by_distance else None
        self.joined = [] if self.rows is None else [self.rows]
        self.structural = [] if structures is None else [structures.condition(connection)]
        self.conditions = self.structural
        self._matching = None
        if wanted.words is not None:
            # How well a name matches is only read where it matters: for most words that takes longer than to find it.
            self._matching = word_match_ids(wanted.words, text_index(connection), missing=wanted.missing)
            self.conditions = [products.c.id.in_(self._matching), *self.structural]

    def settle(self, found: FoundProducts) -> int:
        """Take these products instead of the conditions; return how many they are."""
        self.conditions = [found.have(self.connection, products.c.id)]
        return found.number

    def ids(self, wanted: ProductFilter) -> Select[Any]:
        """Return the query for the ids of the products that also match the filters."""
        if self._matching is not None and wanted.is_words_alone() and not self.structural and not self.joined:
            return self._matching.distinct()
        return filtered_query(wanted, self.joined, self.conditions, products.c.id)


class _FacetProducts:
    """The products that facets count. They are found and counted once for all facets that count the same products."""

    def __init__(self, connection: Connection, found: _ListMatches) -> None:
        self._connection = connection
        self._found = found
        self._products: dict[ProductFilter, FoundProducts] = {}

    def counts(self, wanted: ProductFilter, facets: Sequence[str]) -> dict[str, Counts]:
        """Return the counts of the requested facets, each without its own filter."""
        fields = {name: field for name in facets if (field := FACETS[name].facet) is not None}
        alike: dict[ProductFilter, list[CountedField]] = {}
        for name, field in fields.items():
            alike.setdefault(wanted.without(name), []).append(field)
        found: dict[CountedField, Counts] = {}
        for among, some in alike.items():
            found |= count_facets(self._connection, self._among(among), some)
        return {name: found[field] for name, field in fields.items()}

    def _among(self, wanted: ProductFilter) -> FoundProducts | None:
        """Return the matching products, or None if all match."""
        if wanted.is_empty() and not (self._found.joined or self._found.conditions):
            return None
        found = self.found(wanted)
        return None if found.number == count_all(self._connection) else found

    def found(self, wanted: ProductFilter) -> FoundProducts:
        """Return the matching products, found once."""
        if wanted not in self._products:
            self._products[wanted] = find_products(self._connection, self._found.ids(wanted))
        return self._products[wanted]

    def number(self, wanted: ProductFilter) -> int | None:
        """Return the number of matching products if they were found already, or None."""
        return self._products[wanted].number if wanted in self._products else None


def _sort_keys(sort: Sort, found: _ListMatches) -> list[ColumnElement[Any]]:
    columns = products.c
    if sort.key == "relevance" and found.words is not None:
        return relevance_keys(found.words)
    if sort.key == "similarity" and found.rows is not None:
        return [found.rows.c.distance, columns.product_key]
    by: dict[str, ColumnElement[Any]] = {
        "name": columns.name_key,
        "molecular_weight": columns.weight_order,
        "updated_at": columns.updated_at,
        "assay_min": func.coalesce(columns.assay_min, _missing(sort)),
    }
    first = by.get(sort.key)
    return [columns.product_key] if first is None else [first, columns.product_key]


def _price_keys(sort: Sort, prices: Subquery) -> list[ColumnElement[Any]]:
    return [func.coalesce(prices.c.price, _missing(sort)), products.c.product_key]


def _missing(sort: Sort) -> float:
    """Return the number for what is not stated, which comes last in both directions."""
    return -MISSING_WEIGHT if sort.descending else MISSING_WEIGHT
