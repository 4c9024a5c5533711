"""Drafting: the labelled cells of a raw record become the fields of a draft, still as text, each with its origin.

The supplier's text is kept exactly; only blanks and invisible characters around it are removed. If a rule does more
(such as a unit from the label, or a CAS RN from the synonyms), the field's origin names the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.intake.failures import refused_failure
from catalog.intake.fields.attributes import ATTRIBUTE, attribute_target
from catalog.intake.fields.json_values import flatten
from catalog.intake.fields.labels import Target, target_of
from catalog.intake.fields.mapping import LabelMapping
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import STRUCTURE_KEY, RawRecord
from catalog.product.draft import Draft
from catalog.product.offer.supplier_name import LONGEST_NOTHING, NOTHING
from catalog.surprises import Surprise, attempt

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
TRIMMED = " \t\r\n\u00a0\u3000" + INVISIBLE

NUMBER_FIELDS = frozenset({"catalog_number", "skus"})
"""The fields that give a catalog number."""
IDENTITY = NUMBER_FIELDS | {"supplier"}
"""The fields that identify the product."""

Column = tuple[int, str, Target | None]
"""A column's index, its label, and its meaning."""


class RecordDrafter:
    """Drafts the records of one file. Labels are looked up once for each header.

    Attributes:
        mapping_used: label as written to field, for labels that were read.
        unknown_columns: unread labels, in the order in which they came.
    """

    def __init__(self, mapping: LabelMapping | None) -> None:
        """Prepare for one file.

        Args:
            mapping: labels that are missing or different in the built-in table.
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
        """Return the unread labels."""
        return list(self._unknown)

    def catalog_number(self, record: RawRecord) -> str:
        """Return the catalog number that ``draft`` would find. It is empty if the record has none or is no product."""
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
        """Draft one record, without exceptions. A skipped or failed record has at most a catalog number.

        Args:
            record: the record as it is in the file.
            shared: for a file without any catalog numbers, whether other records would get the same substitute
                number. It is None if the file gives numbers.
            kept_name: the name of the stored product under its number; empty if there is none.
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
            elif target.field.startswith("document:") and label != target.field and "://" not in text:
                # ``SDS: yes`` is no document.
                work.take_attribute(index, label, ATTRIBUTE + label, text)
            elif target.field != "ignore":
                work.take(index, label, target, text)

    def _columns(self, labels: tuple[str, ...]) -> list[Column]:
        columns = self._headers.get(labels)
        if columns is None:
            columns = [(index, label, self.target_of(label)) for index, label in enumerate(labels)]
            # Weak labels come last: they fill only fields that are still empty.
            columns.sort(key=_weakness)
            if len(self._headers) < MAX_HEADERS:
                self._headers[labels] = columns
            for _, label, target in columns:
                self._account(label, target)
        return columns

    def target_of(self, label: str) -> Target | None:
        """Return the meaning of a label by the mapping, else by the built-in table, else an attribute, or None."""
        own = self._mapping.target_of(label) if self._mapping is not None else None
        return own or target_of(label) or attribute_target(label)

    def _account(self, label: str, target: Target | None) -> None:
        if label == STRUCTURE_KEY:
            return
        if target is not None:
            self.mapping_used.setdefault(label, target.field)
        elif label.strip():
            self._unknown.setdefault(label)


def _weakness(column: Column) -> int:
    """Return how late a column comes. For the catalog number, an order code is better than a column ``id``."""
    target = column[2]
    return 0 if target is None or not target.weak else 1 if target.field == "skus" else 2


MAX_HEADERS = 1_000
"""How many different headers are remembered. Records with free tags could have one each."""


def draft_of_json(record: Mapping[str, object]) -> Draft:
    """Return the draft of one JSON record, with import fields or as a product document.

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
