"""Labels that are nearly known ones: a typing error in a heading is proposed to a person, never taken in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.intake.columns.labels import known_labels
from catalog.intake.columns.words import normalize_label

SHORTEST = 6
"""The fewest letters of a label that is compared. Short words are near too many others."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONG = 10
"""From this number of letters on, two letters may differ; below it, one."""


class NearLabel(NamedTuple):
    """A known label that a heading nearly is.

    Attributes:
        label: the known label, as the table writes it.
        field: its field.
    """

    label: str
    field: str


def near_label(label: str) -> NearLabel | None:
    """Return the known label that differs from this one in one or two letters, or None.

    >>> near_label("CatologNumber"), near_label("Solubility class"), near_label("Target")
    (NearLabel(label='Catalog number', field='catalog_number'), None, None)
    """
    key = normalize_label(label).replace(" ", "")
    if len(key) < SHORTEST or any(char.isdigit() for char in key):
        return None
    cutoff = 2 if len(key) >= LONG else 1
    found = process.extractOne(key, _keys().get(key[0], []), scorer=OSA.distance, score_cutoff=cutoff)
    near = None if found is None else _labels()[found[0]]
    return near if near is not None and _differs_by_letters(label, near.label) else None


def _differs_by_letters(label: str, known: str) -> bool:
    """Tell whether no word differs by more than a letter: ``Catalog page`` is not ``Catalog name``.

    >>> _differs_by_letters("purchaseDate", "Purchase note"), _differs_by_letters("CatologNumber", "Catalog number")
    (False, True)
    """
    words, others = normalize_label(_CAMEL.sub(" ", label)).split(), normalize_label(known).split()
    return len(words) != len(others) or all(OSA.distance(*pair) < 2 for pair in zip(words, others, strict=True))


@cache
def _labels() -> dict[str, NearLabel]:
    found: dict[str, NearLabel] = {}
    for label, field in known_labels():
        found.setdefault(normalize_label(label).replace(" ", ""), NearLabel(label[:1].upper() + label[1:], field))
    return found


@cache
def _keys() -> dict[str, list[str]]:
    """Return the known labels by their first letter, which a typing error hardly changes."""
    keys: dict[str, list[str]] = defaultdict(list)
    for key in _labels():
        if len(key) >= SHORTEST:
            keys[key[0]].append(key)
    return keys
