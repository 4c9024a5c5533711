"""JSON values as labelled texts: nested keys become paths with dots, and lists in the contract become fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.intake.columns.labels import target_of
from catalog.intake.columns.lot_columns import lot_of_object
from catalog.intake.columns.pack_columns import pack_of_object
from catalog.intake.fields.json_packs import further_prices, holds_packs, order_codes, packs_by_size, packs_of_sizes

COMPUTED = frozenset({"weight_check", "provenance", "quality", "compound"})
"""Objects of the product document that are computed from the stated fields."""
_OWN = frozenset({"hill_formula", "stated_formula", "provenance", "weight_check"})
"""Keys that only the product document has. A supplier's ``compound`` and ``quality`` are facts."""

LOT_LISTS = frozenset({"lots", "batches"})
"""The names of lists of lots."""

_FAMILIES = {
    "specifications": ("spec", "test", "text"),
    "identifiers": ("identifier", "type", "value"),
    "properties": ("property", "label", "text"),
    "documents": ("document", "type", "url"),
    "attributes": ("attribute", "name", "text"),
}
"""The lists of the product document with members of a family, and the keys of a member's name and text."""

NESTING = 6
"""How deep objects are followed. No supplier has deeper fields."""


def flatten(record: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels and texts of a JSON object.

    >>> flatten({"name": "Water", "info": {"CAS": "7732-18-5"}, "synonyms": ["Ice", "Oxidane"], "mw": 18.0})
    (('name', 'info.CAS', 'synonyms', 'mw'), ('Water', '7732-18-5', 'Ice|Oxidane', '18.0'))
    >>> flatten({"specifications": [{"test": "Water", "text": "0.1 % max"}], "storage": {"text": "RT", "low_c": 15}})
    (('spec:Water', 'storage'), ('0.1 % max', 'RT'))
    """
    if "catalog_number" in record and not _OWN.isdisjoint(record):
        record = {key: value for key, value in record.items() if key not in COMPUTED}
    pairs = list(_pairs(record, "", NESTING))
    return tuple(label for label, _ in pairs), tuple(text for _, text in pairs)


def _pairs(value: Mapping[str, object], path: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        label = f"{path}.{key}" if path else str(key)
        if isinstance(inner, Mapping):
            yield from _object(label, inner, depth)
        elif isinstance(inner, list):
            yield from _list(label, inner, depth)
        elif inner is not None:
            yield label, _text(inner)


def _object(label: str, value: Mapping[str, object], depth: int) -> Iterator[tuple[str, str]]:
    """Yield the texts of an object. Objects of the product document have their own meaning; others are followed."""
    if label == "structure" and "stated" in value:
        # The supplier's own text is the stated structure. The computed forms follow from it.
        yield structure_field(str(value["stated"] or "")), str(value["stated"] or "")
    elif label == "supplier" and "name" in value:
        yield label, _text(value["name"])
    elif label in ("storage", "description") and "text" in value:
        yield label, _text(value["text"])
    elif label == "hazards" and isinstance(texts := value.get("stated"), Mapping):
        # Values that follow from the stated texts are computed again.
        yield from _pairs(texts, "", 0)
    elif label == "trade" and "country_code" in value:
        yield from ((name, _text(value[name])) for name in ("hs_code", "country_of_origin") if value.get(name))
    elif label in ("specifications", "specification") and all(isinstance(v, str | int | float) for v in value.values()):
        yield from ((f"spec:{name}", _text(text)) for name, text in value.items())
    elif label == "identifiers" and all(isinstance(v, str | int) for v in value.values()):
        # ``{"cas": …}`` is the CAS RN itself. An unknown label is an identifier of its own type.
        known = {name: target_of(name) is not None for name in value}
        yield from ((f"{label}.{name}" if known[name] else f"identifier:{name}", _text(value[name])) for name in value)
    elif label == "attributes" and all(isinstance(v, str | int | float) for v in value.values()):
        known = {name: target_of(name) is not None for name in value}
        yield from ((f"{label}.{name}" if known[name] else f"attribute:{name}", _text(value[name])) for name in value)
    elif (text := _measured(value)) is not None:
        yield label, text
    elif holds_packs(label) and (packs := _packs_of_object(value)):
        yield from packs
    elif "@type" in value and isinstance(value.get("name"), str):
        # A "thing" of schema.org, such as a brand, is known by its name.
        yield label, str(value["name"])
    elif depth:
        yield from _pairs(value, label, depth - 1)


def _packs_of_object(value: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the packs of an object that is one pack, or that has the sizes of several packs as keys."""
    pack = pack_of_object(value)
    return list(packs_by_size(value)) if pack is None else [(f"pack:{pack[0]}", pack[1])]


_LOW, _HIGH, _UNIT = ("min", "low", "from", "minimum"), ("max", "high", "to", "maximum"), ("unit", "units")


def _measured(value: Mapping[str, object]) -> str | None:
    """Return the text of an object that is one quantity (a value or two ends, with a unit), or None.

    >>> _measured({"min": 75, "max": 77, "unit": "°C"}), _measured({"value": "1.03", "unit": "g/mL"})
    ('75–77 °C', '1.03 g/mL')
    >>> _measured({"value": 5}), _measured({"min": 98, "max": None, "unit": "%"}), _measured({"unit": "g", "size": 5})
    (None, '≥98 %', None)
    """
    names = {str(name).casefold(): "" if text is None else str(text).strip() for name, text in value.items()}
    if not names.keys() <= {"value", "method", *_LOW, *_HIGH, *_UNIT} or names.keys().isdisjoint(_UNIT):
        return None
    exact, low, high, unit = (
        next((names[name] for name in of if names.get(name)), "") for of in (("value",), _LOW, _HIGH, _UNIT)
    )
    if not (exact or low or high) or any(isinstance(text, Mapping | list) for text in value.values()):
        return None
    ends = f"{low}–{high}" if low and high else f"≥{low}" if low else f"≤{high}"
    method = names.get("method", "")
    return f"{exact or ends} {unit}".strip() + (f" ({method})" if method else "")


def structure_field(stated: str) -> str:
    """Return the field for a structure's stated text.

    >>> structure_field("InChI=1S/H2O/h1H2"), structure_field("O")
    ('inchi', 'smiles')
    """
    if stated.startswith("InChI="):
        return "inchi"
    return "molfile" if "M  END" in stated else "smiles"


def _list(label: str, values: list[object], depth: int) -> Iterator[tuple[str, str]]:
    """Yield the texts of a list of texts, or of objects as in the product document."""
    if all(not isinstance(value, Mapping | list) for value in values):
        texts = [_text(value) for value in values if value is not None]
        packs = list(packs_of_sizes(texts)) if holds_packs(label) else []
        if texts:
            yield from packs or [(label, "|".join(texts))]
        return
    target = target_of(label)
    if target is not None and target.field in ("hazard_statements", "precautionary_statements", "pictograms"):
        yield label, "|".join(_statement(value) for value in values)
        return
    if label == "names" and all(isinstance(value, Mapping) and "field" in value for value in values):
        yield from _labelled_names(values)
        return
    if names := _names(label, values):
        yield label, "|".join(names)
        return
    if holds_packs(label) and (codes := order_codes(values)):
        yield f"{label}.sku", codes
    for index, value in enumerate(values):
        if not isinstance(value, Mapping):
            continue
        if label == "documents" and "title" in value and "stated" in value:
            yield f"document:{value['title']}", _text(value["stated"])
            continue
        pack = pack_of_object(value) if holds_packs(label) else None
        if pack is not None:
            yield f"pack:{pack[0]}", pack[1]
            yield from ((f"{label}.{index}.{name}", text) for name, text in further_prices(value, pack[1]))
            continue
        lot = lot_of_object(value) if label in LOT_LISTS else None
        if lot is not None:
            yield f"lot:{lot[0]}", lot[1]
            continue
        pair = _key_and_value(value)
        if pair is not None:
            yield f"{label}.{pair[0]}", pair[1]
            continue
        if label == "identifiers" and "field" in value and "stated" in value:
            # CAS RNs from the synonyms or from the field of the CAS RN are read there again.
            if str(value["field"]).startswith("identifier:"):
                yield str(value["field"]), _text(value["stated"])
            continue
        family, name, text = _FAMILIES.get(label, ("", "", ""))
        if family and name in value and text in value:
            member = str(value[name])
            is_cas_rn = (
                family == "identifier" and (target := target_of(member)) is not None and target.field == "cas_rn"
            )
            yield "cas_rn" if is_cas_rn else _member(family, member), _text(value[text])
        elif label not in ("findings", "evidence", "lots") and depth:
            yield from _pairs(value, f"{label}.{index}", depth - 1)


_NAME_KEYS = ("name", "synonym", "molecule_synonym", "synonyms", "value", "text")
"""The keys of the name in a synonym that is an object."""


def _names(label: str, values: list[object]) -> list[str]:
    """Return the synonyms in a list of objects. It is empty for any other list.

    >>> _names("synonyms", [{"name": "Ice", "language": "en"}]), _names("makers", [{"name": "Acme"}])
    (['Ice'], [])
    """
    target = target_of(label)
    if target is None or target.field != "synonyms" or not all(isinstance(value, Mapping) for value in values):
        return []
    objects = [value for value in values if isinstance(value, Mapping)]
    texts = [next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), "") for value in objects]
    return [str(text) for text in texts if text]


