"""Lists of products, page by page, by keyset: each page begins after the last row of the previous page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, literal, select, tuple_

from catalog.errors import InvalidQuery
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.product.text.folding import BETWEEN_KEYS
from catalog.store.entries import MISSING_WEIGHT
from catalog.store.facts.price_index import lowest_prices
from catalog.store.list_rows import id_rows
from catalog.store.reading.facets import Counts, count_facet
from catalog.store.reading.filters import FACETS, PRICE_SORTS, ProductFilter, Sort, filtered_query, rates_used
from catalog.store.reading.kept_counts import kept_count, kept_large_count
from catalog.store.reading.products import StoredProduct, count_products, stored_products
from catalog.store.reading.ranking import most_relevant, most_relevant_begun, relevance_keys
from catalog.store.reading.structure_matches import StructureMatches
from catalog.store.tables import product_names, products
from catalog.store.words.text_index import text_index
from catalog.store.words.word_matches import count_word_matches, word_match_ids, word_matches

COMMON_PART = 4
"""From the fourth part of all products on, a list reads products in its order, and not all that match."""

CURSOR_KINDS: dict[str, tuple[type, ...]] = {
    "relevance": (int, int, int, str),
    "name": (str, str),
    "catalog_number": (str,),
    "molecular_weight": (float, str),
    "updated_at": (str, str),
    "similarity": (float, str),
    **dict.fromkeys(PRICE_SORTS, (float, str)),
}
"""What a cursor of each order holds."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        items: the products, in order.
        total: the number of products on all pages, or None if they were not counted.
        cursor: where the next page begins, or None on the last page.
        similarities: the Tanimoto coefficient of each item, for a search for similar structures.
        complete: whether a structure search finished in its time.
        facets: the counts of all matching products for the requested facets. A facet's own filter is left out of its
            counts, so that they show what another choice would find.
        rates: the rates to compare prices, or None if no prices are compared or a currency was named.
    """

    items: tuple[StoredProduct, ...]
    total: int | None
    cursor: str | None
    similarities: tuple[float, ...] | None = None
    complete: bool | None = None
    facets: dict[str, Counts] | None = None
    rates: CurrencyRates | None = None


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
    if facets:
        counted = _FacetProducts(connection, found)
        counts = _count_facets(connection, wanted, structures, counted, facets)
        total = counted.number(wanted) if total is None else total
    if total is None and sort.key != "relevance":
        total = count_matching(connection, wanted, structures)
    rows, number = _first_rows(found, wanted, sort, after, limit + 1, likely=_is_common(connection, total))
    shown = rows[:limit]
    items = stored_products(connection, [row[0] for row in shown])
    distances = [row[1] for row in shown]
    following = write_cursor(shown[-1][2:]) if len(rows) > limit else None
    similarities = None if found.rows is None else tuple(round(1 - distance, 6) for distance in distances)
    total = number if total is None else total
    if total is None:
        total = count_matching(connection, wanted, structures)
    return Page(tuple(items), total, following, similarities, facets=counts, rates=rates_used(wanted, sort))


def list_keys(connection: Connection, wanted: ProductFilter, sort: Sort, *, limit: int) -> list[str]:
    """Return the keys of the first products of a list, as ``list_products`` would list them, without their documents.

    Raises:
        InvalidQuery: the order needs a search that was not requested.
    """
    found = _ListMatches(connection, wanted, None)
    _check_order(sort, found)
    # All of them are read, so an index for their order does not help.
    rows, _number = _first_rows(found, wanted, sort, None, limit, likely=False)
    ids = [row[0] for row in rows]
    keys = {
        row.id: row.product_key
        for row in connection.execute(
            select(products.c.id, products.c.product_key).where(products.c.id.in_(id_rows(connection, ids, "listed")))
        )
    }
    return [keys[one] for one in ids]


def _count_facets(
    connection: Connection,
    wanted: ProductFilter,
    structures: StructureMatches | None,
    counted: _FacetProducts,
    facets: Sequence[str],
) -> dict[str, Counts]:
    chosen = {name: values for name in facets if (values := FACETS[name].facet) is not None}
    counts = {}
    for name, values in chosen.items():
        among = wanted.without(name)
        counts[name] = (
            kept_count(connection, name, partial(count_facet, connection, None, values))
            if name != "supplier" and is_whole(among, structures)
            else count_facet(connection, counted.among(among), values)
        )
    return counts


def _is_common(connection: Connection, total: int | None) -> bool:
    """Tell whether so many products match that the first of them in any order are soon found, on SQLite."""
    if total is None or connection.dialect.name != "sqlite":
        return False
    return COMMON_PART * total >= kept_count(connection, "products", partial(count_products, connection)) > 0


def count_matching(connection: Connection, wanted: ProductFilter, structures: StructureMatches | None = None) -> int:
    """Return the number of matching products."""
    if wanted.words is not None and structures is None and wanted.is_words_alone():
        # Every name belongs to an existing product. So the products need not be read, which would cost the most.
        counted = count_word_matches(wanted.words, text_index(connection), missing=wanted.missing)
        return kept_large_count(connection, wanted, lambda: connection.scalar(counted) or 0)
    if is_whole(wanted, structures):
        return kept_count(connection, "products", partial(count_products, connection))
    every = _ListMatches(connection, wanted, structures).ids(wanted).subquery()
    return connection.scalar(select(func.count()).select_from(every)) or 0


def is_whole(wanted: ProductFilter, structures: StructureMatches | None) -> bool:
    """Tell whether all products match."""
    return structures is None and wanted.is_empty()


def matching_ids(
    connection: Connection, wanted: ProductFilter, structures: StructureMatches | None = None
) -> Sequence[int]:
    """Return the ids of all matching products, in no order."""
    return connection.scalars(_ListMatches(connection, wanted, structures).ids(wanted)).all()


def _check_order(sort: Sort, found: _ListMatches) -> None:
    if found.words is None and sort.key == "relevance":
        raise InvalidQuery("Sorting by relevance needs words to be relevant to (q).", stated="relevance", field="sort")
    if found.rows is None and sort.key == "similarity":
        message = "Sorting by similarity needs a structure to be similar to (similar_to)."
        raise InvalidQuery(message, stated="similarity", field="sort")


def _first_rows(
    found: _ListMatches, wanted: ProductFilter, sort: Sort, last: list[Any] | None, limit: int, *, likely: bool
) -> tuple[Sequence[Sequence[Any]], int | None]:
    """Return the first rows after the previous page, and the total if the query also gives it. A row has a product's
    id, its distance, and its sorting keys.
    """
    distance = literal(0.0) if found.rows is None else found.rows.c.distance
    shown = (products.c.id, distance)
    if found.matches is not None and sort.key == "relevance" and found.rows is None:
        begun = most_relevant_begun(found.connection, wanted, found.structural, shown, after=last, limit=limit)
        if begun is not None:
            return begun, None
        matches = found.matches
        if found.structural or not wanted.is_words_alone():
            fitting = filtered_query(wanted, (), found.structural, products.c.id)
            # The sum has the names found by their words, not by their products: a filter may leave most of these.
            matches = matches.where((product_names.c.product_id + 0).in_(fitting))
        return most_relevant(found.connection, matches, shown, after=last, limit=limit)
    joined, conditions = found.joined, found.conditions(likely=likely)
    if found.words is not None and sort.key == "relevance":
        joined, conditions = [found.words, *joined], found.structural
    prices = lowest_prices(PRICE_SORTS[sort.key], sort.rates) if sort.key in PRICE_SORTS else None
    keys = _sort_keys(sort, found) if prices is None else _price_keys(sort, prices)
    query = filtered_query(wanted, joined, conditions, *shown, *keys, likely=likely)
    if prices is not None:
        query = query.outerjoin(prices, prices.c.product_id == products.c.id)
    if last is not None:
        query = query.where(_after(keys, last, sort))
    return found.connection.execute(_ordered(query, keys, sort).limit(limit)).all(), None


class _ListMatches:
    """The results of the searches besides the filters: by words and by structure.

    Attributes:
        connection: for reading.
        matches: the query for the matches of words, with how well they match.
        words: the rows of this query, for searches by similarity too.
        rows: the rows of a search for similar structures.
        joined: the latter, in the form for ``filtered_query``.
        structural: the condition that a structure search found a product, in the form for ``filtered_query``.
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
        self._matching = None
        if wanted.words is not None:
            # How well a name matches is only read where it matters: for most words that takes longer than to find it.
            self._matching = word_match_ids(wanted.words, text_index(connection), missing=wanted.missing)

    def conditions(self, *, likely: bool = False) -> list[ColumnElement[bool]]:
        """Return the conditions of both searches. ``likely`` as in ``filtered_query``."""
        if self._matching is None:
            return self.structural
        # To a sum SQLite has no index, so it reads the products in the order of the list.
        owner = products.c.id + 0 if likely else products.c.id
        return [owner.in_(self._matching), *self.structural]

    def ids(self, wanted: ProductFilter) -> Select[Any]:
        """Return the query for the ids of the products that also match the filters."""
        return filtered_query(wanted, self.joined, self.conditions(), products.c.id)


