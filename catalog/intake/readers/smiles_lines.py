"""SMILES files: in each line a structure, blanks, and its title, as structure programs write them (``.smi``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.intake.columns.column_contents import looks_like_products
from catalog.intake.columns.labels import field_of
from catalog.intake.limits import ReadLimits
from catalog.intake.records import ABOVE_HEADER, TITLE, RawRecord, passed_over

SUFFIXES = (".smi", ".smiles", ".ism")
"""The usual ends of the names of such files."""
LABELS = ("SMILES", TITLE)


def is_smiles_file(lines: Sequence[str]) -> bool:
    """Tell whether the first words of nearly all lines are structures. A line with column names may come first.

    >>> is_smiles_file(["CCO ethanol", "c1ccccc1 benzene", "CC(C)=O acetone"]), is_smiles_file(["CCO and others"] * 3)
    (True, False)
    """
    rows = [[structure] for line in lines if (structure := split_smiles(line)[0])]
    return looks_like_products(rows[1:] if rows and _is_header(rows[0][0]) else rows)


def split_smiles(line: str) -> tuple[str, str]:
    """Return the structure of a line, with its extension between bars, and the title. A comment has neither.

    >>> split_smiles("CCO  ethyl alcohol"), split_smiles("C[C@H](N)O |o1:1| ZX-1"), split_smiles("# made by hand")
    (('CCO', 'ethyl alcohol'), ('C[C@H](N)O |o1:1|', 'ZX-1'), ('', ''))
    """
    words = line.split(maxsplit=1)
    if not words or words[0].startswith("#"):
        return "", ""
    structure, title = words[0], words[1].strip() if len(words) == 2 else ""
    end = title.find("|", 1)
    if title.startswith("|") and end > 0:
        return f"{structure} {title[: end + 1]}", title[end + 1 :].strip()
    return structure, title


def read_smiles_lines(lines: Iterable[str], _: ReadLimits) -> Iterator[RawRecord]:
    """Yield a record for each structure, with its title as ``label``, as for a molfile."""
    for number, line in enumerate(lines, start=1):
        structure, title = split_smiles(line)
        if not structure:
            continue
        place = {"line": number}
        if number == 1 and _is_header(structure):
            yield passed_over(place, [structure, title], ABOVE_HEADER)
        else:
            yield RawRecord(place, LABELS, (structure, title))


def _is_header(word: str) -> bool:
    return field_of(word) == "smiles"
