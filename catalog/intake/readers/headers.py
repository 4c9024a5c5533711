"""Headers: find the row of a table with the labels, below banners and above the products."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from catalog.intake.columns.column_contents import looks_like_products
from catalog.intake.columns.labels import CURRENCIES, SIGNS
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping, is_heading
from catalog.intake.columns.words import normalize_label, words_of
from catalog.product.offer.pack_sizes import is_pack_unit
from catalog.product.specification.scanner import tokenize
from catalog.product.specification.units import UNITS

LOOKED_AT = 60
"""The number of rows from the top among which the header is searched."""
ANSWERS = frozenset({"no", "yes"})
LEAST_UNITS = 2
"""The fewest units of a row that has nothing but units."""
MOST_TOTAL_WORDS = 3
"""The most words of a total: ``Totale articoli``."""
_AMOUNT = re.compile(r"[^\W\d]{0,3}[€£$¥]?\s*[0-9][0-9.,'\s]*(?:[€£$¥%]|\s[^\W\d]{1,5})?")
NO_HEADER = -1
"""The index of the header of a table that begins with its products."""


def header_score(cells: Sequence[str], mapping: LabelMapping = NO_MAPPING) -> int:
    """Return how many different labels of a row are labels that suppliers use, or that a mapping names.

    ``No`` is a label where rows are numbered, in the first cell. Elsewhere it is an answer.

    >>> header_score(["Name", "CAS", "Colour of the box"]), header_score(["Chlorine", "solvent", "No"])
    (2, 0)
    """
    keys = [normalize_label(cell) for cell in cells]
    own = [at for at, key in enumerate(keys) if key and (key not in ANSWERS or not any(keys[:at]))]
    return len({keys[at] for at in own if is_heading(cells[at], mapping)})


def find_header(rows: Sequence[Sequence[str]], mapping: LabelMapping = NO_MAPPING) -> int | None:
    """Return the index of the header: the first row with the most labels, at least two (or one in a one-cell row).

    If no label is known, and the rows are products from the first one on, it is ``NO_HEADER``. Else the first row is
    taken if it looks like a header.

    >>> find_header([["Price list 2024", ""], ["Cat. No.", "Name"], ["A1", "Water"]])
    1
    """
    best, best_score = None, 0
    for index, row in enumerate(rows[:LOOKED_AT]):
        filled = sum(bool(cell.strip()) for cell in row)
        score = header_score(row, mapping)
        if score > best_score and (score >= 2 or (score == filled == 1)):
            best, best_score = index, score
    if best is not None:
        return best
    return NO_HEADER if looks_like_products(rows[:LOOKED_AT]) else _unknown_header(rows)


def header_cells(rows: Sequence[Sequence[str]], header: int) -> Sequence[str]:
    """Return the cells of the header; blank ones if there is none.

    >>> header_cells([["A1", "67-64-1"]], NO_HEADER), header_cells([["CAS"], ["67-64-1"]], 0)
    (['', ''], ['CAS'])
    """
    return [""] * max(map(len, rows)) if header == NO_HEADER else rows[header]


def _unknown_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row with content, if none of its labels is known but all look like labels.

    Blank cells at its end do not matter. The report then shows these labels, so that a mapping file can explain them.
    """
    index = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if index is None:
        return None
    labels = [cell.strip() for cell in rows[index]]
    while labels and not labels[-1]:
        labels.pop()
    if len(labels) < 2:
        return None
    plain = all(label and len(label) <= 60 and not label[0].isdigit() for label in labels)
    return index if plain and len(set(labels)) == len(labels) else None


def unique_labels(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of a header. Blank ones get the name of their column, repeated ones a number.

    >>> unique_labels(["Name", "", "Size", "Size"])
    ('Name', 'column 2', 'Size', 'Size 2')
    """
    seen: dict[str, int] = {}
    labels = []
    for number, cell in enumerate(cells, start=1):
        label = " ".join(cell.split()) or f"column {number}"
        seen[label] = seen.get(label, 0) + 1
        labels.append(label if seen[label] == 1 else f"{label} {seen[label]}")
    return tuple(labels)


def with_units(labels: Sequence[str], below: Sequence[str]) -> Sequence[str] | None:
    """Return the labels of a header with their units, if the row below has nothing but units, else None.

    >>> with_units(["Name", "Weight", "Purity"], ["", "g/mol", "[%]"])
    ['Name', 'Weight (g/mol)', 'Purity (%)']
    >>> with_units(["Name", "Unit", "Price"], ["Water", "g/L", "12"]) is None
    True
    """
    units = [cell.strip().strip("()[]").strip() for cell in below]
    filled = [unit for unit in units if unit]
    if len(filled) < LEAST_UNITS or not all(map(is_unit, filled)):
        return None
    pairs = zip_longest(labels, units[: len(labels)], fillvalue="")
    return [f"{label} ({unit})" if unit and label.strip() else label for label, unit in pairs]


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit or a currency: that of a test, of a pack, or of a price.

    >>> [is_unit(text) for text in ("g/mol", "°C", "EUR", "mL", "%", "Water", "12")]
    [True, True, True, True, True, False, False]
    """
    text = unicodedata.normalize("NFKC", text)
    key = text.casefold()
    return key in CURRENCIES or text in SIGNS or is_pack_unit(key) or UNITS.meaning(tokenize(text)) is not None


def is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row is the total of those above: the word for it, and otherwise only numbers or blanks.

    >>> is_total(["", "TOTALE ARTICOLI", "", "21"]), is_total(["Total", "", "333.60 EUR"])
    (True, True)
    >>> is_total(["TR-1", "Total protein assay", "1 kit"]), is_total(["Total", "67-64-1"])
    (False, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2 or 2 * len(filled) > len(cells) + 2:
        return False
    words = normalize_label(filled[0]).split()
    is_word = 0 < len(words) <= MOST_TOTAL_WORDS and not words_of("total").isdisjoint(words)
    return is_word and all(_AMOUNT.fullmatch(cell) for cell in filled[1:])


def is_separator(cells: Sequence[str]) -> bool:
    """Tell whether a row of a wide table has only one cell, like titles of plates and sections."""
    return len(cells) >= 4 and sum(bool(cell.strip()) for cell in cells) == 1
