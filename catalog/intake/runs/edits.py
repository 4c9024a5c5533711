"""Preparing an edit by hand in a worker process: its examination and its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.product.examination_jobs import examine_fields
from catalog.product.examine import CHECKS_VERSION
from catalog.product.findings import keeps_out
from catalog.reference.reference import Reference
from catalog.store.entries import Entry, KeptState, SupplierName, make_entry, stated_hash
from catalog.store.json_text import from_json
from catalog.store.writing.draft_mending import Ignored, unignored


def prepare_edit(
    fields: Mapping[str, str],
    kept: KeptState | None,
    ignored: Ignored,
    actor: str,
    supplier: SupplierName,
    reference: Reference,
) -> Entry | list[dict[str, str | None]]:
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
    """Return the provenance after an edit: unchanged fields keep their source, the others come from the edit."""
    before: dict[str, Any] = {} if kept is None else from_json(kept.body)["provenance"]
    kept_fields = {} if kept is None else from_json(kept.fields)
    deliveries = before.get("deliveries", [])
    edit: dict[str, Any] = {"source": f"edit by {actor}", "intake_run": None, "record": None, "place": {}}
    origins = before.get("fields", {})
    own = {"delivery": len(deliveries)}
    return {
        "supplier": supplier,
        "source": before.get("source", edit["source"]),
        "intake_run": before.get("intake_run"),
        "record": before.get("record"),
        "deliveries": [*deliveries, edit],
        "fields": {
            name: origins[name] if kept_fields.get(name) == text and name in origins else own
            for name, text in fields.items()
        },
    }