def _labelled_names(values: list[object]) -> Iterator[tuple[str, str]]:
    """Yield the names of a product document that had their own field. The others are in its synonyms."""
    texts: dict[str, list[str]] = {}
    for value in values:
        if isinstance(value, Mapping) and str(value["field"]).startswith("synonym:"):
            texts.setdefault(str(value["field"]), []).append(_text(value.get("text")))
    yield from ((field, "|".join(names)) for field, names in texts.items())


def _statement(value: object) -> str:
    """Return a statement of a label as one text.

    >>> _statement({"code": "H302", "text": "Harmful if swallowed."}), _statement("H315")
    ('H302 Harmful if swallowed.', 'H315')
    """
    if not isinstance(value, Mapping):
        return _text(value)
    return " ".join(str(value[name]) for name in ("code", "text", "description") if isinstance(value.get(name), str))


_NAMES = (
    "label", "name", "key", "property", "parameter", "propertyID", "propertyId", "attribute_code", "attribute",
    "displayName", "test", "title",
)  # fmt: skip
"""The keys of the name of a labelled text, the most readable first."""
_VALUES = ("value", "values", "options")
_BESIDE = frozenset(
    {"@type", "@id", "unit", "unitText", "unitCode", "method", "namespace", "type", "id", "code", "group", "position"}
    | {"visible", "variation", "slug"}
)
"""Other keys of a labelled text, besides its name and value, in schema.org's ``PropertyValue`` and in shops."""
_ENDED = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(max\.?|min\.?|maximum|minimum)", re.IGNORECASE)


