"""The numbers of the desk: what waits, and how good and how complete the catalog is.

Counts over all products are kept until something is committed, as those of facets are. Each number has a list that it
counts, with the same filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, func, select

from catalog.product.completeness import COMPLETENESS
from catalog.product.findings import SEVERITIES, Code, Severity
from catalog.store.reading.facets import tally_columns, tally_facts
from catalog.store.reading.kept_counts import kept_count
from catalog.store.reading.listing import count_all
from catalog.store.review.reader_messages import REPORTS, REQUESTS
from catalog.store.review.review_queue import count_warnings, count_withheld, oldest_warning, oldest_withheld
from catalog.store.review.unanswered_searches import UnansweredSearch, most_unanswered
from catalog.store.suppliers import supplier_labels
from catalog.store.tables import product_facts, products, revisions
from catalog.store.writing.draft_lists import ALL, count_drafts, count_fields, oldest_drafts
from catalog.store.writing.held_drafts import StoredDraft

GRADES = ("A", "B", "C", "D", "E")
CHANGES = ("created", "changed", "deleted", "restored")
MOST_SUPPLIERS = 12
"""How many suppliers are told, those with the most products or changes first."""
MOST_KINDS = 8
"""How many kinds of findings are told, the most frequent first."""
MONTHS = 12
MOST_FACTS = 10
MOST_DRAFTS = 8
MOST_SEARCHES = 20
TOLD = tuple(sorted(code for code, severity in SEVERITIES.items() if severity is not Severity.NOTE))
"""The kinds of findings that are told: errors and warnings."""

Waiting = Literal["held", "texts", "warnings", "reports", "requests"]


class WaitingKind(NamedTuple):
    """Things of one kind that wait for a person.

    Attributes:
        what: held drafts, withheld texts, warnings or reports.
        number: how many.
        oldest: since when the oldest draft or report waits; for texts and warnings, the earliest last change of their
            products. None if nothing waits.
    """

    what: Waiting
    number: int
    oldest: str | None


class SupplierGrades(NamedTuple):
    """The products of a supplier by the grade of their data.

    Attributes:
        slug, name: of the supplier.
        products: how many products it has.
        grades: numbers of products by grade, A to E.
    """

    slug: str
    name: str
    products: int
    grades: Mapping[str, int]


class FieldCompleteness(NamedTuple):
    """How many products state a field.

    Attributes:
        field: the word of the field in filters.
        title: its name.
        has, lacks: numbers of products.
    """

    field: str
    title: str
    has: int
    lacks: int


class FindingMonths(NamedTuple):
    """A kind of finding of published products, by the month in which they changed last.

    Attributes:
        code, severity: of the finding.
        products: how many products have it.
        earlier: how many of them changed last before the first month.
        months: how many changed last in each month.
    """

    code: str
    severity: str
    products: int
    earlier: int
    months: tuple[int, ...]


class SupplierMonth(NamedTuple):
    """The changes of a supplier's products in a month: how many of each kind."""

    slug: str
    name: str
    created: int
    changed: int
    deleted: int
    restored: int


@dataclass(frozen=True, slots=True)
class CatalogNumbers:
    """The numbers of a catalog.

    Attributes:
        products: how many products there are.
        statuses: numbers of products by status.
        grades: numbers of products by the grade of their data, A to E.
        suppliers: the same for each supplier, the largest first.
        more_suppliers: how many suppliers are left out.
        completeness: by field.
        months: the last twelve months, such as ``2026-11``, the present one last.
        findings: by kind and month, the most frequent kind first.
        more_kinds: how many kinds are left out.
        this_month: the changes of this month by supplier, the most first.
    """

    products: int
    statuses: Mapping[str, int]
    grades: Mapping[str, int]
    suppliers: Sequence[SupplierGrades]
    more_suppliers: int
    completeness: Sequence[FieldCompleteness]
    months: Sequence[str]
    findings: Sequence[FindingMonths]
    more_kinds: int
    this_month: Sequence[SupplierMonth]


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """All numbers of the desk.

    Attributes:
        waiting: what waits, the oldest first.
        catalog: the numbers of the products.
        held_longest: the drafts that are held longest.
        contradicted: how many drafts have errors of each field, the most frequent first.
        unanswered: what was searched for in vain.
    """

    waiting: Sequence[WaitingKind]
    catalog: CatalogNumbers
    held_longest: Sequence[StoredDraft]
    contradicted: Mapping[str, int]
    unanswered: Sequence[UnansweredSearch]

    def document(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        document = asdict(self.catalog)
        for name in ("suppliers", "completeness", "findings", "this_month"):
            document[name] = [row._asdict() for row in getattr(self.catalog, name)]
        held = [
            {"draft": one.number, "catalog_number": one.draft.fields.get("catalog_number"), "since": one.created_at}
            for one in self.held_longest
        ]
        return {
            "waiting": [one._asdict() for one in self.waiting],
            **document,
            "held_longest": held,
            "contradicted": [{"field": field, "drafts": count} for field, count in self.contradicted.items()],
            "unanswered": [one._asdict() for one in self.unanswered],
        }


def desk_numbers(connection: Connection) -> DeskNumbers:
    """Return all numbers of the desk."""
    fields = count_fields(connection)
    return DeskNumbers(
        what_waits(connection),
        catalog_numbers(connection),
        oldest_drafts(connection, MOST_DRAFTS),
        dict(list(fields.items())[:MOST_FACTS]),
        most_unanswered(connection, MOST_SEARCHES),
    )


def what_waits(connection: Connection) -> list[WaitingKind]:
    """Return what waits for a person, the oldest first. Kinds of which nothing waits come last."""
    held = oldest_drafts(connection, 1)
    reports, requests = REPORTS.open(connection, limit=1), REQUESTS.open(connection, limit=1)
    kinds = [
        WaitingKind("held", count_drafts(connection, ALL), held[0].created_at if held else None),
        WaitingKind("texts", count_withheld(connection), oldest_withheld(connection)),
        WaitingKind("reports", REPORTS.count(connection), reports[0].at if reports else None),
        WaitingKind("requests", REQUESTS.count(connection), requests[0].at if requests else None),
        WaitingKind("warnings", sum(count_warnings(connection).values()), oldest_warning(connection)),
    ]
    return sorted(kinds, key=lambda kind: (kind.oldest is None, kind.oldest or ""))


def catalog_numbers(connection: Connection) -> CatalogNumbers:
    """Return the numbers of the products at present."""
    months = last_months(datetime.now(UTC))
    graded = kept_count(connection, "grades by supplier", lambda: _count_grades(connection))
    findings = _findings(kept_count(connection, "findings by month", lambda: _count_findings(connection)), months)
    sizes = {number: sum(counts.values()) for number, counts in graded.items()}
    shown = sorted(sizes, key=lambda number: (-sizes[number], number))[:MOST_SUPPLIERS]
    labels = supplier_labels(connection, shown)
    return CatalogNumbers(
        count_all(connection),
        dict(sorted(tally_columns(connection)["status"].items())),
        {grade: sum(counts.get(grade, 0) for counts in graded.values()) for grade in GRADES},
        [
            SupplierGrades(labels[one].slug, labels[one].name, sizes[one], {g: graded[one].get(g, 0) for g in GRADES})
            for one in shown
        ],
        len(sizes) - len(shown),
        _completeness(connection),
        months,
        findings[:MOST_KINDS],
        max(len(findings) - MOST_KINDS, 0),
        _this_month(connection, months[-1]),
    )


def last_months(now: datetime) -> list[str]:
    """Return the twelve months up to a time.

    >>> last_months(datetime(2026, 11, 30, tzinfo=UTC))[::11]
    ['2025-12', '2026-11']
    """
    last = 12 * now.year + now.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(last - MONTHS + 1, last + 1)]


