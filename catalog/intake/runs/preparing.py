"""Preparing: from a raw record to an entry that is ready to be kept, a segment at a time, in a worker process.

All that can be worked out without the database is worked out here: the fields, what they are laid over, the checks, the
document, its texts and digests, the fingerprints. The one process that writes then has little to do for each record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from catalog.chemistry.structure.systematic_names import NameReading
from catalog.errors import StructureRefused
from catalog.intake.failures import failure_of
from catalog.intake.fields.drafting import Drafted, Labelling
from catalog.intake.fields.mapping import LabelMapping
from catalog.intake.fields.provenance import NOTHING, Earlier, provenance_of
from catalog.intake.records import Place, RawRecord
from catalog.product.document import finding_document
from catalog.product.draft import Draft
from catalog.product.examine import CHECKS_VERSION
from catalog.product.examining import Examined, Stated, examine_all
from catalog.product.findings import Code, Finding
from catalog.store.entries import Entry, make_entry, stated_hash
from catalog.store.json_text import from_json, to_json
from catalog.surprises import Surprise


class Kept(NamedTuple):
    """What is kept under a record's catalog number.

    Attributes:
        seq: the number of the revision that it is.
        stated_hash: the digest of what was stated.
        supplier: whose product it is, where that was said.
        fields, body: what was stated, and the whole document, as JSON text.
    """

    seq: int
    stated_hash: str
    supplier: str | None
    fields: str
    body: str


class Delivery(NamedTuple):
    """What the records of an import have in common.

    Attributes:
        run: the run's number; None for a dry run.
        supplier: whose products they are, where that was said.
        mapping: labels that the built-in table does not know, or knows otherwise.
    """

    run: int | None
    supplier: str | None
    mapping: LabelMapping | None


class Incoming(NamedTuple):
    """One record that is to be prepared.

    Attributes:
        file: the file's path as named.
        number: which record of the file it is, from 1.
        raw: as it stands in the file.
        shared: of a file that gives no catalog numbers at all, whether other records would have the same; None where
            the file gives numbers.
        kept: what is kept under its catalog number; None where nothing is.
        named: what its name means as a systematic one; None where nobody asked.
    """

    file: str
    number: int
    raw: RawRecord
    shared: bool | None = None
    kept: Kept | None = None
    named: NameReading | None = None

    @property
    def kept_name(self) -> str:
        """What the product that is kept is called; empty where none is."""
        return "" if self.kept is None else str(from_json(self.kept.fields).get("name", ""))


class Prepared(NamedTuple):
    """One record, with all that could be worked out.

    Attributes:
        number: the catalog number as stated; empty where there is none.
        number_place: where that stands.
        skipped: why it is no product record, where it is none.
        findings: as the contract writes them, each with its place.
        unknown: labels of cells that nothing reads.
        refused: whether a finding keeps it out of the catalog.
        content: the document as read, as JSON text; None where no examination was needed.
        entry: what is to be kept; None where it is refused, or states what is kept already.
        failed: the error that nobody expected, where the record is refused for one.
    """

    number: str
    number_place: Place
    skipped: str | None
    findings: list[dict[str, Any]]
    unknown: tuple[str, ...]
    refused: bool = False
    content: str | None = None
    entry: Entry | None = None
    failed: Surprise | None = None


def prepare_segment(delivery: Delivery, incoming: Sequence[Incoming]) -> list[Prepared]:
    """Prepare several records: all are drafted, then all are examined, so that each kind of work is done at one go."""
    labelling = Labelling(delivery.mapping)
    laid = [_laid(item, labelling.draft(item.raw, item.shared, item.kept_name)) for item in incoming]
    open_items = [item for item in laid if item.merged is not None]
    examined = iter(examine_all([Stated(item.merged or {}, item.incoming.named) for item in open_items]))
    return [
        item.prepared if item.merged is None else _finished(delivery, item, item.merged, next(examined))
        for item in laid
    ]


def prepare_refused(delivery: Delivery, item: Incoming, refusal: StructureRefused) -> Prepared:
    """Prepare a record that cost a worker its life; only the cells are read."""
    drafted = Labelling(delivery.mapping).draft(item.raw, item.shared, item.kept_name)
    finding = Finding(Code.STRUCTURE_INVALID, "smiles", str(refusal))
    return _unexamined(item, drafted, (finding,))


def prepare_failed(delivery: Delivery, item: Incoming, failed: Surprise) -> Prepared:
    """Prepare a record with which the program failed; only the cells are read."""
    drafted = Labelling(delivery.mapping).draft(item.raw, item.shared, item.kept_name)
    return _unexamined(item, drafted._replace(failed=failed))


def merged_fields(drafted: Drafted, kept: Kept | None) -> Mapping[str, str]:
    """A delivery laid over what is kept."""
    earlier: dict[str, str] = {} if kept is None else from_json(kept.fields)
    return drafted.draft.merged_into(Draft(earlier)).fields


class _Laid(NamedTuple):
    """A record that was drafted and laid over what is kept.

    Attributes:
        incoming, drafted: the record, as it came and as it was read.
        prepared: what drafting alone tells of it.
        merged: what is stated now; None where nothing is to be examined, since it is no product or known already.
        stated: the digest of that.
    """

    incoming: Incoming
    drafted: Drafted
    prepared: Prepared
    merged: Mapping[str, str] | None = None
    stated: str = ""


def _laid(item: Incoming, drafted: Drafted) -> _Laid:
    prepared = _unexamined(item, drafted)
    if drafted.skipped is not None or drafted.failed is not None:
        return _Laid(item, drafted, prepared)
    merged, kept = merged_fields(drafted, item.kept), item.kept
    stated = stated_hash(merged, CHECKS_VERSION)
    is_known = kept is not None and stated == kept.stated_hash
    return _Laid(item, drafted, prepared, None if is_known else merged, stated)


def _finished(delivery: Delivery, laid: _Laid, merged: Mapping[str, str], examined: Examined) -> Prepared:
    item, drafted, prepared, content = laid.incoming, laid.drafted, laid.prepared, examined.content
    findings = prepared.findings + [_placed(finding, item.raw, drafted) for finding in content["findings"]]
    if examined.refused or prepared.refused:
        return prepared._replace(findings=findings, refused=True, content=to_json(content))
    supplier = delivery.supplier or (None if item.kept is None else item.kept.supplier)
    provenance = _provenance(delivery.run, item, drafted, merged, supplier)
    entry = make_entry(merged, laid.stated, content, provenance, supplier=supplier, fingerprints=examined.fingerprints)
    return prepared._replace(findings=findings, content=entry.content, entry=entry)


def _provenance(
    run: int | None, item: Incoming, drafted: Drafted, merged: Mapping[str, str], supplier: str | None
) -> dict[str, Any]:
    source, place = _file_name(item.file), dict(item.raw.place)
    delivery = {"source": source, "intake_run": run, "record": item.number, "place": place}
    earlier = NOTHING
    if item.kept is not None:
        earlier = Earlier(from_json(item.kept.fields), from_json(item.kept.body)["provenance"])
    return provenance_of(delivery, supplier, drafted.origins, merged, earlier)


@lru_cache(maxsize=64)
def _file_name(path: str) -> str:
    return PurePath(path).name


def _unexamined(item: Incoming, drafted: Drafted, further: tuple[Finding, ...] = ()) -> Prepared:
    """What drafting alone tells of a record."""
    number = drafted.draft.get("catalog_number")
    failure = () if drafted.failed is None else (failure_of(drafted.failed),)
    made = (*drafted.findings, *failure, *further)
    findings = [_placed(finding_document(finding), item.raw, drafted) for finding in made]
    return Prepared(
        number=number,
        number_place=_place("catalog_number", item.raw, drafted),
        skipped=drafted.skipped,
        findings=findings,
        unknown=tuple(drafted.unknown),
        refused=any(finding["severity"] == "error" for finding in findings),
        failed=drafted.failed,
    )


def _placed(finding: dict[str, Any], raw: RawRecord, drafted: Drafted) -> dict[str, Any]:
    """A finding with the place of the cell that it is about."""
    return {**finding, "place": dict(_place(finding["field"], raw, drafted))}


def _place(field: str, raw: RawRecord, drafted: Drafted) -> Place:
    origin = drafted.origins.get(field)
    return raw.place if origin is None else origin.place
