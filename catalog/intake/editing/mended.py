"""Examining mended drafts in a worker process, as the records of an import are: over the stored product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.errors import StructureRefused
from catalog.intake.fields.provenance import renumbered
from catalog.product.draft import Draft
from catalog.product.examination_jobs import ExaminationResult, examine_all, examine_refused
from catalog.product.examine import CHECKS_VERSION
from catalog.product.findings import keeps_out
from catalog.reference.reference import Reference
from catalog.store.entries import Entry, KeptState, SupplierName, make_entry, stated_hash
from catalog.store.json_text import from_json
from catalog.store.writing.draft_mending import Ignored, unignored


class MendedFields(NamedTuple):
    """A draft with its new fields.

    Attributes:
        fields: what the draft itself states after mending.
        provenance: of these fields.
        supplier: the supplier of the product.
        kept: the stored product under its number, or None.
        ignored: the errors that are ignored for it.
    """

    fields: Mapping[str, str]
    provenance: Mapping[str, Any]
    supplier: SupplierName
    kept: KeptState | None
    ignored: Ignored

    def merged(self) -> Draft:
        """Return the fields over those of the stored product."""
        return Draft(self.fields).merged_into(Draft({} if self.kept is None else from_json(self.kept.fields)))


class ExaminedDraft(NamedTuple):
    """A mended draft with its findings. ``entry`` is the product to save, or None if it is still held."""

    findings: list[dict[str, Any]]
    entry: Entry | None


def examine_mended(drafts: Sequence[MendedFields], reference: Reference) -> list[ExaminedDraft]:
    """Examine mended drafts. Their structures are read together."""
    results = examine_all([(draft.merged(), None) for draft in drafts], reference)
    return [_examined(draft, result) for draft, result in zip(drafts, results, strict=True)]


def examine_without_structure(draft: MendedFields, refusal: StructureRefused, reference: Reference) -> ExaminedDraft:
    """Examine a mended draft whose structure costs a worker too much."""
    return _examined(draft, examine_refused(draft.merged(), refusal, reference))


def _examined(draft: MendedFields, result: ExaminationResult) -> ExaminedDraft:
    findings = result.content["findings"]
    if keeps_out([finding["code"] for finding in unignored(findings, draft.ignored)]):
        return ExaminedDraft(findings, None)
    merged = draft.merged().fields
    provenance = _over_kept(draft, merged)
    stated = stated_hash(merged, CHECKS_VERSION)
    fingerprints = result.fingerprints
    entry = make_entry(merged, stated, result.content, provenance, supplier=draft.supplier, fingerprints=fingerprints)
    return ExaminedDraft(findings, entry)


def edited_provenance(
    provenance: Mapping[str, Any], before: Mapping[str, str], after: Mapping[str, str], actor: str
) -> dict[str, Any]:
    """Return the provenance of a draft's own fields after an edit. Unchanged fields keep their source."""
    if after == before:
        return dict(provenance)
    edit: dict[str, Any] = {"source": f"edit by {actor}", "intake_run": None, "record": None, "place": {}}
    known, deliveries = provenance["fields"], [*provenance["deliveries"], edit]
    own = {"delivery": len(deliveries) - 1}
    fields = {name: known[name] if name in known and before.get(name) == text else own for name, text in after.items()}
    return {**provenance, "deliveries": renumbered(deliveries, fields), "fields": fields}


def _over_kept(draft: MendedFields, merged: Mapping[str, str]) -> dict[str, Any]:
    """Return the provenance of a product: what the draft changes comes from where the draft has it."""
    own = draft.provenance
    earlier: Mapping[str, str] = {}
    known: Mapping[str, Any] = {}
    deliveries: list[dict[str, Any]] = []
    if draft.kept is not None:
        before = from_json(draft.kept.body)["provenance"]
        earlier, known, deliveries = from_json(draft.kept.fields), before["fields"], before["deliveries"]
    fields: dict[str, dict[str, Any]] = {}
    for name, text in merged.items():
        if name in known and earlier.get(name) == text:
            fields[name] = known[name]
        else:
            source = own["fields"].get(name, {"delivery": 0})
            fields[name] = {**source, "delivery": len(deliveries) + source["delivery"]}
    return {
        **own,
        "supplier": draft.supplier.name or None,
        "deliveries": renumbered([*deliveries, *own["deliveries"]], fields),
        "fields": fields,
    }
