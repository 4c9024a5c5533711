"""The tables whose rows the audit chain guards, and the digest of a row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, Table, select

from catalog.store.audit.actor_names import ActorNames
from catalog.store.audit.audit_tables import audit_names
from catalog.store.json_text import to_json
from catalog.store.log_tables import (
    api_keys,
    compound_changes,
    held_drafts,
    ignored_findings,
    people,
    quote_requests,
    reader_reports,
    runs,
)
from catalog.store.tables import revisions, suppliers, texts

ACTOR = (("actor", "person_id"),)


@dataclass(frozen=True)
class ChainedTable:
    """A table whose rows the chain guards.

    Attributes:
        table: the table.
        key: the column with the number of a row.
        facts: the columns that are taken as they are.
        words: what a row is for people, with its columns in braces; the key alone is always known.
        names: the columns with a name, each with the column of its person, or None if nobody is known.
        texts: the columns with a text, or with the id of one, in which editors may be named.
        is_complete: whether every row has been noted. Otherwise only those about which somebody decided.
    """

    table: Table
    key: str
    facts: tuple[str, ...]
    words: str
    names: tuple[tuple[str, str | None], ...] = ()
    texts: tuple[str, ...] = ()
    is_complete: bool = True

    @cached_property
    def rows(self) -> Select[Any]:
        """Return the query for what the digest of a row needs, with texts in the place of their ids."""
        needed = dict.fromkeys((self.key, *self.facts))
        needed |= dict.fromkeys(column for pair in self.names for column in pair if column is not None)
        query = select(*(self.table.c[name].label(name) for name in needed if name not in self.texts))
        query = query.select_from(self.table)
        for name in self.texts:
            column = self.table.c[name]
            if column.foreign_keys:
                text = texts.alias(f"text_of_{name}")
                query = query.outerjoin(text, text.c.id == column).add_columns(text.c.text.label(name))
            else:
                query = query.add_columns(column.label(name))
        return query

    def digest(self, row: Mapping[Any, Any], names: ActorNames) -> bytes:
        """Return the SHA-256 of a row of ``rows``, or of one with the same names and texts."""
        values: list[object] = [self.table.name]
        values += [row[name] for name in self.facts]
        for name, person in self.names:
            said = row[name]
            values.append(None if said is None else names.number(said, row[person] if person is not None else None))
        values += [names.text_digest(row[name]) for name in self.texts]
        return hashlib.sha256(to_json(values).encode()).digest()

    def said(self, key: int, row: Mapping[Any, Any] | None = None) -> str:
        """Return what a row is for people; without the row, only by its key."""
        return self.words.format_map(row) if row is not None else f"row {key} of {self.table.name}"


CHAINED: tuple[ChainedTable, ...] = (
    ChainedTable(
        revisions,
        "seq",
        (
            "seq", "catalog_number", "product_key", "supplier_id", "number", "change", "changed_fields", "person_id",
            "run", "undoes_run", "at", "content_hash", "reason",
        ),
        "revision {number} of product {catalog_number} (change {seq} of {at:.19})",
        ACTOR,
        ("fields_id", "body_id"),
    ),
    ChainedTable(
        compound_changes,
        "seq",
        ("seq", "change", "key", "target", "catalog_numbers", "relation", "person_id", "at", "reason"),
        "change {seq} of compound {key} ({change} {at:.19})",
        ACTOR,
    ),
    ChainedTable(
        runs,
        "id",
        ("id", "key", "state", "person_id", "supplier", "started_at", "finished_at", "undoing_since", "files"),
        "import run {id}",
        ACTOR,
    ),
    ChainedTable(
        held_drafts,
        "id",
        ("id", "run", "position", "supplier", "catalog_key", "created_at", "state", "closed_as", "closed_by"),
        "held draft {id} (record {position} of run {run})",
        (),
        ("fields", "findings", "provenance"),
        is_complete=False,
    ),
    ChainedTable(
        ignored_findings,
        "id",
        ("id", "product_key", "code", "field", "stated", "reason", "person_id", "at", "run"),
        "finding {code} ignored for a product in run {run}",
        ACTOR,
    ),
    ChainedTable(
        reader_reports,
        "id",
        ("id", "product_key", "revision", "closed_at", "answer", "person_id"),
        "report {id} of a reader",
        ACTOR,
        is_complete=False,
    ),
    ChainedTable(
        quote_requests,
        "id",
        ("id", "supplier_key", "closed_at", "answer", "person_id"),
        "request {id} for a quotation",
        ACTOR,
        is_complete=False,
    ),
    ChainedTable(
        suppliers,
        "id",
        ("id", "key", "slug", "name", "site", "contact", "country", "created_at"),
        "supplier {slug}",
    ),
    ChainedTable(
        people,
        "id",
        ("id", "role", "password", "created_at", "disabled_at"),
        "person {id}",
        (("name", "id"), ("email", "id"), ("email_key", "id")),
    ),
    ChainedTable(
        api_keys,
        "id",
        ("id", "role", "digest", "created_at", "expires_at", "revoked_at", "person_id"),
        "API key {id}",
        (("name", "person_id"),),
    ),
    ChainedTable(audit_names, "number", ("number", "person", "name", "salt"), "name {number}"),
)  # fmt: skip

CHAINED_BY_NAME = {chained.table.name: chained for chained in CHAINED}