def _key_and_value(value: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the label and the text of a list's object, or None. Dots in a label would be read as sections.

    >>> _key_and_value({"key": "Melting point", "value": "99 °C"}), _key_and_value({"name": "COA", "url": "x"})
    (('Melting point', '99 °C'), None)
    >>> _key_and_value({"@type": "PropertyValue", "propertyID": "CAS", "value": "50-78-2"})
    ('CAS', '50-78-2')
    >>> _key_and_value({"name": "Density", "value": 1.27, "unit": "g/mL"})
    ('Density', '1.27 g/mL')
    >>> _key_and_value({"key": "assay", "label": "Assay", "values": ["≥98%"]})
    ('Assay', '≥98%')
    """
    named = next((name for name in _NAMES if isinstance(value.get(name), str)), None)
    held = next((name for name in _VALUES if name in value), None)
    if named is None or held is None or not set(value) <= {*_NAMES, held, *_BESIDE}:
        return None
    inner = value[held]
    items = inner if isinstance(inner, list) else [inner]
    if any(isinstance(item, Mapping | list) for item in items):
        return None
    text = "|".join(_text(item) for item in items)
    unit = next((_text(value[name]) for name in ("unitText", "unit") if value.get(name)), "")
    return " ".join(str(value[named]).replace(".", " ").split()), _measure(text, unit, _text(value.get("method")))


def _measure(text: str, unit: str, method: str) -> str:
    """Return a text with the unit and the method beside it.

    >>> _measure("98", "%", "HPLC"), _measure("0.5 max", "%", ""), _measure("≥98 %", "%", ""), _measure("", "%", "")
    ('98 % (HPLC)', '0.5 % max', '≥98 %', '')
    """
    ended = _ENDED.fullmatch(text.strip())
    if ended is not None and unit:
        text = f"{ended[1]} {unit} {ended[2]}"
    elif text and unit and not text.rstrip().endswith(unit):
        text = f"{text} {unit}"
    return f"{text} ({method})" if text and method and method not in text else text


def _member(family: str, name: str) -> str:
    """Return the field of a member of a family. The assay and the appearance have their own fields."""
    return name.lower() if family == "spec" and name in ("Assay", "Appearance") else f"{family}:{name}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
