"""A catalog with some of everything that the audit chain guards, and alterations of it behind the chain's back."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, LargeBinary, Table, and_, insert, select, update

from catalog.product.text.folding import product_key
from catalog.store.access.keys import create_key, list_keys, revoke_key
from catalog.store.access.people import Person, change_role, create_person, keep_password
from catalog.store.audit.audit_tables import audit_entries, audit_marks
from catalog.store.audit.chained_tables import CHAINED
from catalog.store.compounds.changes import merge_compounds, relate_cas_rn
from catalog.store.database import Database
from catalog.store.entries import Entry, SupplierName
from catalog.store.entries import make_entry as entry_of_document
from catalog.store.log_tables import held_drafts
from catalog.store.reading.products import stored_products
from catalog.store.review.reader_messages import REPORTS, REQUESTS, keep_report, keep_request
from catalog.store.suppliers import get_supplier
from catalog.store.tables import products, texts
from catalog.store.writing.draft_mending import IgnoredKind, change_drafts, ignore_findings
from catalog.store.writing.held_drafts import HeldDraft, close_drafts, drafts_of, keep_drafts
from catalog.store.writing.intake_log import begin_run, finish_run
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.entries_made import EMPTY

ACME = SupplierName("acme", "Acme")
FINDING = {
    "code": "cas-invalid", "severity": "error", "field": "cas_rn", "message": "Wrong.", "stated": "1", "expected": None
}  # fmt: skip


def edited(number: str, grade: str, editor: str | None = None, cas_rn: str | None = None) -> Entry:
    """A product; with an editor, one whose grade somebody edited."""
    document = {**EMPTY, "catalog_number": number, "name": number, "grade": grade, "cas_rn": cas_rn}
    source = "prices.csv" if editor is None else f"edit by {editor}"
    delivery: dict[str, object] = {"source": source, "intake_run": None, "record": None, "place": {}}
    provenance: dict[str, object] = {"supplier": None, "source": "prices.csv", "deliveries": [delivery], "fields": {}}
    fields = {"catalog_number": number, "name": number, "grade": grade}
    return entry_of_document(fields, f"{number} {grade}", document, provenance, supplier=ACME)


def filled_catalog(database: Database) -> tuple[Person, Person]:
    """Fill an empty catalog. Return the two people who did."""
    with database.write() as connection:
        ada = create_person(connection, "Ada", "ada@example.org", "editor")
        bob = create_person(connection, 'Bob "B." Ø', "bob@example.org", "admin")
        keep_password(connection, ada.number, "$argon2id$of-ada")
        change_role(connection, ada.number, "approver")
        create_key(connection, "editor", "Ada's laptop", person=ada.number)
        create_key(connection, "editor", "nightly")
        revoke_key(connection, list_keys(connection)[-1].number)
    by_ada, nightly = Author("Ada", person=ada.number, reason="As on the label."), Author("nightly")
    cas_rns = ("64-17-5", "67-56-1", "67-64-1", "71-43-2")
    numbers = [f"A{number}" for number in range(8)]
    with database.write() as connection:
        run = begin_run(connection, "key", nightly, "Acme", [{"path": "prices.csv"}])
        stated = [edited(number, "AR", None, cas) for number, cas in zip(numbers, [*cas_rns, *cas_rns], strict=True)]
        keep_products(connection, stated, Author("nightly", run=run))
        draft = HeldDraft(0, "Acme", "H1", {"name": "x"}, [dict(FINDING)], {"deliveries": [], "fields": {}})
        keep_drafts(connection, run, [draft, draft._replace(position=1), draft._replace(position=2)])
        finish_run(connection, run)
    by_bob = Author('Bob "B." Ø', person=bob.number)
    for number, grade, author in (("A1", "CP", by_ada), ("A2", "CP", by_bob), ("A1", "HPLC", nightly)):
        with database.write() as connection:
            keep_products(connection, [edited(number, grade, author.actor)], author)
    with database.write() as connection:
        remove_products(connection, [product_key("A7", ACME.key)], by_ada)
        merge_compounds(connection, cas_rns[0], cas_rns[1], "Ada", "The same.", ada.number)
        relate_cas_rn(connection, cas_rns[2], "7732-18-5", "mixture", "nightly", "A mixture.")
        mending = begin_run(connection, "mending", by_ada, None, [])
        numbered = connection.scalars(select(held_drafts.c.id).order_by(held_drafts.c.id)).all()
        stored = drafts_of(connection, numbered)[numbered[0]]
        provenance = {"deliveries": [{"source": "edit by Ada"}], "fields": {}}
        change_drafts(connection, mending, [(stored, stored.draft._replace(provenance=provenance))])
        close_drafts(connection, mending, [(run, 1)])
        for code in ("cas-invalid", "weight-wrong"):
            ignore_findings(connection, mending, [("a5", IgnoredKind(code, "cas_rn", "1"))], "Known.", by_ada)
        finish_run(connection, mending)
        product = stored_products(connection, [connection.scalar(select(products.c.id).limit(1)) or 0])[0]
        for _ in range(2):
            report = keep_report(connection, product, "It is wrong.", None)
            REPORTS.close(connection, report, "Thank you.", by_ada)
            asked = keep_request(connection, get_supplier(connection, "acme"), "25 g of A1", "", "reader@example.org")
            REQUESTS.close(connection, asked, "Sent.", by_ada)
    return ada, bob


GUARDED: dict[Table, tuple[str, ...]] = {
    **{
        one.table: (*one.facts, *(name for name, _ in one.names), *one.texts)
        for one in CHAINED
    },
    audit_entries: tuple(column.name for column in audit_entries.c),
    audit_marks: tuple(column.name for column in audit_marks.c),
    texts: ("text",),
    products: ("product_key", "revision", "seq", "content_hash", "body_id", "supplier_id"),
}  # fmt: skip
"""The columns that cannot be altered without being noticed, by table."""
ONLY_DECIDED = {one.table for one in CHAINED if not one.is_complete}


class Alteration:
    """One alteration, drawn by chance. It may do nothing, or break a rule of the database, which refuses it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # A test is the same each time.
        self.said = ""

    def make(self, connection: Connection) -> bool:
        """Alter the database. Tell whether anything is other than before."""
        table = self.chance.choice(sorted(GUARDED, key=lambda one: one.name))
        kind = self.chance.choice(["alter", "alter", "exchange", "remove", "insert"])
        rows = [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
        if table in ONLY_DECIDED:
            noted = select(audit_marks.c.key).where(audit_marks.c.table_name == table.name)
            known = set(connection.scalars(noted))
            rows = [row for row in rows if row["id"] in known]
        if not rows or (table is texts and kind in ("remove", "insert")):
            return False
        row, other = self.chance.choice(rows), self.chance.choice(rows)
        self.said = f"{kind} {table.name} {row!r:.200}"
        if kind == "remove":
            connection.execute(table.delete().where(_is(table, row)))
            return True
        if kind == "insert":
            if table in ONLY_DECIDED:
                return False
            connection.execute(insert(table).values(self._copy(table, row, rows)))
            return True
        column = self.chance.choice(GUARDED[table])
        self.said += f" {column}"
        if kind == "exchange":
            if row[column] == other[column]:
                return False
            return self._exchange(connection, table, column, row, other)
        new = self._another(table, column, row, rows)
        connection.execute(update(table).where(_is(table, row)).values({column: new}))
        return bool(new != row[column])

    def _exchange(
        self, connection: Connection, table: Table, column: str, row: Mapping[str, Any], other: Mapping[str, Any]
    ) -> bool:
        if column in table.primary_key.columns or column in ("email_key", "product_key", "digest", "slug", "key"):
            return False  # Unique, or nothing else of the row would stay.
        connection.execute(update(table).where(_is(table, row)).values({column: other[column]}))
        connection.execute(update(table).where(_is(table, other)).values({column: row[column]}))
        return True

    def _another(self, table: Table, column: str, row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> object:
        others = [one[column] for one in rows if one[column] != row[column]]
        if others and self.chance.random() < 0.5:
            return self.chance.choice(others)
        value, type_ = row[column], table.c[column].type
        if isinstance(type_, LargeBinary):
            return b"x" * 32 if value is None else bytes([value[0] ^ 1]) + value[1:]
        if isinstance(type_, Integer):
            return 1 if value is None else value + self.chance.choice([1, 1_000])
        if not value:
            return "x"
        place = self.chance.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]

    def _copy(self, table: Table, row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        key = "entry" if table is audit_marks else next(iter(table.primary_key.columns)).name
        new = dict(row)
        new[key] = max(one[key] for one in rows) + 1
        for column in ("number", "slug", "key", "email_key", "product_key", "name", "digest", "position"):
            if column in new and column != key and table is not audit_marks:
                new[column] = f"{new[column]}-2" if isinstance(new[column], str) else (new[column] or 0) + 1_000
        return new


def _is(table: Table, row: Mapping[str, Any]) -> Any:  # noqa: ANN401  # A condition of any table.
    return and_(*(column == row[column.name] for column in table.primary_key))
