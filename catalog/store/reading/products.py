"""Reading products: one by its catalog number, many by filters, and the documents as they once stood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import BindParameter, Connection, Select, func, select

from catalog.errors import NotFound
from catalog.product.checks.presence import has_broken
from catalog.product.text.folding import catalog_key
from catalog.store.json_text import Document, from_json
from catalog.store.tables import product_cas_rns, products, revisions


@dataclass(frozen=True)
class StoredProduct:
    """One product as it is kept.

    Attributes:
        catalog_number: as printed.
        revision: the number of the revision that this is.
        content_hash: the digest of the content.
        body: the whole document, JSON text.
    """

    catalog_number: str
    revision: int
    content_hash: str
    body: str

    @cached_property
    def document(self) -> Document:
        """The whole document, read once; nobody changes it."""
        return from_json(self.body)

    @property
    def etag(self) -> str:
        """A strong entity tag: it changes with every revision."""
        return f'"{self.revision}-{self.content_hash[:16]}"'


def find_product(connection: Connection, catalog_number: str) -> StoredProduct | None:
    """The product under a catalog number, whatever the case; None where there is none."""
    if _is_unstorable(catalog_number):
        return None
    columns = products.c
    query = select(columns.catalog_number, columns.revision, columns.content_hash, columns.body)
    row = connection.execute(query.where(columns.catalog_key == catalog_key(catalog_number))).first()
    return None if row is None else StoredProduct(*row)


def get_product(connection: Connection, catalog_number: str) -> StoredProduct:
    """The product under a catalog number, whatever the case.

    Raises:
        NotFound: there is none.
    """
    product = find_product(connection, catalog_number)
    if product is None:
        raise NotFound(no_such_product(catalog_number))
    return product


def no_such_product(catalog_number: str) -> str:
    """What is said where no product has a number."""
    return f"There is no product with the catalog number {catalog_number!r}."


def find_product_as_of(connection: Connection, catalog_number: str, at: str) -> StoredProduct | None:
    """The product as it stood at a time (as the store writes times); None where it was not there then."""
    if _is_unstorable(catalog_number):
        return None
    columns = revisions.c
    query = (
        select(columns.catalog_number, columns.number, columns.content_hash, columns.body)
        .where(columns.catalog_key == catalog_key(catalog_number), columns.at <= at)
        .order_by(columns.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None or row.body is None else StoredProduct(*row)


def _is_unstorable(catalog_number: str) -> bool:
    """Tell whether no product can have this number: PostgreSQL would not even take some such texts as a question."""
    return has_broken(catalog_number)


def ids_with_cas_rn(cas_rn: str | BindParameter[str]) -> Select[tuple[int]]:
    """The ids of the products that go by a CAS RN, as a subquery."""
    return select(product_cas_rns.c.product_id).where(product_cas_rns.c.cas_rn == cas_rn)


def known_cas_rns(connection: Connection, candidates: list[str]) -> set[str]:
    """Those of some CAS RNs that stand on a product."""
    query = select(product_cas_rns.c.cas_rn).where(product_cas_rns.c.cas_rn.in_(candidates))
    return set(connection.scalars(query))


def count_products(connection: Connection) -> int:
    """How many products there are."""
    return connection.scalar(select(func.count()).select_from(products)) or 0
