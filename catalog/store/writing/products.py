"""Saving products: every accepted change appends one revision and updates the current state, in one transaction.

Callers pass a writing connection (``Database.write``); nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, Connection, Delete, RowMapping, Select, bindparam, delete, func, insert, select, update

from catalog.store.audit.chain import note_rows
from catalog.store.bulk import Row, insert_rows
from catalog.store.clock import last_change, now
from catalog.store.derived_rows import DERIVED, index_derived
from catalog.store.entries import (
    NAME_COLUMNS,
    PRODUCT_COLUMNS,
    UNSTORED,
    Entry,
    KeptState,
    SupplierName,
    body_of,
)
from catalog.store.facts.element_index import index_formulas, new_formulas
from catalog.store.json_text import digest, from_json, to_json
from catalog.store.kept_texts import keep_digested, keep_texts, read_texts, text_digests
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.suppliers import keep_suppliers
from catalog.store.tables import product_names, product_structures, products, revisions, suppliers, texts
from catalog.store.words.text_index import text_index
from catalog.store.words.vocabulary import add_words

Change = Literal["created", "changed", "restored", "deleted"]
Outcome = Literal["created", "changed", "unchanged"]
CurrentRows = Mapping[str, RowMapping]
"""The current state of some products, by their keys; see ``current_rows``."""
Columns = tuple[Column[Any], ...]
"""The columns to read."""

_LAST_PRODUCT = select(func.max(products.c.id))
_LAST_NAME = select(func.max(product_names.c.id))


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a change, and its import run.

    Attributes:
        actor: a person, key or command.
        run: the import that makes the change, if any.
        undoes_run: the import that the change takes back, if any.
        person: the number of the person who acts under that name, if known.
        reason: why, in the author's words, if they say.
    """

    actor: str
    run: int | None = None
    undoes_run: int | None = None
    person: int | None = None
    reason: str | None = None


def current_rows(connection: Connection, keys: Sequence[str]) -> dict[str, RowMapping]:
    """Return the current state of some products by key: ids, numbers, hashes and times."""
    column = products.c
    wanted = (
        column.id, column.catalog_number, column.product_key, column.revision, column.seq, column.stated_hash,
        column.content_hash, column.supplier_id, column.fields_id, column.created_at,
    )  # fmt: skip
    return _rows_by_key(connection, _query_by_key(connection.dialect.name, wanted), keys)


def kept_states(connection: Connection, keys: Sequence[str]) -> dict[str, KeptState]:
    """Return the stored states of some products, by key."""
    rows = _rows_by_key(connection, _query_states(connection.dialect.name), keys)
    return {
        key: KeptState(
            row["fields"], row["body"], SupplierName(row["key"], row["name"]), row["seq"], row["stated_hash"]
        )
        for key, row in rows.items()
    }


def _rows_by_key(connection: Connection, query: Select[Any], keys: Sequence[str]) -> dict[str, RowMapping]:
    if not keys:
        return {}
    rows = connection.execute(query, list_parameter(connection.dialect.name, keys)).mappings()
    return {row["product_key"]: row for row in rows}


# These queries are made once for each engine. To make one takes four times as long as to answer it.
@cache
def _query_by_key(engine: str, wanted: Columns) -> Select[Any]:
    return select(*wanted).where(is_one_of(engine, products.c.product_key))


@cache
def _query_states(engine: str) -> Select[Any]:
    column, fields, body = products.c, texts.alias("stated"), texts.alias("document")
    wanted = (column.product_key, column.seq, column.stated_hash, suppliers.c.key, suppliers.c.name)
    return (
        select(*wanted, fields.c.text.label("fields"), body.c.text.label("body"))
        .join(suppliers, suppliers.c.id == column.supplier_id)
        .join(fields, fields.c.id == column.fields_id)
        .join(body, body.c.id == column.body_id)
        .where(is_one_of(engine, column.product_key))
    )


