"""Where each stated fact came from: which delivery, under which label, changed by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from catalog.intake.survey import DraftedRecord


def provenance_of(
    record: DraftedRecord,
    *,
    run: int | None,
    supplier: str | None,
    merged: Mapping[str, str],
    earlier_fields: Mapping[str, str],
    earlier: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The provenance of a product after a delivery.

    Fields whose text this delivery changed point to it; the others keep pointing to where they came from first.
    """
    delivery = {
        "source": PurePath(record.file).name,
        "intake_run": run,
        "record": record.number,
        "place": dict(record.raw.place),
    }
    before: Mapping[str, Any] = earlier or {"deliveries": [], "fields": {}}
    deliveries = [*before["deliveries"], delivery]
    fields: dict[str, Any] = {}
    for field, text in merged.items():
        if earlier_fields.get(field) == text and field in before["fields"]:
            fields[field] = before["fields"][field]
        else:
            fields[field] = _origin(record, field, len(deliveries) - 1)
    kept = _renumbered(deliveries, fields)
    head = {"supplier": supplier, "source": delivery["source"], "intake_run": run, "record": record.number}
    return {**head, "deliveries": kept, "fields": fields}


def _origin(record: DraftedRecord, field: str, delivery: int) -> dict[str, Any]:
    origin = record.drafted.origins.get(field)
    entry: dict[str, Any] = {"delivery": delivery}
    if origin is None:
        return entry
    entry["label"] = origin.label
    beyond = {key: value for key, value in origin.place.items() if record.raw.place.get(key) != value}
    beyond.pop("column", None)
    if beyond:
        entry["place"] = beyond
    if origin.rule is not None:
        entry["rule"] = origin.rule
    return entry


def _renumbered(deliveries: list[dict[str, Any]], fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Drop the deliveries that no field points to any more, and renumber what is left."""
    used = sorted({entry["delivery"] for entry in fields.values()})
    numbers = {old: new for new, old in enumerate(used)}
    for field, entry in fields.items():
        fields[field] = {**entry, "delivery": numbers[entry["delivery"]]}
    return [deliveries[index] for index in used]
