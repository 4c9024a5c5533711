"""Charts of the desk: where bars and words stand in an SVG 380 units wide. The templates draw them, by classes only.

No chart needs its colours: each bar has its letter or its number, or stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.store.review.numbers import FieldCompleteness, FindingMonths, SupplierGrades

WIDTH = 380
_ROOM = WIDTH - 2
_LETTERS, _LETTER = 40, 16
"""How wide a bar must be for its letter with the number, and for the letter alone."""
GRADES_ROW, FINDINGS_ROW, FIELDS_ROW = 58, 62, 32
"""How high a row of each chart is."""
_BAR_HEIGHT = 30
TRACK_AT, TRACK = 208, 118
"""Where the bars of fields begin, after the longest name, and how long a whole one is."""


class GradeBar(NamedTuple):
    """The part of a bar for one grade: from where, how wide, which of five steps of lightness, and its words."""

    x: float
    width: float
    step: int
    words: str


class GradeRow(NamedTuple):
    """A supplier: its name, number of products, top edge, and bars."""

    name: str
    products: int
    y: int
    bars: Sequence[GradeBar]


class MonthBar(NamedTuple):
    """A month: from where, top edge, how high, and whether it is the present one."""

    x: float
    y: float
    height: float
    is_last: bool


class FindingRow(NamedTuple):
    """A kind of finding: its code, top edge, bars, and the number of the present month."""

    code: str
    y: int
    bars: Sequence[MonthBar]
    last: int


class FieldRow(NamedTuple):
    """A field: its name, top edge, the width of its bar, and its share in per cent."""

    title: str
    y: int
    width: float
    share: str


def grade_rows(suppliers: Sequence[SupplierGrades]) -> list[GradeRow]:
    """Return the stacked bars of suppliers."""
    return [
        GradeRow(one.name or "The house", one.products, place * GRADES_ROW, _grade_bars(one.grades, one.products))
        for place, one in enumerate(suppliers)
    ]


def _grade_bars(grades: Mapping[str, int], products: int) -> list[GradeBar]:
    bars, x = [], 1.0
    for step, (grade, number) in enumerate(grades.items(), 1):
        width = _ROOM * number / products if products else 0.0
        words = f"{grade} {percent(number, products)}" if width >= _LETTERS else grade if width >= _LETTER else ""
        if number:
            bars.append(GradeBar(round(x, 1), round(width, 1), step, words.removesuffix(" %")))
        x += width
    return bars


def finding_rows(findings: Sequence[FindingMonths]) -> list[FindingRow]:
    """Return the bars of kinds of findings by month, all on one scale."""
    most = max((number for one in findings for number in one.months), default=0) or 1
    return [
        FindingRow(one.code, place * FINDINGS_ROW, _month_bars(one.months, place * FINDINGS_ROW, most), one.months[-1])
        for place, one in enumerate(findings)
    ]


def _month_bars(months: Sequence[int], top: int, most: int) -> list[MonthBar]:
    step = 26
    foot = top + 22 + _BAR_HEIGHT
    heights = [max(_BAR_HEIGHT * number / most, 1) if number else 0 for number in months]
    return [
        MonthBar(place * step + 1, round(foot - height, 1), round(height, 1), place == len(months) - 1)
        for place, height in enumerate(heights)
    ]


def field_rows(fields: Sequence[FieldCompleteness]) -> list[FieldRow]:
    """Return the bars of the completeness of fields."""
    return [
        FieldRow(
            one.title,
            place * FIELDS_ROW,
            round(TRACK * one.has / (one.has + one.lacks or 1), 1),
            percent(one.has, one.has + one.lacks),
        )
        for place, one in enumerate(fields)
    ]


def percent(part: int, whole: int) -> str:
    """Return a share in whole per cent, never rounded to all or nothing.

    >>> percent(0, 9), percent(1, 900), percent(1, 3), percent(899, 900), percent(9, 9), percent(0, 0)
    ('0 %', '<1 %', '33 %', '>99 %', '100 %', '–')
    """
    if not whole:
        return "–"
    if part in (0, whole):
        return f"{100 * part // whole} %"
    share = round(100 * part / whole)
    return "<1 %" if share < 1 else ">99 %" if share > 99 else f"{share} %"


def month_words(month: str) -> str:
    """Return a month in a few letters.

    >>> month_words("2026-01"), month_words("2026-11")
    ('Jan 2026', 'Nov 2026')
    """
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[int(month[5:]) - 1]} {month[:4]}"
