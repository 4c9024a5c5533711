"""Texts with other data of a label than their field: H codes in a column of classes, symbols among statements."""

from __future__ import annotations

import re

from catalog.product.hazard.signal_words import read_signal_word

_CODES = {
    "hazard_statements": re.compile(r"(?<![A-Za-z0-9])(?:EUH|H)[0-9]{3}(?:[A-Za-z]{1,2})?(?![A-Za-z0-9])"),
    "precautionary_statements": re.compile(r"(?<![A-Za-z0-9])P[0-9]{3}(?![A-Za-z0-9])"),
    "pictograms": re.compile(r"(?<![A-Za-z0-9])GHS ?0[1-9](?![0-9])", re.IGNORECASE),
}
"""The codes of each field."""
MIXED_FIELDS = frozenset({*_CODES, "hazard_class"})
"""The fields whose texts may be those of others."""
_PARTS = re.compile(r"\s*[;|\n]\s*|\s*,\s+(?=(?:EUH|GHS|[HP])\s?[0-9])", re.IGNORECASE)
LONGEST = 5_000
"""A longer text is not looked at."""


def _parts(text: str) -> list[str]:
    """Return the parts of a text. A comma ends a part only if each part then has a code or a signal word."""
    single = [part.strip() for part in re.split(r"[;|,\n]", text) if part.strip()]
    if all(has_codes(part) or read_signal_word(part) for part in single):
        return single
    return [part for part in _PARTS.split(text) if part]


def has_codes(text: str) -> bool:
    """Tell whether a text has a code of a statement or of a pictogram.

    >>> has_codes("Flam. Liq. 2; H225"), has_codes("Not classified as hazardous")
    (True, False)
    """
    return any(codes.search(text[:LONGEST]) for codes in _CODES.values())


_CLASS = re.compile(r"(?<![\w.])[1-9](?:\.[0-6][A-S]?)?(?![\w.])")


def may_be_of_hazards(field: str, text: str) -> bool:
    """Tell whether a text below a label that can mean anything is about hazards: it has a code, or a transport class.

    >>> may_be_of_hazards("hazard_class", "6.1 Toxic"), may_be_of_hazards("hazard_class", "Bifunctional, Reagents")
    (True, False)
    >>> may_be_of_hazards("hazard_statements", "Not classified as hazardous")
    False
    """
    return has_codes(text) or (field == "hazard_class" and _CLASS.search(text[:LONGEST]) is not None)


def sorted_texts(field: str, text: str) -> dict[str, str]:
    """Return the texts of each field in a text, by their codes. A text of its own field alone is unchanged.

    >>> sorted_texts("hazard_class", "Flam. Liq. 2, H225"), sorted_texts("hazard_class", "6.1")
    ({'hazard_statements': 'Flam. Liq. 2, H225'}, {'hazard_class': '6.1'})
    >>> sorted_texts("hazard_statements", "Danger; GHS02; H225; H319")
    {'signal_word': 'Danger', 'pictograms': 'GHS02', 'hazard_statements': 'H225|H319'}
    >>> sorted_texts("hazard_statements", "GHS02, GHS07, Danger, H225")["pictograms"]
    'GHS02|GHS07'
    >>> sorted_texts("hazard_statements", "Danger GHS02 H225 P210")["signal_word"]
    'Danger'
    >>> sorted_texts("pictograms", "GHS02"), sorted_texts("hazard_statements", "H225, P210")
    ({'pictograms': 'GHS02'}, {'hazard_statements': 'H225, P210'})
    """
    if len(text) > LONGEST:
        return {field: text}
    kinds = {name for name, codes in _CODES.items() if codes.search(text)}
    parts = _parts(text)
    has_word = field != "hazard_class" and any(map(read_signal_word, parts))
    if not has_word and "pictograms" not in kinds and field.endswith("statements"):
        # H and P codes are told apart wherever they are.
        return {field: text}
    if not has_word and len(kinds) < 2:
        return {next(iter(kinds), field): text}
    found: dict[str, list[str]] = {}
    for part in parts:
        own = {name: codes.findall(part) for name, codes in _CODES.items() if codes.search(part)}
        first = part.split()[0].rstrip(",:")
        if read_signal_word(part) or (own and read_signal_word(first)):
            found.setdefault("signal_word", []).append(first if own else part)
        for name, codes in own.items():
            found.setdefault(name, []).append(part if len(own) == 1 else ", ".join(codes))
        if not own and not read_signal_word(part):
            found.setdefault(field, []).append(part)
    return {name: "|".join(texts) for name, texts in found.items()}
