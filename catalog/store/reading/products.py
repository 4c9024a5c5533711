"""Reading products: one by its catalog number, many by filters, and the documents as they were in the past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, func, select

from catalog.errors import NotFound, SeveralSuppliers
from catalog.product.checks.presence import has_broken
from catalog.product.text.folding import BETWEEN_KEYS, catalog_key, product_key
from catalog.store.entries import HOUSE_NAME, SupplierName
from catalog.store.facts.shown_prices import for_reader, words_for_hidden_prices
from catalog.store.json_text import Document, from_json, to_json
from catalog.store.kept_texts import with_catalog_findings
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.reading.withheld_texts import without_withheld
from catalog.store.suppliers import HOUSE_SLUG, find_supplier, get_supplier
from catalog.store.tables import product_cas_rns, products, revisions, suppliers, texts

BEHIND_KEYS = chr(ord(BETWEEN_KEYS) + 1)
"""A character that sorts after all keys of one catalog number."""


@dataclass(frozen=True)
class StoredProduct:
    """One stored product.

    Attributes:
        catalog_number: as printed.
        revision: the number of the revision that this is.
        content_hash: the digest of the content.
        kept_body: the document without its supplier, as JSON text.
        key: its key.
        slug: its supplier's slug in addresses.
        supplier: its supplier's name.
        catalog_findings: what the catalog as a whole says of it, as JSON text, or None.
    """

    catalog_number: str
    revision: int
    content_hash: str
    kept_body: str
    key: str
    slug: str
    supplier: str
    catalog_findings: str | None = None

    @cached_property
    def body(self) -> str:
        """Return the whole document as JSON text."""
        return served_body(self.kept_body, self.slug, self.supplier, self.catalog_findings)

    @cached_property
    def document(self) -> Document:
        """Return the whole document. It is read once; do not change it."""
        return from_json(self.body)

    @property
    def etag(self) -> str:
        """Return a strong entity tag. It changes with every revision, when the supplier is renamed, and with what the
        catalog as a whole says of the product. Without prices it comes from what is shown alone: they could be guessed
        from the digest of all.
        """
        if words_for_hidden_prices() is not None:
            return f'"{self.revision}-{sha256(self.body.encode()).hexdigest()[:24]}"'
        named = crc32(f"{self.slug} {self.supplier}{self.catalog_findings or ''}".encode())
        return f'"{self.revision}-{self.content_hash[:16]}-{named:08x}"'


def served_body(body: str, slug: str, name: str, catalog_findings: str | None = None) -> str:
    """Return a stored document as it is served, as JSON text: with its supplier, which can be renamed without a new
    revision, and with what the catalog as a whole says of the product; without the text of a withheld description, and
    without prices for readers who may not see them.
    """
    served = f'{without_withheld(body)[:-1]},"supplier":{{"slug":{to_json(slug)},"name":{to_json(name)}}}}}'
    if catalog_findings is not None:
        served = to_json(with_catalog_findings(from_json(served), catalog_findings))
    return for_reader(served)


STORED = (
    products.c.catalog_number, products.c.revision, products.c.content_hash, texts.c.text, products.c.product_key,
    suppliers.c.slug, suppliers.c.name, products.c.catalog_findings,
)  # fmt: skip
"""The columns of a ``StoredProduct``."""


def stored_query(*columns: ColumnElement[Any]) -> Select[Any]:
    """Return the query for columns of products with their documents and suppliers."""
    joined = products.join(texts, texts.c.id == products.c.body_id)
    return select(*columns).select_from(joined.join(suppliers, suppliers.c.id == products.c.supplier_id))


@cache
def _by_ids(engine: str) -> Select[Any]:
    return stored_query(products.c.id, *STORED).where(is_one_of(engine, products.c.id))


def stored_products(connection: Connection, ids: Sequence[int]) -> list[StoredProduct]:
    """Return the products with these ids, in their order. Missing products are left out."""
    if not ids:
        return []
    engine = connection.dialect.name
    rows = connection.execute(_by_ids(engine), list_parameter(engine, list(ids)))
    found = {number: StoredProduct(*row) for number, *row in rows}
    return [found[number] for number in ids if number in found]


def has_number(column: ColumnElement[str], catalog_number: str) -> ColumnElement[bool]:
    """Return the condition that a product's key has a catalog number, of any supplier."""
    key = catalog_key(catalog_number)
    return (column >= key + BETWEEN_KEYS) & (column < key + BEHIND_KEYS)


