"""The source of each stated fact: its delivery, its label, and the rule that changed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.intake.fields.origins import Origins
from catalog.intake.records import Place
from catalog.store.entries import KeptState
from catalog.store.json_text import from_json


def provenance_of(
    delivery: dict[str, Any], supplier: str | None, origins: Origins, merged: Mapping[str, str], kept: KeptState | None
) -> dict[str, Any]:
    """Return the provenance of a product after a delivery.

    Fields that this delivery changed point to it. The others still point to their first source.

    Args:
        delivery: the source, the run, the record and its place.
        supplier: the supplier of the product, if stated.
        origins: the origin of each field of this delivery.
        merged: the stated fields after the delivery.
        kept: the stored product before it, or None if there was none.
    """
    earlier, known, deliveries = dict[str, str](), dict[str, dict[str, Any]](), [delivery]
    if kept is not None:
        earlier, before = from_json(kept.fields), from_json(kept.body)["provenance"]
        known, deliveries = before["fields"], [*before["deliveries"], delivery]
    last, place = len(deliveries) - 1, delivery["place"]
    fields: dict[str, dict[str, Any]] = {}
    for field, text in merged.items():
        if field in known and earlier.get(field) == text:
            fields[field] = known[field]
        else:
            fields[field] = _origin(origins, field, place, last)
    if last:
        deliveries = renumbered(deliveries, fields)
    head = {"supplier": supplier, **{name: delivery[name] for name in ("source", "intake_run", "record")}}
    return {**head, "deliveries": deliveries, "fields": fields}


def _origin(origins: Origins, field: str, record_place: Place, delivery: int) -> dict[str, Any]:
    origin = origins.get(field)
    entry: dict[str, Any] = {"delivery": delivery}
    if origin is None:
        return entry
    entry["label"] = origin.label
    beyond = {key: value for key, value in origin.place.items() if key != "column" and record_place.get(key) != value}
    if beyond:
        entry["place"] = beyond
    if origin.rule is not None:
        entry["rule"] = origin.rule
    if origin.stated is not None:
        entry["stated"] = origin.stated
    return entry


def renumbered(deliveries: list[dict[str, Any]], fields: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Remove the deliveries that no field points to any more, and renumber the others."""
    used = sorted({entry["delivery"] for entry in fields.values()})
    numbers = {old: new for new, old in enumerate(used)}
    for field, entry in fields.items():
        fields[field] = {**entry, "delivery": numbers[entry["delivery"]]}
    return [deliveries[index] for index in used]
