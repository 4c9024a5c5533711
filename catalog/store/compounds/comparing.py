"""Comparing products with one another: the compound of each, and the conflicts that only the catalog as a whole shows.

``CatalogComparer`` does this in the background, a few changes at a time, each step in one transaction. It writes
``group_key``, ``catalog_findings`` and ``grade`` of ``products``, and the codes in ``product_facts``. They are no
revision of a product. A step that is interrupted is done again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from catalog.errors import StoreUnusable
from catalog.product.checks.catalog_comparison import CONFLICTS, ComparedProduct, cas_conflicts, name_conflicts
from catalog.product.document import finding_document
from catalog.product.findings import Finding
from catalog.product.quality import with_warning
from catalog.store.bulk import insert_rows
from catalog.store.clock import last_change
from catalog.store.compounds.grouping import keep_groups, note_change
from catalog.store.compounds.joining import MOST_MEMBERS, CompoundMember, member_query
from catalog.store.database import Database
from catalog.store.entries import cas_numbers, name_key
from catalog.store.json_text import Document, from_json, to_json
from catalog.store.kept_texts import document_rows
from catalog.store.list_rows import id_rows, is_among
from catalog.store.log_tables import catalog_comparison
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.suppliers import HOUSE
from catalog.store.tables import product_cas_rns, product_facts, products, revisions, suppliers, texts

CHUNK = 250
"""How many changes one step takes. A step holds the writer's lock for some 50 ms."""
MOST_CHANGED = 500
"""How many products get other findings in one step. If there are more, the next step continues."""
EVERY_SECONDS = 1.0
"""How often the background looks for changes."""
PATIENCE_SECONDS = 2.0
"""How long a step waits for its turn to write."""


class CatalogComparer:
    """Compares the products of one database with one another."""

    def __init__(self, database: Database) -> None:
        """Set up. Nothing is done yet."""
        self._database = database
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to compare in the background whenever something has changed."""
        self._thread = threading.Thread(target=self._keep_up, name="catalog-comparing", daemon=True)
        self._thread.start()

    def compare(self) -> None:
        """Compare everything that has changed."""
        while not self._closed.is_set() and self.step():
            pass

    def step(self) -> bool:
        """Compare the products of the next changes. Tell whether there were any."""
        with self._database.read() as connection:
            if not _is_behind(connection):
                return False
        with self._database.write(by_index=True, patience=PATIENCE_SECONDS) as connection:
            return _compare_next(connection)

    def close(self) -> None:
        """Stop the work in the background."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _keep_up(self) -> None:
        while not self._closed.wait(EVERY_SECONDS):
            # A database that is read-only, busy or gone may be usable again later.
            with suppress(StoreUnusable):
                self.compare()


def _is_behind(connection: Connection) -> bool:
    return (connection.scalar(select(catalog_comparison.c.seq)) or 0) != last_change(connection)


def _compare_next(connection: Connection) -> bool:
    """Compare the products of the next changes, in a writing transaction. Tell whether there were any."""
    seq, last = connection.scalar(select(catalog_comparison.c.seq)) or 0, last_change(connection)
    # An older catalog may have been put in the place of this one.
    touched = _touched(connection, seq if seq <= last else 0)
    if touched is None:
        _reach(connection, last)
        return False
    differing = _compare_subjects(connection, touched)
    if differing:
        _keep_findings(connection, dict(differing[:MOST_CHANGED]))
    if len(differing) <= MOST_CHANGED:
        keep_groups(connection, _members_to_group(connection, touched))
        _reach(connection, touched.seq)
    return True


def _reach(connection: Connection, seq: int) -> None:
    if connection.execute(update(catalog_comparison).values(seq=seq)).rowcount == 0:
        connection.execute(insert(catalog_comparison).values(seq=seq, version=0))


class _Touched(NamedTuple):
    """The products of some changes, and what they state now or stated before.

    Attributes:
        seq: the last of the changes.
        keys: the keys of the products.
        cas_rns: their first CAS RNs, and those of all products with one of their structures.
        structured_cas_rns: all CAS RNs of those with a structure. Products without one join them by these.
        names: their names in the form for comparison.
    """

    seq: int
    keys: frozenset[str]
    cas_rns: frozenset[str]
    structured_cas_rns: frozenset[str]
    names: frozenset[str]


def _touched(connection: Connection, seq: int) -> _Touched | None:
    """Return what the next changes after ``seq`` touch, or None without a change."""
    column = revisions.c
    query = select(column.seq, column.product_key, column.number).where(column.seq > seq)
    changes = connection.execute(query.order_by(column.seq).limit(CHUNK)).all()
    if not changes:
        return None
    first: dict[str, int] = {}
    for change in changes:
        first.setdefault(change.product_key, change.number)
    before = _documents_of(connection, [(key, number - 1) for key, number in first.items() if number > 1])
    row, owner = products.c, product_cas_rns.c
    now = connection.execute(select(row.cas_rn, row.name_key, row.inchi_key).where(row.product_key.in_(first))).all()
    keys = {*(one.inchi_key for one in now), *((one["structure"] or {}).get("inchi_key") for one in before)}
    alike = select(row.cas_rn).where(is_among(connection, row.inchi_key, set(filter(None, keys)))).distinct()
    numbers = select(owner.cas_rn).join(products, row.id == owner.product_id)
    numbers = numbers.where(row.product_key.in_(first), row.inchi_key.is_not(None))
    drawn_before = [number for one in before if one["structure"] for number in cas_numbers(one)]
    return _Touched(
        changes[-1].seq,
        frozenset(first),
        frozenset(
            filter(None, [*(one.cas_rn for one in now), *(one["cas_rn"] for one in before), *connection.scalars(alike)])
        ),
        frozenset([*connection.scalars(numbers), *drawn_before]),
        frozenset(filter(None, [*(one.name_key for one in now), *(name_key(one["name"]) for one in before)])),
    )