@cache
def _of_several(engine: str) -> Select[Any]:
    key = products.c.catalog_key
    return select(key).where(is_one_of(engine, key)).group_by(key).having(func.count() > 1)


def numbers_of_several(connection: Connection, catalog_numbers: Iterable[str]) -> set[str]:
    """Return those of the given catalog numbers that several suppliers have, as catalog keys."""
    keys = list({catalog_key(number) for number in catalog_numbers})
    if not keys:
        return set()
    engine = connection.dialect.name
    return set(connection.scalars(_of_several(engine), list_parameter(engine, keys)))


@cache
def _by_key(column: ColumnElement[str]) -> Select[Any]:
    """Return the query for the products with a key, made once: making it costs more than reading a product."""
    return stored_query(*STORED).where(column == bindparam("key")).order_by(products.c.product_key)


def find_products(connection: Connection, catalog_number: str, supplier: str | None = None) -> list[StoredProduct]:
    """Return the products with a catalog number in any case, of all suppliers or of one.

    Args:
        connection: for reading.
        catalog_number: the number.
        supplier: the slug or name of the only supplier to search.
    """
    if has_broken(catalog_number):
        return []  # PostgreSQL accepts no such text, not even in a query.
    if supplier is None:
        query, key = _by_key(products.c.catalog_key), catalog_key(catalog_number)
    else:
        own = find_supplier(connection, supplier)
        if own is None:
            return []
        query, key = _by_key(products.c.product_key), product_key(catalog_number, own.key)
    return [StoredProduct(*row) for row in connection.execute(query, {"key": key})]


def find_product(connection: Connection, catalog_number: str, supplier: str | None = None) -> StoredProduct | None:
    """Return the one product with a catalog number in any case, of any supplier or of one, or None.

    Raises:
        SeveralSuppliers: several suppliers have the number.
    """
    found = find_products(connection, catalog_number, supplier)
    if len(found) > 1:
        choices = [(one.slug, one.supplier, one.catalog_number) for one in found]
        raise SeveralSuppliers(catalog_number, choices, [one.document for one in found])
    return found[0] if found else None


def find_known_product(connection: Connection, key: str) -> StoredProduct | None:
    """Return the product with a key, or None."""
    if has_broken(key.replace(BETWEEN_KEYS, "")):
        return None
    row = connection.execute(_by_key(products.c.product_key), {"key": key}).first()
    return None if row is None else StoredProduct(*row)


REFERENCE_MARK = "~"
"""The mark between a catalog number and its supplier's slug in lists of products."""


def find_referenced(connection: Connection, reference: str) -> list[StoredProduct]:
    """Return the products that a list names, by ``NUMBER~SLUG`` or by a catalog number, which several suppliers may
    have. A name or a former slug of the supplier does as well.
    """
    parts = parts_of_reference(reference)
    return (find_products(connection, *parts) if parts else []) or find_products(connection, reference)


def parts_of_reference(reference: str) -> tuple[str, str] | None:
    """Return the catalog number and the supplier's slug or name of a reference, or None for a number alone.

    >>> parts_of_reference("A1~alpha"), parts_of_reference("A1"), parts_of_reference("A1~"), parts_of_reference("A~1~x")
    (('A1', 'alpha'), None, None, ('A~1', 'x'))
    """
    number, _, supplier = reference.rpartition(REFERENCE_MARK)
    return (number, supplier) if number.strip() and supplier.strip() else None


def reference_to(product: Document, several: Collection[str] = ()) -> str:
    """Return the reference to a product for a list, from its document: ``find_referenced`` finds this product alone.

    It is the number, with the supplier's slug if the product is not the house's, or the number would not do.

    Args:
        product: its document.
        several: the catalog keys that several suppliers have; see ``numbers_of_several``.

    >>> alpha, house = ({"catalog_number": "A1", "supplier": {"slug": slug}} for slug in ("alpha", "house"))
    >>> reference_to(alpha), reference_to(house), reference_to(house, {"A1"})
    ('A1~alpha', 'A1', 'A1~house')
    """
    number, slug = product["catalog_number"], product["supplier"]["slug"]
    is_enough = slug == HOUSE_SLUG and REFERENCE_MARK not in number and catalog_key(number) not in several
    return number if is_enough else f"{number}{REFERENCE_MARK}{slug}"


