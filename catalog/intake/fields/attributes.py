"""Free attributes: labels without a field, kept as stated, with their texts.

Not every label without a field is an attribute. Headings from programs, row numbers, and data of a pack, a lot or one
item of a list are not attributes.
"""

from __future__ import annotations

import re

from catalog.intake.columns.labels import MAX_LABEL, STOCK_SECTIONS, Target, target_of
from catalog.intake.columns.words import normalize_label, words_of
from catalog.product.draft import ERASE_MARKS

ATTRIBUTE = "attribute:"
"""The beginning of the fields of attributes."""
MOST_ATTRIBUTES = 100
"""How many attributes of one record are kept. The others stay in the raw record."""
LONGEST_TEXT = 2_000
"""The most characters of an attribute. A longer text is a document."""

_MADE_UP = words_of("no attribute")
_SECTIONS = words_of("attribute section")
_LOT_WORDS = words_of("lot")
_NUMBERED = re.compile(r"(.*\D)\d+", re.DOTALL)
_MARKUP = re.compile(r"[<>{}]|^[@#$]\S|://")
"""Tags, keys of JSON-LD and of templates, selectors of pages, addresses."""
_FLAG = re.compile(r"(?:is|has)_[a-z_]+|(?:is|has)[A-Z]\w*")
"""Keys of a program's switches: ``is_variant``, ``hasImages``."""
_MACHINE_ID = re.compile(r"[0-9a-f]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""Keys of database rows. An InChIKey has other letters, and words have blanks."""


def attribute_target(label: str) -> Target | None:
    """Return the attribute that a label without a field names, or None if it names none.

    >>> attribute_target("Research Area"), attribute_target("Unnamed: 3"), attribute_target("@id")
    (Target(field='attribute:Research Area', unit=None, weak=False, member=None), None, None)
    """
    name = _without_sections(" ".join(label.split()))
    if not name or len(name) > MAX_LABEL or not any(map(str.isalpha, name)) or _MARKUP.search(name):
        return None
    if _FLAG.fullmatch(name):
        return None
    return None if _is_made_up(name) or _is_of_a_part(name) or _is_second(name) else Target(ATTRIBUTE + name)


def is_attribute_text(text: str) -> bool:
    """Tell whether a text has a meaning: a word, a number or a mark, not just punctuation or a database key.

    >>> [is_attribute_text(text) for text in ("EGFR", "0.5", "✓", ".", "{}", "6676a2341c8a7a0db8154823")]
    [True, True, True, False, False, False]
    """
    if text in ERASE_MARKS:
        return True
    says = any(char.isalnum() or char in "✓✔✗✘+" for char in text)
    return says and len(text) <= LONGEST_TEXT and _MACHINE_ID.fullmatch(text) is None


def _without_sections(name: str) -> str:
    """Return a label without its section headings, such as ``additional information.Target``."""
    *sections, last = name.split(".")
    return last.strip() if all(normalize_label(part) in _SECTIONS for part in sections) else name


def _is_made_up(name: str) -> bool:
    """Tell whether a reader, a program or a row number made this name: ``column 3``, ``Unnamed: 3``, ``Row``."""
    key = normalize_label(name)
    return key.rstrip("#0123456789 ") in _MADE_UP or key.startswith("unnamed ")


def _is_of_a_part(name: str) -> bool:
    """Tell whether a name is of a pack, of one of several items, or of a lot: ``stock.25G.Kyoto``,
    ``certificates.0.url``, ``Lot taste``.
    """
    *sections, last = name.split(".")
    if any(part.strip().isdigit() or normalize_label(part) in STOCK_SECTIONS for part in sections) or last.isdigit():
        return True
    first, *rest = normalize_label(name).split() or [""]
    return bool(rest) and first in _LOT_WORDS


def _is_second(name: str) -> bool:
    """Tell whether a name is a second column of a field, numbered by the reader: ``Name 2``."""
    numbered = _NUMBERED.fullmatch(name)
    target = None if numbered is None else target_of(numbered[1].strip())
    return target is not None and not target.weak
