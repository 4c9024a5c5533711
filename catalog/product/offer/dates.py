"""Dates in suppliers' texts. A date is read only if day and month cannot be confused."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "januar"), ("feb", "february", "februar"), ("mar", "march", "märz", "mrz"),
            ("apr", "april"), ("may", "mai"), ("jun", "june", "juni"), ("jul", "july", "juli"), ("aug", "august"),
            ("sep", "sept", "september"), ("oct", "october", "okt", "oktober"), ("nov", "november"),
            ("dec", "december", "dez", "dezember"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?)?月?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[./]([0-9]{4})")
_NAMED = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?[.\s-]+)?([a-zä]{3,9})[.\s,-]+(?:([0-9]{1,2})(?:st|nd|rd|th)?,?\s+)?([0-9]{4})"
)
_TIME = re.compile(r"[T ][0-9]{2}:[0-9]{2}.*")


def read_date(text: str) -> str | None:
    """Return a date in ISO 8601, with a day if stated, or None if it is not an unambiguous date.

    >>> read_date("2026-01-02"), read_date("31.12.2026"), read_date("12/31/2026"), read_date("Jan 2028")
    ('2026-01-02', '2026-12-31', '2026-12-31', '2028-01')
    >>> read_date("02/01/2026") is None, read_date("2026-02-30") is None
    (True, True)
    """
    words = _TIME.sub("", text.strip()).casefold()
    if len(words) > 30:
        return None
    if (found := _YEAR_FIRST.fullmatch(words) or _COMPACT.fullmatch(words)) is not None:
        return _iso(found[1], found[2], found[3])
    if (found := _MONTH_YEAR.fullmatch(words)) is not None:
        return _iso(found[2], found[1], None)
    if (found := _YEAR_LAST.fullmatch(words)) is not None:
        return _year_last(int(found[1]), int(found[3]), found[4], found[2])
    found = _NAMED.fullmatch(words)
    month = _MONTHS.get(found[2]) if found is not None else None
    if found is None or month is None or (found[1] and found[3]):
        return None
    return _iso(found[4], str(month), found[1] or found[3])


def _year_last(first: int, second: int, year: str, sign: str) -> str | None:
    """Read a date with the year last: day first with points, otherwise only if day and month are certain."""
    if sign == "." or first > 12 or first == second:
        return _iso(year, str(second), str(first))
    return _iso(year, str(first), str(second)) if second > 12 else None


def _iso(year: str, month: str, day: str | None) -> str | None:
    try:
        whole = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]
