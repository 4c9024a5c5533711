"""Keeping products: every accepted change appends one revision and renews the current state, in one transaction.

Callers hand over a writing connection (``Database.write``); nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from catalog.store.entries import (
    UNSTORED,
    Document,
    Entry,
    cas_numbers,
    digest,
    finding_codes,
    from_json,
    name_rows,
    now,
    product_columns,
    to_json,
)
from catalog.store.tables import product_cas_rns, product_findings, product_names, products, revisions
from catalog.store.text_index import text_index

Change = Literal["created", "changed", "restored", "deleted"]
Outcome = Literal["created", "changed", "unchanged"]

IN_LIMIT = 500
"""How many values one IN list holds; SQLite refuses statements of more than 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, and in the course of what.

    Attributes:
        actor: a person, key or command.
        run: the import that makes it, if one does.
        undoes_run: the import that it takes back, if it does.
    """

    actor: str
    run: int | None = None
    undoes_run: int | None = None


def current_rows(connection: Connection, keys: Sequence[str]) -> dict[str, RowMapping]:
    """The current state of some products, by catalog key: id, revision, hashes, supplier, times and fields."""
    columns = products.c
    wanted = (
        columns.id,
        columns.catalog_number,
        columns.catalog_key,
        columns.revision,
        columns.seq,
        columns.stated_hash,
        columns.content_hash,
        columns.supplier,
        columns.created_at,
        columns.fields,
        columns.body,
    )
    found: dict[str, RowMapping] = {}
    for start in range(0, len(keys), IN_LIMIT):
        batch = keys[start : start + IN_LIMIT]
        rows = connection.execute(select(*wanted).where(columns.catalog_key.in_(batch))).mappings()
        found.update((row["catalog_key"], row) for row in rows)
    return found


def keep(connection: Connection, entries: Sequence[Entry], author: Author) -> list[Outcome]:
    """Keep products as they now stand; tell for each whether that made, changed or left it.

    Each catalog number may stand in ``entries`` only once. A product whose content is what it was gets no revision.
    """
    current = current_rows(connection, [entry.key for entry in entries])
    batch = _Batch(connection, author)
    outcomes = [batch.add(entry, current.get(entry.key)) for entry in entries]
    batch.flush()
    return outcomes


def foretell(connection: Connection, entries: Sequence[Entry]) -> list[Outcome]:
    """What ``keep`` would answer, with nothing kept."""
    current = current_rows(connection, [entry.key for entry in entries])
    return [_outcome(current.get(entry.key), entry.content_hash()) for entry in entries]


def _outcome(row: RowMapping | None, content_hash: str) -> Outcome:
    if row is None:
        return "created"
    return "unchanged" if row["content_hash"] == content_hash else "changed"


def restore(connection: Connection, entries: Sequence[Entry], author: Author) -> None:
    """Keep products as they once stood, under a ``restored`` revision each."""
    current = current_rows(connection, [entry.key for entry in entries])
    batch = _Batch(connection, author)
    for entry in entries:
        batch.put(entry, current.get(entry.key), "restored")
    batch.flush()


def remove(connection: Connection, keys: Sequence[str], author: Author) -> None:
    """Take products out of the catalog; their history stays, closed by a ``deleted`` revision each."""
    rows = list(current_rows(connection, keys).values())
    if not rows:
        return
    numbers = _next_numbers(connection, [row["catalog_key"] for row in rows])
    shared = {"change": "deleted", "changed_fields": "[]", "actor": author.actor, "run": author.run}
    shared |= {"undoes_run": author.undoes_run, "at": now(), "body": None, "content_hash": digest(None)}
    values = [
        {
            **shared,
            "seq": seq,
            "catalog_number": row["catalog_number"],
            "catalog_key": row["catalog_key"],
            "number": numbers[row["catalog_key"]],
            "supplier": row["supplier"],
            "fields": row["fields"],
        }
        for seq, row in enumerate(rows, start=_next_seq(connection))
    ]
    connection.execute(insert(revisions), values)
    for start in range(0, len(rows), IN_LIMIT):
        ids = [row["id"] for row in rows[start : start + IN_LIMIT]]
        connection.execute(delete(products).where(products.c.id.in_(ids)))


def _next_seq(connection: Connection) -> int:
    """The first free sequence number; writers are alone, so those after it are free too."""
    return int(connection.scalar(select(func.max(revisions.c.seq))) or 0) + 1


class _Batch:
    """Collects rows, so that a chunk of products costs a handful of statements."""

    def __init__(self, connection: Connection, author: Author) -> None:
        self.connection = connection
        self.author = author
        self.at = now()
        self.puts: list[tuple[Entry, RowMapping | None, Change, str]] = []
        self.touched: list[tuple[Entry, RowMapping]] = []

    def add(self, entry: Entry, row: RowMapping | None) -> Outcome:
        """Plan what the entry needs."""
        content_hash = entry.content_hash()
        outcome = _outcome(row, content_hash)
        if outcome != "unchanged":
            self.puts.append((entry, row, outcome, content_hash))
        elif row is not None and row["stated_hash"] != entry.stated_hash:
            self.touched.append((entry, row))
        return outcome

    def put(self, entry: Entry, row: RowMapping | None, change: Change) -> None:
        """Plan a revision whatever the content was."""
        self.puts.append((entry, row, change, entry.content_hash()))

    def flush(self) -> None:
        """Write everything that was planned."""
        self._flush_touched()
        if not self.puts:
            return
        numbers = _next_numbers(self.connection, [entry.key for entry, *_ in self.puts])
        first_seq = _next_seq(self.connection)
        revision_rows, product_rows = [], []
        for seq, (entry, row, change, content_hash) in enumerate(self.puts, start=first_seq):
            made = self._rows(entry, row, change, content_hash, seq, numbers[entry.key])
            revision_rows.append(made[0])
            product_rows.append(made[1])
        self.connection.execute(insert(revisions), revision_rows)
        ids = self._write_products(product_rows)
        self._write_children(ids, product_rows)

    def _rows(
        self, entry: Entry, row: RowMapping | None, change: Change, content_hash: str, seq: int, number: int
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        document: Document = {
            **entry.content,
            "revision": number,
            "provenance": entry.provenance,
            "created_at": self.at if row is None else row["created_at"],
            "updated_at": self.at,
        }
        body, fields = to_json(document), to_json(dict(entry.fields))
        supplier = entry.supplier or (row["supplier"] if row is not None else None)
        shared = {"supplier": supplier, "fields": fields, "body": body, "content_hash": content_hash}
        columns = product_columns(entry.content)
        revision = {
            **shared,
            "seq": seq,
            "catalog_number": columns["catalog_number"],
            "catalog_key": columns["catalog_key"],
            "number": number,
            "change": change,
            "changed_fields": to_json(_changed_fields(row, document)),
            "actor": self.author.actor,
            "run": self.author.run,
            "undoes_run": self.author.undoes_run,
            "at": self.at,
        }
        product = {
            **shared,
            **columns,
            "revision": number,
            "seq": seq,
            "stated_hash": entry.stated_hash,
            "created_at": document["created_at"],
            "updated_at": self.at,
            "existing_id": None if row is None else row["id"],
            "document": document,
        }
        return revision, product

    def _write_products(self, rows: list[dict[str, Any]]) -> list[int]:
        new = [row for row in rows if row["existing_id"] is None]
        changed = [row for row in rows if row["existing_id"] is not None]
        if new:
            next_id = int(self.connection.scalar(select(func.max(products.c.id))) or 0) + 1
            for offset, row in enumerate(new):
                row["id"] = next_id + offset
            self.connection.execute(insert(products), [_product_values(row) | {"id": row["id"]} for row in new])
        if changed:
            values = [_product_values(row) | {"existing": row["existing_id"]} for row in changed]
            statement = update(products).where(products.c.id == bindparam("existing"))
            self.connection.execute(statement, values)
        return [row["existing_id"] or row["id"] for row in rows]

    def _write_children(self, ids: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
        replaced = [row["existing_id"] for row in rows if row["existing_id"] is not None]
        pairs = [(product_id, row["document"]) for product_id, row in zip(ids, rows, strict=True)]
        names = [{"product_id": i, **row} for i, document in pairs for row in name_rows(document)]
        numbers = [{"product_id": i, "cas_rn": number} for i, document in pairs for number in cas_numbers(document)]
        codes = [{"product_id": i, "code": code} for i, document in pairs for code in finding_codes(document)]
        for start in range(0, len(replaced), IN_LIMIT):
            batch = replaced[start : start + IN_LIMIT]
            for table in (product_names, product_cas_rns, product_findings):
                self.connection.execute(delete(table).where(table.c.product_id.in_(batch)))
        last_name = self.connection.scalar(select(func.max(product_names.c.id))) or 0
        for table, children in ((product_names, names), (product_cas_rns, numbers), (product_findings, codes)):
            if children:
                self.connection.execute(insert(table), children)
        if names:
            text_index(self.connection).take_in(self.connection, last_name)

    def _flush_touched(self) -> None:
        for entry, row in self.touched:
            values = {"stated_hash": entry.stated_hash, "fields": to_json(dict(entry.fields))}
            self.connection.execute(update(products).where(products.c.id == row["id"]).values(values))


def _product_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("existing_id", "document", "id")}


def _next_numbers(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The next revision number of each product; numbering goes on where a product was deleted and comes back."""
    numbers = dict.fromkeys(keys, 1)
    for start in range(0, len(keys), IN_LIMIT):
        batch = keys[start : start + IN_LIMIT]
        last = select(revisions.c.catalog_key, func.max(revisions.c.number).label("number"))
        rows = connection.execute(last.where(revisions.c.catalog_key.in_(batch)).group_by(revisions.c.catalog_key))
        numbers.update((key, number + 1) for key, number in rows)
    return numbers


def _changed_fields(row: RowMapping | None, document: Document) -> list[str]:
    if row is None:
        return []
    before = from_json(row["body"])
    watched = [name for name in document if name not in UNSTORED]
    return [name for name in watched if before.get(name) != document[name]]
