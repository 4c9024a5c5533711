"""Preparing: from a raw record to an entry that is ready to be kept, a segment at a time, in a worker process.

All that can be worked out without the database is worked out here: the fields, what they are laid over, the checks, the
document, its texts and digests, the fingerprints. The one process that writes then has little to do for each record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from catalog.chemistry.structure.systematic_names import NameReading
from catalog.errors import StructureRefused
from catalog.intake.failures import failure_of
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.mapping import LabelMapping
from catalog.intake.fields.provenance import provenance_of
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import Place, RawRecord
from catalog.product.checks.presence import MAX_NUMBER
from catalog.product.document import finding_document
from catalog.product.draft import Draft
from catalog.product.examination_jobs import ExaminationResult, examine_all
from catalog.product.examine import CHECKS_VERSION
from catalog.product.findings import Code, Finding
from catalog.product.text.folding import catalog_key
from catalog.store.entries import Entry, KeptState, SupplierName, make_entry, stated_hash
from catalog.store.json_text import from_json, to_json
from catalog.store.writing.held_drafts import HeldDraft
from catalog.store.writing.intake_log import LoggedRecord
from catalog.surprises import Surprise


class Delivery(NamedTuple):
    """What the records of an import have in common.

    Attributes:
        run: the run's number; None for a dry run.
        supplier: whose products they are, unless a record says otherwise; None for the house.
        mapping: labels that the built-in table does not know, or knows otherwise.
    """

    run: int | None
    supplier: str | None
    mapping: LabelMapping | None


class IncomingRecord(NamedTuple):
    """One record that is to be prepared.

    Attributes:
        file: the file's path as named.
        number: which record of the file it is, from 1.
        key: what its product is known by; empty if it has no catalog number.
        key_hash: by which the survey knows it.
        supplier: whose product it is.
        raw: as it stands in the file.
        shared: of a file that gives no catalog numbers at all, whether other records would have the same; None where
            the file gives numbers.
        kept: what is kept under its catalog number; None where nothing is.
        named: what its name means as a systematic one; None where nobody asked.
    """

    file: str
    number: int
    key: str
    key_hash: int
    supplier: SupplierName
    raw: RawRecord
    shared: bool | None = None
    kept: KeptState | None = None
    named: NameReading | None = None

    def drafted(self, labelling: RecordDrafter) -> RecordDraft:
        """Its fields."""
        kept_name = "" if self.kept is None else str(from_json(self.kept.fields).get("name", ""))
        return labelling.draft(self.raw, self.shared, kept_name)

    def merged(self, drafted: RecordDraft) -> Draft:
        """Its fields laid over what is kept."""
        return drafted.draft.merged_into(Draft({} if self.kept is None else from_json(self.kept.fields)))


class PreparedRecord(NamedTuple):
    """What became of one record, with all that could be worked out without the database.

    Attributes:
        number: the catalog number as stated; empty where there is none.
        number_place: where that stands.
        findings: as the contract writes them, each with its place.
        unknown: labels of cells that nothing reads.
        content: the document as read, as JSON text; None where no examination was needed.
        entry: what is to be kept; None where a finding keeps it out, or it states what is kept already.
        failed: the error that nobody expected, where the record is refused for one.
    """

    number: str
    number_place: Place
    findings: list[dict[str, Any]]
    unknown: tuple[str, ...]
    content: str | None = None
    entry: Entry | None = None
    failed: Surprise | None = None


def prepare_segment(delivery: Delivery, incoming: Sequence[IncomingRecord]) -> list[PreparedRecord]:
    """Prepare several records: all are drafted, then all are examined, so that each kind of work is done at one go."""
    labelling = RecordDrafter(delivery.mapping)
    drafts = [item.drafted(labelling) for item in incoming]
    stated = [_to_examine(item, drafted) for item, drafted in zip(incoming, drafts, strict=True)]
    pairs = zip(stated, incoming, strict=True)
    examined = iter(examine_all([(draft, item.named) for draft, item in pairs if draft is not None]))
    return [
        _unexamined(drafted) if draft is None else _finished(delivery, item, drafted, draft.fields, next(examined))
        for item, drafted, draft in zip(incoming, drafts, stated, strict=True)
    ]


def prepare_cells(delivery: Delivery, item: IncomingRecord, trouble: StructureRefused | Surprise) -> PreparedRecord:
    """Prepare a record that cost a worker its life, or with which the program failed; only the cells are read."""
    drafted = item.drafted(RecordDrafter(delivery.mapping))
    if isinstance(trouble, Surprise):
        drafted.record = drafted.record._replace(failed=trouble)
        return _unexamined(drafted)
    return _unexamined(drafted, Finding(Code.STRUCTURE_INVALID, "smiles", str(trouble)))


def _to_examine(item: IncomingRecord, drafted: RecordDraft) -> Draft | None:
    """What is stated now; None where nothing is to be examined, since it is no product or known already."""
    if drafted.record.skipped is not None or drafted.record.failed is not None:
        return None
    merged = item.merged(drafted)
    is_known = item.kept is not None and stated_hash(merged.fields, CHECKS_VERSION) == item.kept.stated_hash
    return None if is_known else merged


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
    if are_errors(prepared.findings):
        return prepared._replace(content=to_json(content))
    provenance = provenance_of(
        _delivered(delivery, item), item.supplier.name or None, drafted.origins, merged, item.kept
    )
    stated = stated_hash(merged, CHECKS_VERSION)
    entry = make_entry(merged, stated, content, provenance, supplier=item.supplier, fingerprints=examined.fingerprints)
    return prepared._replace(content=entry.content, entry=entry)


def held_draft(delivery: Delivery, item: IncomingRecord, drafted: RecordDraft, logged: LoggedRecord) -> HeldDraft:
    """The draft of a record that is held: what it states itself, and where that came from."""
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
    """Where a record came from, as provenance says it."""
    source = {"source": _file_name(item.file), "intake_run": delivery.run, "record": item.number}
    return {**source, "place": dict(item.raw.place)}


@lru_cache(maxsize=64)
def _file_name(path: str) -> str:
    return PurePath(path).name


def _unexamined(drafted: RecordDraft, *further: Finding) -> PreparedRecord:
    """What drafting alone tells of a record."""
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
    """A finding, as the contract writes it, with the place of the cell that it is about."""
    return {**finding, "place": dict(place)}


def are_errors(findings: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether any of the findings, as the contract writes them, keeps the record out of the catalog."""
    return any(finding["severity"] == "error" for finding in findings)
