"""JSON and JSON Lines: lists of objects anywhere in the file, or one object per line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import target_of
from catalog.intake.fields.json_packs import holds_packs
from catalog.intake.fields.json_values import flatten
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.readers.encodings import read_whole
from catalog.intake.readers.hypertext.json_ld import is_json_ld, json_ld_records, read_json_ld
from catalog.intake.records import Place, RawRecord, passed_over
from catalog.surprises import Surprise, attempt

IDENTITY = frozenset({"catalog_number", "name", "cas_rn", "formula", "smiles", "inchi", "inchi_key", "molfile"})
"""An object with one of these fields is a product."""
NESTING = 4
"""The largest depth at which a list of products is searched."""
LOOKED_AT = 20
"""The number of objects that show what a list contains."""

PRODUCT_LISTS = frozenset({"products", "items", "compounds", "chemicals", "records", "entries", "产品", "商品"})
"""Names of product lists inside groups. Lists of components and of related products are not among them."""
ACTIONS = frozenset({"index", "create"})
"""The only key of the lines above each record in Elasticsearch's bulk files."""
WRAPPERS = ("_source", "node", "fields", "attributes", "product", "document")
"""The names that search engines, GraphQL and JSON:API give to the object that is the record itself."""

OTHER_LIST = "a list beside the products"
"""The reason to skip a list whose objects are not like the products."""

KeyedValues = list[tuple[str, Any]]
"""Possible products, each with its JSON pointer."""


def read_json_lines(lines: Iterator[str], _limits: ReadLimits) -> Iterator[RawRecord]:
    """Yield one record for each line, except blank lines.

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
        if is_json_ld(value):
            yield from json_ld_records(value, {"line": number})
        else:
            yield _record({"line": number}, value)


def read_json(path: Path, codec: str, limits: ReadLimits) -> Iterator[RawRecord]:
    """Yield the objects of the lists of products in a JSON file. A file with one object is one record.

    Other lists with known keys are passed on as skipped.

    Raises:
        UnreadableFile: it is not JSON, is too large, or has no objects.
    """
    if path.stat().st_size > limits.json_bytes:
        raise UnreadableFile(f"A JSON file may have up to {megabytes(limits.json_bytes)}. Save it as JSON Lines.")
    value = _parsed(read_whole(path, codec), "The file")
    if is_json_ld(value):
        yield from read_json_ld(value)
        return
    found = _find_objects(value, "")
    if found is None:
        raise UnreadableFile("The JSON has no list of objects and is not itself a product.")
    for pointer, item in found:
        reason = None if isinstance(item, dict) else OTHER_LIST if isinstance(item, list) else "not an object"
        if reason is None:
            yield _record({"pointer": pointer}, item)
        else:
            yield passed_over({"pointer": pointer}, [json.dumps(item, ensure_ascii=False)], reason)


def _record(place: Place, value: dict[str, Any]) -> RawRecord:
    flat = attempt(lambda: flatten(_unwrapped(value)))
    if isinstance(flat, Surprise):
        return RawRecord(place, ("text",), (json.dumps(value),), failed=flat)
    return RawRecord(place, *flat)


def _unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """Return the record with the content of its wrapper at its top level, unless a key would appear twice.

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
        message = f"{what} has JSON nested too deep. Some hundred levels can be read."
        raise UnreadableFile(message) from error
    except ValueError as error:
        digits = sys.get_int_max_str_digits()
        message = f"{what} has a whole number of more than {digits:,} digits. Write it as text."
        raise UnreadableFile(message) from error