def month_after(month: str) -> str:
    """Return the next month.

    >>> month_after("2026-11"), month_after("2026-12")
    ('2026-12', '2027-01')
    """
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def _count_grades(connection: Connection) -> dict[int, dict[str, int]]:
    """Return the numbers of products by supplier and grade. Products that have none yet have an empty grade."""
    column = products.c
    # In the order of the index, so that it alone is read.
    query = select(column.grade, column.supplier_id, func.count()).group_by(column.grade, column.supplier_id)
    counted: dict[int, dict[str, int]] = {}
    for grade, supplier, number in connection.execute(query):
        counted.setdefault(supplier, {})[grade or ""] = number
    return counted


def _completeness(connection: Connection) -> list[FieldCompleteness]:
    stated = dict.fromkeys(COMPLETENESS, 0)
    sets = tally_facts(connection, "has")
    for words, number in sets.items():
        for word in words.split():
            stated[word] = stated.get(word, 0) + number
    every = sum(sets.values())
    return [
        FieldCompleteness(word, field.title, stated[word], every - stated[word]) for word, field in COMPLETENESS.items()
    ]


def _count_findings(connection: Connection) -> dict[str, dict[str, int]]:
    """Return how many products have each kind of finding, by the month of their last change."""
    fact, month = product_facts.c, func.substr(products.c.updated_at, 1, 7)
    query = (
        select(fact.value, month, func.count())
        .select_from(product_facts.join(products, products.c.id == fact.product_id))
        .where(fact.fact == "finding", fact.value.in_(TOLD))
        .group_by(fact.value, month)
    )
    counted: dict[str, dict[str, int]] = {}
    for code, changed, number in connection.execute(query):
        counted.setdefault(code, {})[changed] = number
    return counted


def _findings(counted: Mapping[str, Mapping[str, int]], months: Sequence[str]) -> list[FindingMonths]:
    found = [
        FindingMonths(
            code,
            SEVERITIES[Code(code)].value,
            sum(by_month.values()),
            sum(number for month, number in by_month.items() if month < months[0]),
            tuple(by_month.get(month, 0) for month in months),
        )
        for code, by_month in counted.items()
    ]
    return sorted(found, key=lambda one: (-one.products, one.code))


def _this_month(connection: Connection, month: str) -> list[SupplierMonth]:
    counted = kept_count(connection, ("changes", month), lambda: _count_changes(connection, month))
    shown = sorted(counted, key=lambda number: (-sum(counted[number].values()), number))[:MOST_SUPPLIERS]
    labels = supplier_labels(connection, shown)
    return [
        SupplierMonth(labels[one].slug, labels[one].name, *(counted[one].get(change, 0) for change in CHANGES))
        for one in shown
    ]


def _count_changes(connection: Connection, month: str) -> dict[int, dict[str, int]]:
    column = revisions.c
    query = select(column.supplier_id, column.change, func.count()).where(column.at >= month_start(month))
    counted: dict[int, dict[str, int]] = {}
    for supplier, change, number in connection.execute(query.group_by(column.supplier_id, column.change)):
        counted.setdefault(supplier, {})[change] = number
    return counted


def month_start(month: str) -> str:
    """Return the beginning of a month (UTC) in the stored form of times.

    >>> month_start("2026-11")
    '2026-11-01T00:00:00.000000Z'
    """
    return f"{month}-01T00:00:00.000000Z"
