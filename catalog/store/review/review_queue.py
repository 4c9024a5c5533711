"""What waits for review: withheld descriptions, and the warnings of published products by kind.

A warning that somebody left as it is, for the same stated text, waits no more.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from catalog.product.findings import SEVERITIES, WITHHOLDING, Severity
from catalog.store.json_text import from_json
from catalog.store.kept_texts import with_catalog_findings
from catalog.store.list_rows import id_rows
from catalog.store.log_tables import ignored_findings
from catalog.store.reading.kept_counts import kept_count
from catalog.store.reading.products import StoredProduct, stored_products
from catalog.store.reading.withheld_texts import withheld_products
from catalog.store.suppliers import supplier_ids
from catalog.store.tables import product_facts, products, texts
from catalog.store.writing.draft_mending import ignore_findings, ignored_kinds, kind_of, unignored
from catalog.store.writing.intake_log import begin_mending
from catalog.store.writing.products import Author, kept_states

WARNINGS = tuple(
    sorted(code for code, severity in SEVERITIES.items() if severity is Severity.WARNING and code not in WITHHOLDING)
)
"""The kinds of warnings. Withheld descriptions have a list of their own."""


class WithheldText(NamedTuple):
    """A withheld description.

    Attributes:
        number: its place in the list, which pages continue from.
        product: its product.
        text: as stated.
    """

    number: int
    product: StoredProduct
    text: str


class WarnedProduct(NamedTuple):
    """A published product with warnings of one kind that nobody has decided on.

    Attributes:
        number: its place in the list, which pages continue from.
        product: the product.
        findings: the warnings.
    """

    number: int
    product: StoredProduct
    findings: tuple[dict[str, Any], ...]


def count_withheld(connection: Connection) -> int:
    """Return how many descriptions are withheld."""
    listed = withheld_products().distinct().subquery()
    return connection.scalar(select(func.count()).select_from(listed)) or 0


def oldest_withheld(connection: Connection) -> str | None:
    """Return the earliest last change of a product with a withheld description, or None."""
    is_withheld = product_facts.c.value.in_(sorted(WITHHOLDING))
    return kept_count(connection, "oldest withheld", lambda: _earliest_change(connection, is_withheld))


def withheld_texts(connection: Connection, *, after: int = 0, limit: int, of: Sequence[str] = ()) -> list[WithheldText]:
    """Return withheld descriptions, those of the oldest products first.

    Args:
        connection: for reading.
        after: the number of the last one of the page before.
        limit: the largest number of them.
        of: slugs or names of suppliers; only their products. Empty for all.
    """
    ids = _page(connection, tuple(sorted(WITHHOLDING)), after, limit, of)
    found = stored_products(connection, ids)
    fields = {
        key: from_json(state.fields) for key, state in kept_states(connection, [one.key for one in found]).items()
    }
    return [
        WithheldText(number, one, fields[one.key].get("description", ""))
        for number, one in zip(ids, found, strict=True)
    ]


def count_warnings(connection: Connection) -> dict[str, int]:
    """Return how many products have undecided warnings of each kind, the most frequent first."""
    fact, count = product_facts.c, func.count()
    query = select(fact.value, count).where(fact.fact == "finding", fact.value.in_(WARNINGS)).group_by(fact.value)
    decided = _decided(connection, WARNINGS)
    left = [(code, number - len(decided.get(code, ()))) for code, number in connection.execute(query)]
    return {code: number for code, number in sorted(left, key=lambda pair: (-pair[1], pair[0])) if number}


def oldest_warning(connection: Connection) -> str | None:
    """Return the earliest last change of a product with an undecided warning, or None."""
    decided = _decided(connection, WARNINGS)
    fact = product_facts.c
    settled = [
        (fact.value == code) & fact.product_id.in_(id_rows(connection, sorted(ids), f"settled_{place}"))
        for place, (code, ids) in enumerate(sorted(decided.items()))
    ]
    waits = and_(fact.value.in_(WARNINGS), *(~one for one in settled))
    which = tuple((code, *sorted(ids)) for code, ids in sorted(decided.items()))
    return kept_count(connection, ("oldest warning", which), lambda: _earliest_change(connection, waits))


def _earliest_change(connection: Connection, condition: ColumnElement[bool]) -> str | None:
    """Return the earliest last change of a product with some findings."""
    fact = product_facts.c
    joined = product_facts.join(products, products.c.id == fact.product_id)
    changed = select(products.c.updated_at).select_from(joined).where(fact.fact == "finding", condition)
    # Without DISTINCT, SQLite would go through all products in the order of their times.
    earliest: str | None = connection.scalar(select(func.min(changed.distinct().subquery().c.updated_at)))
    return earliest


def warned_products(
    connection: Connection, code: str, *, after: int = 0, limit: int, of: Sequence[str] = ()
) -> list[WarnedProduct]:
    """Return products with undecided warnings of a kind. Arguments as of ``withheld_texts``."""
    decided = _decided(connection, (code,)).get(code, set())
    ids = _page(connection, (code,), after, limit, of, decided)
    found = stored_products(connection, ids)
    pairs = zip(ids, found, strict=True)
    return [warnings_of(connection, one, code)._replace(number=number) for number, one in pairs]


def leave_warnings(connection: Connection, warned: WarnedProduct, reason: str, author: Author) -> int:
    """Leave the warnings of a product as they are, in a writing transaction. Return the run, which can be undone."""
    code, number = warned.findings[0]["code"], warned.product.catalog_number
    entry = {"path": f"Left as stated: {number}, {code}. {reason}", "format": "mending", "encoding": None}
    file: dict[str, Any] = {**entry, "sha256": None, "mapping": {}, "unknown_columns": [], "error": None}
    run = begin_mending(connection, f"review:{uuid.uuid4().hex}", author, [file])
    ignore_findings(connection, run, [(warned.product.key, kind_of(one)) for one in warned.findings], reason, author)
    return run


def warnings_of(connection: Connection, product: StoredProduct, code: str) -> WarnedProduct:
    """Return the undecided warnings of a kind of one product; perhaps none."""
    ignored = ignored_kinds(connection, [product.key]).get(product.key, frozenset())
    left = unignored(product.document["findings"], ignored)
    return WarnedProduct(0, product, tuple(dict(finding) for finding in left if finding["code"] == code))


def _page(
    connection: Connection,
    codes: Sequence[str],
    after: int,
    limit: int,
    of: Sequence[str],
    without: Collection[int] = (),
) -> list[int]:
    """Return the next ids of products with findings of some kinds."""
    fact = product_facts.c
    conditions: list[ColumnElement[bool]] = [fact.fact == "finding", fact.value.in_(codes)]
    if of:
        own = select(products.c.id).where(products.c.supplier_id.in_(supplier_ids(connection, of)))
        conditions.append(fact.product_id.in_(own))
    query = select(fact.product_id).where(*conditions).distinct().order_by(fact.product_id).limit(limit + len(without))
    ids = connection.scalars(query.where(fact.product_id > after))
    return [number for number in ids if number not in without][:limit]


def _decided(connection: Connection, codes: Sequence[str]) -> dict[str, set[int]]:
    """Return the products of which all warnings of a kind were left as they are, by kind.

    Only products about which somebody decided are read. Whether they still state the same text is in their documents.
    """
    fact, ignored, own = product_facts.c, ignored_findings.c, products.c
    query = (
        select(own.id, own.product_key, own.catalog_findings, texts.c.text.label("body"))
        .join(texts, texts.c.id == own.body_id)
        .where(
            own.product_key.in_(select(ignored.product_key).where(ignored.code.in_(codes))),
            own.id.in_(select(fact.product_id).where(fact.fact == "finding", fact.value.in_(codes))),
        )
    )
    rows = connection.execute(query).all()
    kinds = ignored_kinds(connection, [row.product_key for row in rows])
    decided: dict[str, set[int]] = {}
    for row in rows:
        findings = with_catalog_findings(from_json(row.body), row.catalog_findings)["findings"]
        left = {finding["code"] for finding in unignored(findings, kinds[row.product_key])}
        for code in {finding["code"] for finding in findings}.intersection(codes) - left:
            decided.setdefault(code, set()).add(row.id)
    return decided
