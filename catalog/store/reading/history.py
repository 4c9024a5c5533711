"""History: the revisions of one product, and the changes of all of them in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from catalog.product.text.folding import catalog_key
from catalog.store.json_text import Document, from_json
from catalog.store.tables import revisions


@dataclass(frozen=True, slots=True)
class Revision:
    """One accepted change.

    Attributes:
        seq: its number among all changes.
        number: its number among the product's own.
        catalog_number: the product.
        change: created, changed, deleted or restored.
        changed_fields: which document fields it changed.
        actor: who.
        run: by which import.
        undoes_run: which import it takes back.
        at: when.
        fields: what was stated from then on.
        body: the document as it stood from then on, JSON text; None after a deletion.
    """

    seq: int
    number: int
    catalog_number: str
    change: str
    changed_fields: list[str]
    actor: str
    run: int | None
    undoes_run: int | None
    at: str
    fields: dict[str, str]
    body: str | None

    def summary(self) -> Document:
        """What a list of revisions says of it."""
        names = ("seq", "number", "change", "changed_fields", "actor", "run", "undoes_run", "at")
        return {name: getattr(self, name) for name in names}


_COLUMNS = tuple(
    revisions.c[name]
    for name in (
        "seq", "number", "catalog_number", "change", "changed_fields", "actor", "run", "undoes_run", "at", "fields",
        "body",
    )
)  # fmt: skip


def _revision(row: Any) -> Revision:  # noqa: ANN401  # A row has no type that says what it holds.
    values = dict(row._mapping)
    changed: Any = from_json(values["changed_fields"])
    return Revision(**{**values, "changed_fields": changed, "fields": from_json(values["fields"])})


def product_revisions(connection: Connection, catalog_number: str) -> list[Revision]:
    """Every revision of one product, newest first."""
    query = select(*_COLUMNS).where(revisions.c.catalog_key == catalog_key(catalog_number))
    return [_revision(row) for row in connection.execute(query.order_by(revisions.c.seq.desc()))]


def find_revision(connection: Connection, catalog_number: str, number: int) -> Revision | None:
    """One revision of one product."""
    key = catalog_key(catalog_number)
    query = select(*_COLUMNS).where(revisions.c.catalog_key == key, revisions.c.number == number)
    row = connection.execute(query).first()
    return None if row is None else _revision(row)


def changes_since(connection: Connection, seq: int, limit: int) -> list[Revision]:
    """The changes after a sequence number, oldest first."""
    query = select(*_COLUMNS).where(revisions.c.seq > seq).order_by(revisions.c.seq).limit(limit)
    return [_revision(row) for row in connection.execute(query)]
