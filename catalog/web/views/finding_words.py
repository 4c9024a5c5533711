"""What each kind of finding is called, and what it says, for people."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

SHAPES = {"error": "bad", "warning": "warn", "note": "none"}
"""The look of each severity; see ``verdict`` in ``desk/parts.html``."""


class FindingWords(NamedTuple):
    """The words of a kind of finding.

    Attributes:
        title: a few words for lists.
        meaning: a sentence.
    """

    title: str
    meaning: str


@cache
def finding_words() -> dict[str, FindingWords]:
    """Return the words of all kinds of findings, by code."""
    lines = (files(__package__) / "findings.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {code: FindingWords(title, meaning) for code, title, meaning in rows}


def finding_title(code: str) -> str:
    """Return what a kind of finding is called. A kind of a newer release is called by its code.

    >>> finding_title("cas-invalid"), finding_title("from-the-future")
    ('CAS RN: format or check digit', 'from-the-future')
    """
    words = finding_words().get(code)
    return code if words is None else words.title