def _documents_of(connection: Connection, numbered: Sequence[tuple[str, int]]) -> list[Document]:
    """Return the documents of some revisions, by the product's key and the revision's number."""
    column = revisions.c
    query = select(texts.c.text).join(revisions, texts.c.id == column.body_id)
    query = query.where(tuple_(column.product_key, column.number).in_(numbered))
    return [from_json(body) for body in connection.scalars(query)] if numbered else []


def _members_to_group(connection: Connection, touched: _Touched) -> list[CompoundMember]:
    """Return the touched products, and those without structure that have one of their CAS RNs."""
    column = products.c
    bare = is_among(connection, column.cas_rn, touched.structured_cas_rns) & column.inchi_key.is_(None)
    found = [
        CompoundMember._make(row)
        for condition in (column.product_key.in_(touched.keys), bare)
        for row in connection.execute(member_query().where(condition))
    ]
    return list({member.product_key: member for member in found}.values())


Conflicts = Callable[[Sequence[ComparedProduct]], Mapping[int, Finding]]


def _compare_subjects(connection: Connection, touched: _Touched) -> list[tuple[int, list[Document]]]:
    """Compare all products that share a CAS RN or a name with the touched ones. Return the ids of those with other
    findings than the stored ones, with these findings.
    """
    column = products.c
    differ = func.count(column.parent_formula.distinct())
    by_cas_rn = _find_conflicts(connection, column.cas_rn, touched.cas_rns, func.count(), cas_conflicts)
    by_name = _find_conflicts(connection, column.name_key, touched.names, differ, name_conflicts)
    had = select(column.id).where(
        column.catalog_findings.is_not(None),
        or_(column.cas_rn.in_(touched.cas_rns), column.name_key.in_(touched.names)),
    )
    ids = sorted({*by_cas_rn, *by_name, *connection.scalars(had)})
    rows = connection.execute(_FOR_FINDINGS.where(column.id.in_(id_rows(connection, ids, "compared")))).all()
    differing = []
    for row in rows:
        kept = [] if row.catalog_findings is None else from_json(row.catalog_findings)["findings"]
        again = {"cas_rn": row.cas_rn in touched.cas_rns, "name": row.name_key in touched.names}
        found = [one for one in kept if not again[one["field"]]]
        found += [finding_document(some[row.id]) for some in (by_cas_rn, by_name) if row.id in some]
        found.sort(key=lambda one: str(one["code"]))
        if found != kept:
            differing.append((row.id, found))
    return differing


_FOR_FINDINGS = select(products.c.id, products.c.cas_rn, products.c.name_key, products.c.catalog_findings)
_ALIKE = products.alias("alike")
_IS_SOLD_ELSEWHERE = exists().where(_ALIKE.c.inchi_key == products.c.inchi_key, _ALIKE.c.cas_rn != products.c.cas_rn)
_COMPARED = select(
    products.c.id, products.c.catalog_number, case((suppliers.c.key == HOUSE, ""), else_=suppliers.c.name),
    products.c.cas_rn, products.c.name, products.c.formula_key, func.substr(products.c.parent_key, 1, 14),
    products.c.parent_formula, _IS_SOLD_ELSEWHERE,
).join(suppliers, suppliers.c.id == products.c.supplier_id)  # fmt: skip


def _find_conflicts(
    connection: Connection,
    column: Column[Any],
    subjects: Collection[str],
    differing: ColumnElement[int],
    conflicts: Conflicts,
) -> dict[int, Finding]:
    """Return the findings on products that share a value of a column.

    Of very many products with one value, the first ``MOST_MEMBERS`` are compared.

    Args:
        connection: a transaction.
        column: a CAS RN or a name.
        subjects: its values.
        differing: how many kinds of products have a value. Only a value with two of them is looked at.
        conflicts: compares the products.
    """
    shared = select(column).where(column.in_(subjects)).group_by(column).having(differing > 1)
    found: dict[int, Finding] = {}
    for subject in connection.scalars(shared).all():
        query = _COMPARED.where(column == subject).order_by(products.c.product_key).limit(MOST_MEMBERS)
        found.update(conflicts([ComparedProduct._make(row) for row in connection.execute(query)]))
    return found


def _keep_findings(connection: Connection, found: Mapping[int, Sequence[Document]]) -> None:
    """Store the findings of some products, by id, and their grades with them."""
    engine, fact = connection.dialect.name, product_facts.c
    of_these = products.c.id.in_(id_rows(connection, list(found), "changed"))
    changes = [
        _change(row.id, from_json(row.body), found[row.id])
        for row in connection.execute(document_rows().where(of_these))
    ]
    statement = update(products).where(products.c.id == bindparam("known"))
    statement = statement.values(catalog_findings=bindparam("text"), grade=bindparam("new_grade"))
    connection.execute(statement, changes)
    codes = (fact.fact == "finding", fact.value.in_(CONFLICTS.values()), is_one_of(engine, fact.product_id))
    connection.execute(delete(product_facts).where(*codes), list_parameter(engine, list(found)))
    named = [(number, "finding", finding["code"]) for number, findings in found.items() for finding in findings]
    insert_rows(connection, product_facts, ("product_id", "fact", "value"), named)
    note_change(connection)


def _change(number: int, document: Document, found: Sequence[Document]) -> dict[str, object]:
    quality = document.get("quality")
    lowered = with_warning(document) if quality and found else quality
    text = to_json({"findings": found, "quality": lowered}) if found else None
    return {"known": number, "text": text, "new_grade": (lowered or {}).get("grade")}
