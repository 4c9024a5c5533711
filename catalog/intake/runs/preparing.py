"""Preparing: from a raw record to an entry that is ready to save, in segments, in a worker process.

Everything that needs no database is computed here: the fields, their merger with the stored ones, the checks, the
document, its texts and digests, and the fingerprints. So the single writing process has little to do for each record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from catalog.errors import StructureRefused
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.failures import failure_of
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.provenance import provenance_of
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import Place, RawRecord
from catalog.product.checks.naming.systematic import StatedReading
from catalog.product.checks.presence import MAX_NUMBER
from catalog.product.document import finding_document
from catalog.product.draft import Draft
from catalog.product.examination_jobs import ExaminationResult, examine_all, examine_refused
from catalog.product.examine import CHECKS_VERSION
from catalog.product.field_changes import FieldChange, field_changes
from catalog.product.findings import Code, Finding, keeps_out
from catalog.product.text.folding import catalog_key
from catalog.reference.reference import NO_REFERENCE, Reference
from catalog.store.entries import Entry, KeptState, SupplierName, make_entry, stated_hash
from catalog.store.json_text import from_json, to_json
from catalog.store.writing.draft_mending import Ignored, unignored
from catalog.store.writing.held_drafts import HeldDraft
from catalog.store.writing.intake_log import LoggedRecord
from catalog.surprises import Surprise

NO_LONGER_LISTED = "no longer in the supplier's list"
"""What is stated as ``discontinued`` for a product that a complete list lacks."""

_STRUCTURES = ("smiles", "molfile", "inchi")


class Delivery(NamedTuple):
    """The common data of all records of an import.

    Attributes:
        run: the run's number, or None for a dry run.
        supplier: the supplier of all products; None if the records name it, or for the house.
        mapping: labels that are missing or different in the built-in table.
        reference: what is known of CAS RNs and names.
        recheck: examine stored products again, as they are. One with an error stays published as it was.
        guessed: the mappings of the files with columns that are understood by their contents.
    """

    run: int | None
    supplier: str | None
    mapping: LabelMapping | None
    reference: Reference = NO_REFERENCE
    recheck: bool = False
    guessed: Mapping[str, LabelMapping] = {}

    def mapping_of(self, file: str) -> LabelMapping | None:
        """Return the mapping for a file."""
        return self.guessed.get(file, self.mapping)


class FileDrafters:
    """The drafters of the files of an import, each made when it is needed."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._drafters: dict[str, RecordDrafter] = {}

    def of(self, file: str) -> RecordDrafter:
        """Return the drafter of a file."""
        if file not in self._drafters:
            self._drafters[file] = RecordDrafter(self._delivery.mapping_of(file), self._delivery.supplier)
        return self._drafters[file]


class IncomingRecord(NamedTuple):
    """One record to prepare.

    Attributes:
        file: the path of its file, as stated.
        number: its number in the file, from 1.
        key: the key of its product; empty if it has no catalog number.
        key_hash: the hash of this key in the survey.
        supplier: the supplier of the product.
        raw: the record as it is in the file.
        shared: for a file without any catalog numbers, whether other records would get the same number. It is None if
            the file gives numbers.
        kept: the stored product under its catalog number, or None.
        named: the readings of its systematic names, or None if this was not requested.
        ignored: the errors that are ignored for its product.
        further: the other rows of the product.
        is_listed: whether a complete list has it. Then it is on sale again if an earlier list lacked it.
        clash: in which facts rows with its catalog number name different products; empty if they do not.
    """

    file: str
    number: int
    key: str
    key_hash: int
    supplier: SupplierName
    raw: RawRecord
    shared: bool | None = None
    kept: KeptState | None = None
    named: Sequence[StatedReading] | None = None
    ignored: Ignored = frozenset()
    further: tuple[RawRecord, ...] = ()
    is_listed: bool = False
    clash: str = ""

    def drafted(self, drafters: FileDrafters) -> RecordDraft:
        """Return the fields of the record."""
        kept_name = "" if self.kept is None else str(from_json(self.kept.fields).get("name", ""))
        return drafters.of(self.file).draft(self.raw, self.shared, kept_name, self.further)

    def merged(self, drafted: RecordDraft) -> Draft:
        """Return the fields of the record, merged over the stored ones."""
        kept: dict[str, str] = {} if self.kept is None else from_json(self.kept.fields)
        if self.is_listed and kept.get("discontinued") == NO_LONGER_LISTED:
            del kept["discontinued"]
        return drafted.draft.merged_into(Draft(kept))


class PreparedRecord(NamedTuple):
    """One prepared record, with everything that needs no database.

    Attributes:
        number: the catalog number as stated; empty if there is none.
        number_place: the place of the catalog number.
        findings: in the form of the contract, each with its place.
        unknown: labels of unread cells.
        content: the document as read, as JSON text, or None if no examination was needed.
        entry: the entry to save, or None if a finding prevents it or nothing changes.
        failed: the unexpected error that refuses the record, or None.
        changes: how the entry changes the stated fields of the stored product, if there is one.
    """

    number: str
    number_place: Place
    findings: list[dict[str, Any]]
    unknown: tuple[str, ...]
    content: str | None = None
    entry: Entry | None = None
    failed: Surprise | None = None
    changes: Sequence[FieldChange] = ()


