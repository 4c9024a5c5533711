"""Drafting: the labelled cells of a raw record become the fields of a draft, still as text, each with its origin.

The supplier's text is kept exactly; only blanks and invisible characters around it are removed. If a rule does more
(such as a unit from the label, or a CAS RN from the synonyms), the field's origin names the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from catalog.intake.columns.labels import Target, target_of
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.failures import refused_failure
from catalog.intake.fields.attributes import ATTRIBUTE, attribute_target
from catalog.intake.fields.joined_drafts import find_clash, join_rows
from catalog.intake.fields.json_values import flatten
from catalog.intake.fields.listed_tests import listed_tests
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import STRUCTURE_KEY, RawRecord
from catalog.product.checks.presence import MAX_SHOWN, replace_broken
from catalog.product.draft import Draft
from catalog.product.findings import Code, Finding
from catalog.product.offer.documents import is_address
from catalog.product.offer.pack_list import PACK_LIST, read_pack_list
from catalog.product.offer.supplier_name import LONGEST_NOTHING, NOTHING
from catalog.product.text.folding import supplier_key
from catalog.surprises import Surprise, attempt

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
TRIMMED = " \t\r\n\u00a0\u3000" + INVISIBLE

NUMBER_FIELDS = frozenset({"catalog_number", "skus"})
"""The fields that give a catalog number."""
IDENTITY = NUMBER_FIELDS | {"supplier"}
"""The fields that identify the product."""

SUPPLIER = "supplier"
"""The field of the supplier. A column with exactly this label beats others of suppliers: our own files have it."""
MAKER = "maker"
"""The target of labels of makers and brands. A maker is the supplier if no column is the supplier's."""
_BEATEN = "beaten supplier"
"""The target of a supplier's or maker's column if the import or our own column states the supplier. Its member is an
attribute."""

Column = tuple[int, str, Target | None]
"""A column's index, its label, and its meaning."""


