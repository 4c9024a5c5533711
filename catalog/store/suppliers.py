"""Suppliers, found by any name or slug that they have or had.

An import adds the suppliers that it names, and editors rename them. The house exists from the start. It has the
products without a stated supplier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from catalog.errors import Conflict, NotFound
from catalog.product.checks.presence import has_broken
from catalog.product.offer.supplier_name import require_supplier_name
from catalog.product.text.folding import slug_of, supplier_key
from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.tables import products, supplier_names, suppliers

HOUSE = ""
"""The key of the house."""
HOUSE_SLUG = "house"
"""Its slug in a new catalog."""
EDITABLE = ("name", "slug", "site", "contact", "country")
"""The attributes that editors may change."""


class Supplier(NamedTuple):
    """A supplier.

    Attributes:
        id: the id of its row.
        key: its part in the keys of its products. It never changes.
        slug: its name in addresses.
        name: its name as people write it.
        site, contact, country: its website, contact and country, if known.
        products: the number of its products, if they were counted.
    """

    id: int
    key: str
    slug: str
    name: str
    site: str | None
    contact: str | None
    country: str | None
    products: int | None = None

    def document(self) -> dict[str, object]:
        """Return the supplier in the API's form."""
        return {name: value for name, value in self._asdict().items() if name not in ("id", "key")}


class SupplierLabel(NamedTuple):
    """The supplier's part in the documents of its products."""

    key: str
    slug: str
    name: str


def supplier_labels(connection: Connection, ids: Collection[int]) -> dict[int, SupplierLabel]:
    """Return the labels of some suppliers, by id."""
    column = suppliers.c
    query = select(column.id, column.key, column.slug, column.name).where(column.id.in_(ids))
    return {number: SupplierLabel(*label) for number, *label in connection.execute(query)}


def _query() -> Select[tuple[int, str, str, str, str | None, str | None, str | None]]:
    column = suppliers.c
    return select(
        column.id, column.key, column.slug, column.name, column.site, column.contact, column.country
    ).select_from(suppliers)


def find_supplier(connection: Connection, word: str) -> Supplier | None:
    """Return the supplier that has or had this slug or name, or None."""
    if has_broken(word):
        return None  # PostgreSQL accepts no such text, not even in a query.
    own = select(supplier_names.c.supplier_id).where(supplier_names.c.word == supplier_key(word))
    row = connection.execute(_query().where(suppliers.c.id == own.scalar_subquery())).first()
    return None if row is None else Supplier._make((*row, None))


def get_supplier(connection: Connection, word: str) -> Supplier:
    """Return the supplier that has or had this slug or name.

    Raises:
        NotFound: there is no such supplier.
    """
    found = find_supplier(connection, word)
    if found is None:
        raise NotFound(f"There is no supplier {word!r}.")
    return found


def list_suppliers(connection: Connection) -> list[Supplier]:
    """Return all suppliers by name, each with the number of its products. The house is left out if it has none."""
    column = products.c
    counted = select(column.supplier_id, func.count().label("number")).group_by(column.supplier_id).subquery("counted")
    number = func.coalesce(counted.c.number, 0)
    query = _query().add_columns(number).outerjoin(counted, counted.c.supplier_id == suppliers.c.id)
    rows: list[Row[tuple[object, ...]]] = list(connection.execute(query.order_by(suppliers.c.slug)))
    found = [Supplier._make(row) for row in rows]
    return [one for one in found if one.key != HOUSE or one.products]


def supplier_ids(connection: Connection, words: Iterable[str]) -> list[int]:
    """Return the ids of the suppliers that have or had one of these slugs or names."""
    keys = {supplier_key(word) for word in words if not has_broken(word)}
    query = select(supplier_names.c.supplier_id).where(supplier_names.c.word.in_(keys)).distinct()
    return sorted(connection.scalars(query))


def names_of_slugs(connection: Connection, slugs: Iterable[str]) -> dict[str, str]:
    """Return the names of suppliers by slug. Unknown slugs are left out."""
    query = select(suppliers.c.slug, suppliers.c.name).where(suppliers.c.slug.in_(set(slugs)))
    return {slug: name for slug, name in connection.execute(query)}  # noqa: C416  # Rows.


