"""Escaping cells that a spreadsheet would run as a formula, and reading them back.

A spreadsheet runs cells that begin with ``=``, ``+``, ``-`` or ``@``, also after a tab or carriage return (OWASP, "CSV
Injection"). ``-20 °C`` becomes an error, and ``=HYPERLINK(…)`` is dangerous. An apostrophe in front makes such a cell a
text. A text that already has apostrophes there gets one more, so that removing one is always right.

Only files with our own columns are read in this way. In other files an apostrophe is a part of the text.
"""

from __future__ import annotations

from collections.abc import Sequence

TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
"""The first characters of a formula."""

ESCAPE = "'"

OWN_LABELS = frozenset({"catalog_number", "refused_record"})
"""Columns with exactly these names mark a table that this program wrote: an export or corrections."""


def escape_cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs.

    >>> escape_cell("-20 °C"), escape_cell("(+)-Camphor"), escape_cell("'=CO"), escape_cell("3'-Azido")
    ("'-20 °C", '(+)-Camphor', "''=CO", "3'-Azido")
    """
    return ESCAPE + text if _could_run(text) else text


def escape_typed_cell(text: str) -> str:
    """Return a text for a cell of type text, as in a workbook: only apostrophes are escaped.

    >>> escape_typed_cell("-20 °C"), escape_typed_cell("'-20 °C"), escape_typed_cell("'tis")
    ('-20 °C', "''-20 °C", "'tis")
    """
    return escape_cell(text) if text.startswith(ESCAPE) else text


def unescape_cell(text: str) -> str:
    """Reverse ``escape_cell`` or ``escape_typed_cell``. Other cells stay unchanged.

    >>> unescape_cell("'-20 °C"), unescape_cell("-20 °C"), unescape_cell("''=CO"), unescape_cell("'tis")
    ('-20 °C', '-20 °C', "'=CO", "'tis")
    """
    return text[len(ESCAPE) :] if text.startswith(ESCAPE) and _could_run(text) else text


def unescape_row(labels: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Return a row's cells, without escapes if the table is our own.

    >>> unescape_row(["catalog_number", "storage"], ["A1", "'-20 °C"]), unescape_row(["Cat. No."], ["'-A1"])
    (['A1', '-20 °C'], ["'-A1"])
    """
    return list(cells) if OWN_LABELS.isdisjoint(labels) else [unescape_cell(cell) for cell in cells]


def _could_run(text: str) -> bool:
    return text.lstrip(ESCAPE).startswith(TRIGGERS)
