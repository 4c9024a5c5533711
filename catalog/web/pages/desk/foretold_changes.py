"""What an import would do, as pages show it: the kinds of change with samples, records with old → new, the columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from catalog.product.draft import PLAIN_FIELDS
from catalog.product.field_changes import FieldChange
from catalog.web.services.kept_report import KINDS, ReportFilter, count_codes, family_of
from catalog.web.services.upload_columns import UploadColumn, upload_columns
from catalog.web.views.changes import MOST_FIELDS, ShownChange, shown_changes
from catalog.web.views.finding_words import finding_title
from catalog.web.views.product import FAMILY_WORDS, field_words

OUTCOME_WORDS = {
    "created": "New products",
    "changed": "Changed",
    "held": "Held",
    "refused": "Refused",
    "skipped": "No products",
    "unchanged": "Unchanged",
}
_OF_ONE = {"created": "New", "skipped": "No product"}
"""The outcome of one record, where it is said otherwise than of many."""
MOST_CODES = 12
"""How many kinds of findings the filter offers, the most frequent first."""
_LEFT_TO_OTHERS = frozenset({"structure_refused"})
_OWN_FAMILIES = {"spec": "A specification", "property": "A property", "attribute": "Also stated"}
"""Families whose members may have the name of the column."""


class ForetoldRow(NamedTuple):
    """A record of a dry run, as a page shows it.

    Attributes:
        number, name, supplier: of its product, or empty texts.
        file: its file.
        place: where it stands in its file.
        outcome: what would become of it, in words.
        changes: the first fields that change, or those of one kind.
        more: how many fields more change.
        findings: its findings.
    """

    number: str
    name: str
    supplier: str
    file: str
    place: str
    outcome: str
    changes: list[ShownChange]
    more: int
    findings: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ForetoldKind:
    """A kind of change.

    Attributes:
        words: what it is called.
        count: how many records there are of this kind.
        path: the query of the list of them.
        rows: samples.
    """

    words: str
    count: int
    path: str
    rows: list[ForetoldRow]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that filters: its words, count, address, and whether it is chosen."""

    words: str
    count: int | None
    path: str
    is_chosen: bool


class ColumnRow(NamedTuple):
    """A column of an upload, and how it is read in words."""

    column: UploadColumn
    read_as: str


def filter_query(asked: ReportFilter, after: int = 0) -> str:
    """Return a filter as the query of an address.

    >>> filter_query(ReportFilter("changed", "pack")), filter_query(ReportFilter())
    ('?outcome=changed&field=pack', '?')
    """
    given = {name: value for name, value in asked._asdict().items() if value is not None}
    return f"?{urlencode({**given, 'after': after} if after else given)}"


def foretold_row(record: Mapping[str, Any], family: str | None = None) -> ForetoldRow:
    """Return a record as a page shows it, with all its changes or those of one family of fields."""
    changes = [FieldChange(**change) for change in record.get("changes", ())]
    shown = [change for change in changes if family in (None, family_of(change.field))]
    place = ", ".join(f"{key} {value}" for key, value in record["place"].items())
    return ForetoldRow(
        record["catalog_number"] or "",
        record.get("name") or "",
        record["supplier"] or "",
        record["file"],
        place,
        _OF_ONE.get(record["outcome"], OUTCOME_WORDS[record["outcome"]]),
        shown_changes(shown[:MOST_FIELDS]),
        max(len(shown) - MOST_FIELDS, 0),
        record["findings"],
    )


def foretold_kinds(kinds: Iterable[Mapping[str, Any]]) -> list[ForetoldKind]:
    """Return the kinds of change that a dry run found."""
    return [
        ForetoldKind(
            _kind_words(kind["outcome"], kind["field"]),
            kind["count"],
            filter_query(ReportFilter(kind["outcome"], kind["field"] or None)),
            [foretold_row(record, kind["field"] or None) for record in kind["samples"]],
        )
        for kind in kinds
    ]


def _kind_words(outcome: str, family: str) -> str:
    return f"{OUTCOME_WORDS[outcome]}: {family_words(family)}" if family else OUTCOME_WORDS[outcome]


def family_words(family: str) -> str:
    """Return the name of a field or of a family of fields.

    >>> family_words("cas_rn"), family_words("pack")
    ('CAS RN', 'Pack')
    """
    return FAMILY_WORDS[family].capitalize() if family in FAMILY_WORDS else field_words(family)


def filter_choices(kept: Mapping[str, Any], asked: ReportFilter) -> dict[str, list[Choice]]:
    """Return the links that filter the records of a dry run, by what they filter."""
    summary, kinds = kept["head"]["summary"], kept["kinds"]
    fields = {kind["field"]: kind["count"] for kind in kinds if kind["field"]}
    codes = list(count_codes(kept["head"]).items())[:MOST_CODES]
    outcomes = [(kind, summary[kind]) for kind in KINDS if summary[kind]]
    return {
        "Records": [
            Choice("All", summary["records"], filter_query(ReportFilter()), asked == ReportFilter()),
            *(_choice(OUTCOME_WORDS[kind], count, asked, ReportFilter(kind)) for kind, count in outcomes),
        ],
        "Changed fields": [
            _choice(family_words(field), count, asked, ReportFilter("changed", field))
            for field, count in fields.items()
        ],
        "Findings": [_choice(finding_title(code), count, asked, ReportFilter(code=code)) for code, count in codes],
    }


def _choice(words: str, count: int, asked: ReportFilter, leads_to: ReportFilter) -> Choice:
    return Choice(words, count, filter_query(leads_to), asked == leads_to)


def column_rows(
    files: Iterable[Mapping[str, Any]], samples: Mapping[str, Sequence[str]], chosen: Mapping[str, str]
) -> list[ColumnRow]:
    """Return the columns of the files of an upload, those that nobody understood first."""
    columns = upload_columns(files, samples, chosen)
    return [ColumnRow(column, _meaning_words(column.meaning)) for column in columns]


def _meaning_words(meaning: str) -> str:
    if meaning in ("", "ignore"):
        return "left out"
    return field_words(meaning)


def meanings() -> list[tuple[str, str]]:
    """Return the meanings that a column may be given, each with its words. ``*`` stands for the name of the column."""
    plain = [(name, field_words(name)) for name in PLAIN_FIELDS if name not in _LEFT_TO_OTHERS]
    packs = [("size", "Pack size"), ("price", "Price"), ("currency", "Currency"), ("supplier", "Supplier")]
    return [
        ("ignore", "Leave out"),
        *plain,
        *packs,
        *((f"{family}:*", words) for family, words in _OWN_FAMILIES.items()),
    ]
