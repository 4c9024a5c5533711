"""Held drafts for the desk: a row of cells with their findings, and the words of what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from catalog.product.draft import STRUCTURE_FIELDS, is_field
from catalog.product.mending import MUST_BE_MENDED
from catalog.store.writing.draft_mending import IgnoredFinding, kind_of
from catalog.store.writing.held_drafts import StoredDraft
from catalog.web.views.finding_words import SHAPES, finding_title
from catalog.web.views.product import field_words

COLUMNS = (
    ("Name", ("name",)),
    ("CAS RN", ("cas_rn",)),
    ("Formula", ("formula",)),
    ("Weight", ("molecular_weight",)),
    ("Structure", STRUCTURE_FIELDS),
)
"""The columns of the list, each with the fields that it shows. A column for other fields follows."""
_OWN = frozenset(name for _, names in COLUMNS for name in names) | {"catalog_number"}
_LONGEST = 80
"""How many characters of a text a cell shows."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as a page shows it.

    Attributes:
        code, field, message, stated: of the finding.
        title: what its kind is called.
        shape: the look of its severity; ``none`` if it is ignored.
        repair: the suggested text, if it can be put into its field.
        ignored: the decision to ignore it, if there is one.
        can_ignore: whether somebody may decide so.
    """

    code: str
    field: str
    message: str
    stated: str | None
    title: str
    shape: str
    repair: str | None
    ignored: IgnoredFinding | None
    can_ignore: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the list: its column, text and findings, the worst first."""

    label: str
    text: str
    findings: Sequence[ShownFinding]

    @property
    def shape(self) -> str:
        """Return the look of the worst finding, or ``quiet`` if there is none to see. The name always stands out."""
        shapes = [finding.shape for finding in self.findings]
        return next((shape for shape in ("bad", "warn") if shape in shapes), "" if self.label == "Name" else "quiet")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list.

    Attributes:
        number: of the draft.
        run: the run that held it.
        supplier: as stated.
        catalog_number: as stated; may be empty.
        cells: one for each column.
        created_at: when it was held.
        age: for how long, in a few words.
        is_repairable: whether any error has a suggested repair.
    """

    number: int
    run: int
    supplier: str | None
    catalog_number: str
    cells: Sequence[Cell]
    created_at: str
    age: str
    is_repairable: bool


def shown_findings(findings: Iterable[Mapping[str, Any]], ignored: Sequence[IgnoredFinding] = ()) -> list[ShownFinding]:
    """Return findings as a page shows them, errors first."""
    decided = {one.kind: one for one in ignored}
    shown = []
    for finding in findings:
        decision, is_error = decided.get(kind_of(finding)), finding["severity"] == "error"
        can_repair = is_error and decision is None and finding["expected"] and is_field(finding["field"])
        shown.append(
            ShownFinding(
                code=finding["code"],
                field=finding["field"],
                message=finding["message"],
                stated=finding["stated"],
                title=finding_title(finding["code"]),
                shape="none" if decision is not None else SHAPES[finding["severity"]],
                repair=finding["expected"] if can_repair else None,
                ignored=decision,
                can_ignore=is_error and decision is None and finding["code"] not in MUST_BE_MENDED,
            )
        )
    order = ("bad", "warn", "none")
    return sorted(shown, key=lambda finding: order.index(finding.shape))


def draft_row(stored: StoredDraft, ignored: Sequence[IgnoredFinding] = ()) -> DraftRow:
    """Return a draft as a row of the list."""
    fields = stored.draft.fields
    found = shown_findings(stored.draft.findings, ignored)
    cells = [
        _cell(label, next((fields[name] for name in names if fields.get(name)), ""), found, names)
        for label, names in COLUMNS
    ]
    others = [finding for finding in found if finding.field not in _OWN and finding.shape != "none"]
    other_texts = ", ".join(dict.fromkeys(fields.get(finding.field, "") for finding in others)).strip(", ")
    numbered = [finding for finding in found if finding.field == "catalog_number"]
    cells.append(Cell("Other", other_texts[:_LONGEST], [*numbered, *others]))
    return DraftRow(
        number=stored.number,
        run=stored.run,
        supplier=stored.draft.supplier,
        catalog_number=fields.get("catalog_number", "")[:_LONGEST],
        cells=cells,
        created_at=stored.created_at,
        age=age_of(stored.created_at),
        is_repairable=any(finding.repair for finding in found),
    )


def _cell(label: str, text: str, found: Sequence[ShownFinding], names: Sequence[str]) -> Cell:
    return Cell(label, text[:_LONGEST], [finding for finding in found if finding.field in names])


def age_of(at: str) -> str:
    """Return the time since a stored time in a few words: minutes, hours or days."""
    minutes = int((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def mending_words(stated: str) -> str:
    """Return what was done with drafts, as its run states it, with kinds of findings and fields in words.

    >>> mending_words("repaired as suggested: cas-invalid, cas_rn")
    'repaired as suggested: CAS RN: format or check digit, CAS RN'
    >>> mending_words("set storage, spec:Water"), mending_words("published. Seen: cas-invalid")
    ('set Storage, Water (specification)', 'published. Seen: cas-invalid')
    """
    if stated.startswith("set "):
        return f"set {_in_words(stated.removeprefix('set '))}"
    doing, colon, rest = stated.partition(": ")
    if not colon or doing not in ("repaired as suggested", "finding ignored"):
        return stated
    of, dot, reason = rest.partition(". ")
    return f"{doing}: {_in_words(of)}{dot}{reason}"


def _in_words(names: str) -> str:
    return ", ".join(field_words(name) if is_field(name) else finding_title(name) for name in names.split(", "))
