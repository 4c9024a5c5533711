"""JSON and JSON Lines: a list of objects, wherever it stands, or one object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.errors import UnreadableFile
from catalog.intake.fields.json_packs import holds_packs
from catalog.intake.fields.json_values import flatten
from catalog.intake.fields.labels import target_of
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.records import Place, RawRecord, passed_over
from catalog.surprises import Surprise, attempt

IDENTITY = frozenset({"catalog_number", "name", "cas_rn", "formula", "smiles", "inchi", "inchi_key", "molfile"})
"""The fields that make an object a product."""
NESTING = 4
"""How deep a list of products is looked for."""
LOOKED_AT = 20
"""So many objects of a list tell what it holds."""

PRODUCT_TYPES = ("Product", "IndividualProduct", "ProductModel", "ChemicalSubstance", "MolecularEntity")
"""The types of schema.org that are products, or compounds; beside them a page tells of its company and its menus."""
PRODUCT_LISTS = frozenset({"products", "items", "compounds", "chemicals", "records", "entries", "产品", "商品"})
"""What the lists of products are called that stand within groups; components and related products are none."""
ACTIONS = frozenset({"index", "create"})
"""The only key of the lines that Elasticsearch's bulk files have above each record."""
WRAPPERS = ("_source", "node", "fields", "attributes", "product", "document")
"""What search engines, GraphQL and JSON:API call the object that is the record itself, beside what they say of it."""

KeyedValues = list[tuple[str, Any]]
"""What may be products, each with its JSON pointer."""