class RecordDrafter:
    """Drafts the records of one file. Labels are looked up once for each header.

    Attributes:
        mapping_used: label as written to field, for labels that were read.
        unknown_columns: unread labels, in the order in which they came.
    """

    def __init__(self, mapping: LabelMapping | None, supplier: str | None = None) -> None:
        """Prepare for one file.

        Args:
            mapping: labels that are missing or different in the built-in table.
            supplier: the supplier of all products, whatever the file says, or None if the file says it.
        """
        self._mapping = mapping
        self._supplier = supplier
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

    def identity(self, record: RawRecord) -> tuple[str, str | None]:
        """Return the catalog number and the supplier that ``draft`` would find, each empty if there is none.

        The supplier is None if the record has no column for it, and the import does not state it.
        """
        nothing = "", self._supplier or ""
        if not record.is_readable:
            return nothing
        found = attempt(self._identity_of, record)
        # If that fails, drafting fails too, and says so.
        return nothing if isinstance(found, Surprise) else found

    def _identity_of(self, record: RawRecord) -> tuple[str, str | None]:
        work = RecordDraft(record)
        columns = [column for column in self._columns(record.labels) if column[2] and column[2].field in IDENTITY]
        self._take(work, columns)
        is_named = any(target is not None and target.field == SUPPLIER for *_, target in columns)
        return work.draft.get("catalog_number"), self._supplier or (work.supplier if is_named else None)

    def draft(
        self,
        record: RawRecord,
        shared: bool | None = None,
        kept_name: str = "",
        further: Sequence[RawRecord] = (),
    ) -> RecordDraft:
        """Draft one record, without exceptions. A skipped or failed record has at most a catalog number.

        Args:
            record: the record as it is in the file.
            shared: for a file without any catalog numbers, whether other records would get the same substitute
                number. It is None if the file gives numbers.
            kept_name: the name of the stored product under its number; empty if there is none.
            further: the other rows of the product.
        """
        if record.damage is not None:
            stated = replace_broken(record.texts[0])[:MAX_SHOWN]
            return RecordDraft(record, findings=[Finding(Code.TEXT_INVALID, "record", record.damage, stated)])
        if not record.is_readable:
            return RecordDraft(record)
        drafted = attempt(self._drafted, record, shared, kept_name, further)
        if isinstance(drafted, Surprise):
            number = self.catalog_number(record)
            return RecordDraft(record._replace(failed=drafted), {"catalog_number": number} if number else {})
        return drafted

    def _drafted(
        self, record: RawRecord, shared: bool | None, kept_name: str, further: Sequence[RawRecord]
    ) -> RecordDraft:
        work = join_rows([self._row(row) for row in (record, *further)]) if further else self._row(record)
        work.finish(kept_name)
        if shared is not None:
            work.stand_in_for_number(shared)
        return work

    def _row(self, record: RawRecord) -> RecordDraft:
        work = RecordDraft(record)
        self._take(work, self._columns(record.labels))
        work.finish_row()
        return work

    def clash(self, rows: Sequence[RawRecord]) -> str:
        """Return in which facts rows with one catalog number name different products. It is empty if they do not."""
        found = attempt(lambda: find_clash([self._row(row) for row in rows]))
        # If that fails, drafting fails too, and says so.
        return "" if isinstance(found, Surprise) else found

    def _take(self, work: RecordDraft, columns: Iterable[Column]) -> None:
        record = work.record
        for index, label, target in columns:
            text = record.texts[index]
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            text = text.strip(TRIMMED)
            if len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING:
                continue
            if target is not None:
                text = work.clean(index, target.member if target.weak and target.member else target.field, text)
            if tests := self._listed_tests(label, target, text):
                for test, value in tests:
                    work.take(index, label, test, value)
            elif target is None:
                work.unknown[label] = text
            elif target.field.startswith(ATTRIBUTE) and label != target.field:
                work.take_attribute(index, label, target.field, text)
            elif target.field == PACK_LIST:
                self._take_packs(work, index, label, text)
            elif target.field == _BEATEN:
                self._take_beaten(work, index, label, target, text)
            elif target.field.startswith("document:") and label != target.field and not is_address(text):
                # ``SDS: yes`` is no document, nor is the name of a file.
                work.take_attribute(index, label, ATTRIBUTE + label, text)
            elif target.field != "ignore":
                work.take(index, label, target, text)

    def _take_packs(self, work: RecordDraft, index: int, label: str, text: str) -> None:
        """Take the packs that our own column lists. Another text of such a column is not read."""
        packs = read_pack_list(text)
        if packs is None:
            work.unknown[label] = text
        for size, value in (packs or {}).items():
            work.take(index, label, Target(f"pack:{size}"), value)

    def _take_beaten(self, work: RecordDraft, index: int, label: str, target: Target, text: str) -> None:
        """Keep the file's own supplier or maker as an attribute, unless it is the stated supplier."""
        record = work.record
        stated = self._supplier or record.texts[record.labels.index(SUPPLIER)]
        if target.member is not None and supplier_key(text) != supplier_key(stated):
            work.take_attribute(index, label, target.member, text)

    def _listed_tests(self, label: str, target: Target | None, text: str) -> list[tuple[Target, str]]:
        """Return the tests that a text of specifications lists, each with its meaning."""
        if target is not None and not target.field.startswith(ATTRIBUTE):
            return []
        tests = [(self.target_of(path), value) for path, value in listed_tests(label, text)]
        return [(meaning, value) for meaning, value in tests if meaning is not None]

    def _columns(self, labels: tuple[str, ...]) -> list[Column]:
        columns = self._headers.get(labels)
        if columns is None:
            targets = self._with_one_supplier(labels, [self.target_of(label) for label in labels])
            columns = [
                (index, label, target) for index, (label, target) in enumerate(zip(labels, targets, strict=True))
            ]
            # Weak labels come last: they fill only fields that are still empty.
            columns.sort(key=_weakness)
            if len(self._headers) < MAX_HEADERS:
                self._headers[labels] = columns
            for _, label, target in columns:
                self._account(label, target)
        return columns

    def _with_one_supplier(self, labels: Sequence[str], targets: Sequence[Target | None]) -> list[Target | None]:
        """Return the meanings of the labels, in which suppliers or else one column of makers give the supplier.

        The other columns of makers are attributes.
        """
        fields = ["" if target is None else target.field for target in targets]
        if SUPPLIER not in fields and MAKER not in fields:
            return list(targets)
        if self._supplier is not None:
            chosen = set[int]()
        elif SUPPLIER in labels:
            chosen = {labels.index(SUPPLIER)}
        elif SUPPLIER in fields:
            chosen = {index for index, field in enumerate(fields) if field == SUPPLIER}
        else:
            chosen = {fields.index(MAKER)}
        of_suppliers = {index for index, field in enumerate(fields) if field in (SUPPLIER, MAKER)}
        return [
            Target(SUPPLIER)
            if index in chosen
            else _attribute(labels[index], self._supplier is not None or SUPPLIER in labels)
            if index in of_suppliers
            else target
            for index, target in enumerate(targets)
        ]

    def target_of(self, label: str) -> Target | None:
        """Return the meaning of a label by the mapping, else by the built-in table, else an attribute, or None."""
        own = self._mapping.target_of(label) if self._mapping is not None else None
        return own or target_of(label) or attribute_target(label)

    def _account(self, label: str, target: Target | None) -> None:
        if label == STRUCTURE_KEY:
            return
        if target is not None:
            self.mapping_used.setdefault(label, target.member or "" if target.field == _BEATEN else target.field)
        elif label.strip():
            self._unknown.setdefault(label)


def _attribute(label: str, is_beaten: bool) -> Target:
    """Return the attribute of a supplier's or maker's column that does not give the supplier."""
    attribute = attribute_target(label) or Target(ATTRIBUTE + "Supplier")
    return Target(_BEATEN, member=attribute.field) if is_beaten else attribute


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
