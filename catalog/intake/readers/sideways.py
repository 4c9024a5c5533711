"""Sideways tables: a column holds the labels, and each further column (perhaps only one) is a product.

Data sheets of one product and comparisons of several products are such tables. Only the first rows are looked at, and
only known labels count. In doubt, a table is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.intake.columns.labels import MAX_LABEL, field_of, is_known, target_of
from catalog.intake.columns.words import normalize_label, words_of
from catalog.intake.readers.headers import LOOKED_AT
from catalog.intake.readers.page_lines import LONGEST_TITLE

LABEL_COLUMNS = 3
"""The labels are in one of the first columns: blank ones, or one with running numbers, may come before."""
IDENTITY = frozenset(
    {"catalog_number", "skus", "name", "iupac_name", "cas_rn", "formula", "smiles", "inchi", "inchi_key", "molfile"}
)
"""The fields that identify a product."""
_FIGURED = frozenset({"catalog_number", "skus", "cas_rn", "formula", "inchi", "inchi_key"})
"""Fields with codes as values, which contain a digit and are not sentences."""
SURELY = 2
"""The column must have this many times more labels than any row."""
MOST_UNKNOWN = 3
"""At least one of this many labels must be known."""
LEAST_FIELDS = 3
"""The number of fields that make a product, if only one of them identifies it."""
LEAST_WORDS = 5
"""The smallest number of words in a sentence. A title that ends with a full stop has fewer."""
_LABEL_WORDS = words_of("heading: label")
_NUMBER_WORDS = words_of("heading: number")
_COLUMN_WORDS = {role: words_of(f"heading: {role}") for role in ("value", "unit", "specification", "result", "note")}
"""The headings of the columns beside the labels, and what they say about them."""


_PACK_FIELDS = frozenset(
    {
        "size", "size_unit", "price", "availability", "pack_stock", "lead_time", "pack_lead_time",
        "price_date", "pack_price_date", "price_valid_until", "pack_price_valid_until", "available_from",
        "pack_available_from",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SidewaysTable:
    """A sideways table, as its first rows show it.

    Attributes:
        column: the index of the column with the labels.
        labels: the number of different known labels in it.
        has_prose: whether there is only one column of values, with lines of text below, as on a page.
        is_plain: whether there is one product in two columns, and nothing else; or the lines end with the delimiter,
            as on pages.
    """

    column: int
    labels: int
    has_prose: bool
    is_plain: bool


def find_sideways(rows: Sequence[Sequence[str]]) -> SidewaysTable | None:
    """Return the layout of a sideways table, or None if the rows are, or could be, an ordinary table.

    The column must have at least twice as many different labels as any row or other column, in a third of its cells.
    Two of them must identify the product, or one of three. No row may do so. Codes must look like codes, so that a
    legend of column names is not taken for a product.

    >>> find_sideways([["Catalog No.", "A-1", "A-2"], ["CAS", "50-00-0", "64-17-5"]]).labels
    2
    >>> find_sideways([["Catalog No.", "CAS"], ["A-1", "50-00-0"], ["A-2", "64-17-5"]]) is None
    True
    """
    top = [row for row in rows[:LOOKED_AT] if heading_roles(row) is None and not pack_columns(row)]
    column, known = max(
        ((column, _known_labels(top, column)) for column in range(LABEL_COLUMNS)), key=lambda found: len(found[1])
    )
    labelled = [row for row in top if is_labelled(row, column)]
    if not _identify(known) or MOST_UNKNOWN * sum(normalize_label(row[column]) in known for row in labelled) < len(
        labelled
    ):
        return None
    if not _look_like_codes(labelled, column) or not _run(labelled, column):
        return None
    if _has_further_labels(labelled, column, len(known)) or any(_is_header(row, len(known)) for row in top):
        return None
    return _shape(top, column, known)


MOST_FIGURES = 9
"""The largest length of a running number."""


def is_labelled(row: Sequence[str], column: int) -> bool:
    """Tell whether a row has a label in a column, a value after it, and at most a running number before it."""
    if len(row) <= column or not row[column].strip() or not any(cell.strip() for cell in row[column + 1 :]):
        return False
    return all(not text or _is_running_number(text) for text in map(str.strip, row[:column]))


def _is_running_number(text: str) -> bool:
    return len(text) <= MOST_FIGURES and text.rstrip(".").isdecimal()


def heading_roles(row: Sequence[str]) -> dict[int, str] | None:
    """Return what a row such as ``Property | Value | Unit`` says about the columns, or None.

    >>> heading_roles(["Test", "Specification", "Result"])
    {1: 'specification', 2: 'result'}
    >>> heading_roles(["Name", "Water"]) is None
    True
    """
    filled = [(index, normalize_label(cell[: MAX_LABEL + 1])) for index, cell in enumerate(row) if cell.strip()]
    filled = filled[1:] if filled and filled[0][1] in _NUMBER_WORDS else filled
    if len(filled) < 2 or filled[0][1] not in _LABEL_WORDS:
        return None
    roles = {index: _role(word) for index, word in filled[1:]}
    return {index: role for index, role in roles.items() if role} if all(roles.values()) else None


def pack_columns(row: Sequence[str]) -> dict[int, str]:
    """Return the labels of a row such as ``Size | Price | Stock``, by column, or nothing if it has other cells.

    They cannot identify a product, so they are the header of one product's packs.

    >>> pack_columns(["Size", "Price (EUR)", ""]), pack_columns(["Code", "Size"]), pack_columns(["Size", "25 g"])
    ({0: 'Size', 1: 'Price (EUR)'}, {}, {})
    """
    filled = {index: " ".join(cell.split()) for index, cell in enumerate(row) if cell.strip()}
    fields = {field_of(label) if is_known(label) else "" for label in filled.values()}
    return filled if len(filled) > 1 and "size" in fields and fields <= _PACK_FIELDS else {}


def _role(word: str) -> str:
    return next((role for role, words in _COLUMN_WORDS.items() if word in words), "")


def _known_labels(rows: Sequence[Sequence[str]], column: int) -> dict[str, str]:
    """Return the known labels in a column, in their form for comparison, each with its field."""
    known: dict[str, str] = {}
    for row in rows:
        if is_labelled(row, column) and is_known(row[column]):
            target = target_of(row[column])
            # A weak label, such as ``No.`` or ``Label``, hardly identifies a product.
            known[normalize_label(row[column])] = "" if target is None or target.weak else target.field
    return known


def _identify(known: dict[str, str]) -> bool:
    identity = IDENTITY.intersection(known.values())
    return len(identity) >= 2 or (bool(identity) and len(known) >= LEAST_FIELDS)


def _look_like_codes(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Tell whether most values of code fields look like codes: with a digit, and at most two words."""
    firsts = [
        next(cell for cell in row[column + 1 :] if cell.strip()) for row in rows if field_of(row[column]) in _FIGURED
    ]
    codes = [text for text in firsts if any(map(str.isdecimal, text)) and len(text.split()) <= 2]
    return 2 * len(codes) >= len(firsts)


