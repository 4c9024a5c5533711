"""Suggestions for the text typed so far, from the first character on.

A few limited index searches, so that one letter takes no longer than ten: equal names, names with this beginning, then
synonyms and catalog numbers, CAS RNs, and last names with a word of this beginning. Later searches run only if earlier
ones found few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union,
)

from catalog.product.text.folding import fold, greek_alternatives, greek_variants
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import product_cas_rns, product_names, products, suppliers
from catalog.store.words.text_index import UPPER_END, begins_with, text_index
from catalog.store.words.word_matches import holds_words

LOOKED_AT = 1_000
"""The number of candidates of each kind that are sorted. Of more, the first by alphabet, or by age."""
SHORTEST_CAS = 3
"""The minimum number of digits for a search among CAS RNs."""


_OF_PRODUCT = (suppliers.c.slug, suppliers.c.name, products.c.name)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion.

    Attributes:
        text: a name, catalog number or CAS RN as written.
        kind: name, synonym, catalog_number or cas_rn.
        catalog_number: the catalog number of its product.
        slug, supplier: the slug and the name of its supplier.
        name: the name of its product.
    """

    text: str
    kind: str
    catalog_number: str
    slug: str
    supplier: str
    name: str


def suggest(
    connection: Connection, text: str, *, limit: int, suppliers: Sequence[int] | None = None
) -> list[Suggestion]:
    """Return suggestions, each product once: the likeliest kind first, in each kind the shortest.

    Args:
        connection: for reading.
        text: the typed text.
        limit: the largest number of suggestions.
        suppliers: the ids of the suppliers whose products are suggested, or None for all.
    """
    if suppliers is not None and not suppliers:
        return []
    found: dict[tuple[str, str], Suggestion] = {}
    for suggestion in _suggestions(connection, text, limit, suppliers):
        found.setdefault((suggestion.catalog_number, suggestion.slug), suggestion)
        if len(found) == limit:
            break
    return list(found.values())


def _suggestions(
    connection: Connection, text: str, limit: int, suppliers: Sequence[int] | None
) -> Iterator[Suggestion]:
    folded, engine = fold(text), connection.dialect.name
    of = "" if suppliers is None else engine
    owners = {} if suppliers is None else list_parameter(engine, suppliers)
    if folded:
        variants = greek_variants(folded)
        number = len(variants)
        values = _values(variants, limit) | owners
        yield from _told(connection, _called(number, of), values)
        yield from _told(connection, _names(number, of), values)
        yield from _told(connection, _beginning(number, of), values)
    yield from _cas_rns(connection, text, limit, of, owners)
    if folded:
        yield from _told(connection, _in_order(_with_words(connection, folded, of)), {"limit": limit} | owners)


def _told(connection: Connection, query: Select[Any], values: Mapping[str, Any]) -> Iterator[Suggestion]:
    for row in connection.execute(query, values):
        yield Suggestion(*row)


def _values(variants: Sequence[str], limit: int) -> dict[str, Any]:
    """Return the parameters of the queries that are made once."""
    values: dict[str, Any] = {"limit": limit}
    for place, variant in enumerate(variants):
        values |= {f"low_{place}": variant, f"high_{place}": variant + UPPER_END}
    return values


def _begins(column: ColumnElement[str], number: int) -> ColumnElement[bool]:
    """Return the condition that a text begins with one of several variants."""
    return or_(*(_begins_so(column, place) for place in range(number)))


def _begins_so(column: ColumnElement[str], place: int) -> ColumnElement[bool]:
    return (column >= bindparam(f"low_{place}")) & (column < bindparam(f"high_{place}"))


# The queries are made once for each number of variants: to make one takes longer than to answer it. ``of`` is the name
# of the engine if only some suppliers' products are wanted, else empty.
@cache
def _called(number: int, of: str) -> Select[Any]:
    name = product_names.c
    is_called = or_(*(name.folded == bindparam(f"low_{i}") for i in range(number)))
    # The sums, here and below, prevent PostgreSQL from reading all names in this order to find a few.
    order = (name.product_id + 0, name.kind, name.id)
    return _in_order(_named(of).where(is_called).order_by(*order).limit(LOOKED_AT))


@cache
def _names(number: int, of: str) -> Select[Any]:
    """Return the query for names only, so that similar catalog numbers do not hide them."""
    key = products.c
    # The index on both keys finds these. Each beginning is searched separately: for two, SQLite would read all names.
    begun = select(key.name_key, key.product_key)
    begun = begun.where(is_one_of(of, key.supplier_id)) if of else begun
    ways = [begun.where(_begins_so(key.name_key, place)) for place in range(number)]
    some = union(*(_first_by(way, key.name_key, key.product_key) for way in ways)).subquery()
    rows = _first_by(select(some), some.c.name_key, some.c.product_key).subquery()
    shortest = (func.length(rows.c.name_key), rows.c.name_key, rows.c.product_key)
    first = select(rows).order_by(*shortest).limit(bindparam("limit", type_=Integer)).subquery()
    # Products are read last: each takes a page of the file.
    query = select(key.name, literal_column("'name'"), key.catalog_number, *_OF_PRODUCT)
    query = query.join(first, first.c.product_key == key.product_key)
    query = query.join(suppliers, suppliers.c.id == key.supplier_id)
    return query.order_by(func.length(first.c.name_key), first.c.name_key, first.c.product_key)


