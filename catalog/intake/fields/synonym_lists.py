"""Suppliers' lists of synonyms, split without breaking names with commas."""

from __future__ import annotations

import csv


def split_synonyms(text: str) -> list[str]:
    """Return the names in a cell.

    ``|`` and line ends always separate names, and so does ``; `` (with its blank). A comma never does, because names
    have commas. PostgreSQL's array text ``{a,"b, c"}`` is read as a list.

    >>> split_synonyms("Oxidane|Ice"), split_synonyms("TAK-438; 1,2-xylene;o-xylene"), split_synonyms('{a,"b, c"}')
    (['Oxidane', 'Ice'], ['TAK-438', '1,2-xylene;o-xylene'], ['a', 'b, c'])
    """
    if text.startswith("{") and text.endswith("}"):
        return _clean(_array(text[1:-1]))
    if "|" in text:
        return _clean(text.split("|"))
    if "\n" in text:
        return _clean(text.splitlines())
    return _clean(text.split("; "))


def _array(text: str) -> list[str]:
    rows = list(csv.reader([" ".join(text.split())], doublequote=False, escapechar="\\"))
    return rows[0] if rows else []


def _clean(names: list[str]) -> list[str]:
    return list(dict.fromkeys([name for text in names if (name := text.strip()) and name != "NULL"]))
