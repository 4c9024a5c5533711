"""Words that identify labels and headings, in the languages of suppliers (``words.tsv``), and their form to compare."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def normalize_label(label: str) -> str:
    """Return a label in the form for comparison: lower case, letters and digits only, single blanks between words.

    >>> normalize_label(" CAS-No.:"), normalize_label("Catalog_Number"), normalize_label("Gebindegröße")
    ('cas no', 'catalog number', 'gebindegrösse')
    """
    text = unicodedata.normalize("NFKC", label).casefold().replace("#", " # ")
    kept = "".join(char if char.isalnum() or char == "#" else " " for char in text)
    return " ".join(kept.replace(" #", "#").split())


def without_accents(key: str) -> str:
    """Return a label in the form for comparison without the accents of Latin letters, as many programs write it.

    >>> without_accents("référence"), without_accents("gebindegrösse"), without_accents("й")
    ('reference', 'gebindegrosse', 'й')
    """
    kept: list[str] = []
    for char in key:
        base = unicodedata.normalize("NFD", char)[:1]
        kept.append(base if base.isascii() else char)
    return "".join(kept).replace("ł", "l")


def spellings(label: str) -> tuple[str, ...]:
    """Return the other spellings of a label in the form for comparison: without accents, and umlauts as two letters.

    >>> spellings("Gebindegröße"), spellings("Menge")
    (('gebindegrosse', 'gebindegroesse'), ())
    """
    key = normalize_label(label)
    return tuple(form for form in (without_accents(key), key.translate(_UMLAUTS)) if form != key)


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
    return {kind: _forms(words.split("|")) for kind, words in rows}


def _forms(words: list[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (normalize_label(word), *spellings(word)))