def _run(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Tell whether the numbers before the labels are consecutive or restart. Otherwise they are catalog numbers."""
    numbers = [int(text.rstrip(".")) for row in rows for cell in row[:column] if (text := cell.strip())]
    return all(number in (1, before + 1) for before, number in pairwise([0, *numbers]))


def _header_fields(row: Sequence[str]) -> set[str]:
    """Return the fields of the labels in a row. A product that is called ``Water`` does not make its row a header."""
    fields = {field_of(cell) for cell in row if is_known(cell)}
    return {field for field in fields if not field.startswith(("spec:", "property:"))}


def _is_header(row: Sequence[str], known: int) -> bool:
    """Tell whether a row could be the header: it identifies products by two fields, has only labels of several
    fields, or has too many labels compared with the known ones in a column.
    """
    fields = _header_fields(row)
    if len(fields & IDENTITY) >= 2 or SURELY * len(fields) > known:
        return True
    return len(fields) >= 2 and all(is_known(cell) for cell in row if cell.strip())


def _has_further_labels(rows: Sequence[Sequence[str]], column: int, known: int) -> bool:
    """Tell whether another column has many labels too: pairs of labels and values side by side."""
    width = max(map(len, rows))
    return any(SURELY * len(_known_cells(rows, further)) > known for further in range(column + 1, width))


def _known_cells(rows: Sequence[Sequence[str]], column: int) -> set[str]:
    return {normalize_label(row[column]) for row in rows if len(row) > column and is_known(row[column])}


def _shape(top: Sequence[Sequence[str]], column: int, known: dict[str, str]) -> SidewaysTable:
    labelled = [row for row in top if is_labelled(row, column)]
    keys = [normalize_label(row[column]) for row in labelled]
    identity = [row for row, key in zip(labelled, keys, strict=True) if known.get(key) in IDENTITY]
    beside = sum(any(cell.strip() for cell in row[column + 2 :]) for row in labelled)
    several = any(cell.strip() for row in identity for cell in row[column + 2 :])
    first = next(key for key in keys if key in known)
    is_plain = not several and keys.count(first) == 1 and beside < 2
    prose = any(len(row[0]) > LONGEST_TITLE or _is_sentence(row[0]) for row in top if len(row) == 1)
    barred = not several and all(len(row) == column + 3 and not row[-1].strip() for row in identity)
    return SidewaysTable(column, len(known), prose and not several, is_plain or barred)


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "。")) and len(text.split()) >= LEAST_WORDS