def read_json_lines(lines: Iterator[str], _limits: ReadLimits) -> Iterator[RawRecord]:
    """One record a line; blank lines are passed over, what is no object is refused as a whole file.

    Raises:
        UnreadableFile: a line is not a JSON object.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        value = _parsed(line, f"Line {number}")
        if not isinstance(value, dict):
            raise UnreadableFile(f"Line {number} is not a JSON object.")
        if len(value) == 1 and not ACTIONS.isdisjoint(value):
            yield passed_over({"line": number}, [line], "a command to a search engine")
            continue
        yield _record({"line": number}, value)


def read_json(path: Path, codec: str, limits: ReadLimits) -> Iterator[RawRecord]:
    """The objects of the first list of objects in a JSON file; a file of one object is one record.

    Raises:
        UnreadableFile: it is no JSON, too large, or holds no objects.
    """
    if path.stat().st_size > limits.json_bytes:
        raise UnreadableFile(
            f"A JSON file is read whole, so it may have {megabytes(limits.json_bytes)}; write it as JSON Lines instead."
        )
    value = _parsed(path.read_text(encoding=codec), "The file")
    found = _find_objects(value, "")
    if found is None:
        raise UnreadableFile("The JSON holds no list of objects, and is not an object that could be a product.")
    has_products = any(isinstance(item, dict) and _is_typed_as_product(item) for _, item in found)
    for pointer, item in found:
        reason = None if isinstance(item, dict) else "not an object"
        if reason is None and has_products and not _is_typed_as_product(item):
            reason = "another thing beside the products"
        if reason is None:
            yield _record({"pointer": pointer}, item)
        else:
            yield passed_over({"pointer": pointer}, [json.dumps(item, ensure_ascii=False)], reason)


def _is_typed_as_product(item: dict[str, Any]) -> bool:
    """Tell whether an object of JSON-LD says that it is a product; it may say several things of itself.

    >>> _is_typed_as_product({"@type": ["Product", "Thing"]}), _is_typed_as_product({"@type": "Organization"})
    (True, False)
    """
    types = item.get("@type")
    return any(one in PRODUCT_TYPES for one in (types if isinstance(types, list) else [types]))


def _record(place: Place, value: dict[str, Any]) -> RawRecord:
    flat = attempt(lambda: flatten(_unwrapped(value)))
    if isinstance(flat, Surprise):
        return RawRecord(place, ("text",), (json.dumps(value),), failed=flat)
    return RawRecord(place, *flat)


def _unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """The record with what stands in its wrapper as its own, where no key would stand twice.

    >>> _unwrapped({"_id": "7", "_source": {"name": "Water"}}), _unwrapped({"name": "Water", "fields": {"name": "x"}})
    ({'name': 'Water', '_id': '7'}, {'name': 'Water', 'fields': {'name': 'x'}})
    """
    for name in WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, dict) and inner.keys().isdisjoint(value):
            return inner | {key: item for key, item in value.items() if key != name}
    return value


def _parsed(text: str, what: str) -> Any:  # noqa: ANN401  # JSON can be anything.
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{what} is not JSON: {error}") from error
    except RecursionError as error:
        message = f"{what} is JSON that nests lists and objects too deep; some hundred levels are read."
        raise UnreadableFile(message) from error
    except ValueError as error:
        digits = sys.get_int_max_str_digits()
        message = (
            f"{what} is JSON with a whole number of more than {digits:,} digits, which is not read; write it as text."
        )
        raise UnreadableFile(message) from error


def _find_objects(value: Any, pointer: str) -> KeyedValues | None:  # noqa: ANN401  # As above.
    """The products, wherever their list stands; an object without such a list is a product itself."""
    if isinstance(value, list):
        groups = [(path, item) for path, item in _numbered(pointer, value) if isinstance(item, dict)]
        if not groups:
            return None
        return _within(groups) or _numbered(pointer, value)
    if not isinstance(value, dict):
        return None
    if _is_keyed(value):
        return _keyed(pointer, value)
    return _listed(value, pointer) or [(f"{pointer}/0", value)]


def _listed(value: dict[str, Any], pointer: str) -> KeyedValues | None:
    """The products within an object, the nearest first; what belongs to one product is no list of products."""
    own = _fields_of(value)
    if len(own & IDENTITY) > 1:
        return None
    level, unread = [(pointer, value)], None
    for _ in range(NESTING):
        inner = [(f"{path}/{key}", item) for path, outer in level for key, item in outer.items()]
        for path, item in inner:
            if isinstance(item, list) and item and all(isinstance(one, dict) for one in item):
                if within := _within(_numbered(path, item)):
                    return within
                if _are_products(item, path, own):
                    return _numbered(path, item)
                # Labels that nothing reads: a mapping file may say what they mean.
                unread = unread or _numbered(path, item)
            elif isinstance(item, dict) and not own & IDENTITY and _is_keyed(item):
                return _keyed(path, item)
        level = [(path, item) for path, item in inner if isinstance(item, dict)]
    return None if own else unread


def _are_products(items: list[dict[str, Any]], pointer: str, around: set[str]) -> bool:
    """Tell whether a list holds products, and not what belongs to the object around it.

    What says itself which product it is may be one; but an answer's ``code`` and a catalog's ``name`` say less than the
    products that it brings.
    """
    around = around & IDENTITY
    if around and holds_packs(pointer.replace("/", ".")):
        return False
    fields = [_fields_of(_unwrapped(item)) & IDENTITY for item in items[:LOOKED_AT]]
    return any(len(found) > len(around) for found in fields)


def _within(groups: KeyedValues) -> KeyedValues:
    """The products of the lists within the objects of a list, such as those of a catalog's categories."""
    found = []
    for path, group in groups:
        for key, item in group.items():
            is_list = isinstance(item, list) and bool(item) and all(isinstance(one, dict) for one in item)
            if is_list and key.casefold() in PRODUCT_LISTS and _are_products(item, path, {"name"}):
                found += _numbered(f"{path}/{_escaped(key)}", item)
    return found


def _numbered(pointer: str, items: list[Any]) -> KeyedValues:
    return [(f"{pointer}/{index}", item) for index, item in enumerate(items)]


def _is_keyed(value: dict[str, Any]) -> bool:
    """Tell whether an object holds products under their numbers: several objects that share fields of identity."""
    if len(value) < 2 or not all(isinstance(item, dict) for item in value.values()):
        return False
    shared = set(IDENTITY)
    for item in islice(value.values(), LOOKED_AT):
        shared &= _fields_of(item)
    return bool(shared)


def _keyed(pointer: str, items: dict[str, Any]) -> KeyedValues:
    """Products under their numbers; a number counts where the product names none itself (``id`` is a weak label)."""
    return [(f"{pointer}/{_escaped(key)}", {"id": key, **item}) for key, item in items.items()]


def _escaped(key: str) -> str:
    """A key within a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def _fields_of(value: dict[str, Any]) -> set[str]:
    """The fields that an object itself gives, without what lies deeper in it."""
    targets = (target_of(key) for key, item in value.items() if not isinstance(item, dict))
    return {target.field for target in targets if target is not None}
