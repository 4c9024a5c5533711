"""Drafting: a raw record's labelled cells become the fields of a draft, still text, each with where it came from.

What the supplier wrote is kept to the letter; only blanks and invisible characters around it go. Where a rule does more
than that (a unit taken from the label, a CAS RN found among synonyms), the field's origin names the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.intake.failures import refused_failure
from catalog.intake.fields.attributes import ATTRIBUTE, attribute_target
from catalog.intake.fields.json_values import flatten
from catalog.intake.fields.labels import Target, target_of
from catalog.intake.fields.mapping import LabelMapping
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import RawRecord
from catalog.product.draft import Draft
from catalog.surprises import Surprise, attempt

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
TRIMMED = " \t\r\n\u00a0\u3000" + INVISIBLE
NOTHING = frozenset({"", "n/a", "na", "none", "null", "nan", "#n/a", "not available", "not applicable", "—", "–", "--"})
"""What suppliers write for nothing; ``-`` and ``\\N`` are not among them, since they erase a field."""
LONGEST_NOTHING = max(map(len, NOTHING))

NUMBER_FIELDS = frozenset({"catalog_number", "skus"})
"""The fields that give a catalog number."""
IDENTITY = NUMBER_FIELDS | {"supplier"}
"""The fields that say which product it is."""

Column = tuple[int, str, Target | None]
"""A column's index, its label, and what it means."""


class RecordDrafter:
    """Drafts the records of one file; labels are looked up once for each header.

    Attributes:
        mapping_used: label as written to field, for those that something read.
        unknown_columns: labels that nothing reads, in the order in which they came.
    """

    def __init__(self, mapping: LabelMapping | None) -> None:
        """Prepare for one file.

        Args:
            mapping: labels that the built-in table does not know, or knows otherwise.
        """
        self._mapping = mapping
        self._headers: dict[tuple[str, ...], list[Column]] = {}
        self.mapping_used: dict[str, str] = {}
        self._unknown: dict[str, None] = {}

    @property
    def gives_numbers(self) -> bool:
        """Tell whether any label so far gave catalog numbers."""
        return not NUMBER_FIELDS.isdisjoint(self.mapping_used.values())

    @property
    def unknown_columns(self) -> list[str]:
        """Labels that nothing reads."""
        return list(self._unknown)

    def catalog_number(self, record: RawRecord) -> str:
        """Return the catalog number that ``draft`` would find. It is empty if the record gives none, or is none."""
        return self.identity(record)[0]

    def identity(self, record: RawRecord) -> tuple[str, str]:
        """Return the catalog number and the supplier that ``draft`` would find, each empty if there is none."""
        if record.skipped is not None or record.failed is not None:
            return "", ""
        found = attempt(self._identity_of, record)
        # If that fails, drafting fails too, and says so.
        return ("", "") if isinstance(found, Surprise) else found

    def _identity_of(self, record: RawRecord) -> tuple[str, str]:
        work = RecordDraft(record)
        columns = self._columns(record.labels)
        self._take(work, [column for column in columns if column[2] is not None and column[2].field in IDENTITY])
        return work.draft.get("catalog_number"), work.supplier

    def draft(self, record: RawRecord, shared: bool | None = None, kept_name: str = "") -> RecordDraft:
        """Draft one record; it never raises. Of one that is skipped or failed there is at most a catalog number.

        Args:
            record: as it stands in the file.
            shared: of a file that gives no catalog numbers at all, whether other records would have the same; None
                where it gives numbers. Where it gives none, something else stands in.
            kept_name: what the product is called that is kept under its number; empty where none is.
        """
        if record.skipped is not None or record.failed is not None:
            return RecordDraft(record)
        drafted = attempt(self._drafted, record, shared, kept_name)
        if isinstance(drafted, Surprise):
            number = self.catalog_number(record)
            return RecordDraft(record._replace(failed=drafted), {"catalog_number": number} if number else {})
        return drafted

    def _drafted(self, record: RawRecord, shared: bool | None, kept_name: str) -> RecordDraft:
        work = RecordDraft(record)
        self._take(work, self._columns(record.labels))
        work.finish(kept_name)
        if shared is not None:
            work.stand_in_for_number(shared)
        return work

    def _take(self, work: RecordDraft, columns: Iterable[Column]) -> None:
        record = work.record
        for index, label, target in columns:
            text = record.texts[index]
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            text = text.strip(TRIMMED)
            if len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING:
                continue
            if target is None:
                work.unknown[label] = text
            elif target.field.startswith(ATTRIBUTE) and label != target.field:
                work.take_attribute(index, label, target.field, text)
            elif target.field != "ignore":
                work.take(index, label, target, text)

    def _columns(self, labels: tuple[str, ...]) -> list[Column]:
        columns = self._headers.get(labels)
        if columns is None:
            columns = [(index, label, self.target_of(label)) for index, label in enumerate(labels)]
            # Weak labels come last: they fill only what nothing else gave.
            columns.sort(key=_weakness)
            if len(self._headers) < MAX_HEADERS:
                self._headers[labels] = columns
            for _, label, target in columns:
                self._account(label, target)
        return columns

    def target_of(self, label: str) -> Target | None:
        """What a label means: by the mapping, else by the built-in table, else an attribute; None where it is none."""
        own = self._mapping.target_of(label) if self._mapping is not None else None
        return own or target_of(label) or attribute_target(label)

    def _account(self, label: str, target: Target | None) -> None:
        if target is not None:
            self.mapping_used.setdefault(label, target.field)
        elif label.strip():
            self._unknown.setdefault(label)


def _weakness(column: Column) -> int:
    """How late a column comes: an order code says more of the catalog number than what is called ``id``."""
    target = column[2]
    return 0 if target is None or not target.weak else 1 if target.field == "skus" else 2


MAX_HEADERS = 1_000
"""How many different headers are remembered; records of free tags could have one each."""


def draft_of_json(record: Mapping[str, object]) -> Draft:
    """The draft of one record given as JSON, in the import fields or as a product document.

    Raises:
        RefusedRecord: the program failed at it.
    """
    flat = attempt(flatten, record)
    if isinstance(flat, Surprise):
        raise refused_failure(flat)
    drafted = RecordDrafter(None).draft(RawRecord({"record": 1}, *flat))
    if drafted.record.failed is not None:
        raise refused_failure(drafted.record.failed)
    return drafted.draft
