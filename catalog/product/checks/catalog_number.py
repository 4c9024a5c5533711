"""The check of the catalog number: present, visible and usable in a web address."""

from __future__ import annotations

import re
import unicodedata

from catalog.product.findings import Code, Finding

FOLDERS = frozenset({".", ".."})
"""Path segments that mean this folder and the one above (RFC 3986, 5.2.4)."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Invisible joiners and fillers that count as letters or marks (Unicode, Default_Ignorable_Code_Point)."""
_UNSEEN_CATEGORIES = frozenset({"Cf", "Zl", "Zp"})
"""Format characters, such as zero-width ones and those that turn the direction round; ends of lines and paragraphs."""


def catalog_number_finding(stated: str) -> Finding | None:
    """Return what is wrong with a catalog number, or None.

    >>> catalog_number_finding("XD95283"), catalog_number_finding("AB/12 (R)")
    (None, None)
    >>> catalog_number_finding("AB\\u200b12").expected
    'AB12'
    """
    if not stated.strip():
        message = "The catalog number is missing. A product is found and ordered by it. Add one."
        return Finding(Code.CATALOG_NUMBER_MISSING, "catalog_number", message)
    if not FOLDERS.isdisjoint(stated.strip().split("/")):
        message = f"{stated.strip()!r} is not a valid catalog number: dots alone mean folders in a web address."
        return Finding(Code.CATALOG_NUMBER_INVALID, "catalog_number", message, stated=stated)
    unseen = None if stated.isascii() else next((char for char in stated if is_unseen(char)), None)
    if unseen is None:
        return None
    called = unicodedata.name(unseen, "a character without a name").lower()
    message = f"The catalog number has the invisible character U+{ord(unseen):04X} ({called}). Remove it."
    shown = "".join("�" if is_unseen(char) else char for char in stated)
    seen = "".join(char for char in stated if not is_unseen(char)).strip()
    return Finding(Code.CATALOG_NUMBER_INVALID, "catalog_number", message, stated=shown, expected=seen or None)


_MONTH = "jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez"
_DATE = re.compile(
    rf"(?:19|20)[0-9]{{2}}-[01][0-9]-[0-3][0-9](?: [0-9:]+)?|[0-3]?[0-9]-(?:{_MONTH})(?:-[0-9]{{2,4}})?"
    rf"|(?:{_MONTH})-[0-9]{{2}}",
    re.IGNORECASE,
)
"""Dates as spreadsheets write them into cells."""


def date_finding(stated: str) -> Finding | None:
    """Return a warning if a catalog number is a date, or None.

    >>> date_finding("2019-03-01").code.value, date_finding("1-Mar").code.value, date_finding("MAR19")
    ('catalog-number-date', 'catalog-number-date', None)
    """
    if _DATE.fullmatch(stated.strip()) is None:
        return None
    message = (
        f"The catalog number {stated!r} is a date. A spreadsheet may have made it from a number such as 'MAR19' or "
        "'1-3'. Write the number as text, in a cell with the format Text."
    )
    return Finding(Code.CATALOG_NUMBER_DATE, "catalog_number", message, stated=stated)


def is_unseen(char: str) -> bool:
    """Tell whether a character is invisible.

    >>> is_unseen("\\u202e"), is_unseen("\\ufe0f"), is_unseen("ä"), is_unseen(" ")
    (True, True, False, False)
    """
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff" or "\u180b" <= char <= "\u180f"
    return is_selector or char in _UNSEEN or unicodedata.category(char) in _UNSEEN_CATEGORIES