@cache
def _query_last_numbers(engine: str) -> Select[Any]:
    key = revisions.c.product_key
    return select(key, func.max(revisions.c.number)).where(is_one_of(engine, key)).group_by(key)


@cache
def _dropping(engine: str, column: Column[int]) -> Delete:
    """Return the statement that deletes a table's rows with some values in a column."""
    return delete(column.table).where(is_one_of(engine, column))


def keep_products(
    connection: Connection, entries: Sequence[Entry], author: Author, current: CurrentRows | None = None
) -> list[Outcome]:
    """Save products. Return for each whether it was created, changed or unchanged.

    Each key may be in ``entries`` only once. A product with unchanged content gets no revision.

    Args:
        connection: a writing connection.
        entries: the products.
        author: the author of the change.
        current: the result of ``current_rows`` in the same transaction, if the caller has it already.
    """
    if current is None:
        current = current_rows(connection, [entry.key for entry in entries])
    batch = _WriteBatch(connection, author)
    outcomes = [batch.add(entry, current.get(entry.key)) for entry in entries]
    batch.flush()
    return outcomes


def preview_products(connection: Connection, entries: Sequence[Entry]) -> list[Outcome]:
    """Return what ``keep_products`` would return, without saving."""
    current = current_rows(connection, [entry.key for entry in entries])
    return [_outcome(current.get(entry.key), entry.content_hash) for entry in entries]


def _outcome(row: RowMapping | None, content_hash: str) -> Outcome:
    if row is None:
        return "created"
    return "unchanged" if row["content_hash"] == content_hash else "changed"


def restore_products(connection: Connection, entries: Sequence[Entry], author: Author) -> None:
    """Restore earlier states of products, each as a ``restored`` revision."""
    current = current_rows(connection, [entry.key for entry in entries])
    batch = _WriteBatch(connection, author)
    for entry in entries:
        batch.put(entry, current.get(entry.key), "restored")
    batch.flush()


def remove_products(connection: Connection, keys: Sequence[str], author: Author) -> None:
    """Remove products from the catalog. Their history stays and ends with a ``deleted`` revision."""
    rows = list(current_rows(connection, keys).values())
    if not rows:
        return
    numbers = _next_numbers(connection, [row["product_key"] for row in rows])
    shared = {"change": "deleted", "changed_fields": "[]", "actor": author.actor, "run": author.run}
    shared |= {
        "person_id": author.person,
        "reason": author.reason,
        "undoes_run": author.undoes_run,
        "at": now(),
        "body_id": None,
        "content_hash": digest(None),
    }
    values = [
        {
            **shared,
            "seq": seq,
            "catalog_number": row["catalog_number"],
            "product_key": row["product_key"],
            "number": numbers[row["product_key"]],
            "supplier_id": row["supplier_id"],
            "fields_id": row["fields_id"],
        }
        for seq, row in enumerate(rows, start=_next_seq(connection))
    ]
    connection.execute(insert(revisions), values)
    fields = read_texts(connection, {row["fields_id"] for row in rows})
    noted = [{**value, "fields_id": fields[value["fields_id"]]} for value in values]
    note_rows(connection, revisions, noted, _said(author, len(rows), "removed"))
    _drop(connection, products.c.id, [row["id"] for row in rows])


def _drop(connection: Connection, column: Column[int], ids: Sequence[int]) -> None:
    engine = connection.dialect.name
    connection.execute(_dropping(engine, column), list_parameter(engine, ids))


def _said(author: Author, count: int, change: str) -> str:
    """Return a change of products in words for the audit chain."""
    source = "" if author.run is None else f" by run {author.run}"
    undone = "" if author.undoes_run is None else f", undoing run {author.undoes_run}"
    return f"{count} {'product' if count == 1 else 'products'} {change}{source}{undone}"


def _next_seq(connection: Connection) -> int:
    """Return the first free sequence number. There is one writer, so the following ones are free too."""
    return last_change(connection) + 1


