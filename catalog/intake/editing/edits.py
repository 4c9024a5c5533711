"""Preparing an edit by hand in a worker process: its examination and its provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.intake.fields.provenance import renumbered
from catalog.product.examination_jobs import examine_fields
from catalog.product.examine import CHECKS_VERSION
from catalog.product.findings import keeps_out
from catalog.reference.reference import Reference
from catalog.store.entries import Entry, KeptState, SupplierName, make_entry, stated_hash
from catalog.store.json_text import from_json
from catalog.store.writing.draft_mending import Ignored, unignored


class StatedEdit(NamedTuple):
    """An edit to prepare, one of several.

    Attributes:
        fields: all stated fields after the edit.
        kept: the stored product.
        ignored: the errors that are ignored for it.
    """

    fields: Mapping[str, str]
    kept: KeptState
    ignored: Ignored


PreparedEdit = Entry | list[dict[str, str | None]]
"""The product to save, or the findings that refuse it."""


def prepare_edits(edits: Sequence[StatedEdit], actor: str, reference: Reference) -> list[PreparedEdit]:
    """Examine several edits of stored products; see ``prepare_edit``."""
    return [prepare_edit(edit.fields, edit.kept, edit.ignored, actor, edit.kept.supplier, reference) for edit in edits]


def prepare_edit(
    fields: Mapping[str, str],
    kept: KeptState | None,
    ignored: Ignored,
    actor: str,
    supplier: SupplierName,
    reference: Reference,
) -> PreparedEdit:
    """Examine the stated fields of a product. Return the entry to save, or the findings that refuse it.

    Args:
        fields: all stated fields after the edit.
        kept: the stored product, or None if there is none.
        ignored: the errors that are ignored for it.
        actor: who makes the edit.
        supplier: the supplier of the product.
        reference: what is known of CAS RNs and names.
    """
    examined = examine_fields(fields, reference=reference)
    held_by = unignored(examined.content["findings"], ignored)
    if keeps_out([finding["code"] for finding in held_by]):
        return [dict(finding) for finding in held_by if finding["severity"] == "error"]
    stated = stated_hash(fields, CHECKS_VERSION)
    provenance = _provenance(fields, kept, actor, supplier.name or None)
    content, fingerprints = examined.content, examined.fingerprints
    return make_entry(fields, stated, content, provenance, supplier=supplier, fingerprints=fingerprints)


def _provenance(fields: Mapping[str, str], kept: KeptState | None, actor: str, supplier: str | None) -> dict[str, Any]:
    """Return the provenance after an edit: unchanged fields keep their source, the others come from the edit. A source
    of no field any more goes; the history has it.
    """
    before: dict[str, Any] = {} if kept is None else from_json(kept.body)["provenance"]
    kept_fields = {} if kept is None else from_json(kept.fields)
    deliveries = before.get("deliveries", [])
    edit: dict[str, Any] = {"source": f"edit by {actor}", "intake_run": None, "record": None, "place": {}}
    origins = before.get("fields", {})
    own = {"delivery": len(deliveries)}
    sources = {
        name: origins[name] if kept_fields.get(name) == text and name in origins else own
        for name, text in fields.items()
    }
    return {
        "supplier": supplier,
        "source": before.get("source", edit["source"]),
        "intake_run": before.get("intake_run"),
        "record": before.get("record"),
        "deliveries": renumbered([*deliveries, edit], sources),
        "fields": sources,
    }