class _FacetProducts:
    """The products that facets count. They are found once for all facets that count the same products."""

    def __init__(self, connection: Connection, found: _ListMatches) -> None:
        self._connection = connection
        self._found = found
        self._ids: dict[ProductFilter, Sequence[int]] = {}

    def among(self, wanted: ProductFilter) -> Select[Any] | None:
        """Return the query for the ids of the matching products, or None if all match."""
        if wanted.is_empty() and not (self._found.joined or self._found.conditions()):
            return None
        if wanted not in self._ids:
            self._ids[wanted] = self._connection.scalars(self._found.ids(wanted)).all()
        return id_rows(self._connection, self._ids[wanted], "counted")

    def number(self, wanted: ProductFilter) -> int | None:
        """Return the number of matching products if they were found already, or None."""
        return len(self._ids[wanted]) if wanted in self._ids else None


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
    }
    first = by.get(sort.key)
    return [columns.product_key] if first is None else [first, columns.product_key]


def _price_keys(sort: Sort, prices: Subquery) -> list[ColumnElement[Any]]:
    missing = -MISSING_WEIGHT if sort.descending else MISSING_WEIGHT
    return [func.coalesce(prices.c.price, missing), products.c.product_key]


def _after(keys: list[ColumnElement[Any]], values: list[Any], sort: Sort) -> ColumnElement[bool]:
    row, last = tuple_(*keys), tuple_(*(literal(value) for value in values))
    return row < last if sort.descending else row > last


def _ordered(query: Select[Any], keys: list[ColumnElement[Any]], sort: Sort) -> Select[Any]:
    return query.order_by(*(key.desc() if sort.descending else key.asc() for key in keys))


def write_cursor(values: Sequence[object]) -> str:
    """Return the cursor after the row with these sorting keys."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: Sort) -> list[Any]:
    """Return the sorting keys after which a page begins.

    Raises:
        InvalidQuery: the cursor is not from a list in this order.
    """
    kinds = CURSOR_KINDS[sort.key]
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise InvalidQuery("The cursor is not one that this list gave.", stated=cursor, field="cursor") from error
    if not (isinstance(values, list) and len(values) == len(kinds) and all(map(_fits, values, kinds))):
        raise InvalidQuery("The cursor belongs to a list in another order.", stated=cursor, field="cursor")
    return values


def _fits(value: object, kind: type) -> bool:
    """Tell whether a value can be compared with a sorting key, on either engine."""
    if isinstance(value, str):
        return kind is str and value.replace(BETWEEN_KEYS, "").isprintable()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, kind) and abs(value) <= MISSING_WEIGHT and (kind is float or abs(value) < 2**31)