def prepare_segment(delivery: Delivery, incoming: Sequence[IncomingRecord]) -> list[PreparedRecord]:
    """Prepare several records. All are drafted, then all are examined, so that each kind of work is done at once."""
    drafters = FileDrafters(delivery)
    drafts = [item.drafted(drafters) for item in incoming]
    stated = [_to_examine(delivery, item, drafted) for item, drafted in zip(incoming, drafts, strict=True)]
    pairs = zip(stated, incoming, strict=True)
    to_examine = [(draft, item.named) for draft, item in pairs if draft is not None]
    examined = iter(examine_all(to_examine, delivery.reference))
    return [
        _unexamined(drafted) if draft is None else _finished(delivery, item, drafted, draft.fields, next(examined))
        for item, drafted, draft in zip(incoming, drafts, stated, strict=True)
    ]


def prepare_cells(delivery: Delivery, item: IncomingRecord, trouble: StructureRefused | Surprise) -> PreparedRecord:
    """Prepare a record that made the program fail, from its cells, or one that killed a worker, without structure."""
    drafted = item.drafted(FileDrafters(delivery))
    if isinstance(trouble, Surprise):
        drafted.record = drafted.record._replace(failed=trouble)
        return _unexamined(drafted)
    draft = _to_examine(delivery, item, drafted)
    if draft is None or not any(draft.get(field) for field in _STRUCTURES):
        return _unexamined(drafted, Finding(Code.STRUCTURE_INVALID, "smiles", str(trouble)))
    return _finished(delivery, item, drafted, draft.fields, examine_refused(draft, trouble, delivery.reference))


def _to_examine(delivery: Delivery, item: IncomingRecord, drafted: RecordDraft) -> Draft | None:
    """Return the stated fields to examine, or None if the record is no product or is known already."""
    if not drafted.record.is_readable:
        return None
    merged = item.merged(drafted)
    is_known = item.kept is not None and stated_hash(merged.fields, CHECKS_VERSION) == item.kept.stated_hash
    return None if is_known and not delivery.recheck else merged


def _finished(
    delivery: Delivery,
    item: IncomingRecord,
    drafted: RecordDraft,
    merged: Mapping[str, str],
    examined: ExaminationResult,
) -> PreparedRecord:
    prepared, content = _unexamined(drafted), examined.content
    findings = [placed(finding, drafted.place_of(finding["field"])) for finding in content["findings"]]
    prepared = prepared._replace(findings=prepared.findings + findings)
    if are_errors(unignored(prepared.findings, item.ignored)):
        return prepared._replace(content=to_json(content))
    provenance = _provenance(delivery, item, drafted, merged)
    stated = stated_hash(merged, CHECKS_VERSION)
    entry = make_entry(merged, stated, content, provenance, supplier=item.supplier, fingerprints=examined.fingerprints)
    changes = [] if item.kept is None else field_changes(from_json(item.kept.fields), merged)
    return prepared._replace(content=entry.content, entry=entry, changes=changes)


def _provenance(
    delivery: Delivery, item: IncomingRecord, drafted: RecordDraft, merged: Mapping[str, str]
) -> dict[str, Any]:
    if delivery.recheck and item.kept is not None:
        kept: dict[str, Any] = from_json(item.kept.body)["provenance"]
        return kept
    return provenance_of(_delivered(delivery, item), item.supplier.name or None, drafted.origins, merged, item.kept)


def held_draft(delivery: Delivery, item: IncomingRecord, drafted: RecordDraft, logged: LoggedRecord) -> HeldDraft:
    """Return the draft of a held record: its own stated fields and their sources."""
    number, supplier = drafted.fields.get("catalog_number", ""), item.supplier.name or None
    return HeldDraft(
        position=logged.position,
        supplier=supplier,
        catalog_key=catalog_key(number) if item.key and len(number) <= MAX_NUMBER else None,
        fields=drafted.fields,
        findings=logged.findings,
        provenance=provenance_of(_delivered(delivery, item), supplier, drafted.origins, drafted.fields, kept=None),
    )


def _delivered(delivery: Delivery, item: IncomingRecord) -> dict[str, Any]:
    """Return the source of a record in the form of provenance."""
    source = {"source": _file_name(item.file), "intake_run": delivery.run, "record": item.number}
    return {**source, "place": dict(item.raw.place)}


@lru_cache(maxsize=64)
def _file_name(path: str) -> str:
    return PurePath(path).name


def _unexamined(drafted: RecordDraft, *further: Finding) -> PreparedRecord:
    """Return a prepared record from its draft only, without examination."""
    failed = drafted.record.failed
    made = [*drafted.findings, *([] if failed is None else [failure_of(failed)]), *further]
    return PreparedRecord(
        number=drafted.fields.get("catalog_number", ""),
        number_place=drafted.place_of("catalog_number"),
        findings=[placed(finding_document(finding), drafted.place_of(finding.field)) for finding in made],
        unknown=tuple(drafted.unknown),
        failed=failed,
    )


def placed(finding: dict[str, str | None], place: Place) -> dict[str, Any]:
    """Return a finding in the form of the contract, with the place of its cell."""
    return {**finding, "place": dict(place)}


def are_errors(findings: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether any of the findings, in the form of the contract, keeps the record out of the catalog."""
    return keeps_out([finding["code"] for finding in findings])
