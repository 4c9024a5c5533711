"""All packs of a product as one text, for tables: ``5 g: 12 EUR | 25 g: on request``.

So a table has one column for packs, however many sizes there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PACK_LIST = "packs"
"""The name of the column."""

_MARKS = re.compile(r"([\\|:])")
_PARTS = re.compile(r"((?:[^\\|]|\\.)*)(?:\||$)", re.DOTALL)
_PACK = re.compile(r"((?:[^\\:]|\\.)+):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def write_pack_list(packs: Mapping[str, str]) -> str:
    """Return packs as one text. A backslash is put before ``|`` and ``\\`` within, and before ``:`` in a size.

    Args:
        packs: the text of each pack, by its size.

    >>> write_pack_list({"5 g": "12 EUR; in stock", "25 g": "on request"})
    '5 g: 12 EUR; in stock | 25 g: on request'
    """
    return " | ".join(f"{_MARKS.sub(_escaped, size)}: {_escaped_text(text)}" for size, text in packs.items())


def read_pack_list(text: str) -> dict[str, str] | None:
    """Return the text of each pack by its size, or None if this is no list of packs.

    >>> read_pack_list("5 g: 12 EUR; in stock | 25 g: on request")
    {'5 g': '12 EUR; in stock', '25 g': 'on request'}
    >>> read_pack_list("5 g, 25 g") is None
    True
    """
    packs: dict[str, str] = {}
    for part in _parts(text):
        pack = _PACK.fullmatch(part)
        size, value = (_plain(pack[1]), _plain(pack[2])) if pack else ("", "")
        if not size or not value or size in packs:
            return None
        packs[size] = value
    return packs or None


def _parts(text: str) -> list[str]:
    return [found[1] for found in _PARTS.finditer(text) if found[0]]


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _escaped_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("|", r"\|")


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()
