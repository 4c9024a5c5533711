"""JSON as it is stored and served."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import orjson

Document = dict[str, Any]
"""A product document as CONTRACT describes it, ready for JSON."""


def digest(value: object) -> str:
    """Return the SHA-256 of a JSON value, independent of the order of keys."""
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def to_json(value: object) -> str:
    """Return JSON text for storing and serving, in ASCII if it has half a surrogate pair.

    A number that JSON does not have becomes null. No catalog states such a number.
    """
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Document:
    """Read a stored JSON object."""
    try:
        value: Document = orjson.loads(text)
    except ValueError:
        # The text has half of a surrogate pair, which orjson does not read.
        value = json.loads(text)
    return value