def _first_by(rows: Select[Any], *keys: ColumnElement[Any]) -> Select[Any]:
    """Return the query for the first rows."""
    return select(rows.order_by(*keys).limit(LOOKED_AT).subquery())


@cache
def _beginning(number: int, of: str) -> Select[Any]:
    name = product_names.c
    named = _named(of).where(_begins(name.folded, number))
    return _in_order(named.order_by(name.folded, name.product_id, name.kind, name.id).limit(LOOKED_AT))


def _with_words(connection: Connection, folded: str, of: str) -> Select[Any]:
    holds = holds_words(text_index(connection), greek_alternatives(folded))
    return _named(of).where(holds).order_by(product_names.c.id + 0).limit(LOOKED_AT)


def _named(of: str) -> Select[Any]:
    name = product_names.c
    query = select(name.text, name.kind, name.folded, name.product_id, name.id)
    return query.where(_is_supplied(name.product_id, of)) if of else query


def _is_supplied(product_id: ColumnElement[int], of: str) -> ColumnElement[bool]:
    """Return the condition that a product is of the wanted suppliers, asked for each candidate by itself."""
    own = products.alias("own")
    return select(own.c.id).where(own.c.id == product_id, is_one_of(of, own.c.supplier_id)).exists()


def _in_order(candidates: Select[Any]) -> Select[Any]:
    """Return the candidates with their products, the shortest first. A product can appear under several names."""
    some = candidates.subquery()
    most = 4 * bindparam("limit", type_=Integer)
    first = select(some).order_by(*_shortest(some), some.c.product_id, some.c.id).limit(most).subquery()
    query = select(first.c.text, first.c.kind, products.c.catalog_number, *_OF_PRODUCT)
    query = query.join(products, products.c.id == first.c.product_id)
    query = query.join(suppliers, suppliers.c.id == products.c.supplier_id)
    return query.order_by(*_shortest(first), products.c.product_key, first.c.id)


def _shortest(names: Subquery) -> tuple[ColumnElement[Any], ...]:
    name = names.c
    return (name.kind == "catalog_number", func.length(name.folded), name.folded, name.kind)


def _cas_rns(
    connection: Connection, text: str, limit: int, of: str, owners: Mapping[str, object]
) -> Iterator[Suggestion]:
    column = product_cas_rns.c
    ways = cas_beginnings(text)
    if not ways:
        return
    begins = or_(*(begins_with(column.cas_rn, way) for way in ways))
    begun = select(column.cas_rn, column.product_id).where(begins)
    begun = begun.where(_is_supplied(column.product_id, of)) if of else begun
    some = begun.order_by(column.cas_rn).limit(LOOKED_AT).subquery()
    query = select(some.c.cas_rn, literal_column("'cas_rn'"), products.c.catalog_number, *_OF_PRODUCT)
    query = query.join(products, products.c.id == some.c.product_id)
    query = query.join(suppliers, suppliers.c.id == products.c.supplier_id)
    order = (func.length(some.c.cas_rn), some.c.cas_rn, products.c.product_key)
    yield from (Suggestion(*row) for row in connection.execute(query.order_by(*order).limit(limit), owners))


def count_called(
    connection: Connection, texts: Collection[tuple[str, str]], suppliers: Sequence[int] | None = None
) -> dict[tuple[str, str], int]:
    """Return how many products have each of some texts, by kind and text: a CAS RN, or a name of any kind.

    Args:
        connection: for reading.
        texts: the kinds and the texts.
        suppliers: the ids of the suppliers whose products count, or None for all.
    """
    of = "" if suppliers is None else connection.dialect.name
    owners = {} if suppliers is None else list_parameter(of, suppliers)
    number, name = product_cas_rns.c, product_names.c
    counted: dict[tuple[str, str], int] = {}
    for column, owner, some in (
        (number.cas_rn, number.product_id, {text: text for kind, text in texts if kind == "cas_rn"}),
        (name.folded, name.product_id, {text: fold(text) for kind, text in texts if kind != "cas_rn"}),
    ):
        if not some:
            continue
        query = select(column, func.count(owner.distinct())).where(column.in_(set(some.values()))).group_by(column)
        query = query.where(_is_supplied(owner, of)) if of else query
        found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query, owners)}
        counted |= {(kind, text): found[some[text]] for kind, text in texts if some.get(text) in found}
    return counted


def cas_beginnings(text: str) -> tuple[str, ...]:
    """Return the possible beginnings of CAS RNs with these digits, with dashes, or none for another text.

    >>> cas_beginnings("58-08"), cas_beginnings("5808"), cas_beginnings("58"), cas_beginnings("58a")
    (('58-08',), ('5808', '580-8', '58-08', '5-80-8'), (), ())
    """
    text = text.strip().replace("‑", "-").replace("–", "-")
    digits = text.replace("-", "")
    if not (digits.isascii() and digits.isdigit() and SHORTEST_CAS <= len(digits) <= 10 and text[0] != "-"):
        return ()
    if "-" in text:
        return (text,)
    return (
        digits,
        f"{digits[:-1]}-{digits[-1]}",
        f"{digits[:-2]}-{digits[-2:]}",
        f"{digits[:-3]}-{digits[-3:-1]}-{digits[-1]}",
    )