REVISION_COLUMNS = (
    "seq", "catalog_number", "product_key", "number", "change", "changed_fields", "actor", "person_id", "run",
    "undoes_run", "at", "supplier_id", "fields_id", "body_id", "content_hash", "reason",
)  # fmt: skip
STATE_COLUMNS = (
    *PRODUCT_COLUMNS, "product_key", "supplier_id", "revision", "seq", "stated_hash", "content_hash", "fields_id",
    "body_id", "created_at", "updated_at", "group_key", "catalog_findings",
)  # fmt: skip
FORMULA_KEY = PRODUCT_COLUMNS.index("formula_key")
OWN_COMPOUND = (PRODUCT_COLUMNS.index("inchi_key"), PRODUCT_COLUMNS.index("cas_rn"))
CHILDREN = (product_names, product_structures, *(derived.table for derived in DERIVED))
"""The tables with rows that belong to a product. A change writes these rows again."""


class _PlannedWrite(NamedTuple):
    """One entry to write, over the stored one if there is one."""

    entry: Entry
    row: RowMapping | None
    change: Change


class _WriteBatch:
    """Collects entries, so that a chunk of products needs few statements."""

    def __init__(self, connection: Connection, author: Author) -> None:
        self.connection = connection
        self.author = author
        self.at = now()
        self.puts: list[_PlannedWrite] = []
        self.touched: list[tuple[Entry, RowMapping]] = []

    def add(self, entry: Entry, row: RowMapping | None) -> Outcome:
        """Plan the writing of an entry."""
        outcome = _outcome(row, entry.content_hash)
        if outcome != "unchanged":
            self.put(entry, row, outcome)
        elif row is not None and row["stated_hash"] != entry.stated_hash:
            self.touched.append((entry, row))
        return outcome

    def put(self, entry: Entry, row: RowMapping | None, change: Change) -> None:
        """Plan a revision even for unchanged content."""
        self.puts.append(_PlannedWrite(entry, row, change))

    def flush(self) -> None:
        """Write everything that was planned."""
        self._flush_touched()
        if not self.puts:
            return
        numbers = _next_numbers(self.connection, [put.entry.key for put in self.puts])
        before = kept_states(self.connection, [put.entry.key for put in self.puts if put.row is not None])
        revision_rows, state_rows, noted = [], [], []
        kept_suppliers = keep_suppliers(self.connection, dict(put.entry.supplier for put in self.puts))
        bodies = [self._body(put, numbers[put.entry.key]) for put in self.puts]
        digests = text_digests([*bodies, *(put.entry.fields for put in self.puts)])
        kept_texts = keep_digested(self.connection, digests)
        planned = zip(self.puts, bodies, strict=True)
        for seq, (put, body) in enumerate(planned, start=_next_seq(self.connection)):
            changed = _changed_fields(before[put.entry.key].body, put.entry.content) if put.row else []
            supplier_id = kept_suppliers[put.entry.supplier.key]
            place = (supplier_id, kept_texts[put.entry.fields], kept_texts[body])
            revision, state = self._rows(put, seq, numbers[put.entry.key], changed, place)
            revision_rows.append(revision)
            texts_of = {"fields_id": put.entry.fields, "body_id": body}
            noted.append(dict(zip(REVISION_COLUMNS, revision, strict=True)) | texts_of)
            state_rows.append(state)
        insert_rows(self.connection, revisions, REVISION_COLUMNS, revision_rows)
        note_rows(self.connection, revisions, noted, _said(self.author, len(noted), "saved"), digests)
        formula_keys = [put.entry.columns[FORMULA_KEY] for put in self.puts]
        index_formulas(self.connection, new_formulas(self.connection, formula_keys))
        self._write_children(self._write_products(state_rows))

    def _created_at(self, put: _PlannedWrite) -> str:
        return self.at if put.row is None else str(put.row["created_at"])

    def _body(self, put: _PlannedWrite, number: int) -> str:
        return body_of(put.entry, number, self._created_at(put), self.at)

    def _rows(
        self, put: _PlannedWrite, seq: int, number: int, changed: list[str], place: tuple[int, int, int]
    ) -> tuple[Row, Row]:
        """Return the row of ``revisions`` and the row of ``products``.

        Args:
            put: what to write.
            seq: its number among all changes.
            number: its number among the revisions of the product.
            changed: the fields of the document that differ.
            place: the ids of its supplier, of its stated fields and of its document.
        """
        entry, author = put.entry, self.author
        supplier_id, fields_id, body_id = place
        who = (author.actor, author.person, author.run, author.undoes_run, self.at)
        what = (entry.catalog_number, entry.key, number, put.change, to_json(changed))
        revision = (seq, *what, *who, *place, entry.content_hash, author.reason)
        hashes = (entry.stated_hash, entry.content_hash)
        times = (self._created_at(put), self.at)
        # Products of other suppliers and editors have their say later; see ``CatalogComparer``.
        group = next((entry.columns[place] for place in OWN_COMPOUND if entry.columns[place]), entry.key)
        state = (*entry.columns, entry.key, supplier_id, number, seq, *hashes, fields_id, body_id, *times, group, None)
        return revision, state

    def _write_products(self, rows: Sequence[Row]) -> list[int]:
        """Write the current state. Return the products' ids."""
        first = int(self.connection.scalar(_LAST_PRODUCT) or 0) + 1
        ids = [first + offset if put.row is None else int(put.row["id"]) for offset, put in enumerate(self.puts)]
        planned = list(zip(ids, self.puts, rows, strict=True))
        new = [(product_id, *row) for product_id, put, row in planned if put.row is None]
        insert_rows(self.connection, products, ("id", *STATE_COLUMNS), new)
        changed = [
            {"existing": product_id, **dict(zip(STATE_COLUMNS, row, strict=True))}
            for product_id, put, row in planned
            if put.row is not None
        ]
        if changed:
            statement = update(products).where(products.c.id == bindparam("existing"))
            self.connection.execute(statement, changed)
        return ids

    def _write_children(self, ids: Sequence[int]) -> None:
        self._drop_children([product_id for product_id, put in zip(ids, self.puts, strict=True) if put.row is not None])
        pairs = [(product_id, put.entry) for product_id, put in zip(ids, self.puts, strict=True)]
        names = [(product_id, *name) for product_id, entry in pairs for name in entry.names]
        structures = [(product_id, *entry.fingerprints) for product_id, entry in pairs if entry.fingerprints]
        last_name = self.connection.scalar(_LAST_NAME) or 0
        insert_rows(self.connection, product_names, ("product_id", *NAME_COLUMNS), names)
        index_derived(self.connection, [(product_id, entry.derived) for product_id, entry in pairs])
        insert_rows(self.connection, product_structures, ("product_id", "morgan", "screen"), structures)
        if names:
            text_index(self.connection).take_in(self.connection, last_name)
            add_words(self.connection, [name[3] for name in names if name[1] != "catalog_number"])

    def _drop_children(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        for table in CHILDREN:
            _drop(self.connection, table.c.product_id, ids)

    def _flush_touched(self) -> None:
        kept = keep_texts(self.connection, [entry.fields for entry, _ in self.touched])
        for entry, row in self.touched:
            values = {"stated_hash": entry.stated_hash, "fields_id": kept[entry.fields]}
            self.connection.execute(update(products).where(products.c.id == row["id"]).values(values))


def _next_numbers(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Return the next revision number of each product, by key. It continues after a deletion."""
    engine = connection.dialect.name
    last = connection.execute(_query_last_numbers(engine), list_parameter(engine, keys))
    return dict.fromkeys(keys, 1) | {known: number + 1 for known, number in last}


def _changed_fields(body: str, content: str) -> list[str]:
    """Return the fields of a document that differ from the stored one."""
    before, after = from_json(body), from_json(content)
    return [name for name in after if name not in UNSTORED and before.get(name) != after[name]]
