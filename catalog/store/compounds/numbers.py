"""The numbers of structures and products: PubChem's where products state them, else ours.

PubChem has a CID for each structure and a SID for each supplier's product. A stated number holds if it is unambiguous:
all products of the structure state the same one, and no other structure has it. What has none gets a number of ours
when it is first asked for. Ours begin where PubChem's will not reach, and always lead to the same structure or product,
also after a product has stated PubChem's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select

from catalog.store.database import Database
from catalog.store.list_rows import id_rows, is_among
from catalog.store.tables import product_identifiers, product_numbers, products, structure_numbers

FIRST_OWN = 2_000_000_000
"""The first number of ours. PubChem's are below 600 million."""

STRUCTURE_KEY: ColumnElement[Any] = func.coalesce(products.c.inchi_key, products.c.borrowed_key)
"""The InChIKey of a product: that of its own structure, else that of the borrowed one."""


class Numbering(NamedTuple):
    """A way to number.

    Attributes:
        system: the system of identifiers in which products state PubChem's numbers.
        key: what is numbered, of each product.
        columns: the columns of products that have the key, each with an index.
        own: the table of our numbers.
    """

    system: str
    key: ColumnElement[Any]
    columns: tuple[ColumnElement[Any], ...]
    own: Table


CIDS = Numbering("PubChem CID", STRUCTURE_KEY, (products.c.inchi_key, products.c.borrowed_key), structure_numbers)
"""The numbers of structures, by InChIKey."""
SIDS = Numbering("PubChem SID", products.c.product_key, (products.c.product_key,), product_numbers)
"""The numbers of products, by ``product_key``."""


def numbers_of(database: Database, numbering: Numbering, keys: Collection[str]) -> dict[str, int]:
    """Return the number of each key. Keys without one get the next numbers, in the order of the keys.

    The caller holds no connection, since this may write.

    Raises:
        StoreUnusable: a number must be written, and the database cannot be written now.
    """
    wanted = dict.fromkeys(keys)
    with database.read() as connection:
        found = _stated_numbers(connection, numbering, wanted)
        found |= _own_numbers(connection, numbering.own, wanted.keys() - found.keys())
    missing = [key for key in wanted if key not in found]
    if missing:
        with database.write(by_index=True) as connection:
            _add(connection, numbering.own, missing)
            found |= _own_numbers(connection, numbering.own, missing)
    return {key: found[key] for key in wanted}


def keys_of(connection: Connection, numbering: Numbering, numbers: Collection[int]) -> dict[int, str]:
    """Return what each number stands for. Numbers that stand for nothing are left out."""
    stated = [number for number in numbers if 0 < number < FIRST_OWN]
    own = [number - FIRST_OWN + 1 for number in numbers if FIRST_OWN <= number < 2 * FIRST_OWN]
    found = _stated_keys(connection, numbering, stated) if stated else {}
    if own:
        column = numbering.own.c
        query = select(column.id, column.key).where(column.id.in_(id_rows(connection, own, "own")))
        found |= {FIRST_OWN - 1 + number: key for number, key in connection.execute(query)}
    return found


def _own_numbers(connection: Connection, table: Table, keys: Collection[str]) -> dict[str, int]:
    query = select(table.c.key, table.c.id).where(is_among(connection, table.c.key, keys))
    return {key: FIRST_OWN - 1 + number for key, number in connection.execute(query)}


def _add(connection: Connection, table: Table, keys: Sequence[str]) -> None:
    """Give the next numbers to those keys that nobody else has numbered meanwhile. Rows are never deleted."""
    known = _own_numbers(connection, table, keys)
    last = connection.scalar(select(func.max(table.c.id))) or 0
    new = [key for key in keys if key not in known]
    if new:
        connection.execute(insert(table), [{"id": last + step, "key": key} for step, key in enumerate(new, 1)])


def _stated_numbers(connection: Connection, numbering: Numbering, keys: Collection[str]) -> dict[str, int]:
    said = _of_keys(connection, numbering, keys)
    both = said | _of_numbers(connection, numbering, {number for _, number in said})
    return {key: number for key, number in _agreed(both).items() if key in keys}


def _stated_keys(connection: Connection, numbering: Numbering, numbers: Collection[int]) -> dict[int, str]:
    said = _of_numbers(connection, numbering, numbers)
    both = said | _of_keys(connection, numbering, {key for key, _ in said})
    return {number: key for key, number in _agreed(both).items() if number in set(numbers)}


def _of_keys(connection: Connection, numbering: Numbering, keys: Collection[str]) -> set[tuple[str, int]]:
    """Return what products with some keys state, as pairs of key and number."""
    pairs: set[tuple[str, int]] = set()
    for column in numbering.columns if keys else ():
        pairs |= _pairs(connection, numbering, is_among(connection, column, keys))
    return pairs


def _of_numbers(connection: Connection, numbering: Numbering, numbers: Collection[int]) -> set[tuple[str, int]]:
    texts = [str(number) for number in numbers]
    return _pairs(connection, numbering, is_among(connection, product_identifiers.c.value, texts)) if texts else set()


def _pairs(connection: Connection, numbering: Numbering, condition: ColumnElement[bool]) -> set[tuple[str, int]]:
    column = product_identifiers.c
    query = select(numbering.key, column.value).join(products, products.c.id == column.product_id)
    rows = connection.execute(query.where(column.type == numbering.system, numbering.key.is_not(None), condition))
    return {(key, int(text)) for key, text in rows if text.isdecimal() and 0 < int(text) < FIRST_OWN}


def _agreed(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Return the number of each key, where neither has another partner.

    >>> _agreed([("A", 1), ("B", 2), ("B", 3), ("C", 4), ("D", 4)])
    {'A': 1}
    """
    numbers, keys = defaultdict(set), defaultdict(set)
    for key, number in pairs:
        numbers[key].add(number)
        keys[number].add(key)
    alone = {key: next(iter(found)) for key, found in numbers.items() if len(found) == 1}
    return {key: number for key, number in alone.items() if len(keys[number]) == 1}
