"""Words that identify labels and headings, in the languages of suppliers (``words.tsv``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def words_of(kind: str) -> frozenset[str]:
    """Return the words of a kind, in the form for comparing labels.

    >>> sorted(words_of("lot"))
    ['batch', 'charge', 'coa', 'lot']
    """
    return _table()[kind]


@cache
def _table() -> dict[str, frozenset[str]]:
    lines = (files(__package__) / "words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {kind: frozenset(words.split("|")) for kind, words in rows}