def with_count(connection: Connection, supplier: Supplier) -> Supplier:
    """Return a supplier with the number of its products."""
    counted = select(func.count()).select_from(products).where(products.c.supplier_id == supplier.id)
    return supplier._replace(products=connection.scalar(counted) or 0)


def offered_numbers(connection: Connection, key: str) -> list[str]:
    """Return the catalog numbers of a supplier's products that are not discontinued, oldest first."""
    column = products.c
    own = select(suppliers.c.id).where(suppliers.c.key == key).scalar_subquery()
    query = select(column.catalog_number).where(column.supplier_id == own, column.status != "discontinued")
    return list(connection.scalars(query.order_by(column.id)))


def numbers_after(connection: Connection, product_id: int, limit: int) -> list[tuple[int, str, str, str]]:
    """Return the next products after an id: id, catalog number, and the key and name of the supplier."""
    query = (
        select(products.c.id, products.c.catalog_number, suppliers.c.key, suppliers.c.name)
        .join(suppliers, suppliers.c.id == products.c.supplier_id)
        .where(products.c.id > product_id)
        .order_by(products.c.id)
        .limit(limit)
    )
    return [(number, *rest) for number, *rest in connection.execute(query)]


def known_keys(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Return the key for each name: that of the supplier who has or had the name, else a key from the name."""
    own = {name: supplier_key(name) for name in names}
    query = select(supplier_names.c.word, suppliers.c.key).join(
        suppliers, suppliers.c.id == supplier_names.c.supplier_id
    )
    rows = connection.execute(query.where(supplier_names.c.word.in_(set(own.values()))))
    known = {word: key for word, key in rows}  # noqa: C416  # Rows.
    return {name: known.get(key, key) for name, key in own.items()}


def keep_suppliers(connection: Connection, named: Mapping[str, str]) -> dict[str, int]:
    """Return the ids of suppliers by key. Add missing suppliers, in a writing transaction.

    Args:
        connection: a writing transaction.
        named: the names of the suppliers, by key.
    """
    query = select(suppliers.c.key, suppliers.c.id).where(suppliers.c.key.in_(list(named)))
    ids = {key: number for key, number in connection.execute(query)}  # noqa: C416  # Rows.
    for key in named.keys() - ids.keys():
        values = {"key": key, "slug": slug_of(key), "name": named[key], "created_at": now()}
        ids[key] = int(connection.execute(insert(suppliers).values(values).returning(suppliers.c.id)).scalar_one())
        _remember(connection, ids[key], key)
        note(connection, suppliers, [ids[key]], f"supplier {ids[key]} added")
    return ids


def edit_supplier(connection: Connection, word: str, changes: Mapping[str, str | None]) -> Supplier:
    """Change the data of a supplier. Its former name and slug still lead to it.

    Args:
        connection: a writing transaction.
        word: its slug or its name.
        changes: new values of ``EDITABLE``.

    Raises:
        NotFound: there is no such supplier.
        InvalidQuery: the name or slug names nobody, or is too long.
        Conflict: another supplier has or had the name or slug.
    """
    found = get_supplier(connection, word)
    values = dict(changes)
    if values.get("name") is not None:
        values["name"] = require_supplier_name(str(values["name"]))
    if values.get("slug") is not None:
        values["slug"] = slug_of(require_supplier_name(str(values["slug"]), "slug"))
    for name in ("name", "slug"):
        new = values.get(name)
        other = None if new is None else find_supplier(connection, new)
        if other is not None and other.id != found.id:
            raise Conflict(f"The {name} {new!r} is or was used by the supplier {other.name!r} ({other.slug}).")
    if values:
        connection.execute(update(suppliers).where(suppliers.c.id == found.id).values(values))
        note(connection, suppliers, [found.id], f"supplier {found.id} changed")
    _remember(connection, found.id, *(supplier_key(str(values[name])) for name in ("name", "slug") if values.get(name)))
    return get_supplier(connection, word)


def _remember(connection: Connection, number: int, *words: str) -> None:
    """Save words that lead to a supplier."""
    known = set(connection.scalars(select(supplier_names.c.word).where(supplier_names.c.word.in_(words))))
    for word in dict.fromkeys(words):
        if word not in known:
            connection.execute(insert(supplier_names).values(word=word, supplier_id=number))