def get_product(connection: Connection, catalog_number: str, supplier: str | None = None) -> StoredProduct:
    """Return the one product with a catalog number in any case, of any supplier or of one.

    Raises:
        NotFound: there is none.
        SeveralSuppliers: several suppliers have the number.
    """
    found = find_product(connection, catalog_number, supplier)
    if found is None:
        raise no_such_product(catalog_number, supplier)
    return found


def no_such_product(catalog_number: str, supplier: str | None = None) -> NotFound:
    """Return the error that no product has a number."""
    of = "" if supplier is None else f" of the supplier {supplier!r}"
    return NotFound(f"There is no product with the catalog number {catalog_number!r}{of}.")


class ProductIdentity(NamedTuple):
    """The identity of a product that exists, existed, or will be created.

    Attributes:
        catalog_number: as printed, or as requested.
        supplier: the supplier of the product.
    """

    catalog_number: str
    supplier: SupplierName

    @property
    def key(self) -> str:
        """Return the key as the tables store it."""
        return product_key(self.catalog_number, self.supplier.key)


def identify(connection: Connection, catalog_number: str, supplier: str | None = None) -> ProductIdentity:
    """Return the product that a catalog number means: an existing one, else a removed one, else a new one.

    Args:
        connection: for reading.
        catalog_number: the number, in any case.
        supplier: the slug or name of its supplier. Without it, a new product belongs to the house.

    Raises:
        NotFound: there is no such supplier.
        SeveralSuppliers: several suppliers have the number, or had it if none has it now.
    """
    if supplier is not None:
        own = get_supplier(connection, supplier)
        return ProductIdentity(catalog_number, SupplierName(own.key, own.name))
    found = find_product(connection, catalog_number)
    if found is not None:
        return ProductIdentity(found.catalog_number, SupplierName(found.key.partition(BETWEEN_KEYS)[2], found.supplier))
    gone = [] if has_broken(catalog_number) else _gone(connection, catalog_number)
    if len(gone) > 1:
        raise SeveralSuppliers(catalog_number, [(slug, name, catalog_number) for _, slug, name in gone])
    return ProductIdentity(catalog_number, SupplierName(gone[0][0], gone[0][2]) if gone else HOUSE_NAME)


def _gone(connection: Connection, catalog_number: str) -> list[tuple[str, str, str]]:
    """Return the key, slug and name of every supplier that has a number in its history."""
    query = (
        select(suppliers.c.key, suppliers.c.slug, suppliers.c.name)
        .join(revisions, suppliers.c.id == revisions.c.supplier_id)
        .where(has_number(revisions.c.product_key, catalog_number))
        .distinct()
        .order_by(suppliers.c.key)
    )
    return [(key, slug, name) for key, slug, name in connection.execute(query)]


def find_product_as_of(connection: Connection, key: str, at: str) -> StoredProduct | None:
    """Return a product as it was at a time (in the stored form), or None if it did not exist then."""
    column = revisions.c
    query = (
        select(
            column.catalog_number, column.number, column.content_hash, texts.c.text, column.product_key,
            suppliers.c.slug, suppliers.c.name,
        )
        .join(suppliers, suppliers.c.id == column.supplier_id)
        .outerjoin(texts, texts.c.id == column.body_id)
        .where(column.product_key == key, column.at <= at)
        .order_by(column.seq.desc())
        .limit(1)
    )  # fmt: skip
    row = connection.execute(query).first()
    return None if row is None or row.text is None else StoredProduct(*row)


def ids_with_cas_rn(cas_rn: str | BindParameter[str]) -> Select[tuple[int]]:
    """Return the subquery for the ids of the products with a CAS RN."""
    return select(product_cas_rns.c.product_id).where(product_cas_rns.c.cas_rn == cas_rn)


def known_cas_rns(connection: Connection, candidates: list[str]) -> set[str]:
    """Return the given CAS RNs that a product has."""
    query = select(product_cas_rns.c.cas_rn).where(product_cas_rns.c.cas_rn.in_(candidates))
    return set(connection.scalars(query))


def count_products(connection: Connection) -> int:
    """Return the number of products."""
    return connection.scalar(select(func.count()).select_from(products)) or 0
