"""JSON and JSON Lines: a list of objects, wherever it stands, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.errors import UnreadableFile
from catalog.intake.json_values import flatten
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.records import Place, RawRecord


def read_json_lines(lines: Iterator[str]) -> Iterator[RawRecord]:
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
    pointer, objects = found
    for index, item in enumerate(objects):
        if isinstance(item, dict):
            yield _record({"pointer": f"{pointer}/{index}"}, item)
        else:
            text = json.dumps(item, ensure_ascii=False)[:200]
            yield RawRecord({"pointer": f"{pointer}/{index}"}, ("text",), (text,), None, "not an object")


def _record(place: Place, value: dict[str, Any]) -> RawRecord:
    labels, texts = flatten(value)
    return RawRecord(place, labels, texts)


def _parsed(text: str, what: str) -> Any:  # noqa: ANN401  # JSON can be anything.
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{what} is not JSON: {error}") from error


def _find_objects(value: Any, pointer: str) -> tuple[str, list[Any]] | None:  # noqa: ANN401  # As above.
    if isinstance(value, list):
        return (pointer, value) if any(isinstance(item, dict) for item in value) else None
    if not isinstance(value, dict):
        return None
    for key, inner in value.items():
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner) and not _is_part(key):
            return f"{pointer}/{key}", inner
    return pointer, [value]


def _is_part(key: str) -> bool:
    """Tell whether a list under this key belongs to one product, and so is not the list of products."""
    return key in ("specifications", "identifiers", "packs", "lots", "documents", "findings", "evidence", "synonyms")
