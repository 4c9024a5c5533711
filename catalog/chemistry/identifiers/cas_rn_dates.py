"""Finding the CAS RN from which a spreadsheet made a date.

A spreadsheet reads ``50-07-7`` and ``1950-07-7`` as the day 1950-07-07, and stores only the day. The check digit shows
which of the two it was: the century before a two-digit year adds 1 (19…) or 2 (20…) to the check sum, never 0. So a
complete date has at most one CAS RN. A date with a two-digit year can have several. Then none is chosen, and
:func:`date_readings` returns the candidates.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from catalog.chemistry.identifiers.cas_rn_digits import has_valid_check_digit, in_registry_range, with_dashes

_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?: ?[AaPp][Mm])?Z?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_DAY_NAMED_MONTH = re.compile(rf"([0-9]{{1,2}})[-/. ]([A-Za-z]{{3,9}})[-/. ,]{{1,2}}([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_NAMED_MONTH_DAY = re.compile(rf"([A-Za-z]{{3,9}})[-/. ]([0-9]{{1,2}})[-/. ,]{{1,2}}([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_SERIAL = re.compile(r"([0-9]{1,7})(?:\.0{1,6})?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = 40

_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar, as it counts from 1900-03-01 (its 1900 has a 29 February that never was)."""
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
"""1900-03-01, and the last day that a spreadsheet knows, 9999-12-31."""


def read_back_date(text: str) -> str | None:
    """Return the CAS RN that a spreadsheet turned into this date or serial number, or None.

    Also None if several numbers are possible, as with a two-digit year.

    >>> read_back_date("1950-07-07"), read_back_date("7/7/1950"), read_back_date("07-Jul-1950"), read_back_date("18451")
    ('50-07-7', '50-07-7', '50-07-7', '50-07-7')
    >>> read_back_date("1950-07-09") is None
    True
    """
    readings = date_readings(text)
    return readings[0] if len(readings) == 1 else None


def date_readings(text: str) -> tuple[str, ...]:
    """Return every CAS RN that a spreadsheet turns into this date or serial number, smallest first."""
    days = _calendar_days(text) or _serial_days(text)
    numbers = {number for year, month, day in days if day < 10 for number in _numbers(year, month, day)}
    return tuple(with_dashes(digits) for digits in sorted(numbers, key=int))


def is_date(text: str) -> bool:
    """Tell whether the text is a calendar date as spreadsheets show it; serial numbers do not count.

    A CAS RN itself is not a date: the day of a date has two digits, or is not separated by dashes.

    >>> is_date("1950-07-07"), is_date("6/5/82"), is_date("1950-07-7"), is_date("58633-04-08")
    (True, True, False, False)
    """
    return bool(_calendar_days(text))


def _numbers(year: str, month: int, day: int) -> list[str]:
    """Return the digits of the valid CAS RNs that become this day. A two-digit year fits any century."""
    if len(year) == 2:
        leads = [year, *(f"{century}{year}" for century in range(19, 100))]
    else:
        # Spreadsheets read a two-digit year as one between 1930 and 2029.
        leads = [year, year[2:]] if year.startswith("19") else [year]
    candidates = [f"{lead}{month:02d}{day}" for lead in leads]
    return [digits for digits in candidates if has_valid_check_digit(digits) and in_registry_range(digits)]


def _calendar_days(text: str) -> set[tuple[str, int, int]]:
    """Yield year (as written), month and day of a date, in every order that its form allows."""
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return set()
    orders = _year_first(stripped) or _year_last(stripped) or _named_month(stripped)
    return {(year, month, day) for year, month, day in orders if 1 <= month <= 12 and 1 <= day <= 31}


def _year_first(text: str) -> list[tuple[str, int, int]]:
    found = _YEAR_FIRST.fullmatch(text)
    if not found or int(found[1]) < 1900:
        return []
    if found[2] == "-" and len(found[4]) == 1:
        return []
    return [(found[1], int(found[3]), int(found[4]))]


def _year_last(text: str) -> list[tuple[str, int, int]]:
    found = _YEAR_LAST.fullmatch(text)
    if not found or (len(found[4]) == 4 and int(found[4]) < 1900):
        return []
    first, second = int(found[1]), int(found[3])
    day_first = (found[4], second, first)
    return [day_first] if found[2] == "." else [day_first, (found[4], first, second)]


def _named_month(text: str) -> list[tuple[str, int, int]]:
    if found := _DAY_NAMED_MONTH.fullmatch(text):
        return [(found[3], _month_number(found[2]), int(found[1]))]
    if found := _NAMED_MONTH_DAY.fullmatch(text):
        return [(found[3], _month_number(found[1]), int(found[2]))]
    return []


def _month_number(name: str) -> int:
    """Return 1 to 12 for an English month, by its first three letters, or 0."""
    beginning = name[:3].lower()
    return _MONTHS.index(beginning) + 1 if beginning in _MONTHS else 0


def _serial_days(text: str) -> set[tuple[str, int, int]]:
    found = _SERIAL.fullmatch(text.strip())
    if not found or not _FIRST_SERIAL <= int(found[1]) <= _LAST_SERIAL:
        return set()
    day = _SERIAL_ZERO + timedelta(days=int(found[1]))
    return {(str(day.year), day.month, day.day)}