def _find_objects(value: Any, pointer: str) -> KeyedValues | None:  # noqa: ANN401  # As above.
    """Return the products, wherever their list is. An object without such a list is a product itself."""
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
    """Return the products of all lists within an object. A list that belongs to one product does not count."""
    own = _fields_of(value)
    if len(own & IDENTITY) > 1:
        return None
    level, lists, others = [(pointer, value)], list[KeyedValues](), KeyedValues()
    for _ in range(NESTING):
        inner = [(f"{path}/{key}", item) for path, outer in level for key, item in outer.items()]
        level, nearer = [], len(lists)
        for path, item in inner:
            if isinstance(item, list) and item and all(isinstance(one, dict) for one in item):
                found = _within(_numbered(path, item))
                if not found and _are_products(item, path, own):
                    found = _numbered(path, item)
                others += [] if found else [(path, item)]
            elif isinstance(item, dict) and not own & IDENTITY and _is_keyed(item):
                found = _keyed(path, item)
            else:
                found = []
                level += [(path, item)] if isinstance(item, dict) else []
            lists += [found] if found else []
        # The nearest lists come first, and the best of them is first of all.
        lists[nearer:] = sorted(lists[nearer:], key=_identification, reverse=True)
    if lists:
        named = [(path, items) for path, items in others if _identity_of(_sample(_numbered(path, items)))]
        return _alike(lists) + named
    # If no label is known, a mapping file may explain them.
    return None if own or not others else _numbered(*others[0])


def _alike(lists: list[KeyedValues]) -> KeyedValues:
    """Return the products of the first list, and of all lists like it.

    Others, such as the categories of a shop, are kept whole: a value that is a list and no product.
    """
    first = _sample(lists[0])
    own, keys = _identity_of(first), set().union(*first)
    found: KeyedValues = []
    for items in lists:
        sample = _sample(items)
        shared = _identity_of(sample) & own
        if len(shared) > 1 or (shared == own and set().union(*sample) == keys):
            found += items
        else:
            found.append((items[0][0].rpartition("/")[0], [item for _, item in items]))
    return found


def _identification(items: KeyedValues) -> tuple[int, int]:
    """Return how well a list identifies its objects: by facts of chemistry, and by any."""
    identity = _identity_of(_sample(items))
    return len(identity - {"catalog_number", "name"}), len(identity)


def _sample(items: KeyedValues) -> list[dict[str, Any]]:
    return [_unwrapped(item) for _, item in items[:LOOKED_AT] if isinstance(item, dict)]


def _identity_of(objects: list[dict[str, Any]]) -> set[str]:
    """Return the fields that surely identify some objects: ``id`` can be that of a category."""
    labels = {label for value in objects for label, item in value.items() if not isinstance(item, dict)}
    targets = [target for label in labels if (target := target_of(label)) is not None]
    sure = {target.field for target in targets if not target.weak or target.field == "skus"}
    return sure & {*IDENTITY, "skus"}


def _are_products(items: list[dict[str, Any]], pointer: str, around: set[str]) -> bool:
    """Tell whether a list contains products, and not parts of the object around it.

    Objects that identify themselves may be products. But the ``code`` of an answer or the ``name`` of a catalog says
    less than the products in it.
    """
    around = around & IDENTITY
    if around and holds_packs(pointer.replace("/", ".")):
        return False
    fields = [_fields_of(_unwrapped(item)) & IDENTITY for item in items[:LOOKED_AT]]
    return any(len(found) > len(around) for found in fields)


def _within(groups: KeyedValues) -> KeyedValues:
    """Return the products of lists inside the objects of a list, such as the categories of a catalog."""
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
    """Tell whether an object maps numbers to products: several objects that share identifying fields."""
    if len(value) < 2 or not all(isinstance(item, dict) for item in value.values()):
        return False
    shared = set(IDENTITY)
    for item in islice(value.values(), LOOKED_AT):
        shared &= _fields_of(item)
    return bool(shared)


def _keyed(pointer: str, items: dict[str, Any]) -> KeyedValues:
    """Return products found by number. The key counts if a product has no number (``id`` is a weak label)."""
    return [(f"{pointer}/{_escaped(key)}", {"id": key, **item}) for key, item in items.items()]


def _escaped(key: str) -> str:
    """Return a key for a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def _fields_of(value: dict[str, Any]) -> set[str]:
    """Return the fields of an object itself, without nested ones: a list of objects gives no field."""
    own = (key for key, item in value.items() if not isinstance(item, dict) and not _has_objects(item))
    targets = map(target_of, own)
    return {target.field for target in targets if target is not None}


def _has_objects(item: object) -> bool:
    return isinstance(item, list) and any(isinstance(one, dict) for one in item[:1])
