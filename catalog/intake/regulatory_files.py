"""Files of regulatory lists: tables with a column of CAS RNs as an import reads them, or one CAS RN a line."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.chemistry.identifiers.cas_rn_digits import with_dashes
from catalog.errors import CatalogError, UnreadableFile
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.product.regulatory_list import RegulatoryList

_LOOKED_AT = 20
_LONGEST = 20
_CHEMICALS = "chemicals 1.5.2 (github.com/CalebBell/chemicals), made from the inventory of "
_LICENCE = "MIT"
SHIPPED = {
    "tsca": RegulatoryList("tsca", "TSCA Inventory (US)", "2016-01", f"{_CHEMICALS}the US EPA", _LICENCE),
    "einecs": RegulatoryList("einecs", "EINECS (EU)", "2015-03", f"{_CHEMICALS}ECHA", _LICENCE),
    "dsl": RegulatoryList("dsl", "Domestic Substances List (CA)", "2015-02-11", f"{_CHEMICALS}Canada", _LICENCE),
}
"""The lists that come with this release, by the word for each."""


class ListFile(NamedTuple):
    """What a file of a list holds.

    Attributes:
        numbers: its CAS RNs.
        left_out: how many records have no valid CAS RN.
    """

    numbers: list[str]
    left_out: int


def read_list(path: Path, options: ReadOptions) -> ListFile:
    """Return the CAS RNs of a file.

    Raises:
        UnreadableFile: it cannot be read, or has no CAS RN at all.
    """
    stated = _lines(path) or list(_cells(path, options))
    read = [_number(text) for text in stated]
    numbers = [number for number in read if number is not None]
    if not numbers:
        raise UnreadableFile(f"{path} has no CAS RN. Give a table with a column `CAS RN`, or one CAS RN a line.")
    return ListFile(numbers, len(read) - len(numbers))


def shipped_numbers(word: str) -> list[str]:
    """Return the CAS RNs of a list that comes with this release."""
    packed = (files("catalog.reference") / "lists" / f"{word}.txt.gz").read_bytes()
    return gzip.decompress(packed).decode("ascii").split()


def _number(text: str) -> str | None:
    """Return the CAS RN of a cell, or None. Registers write them as numbers too: 50000."""
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) < _LONGEST:
        text = with_dashes(digits)
    try:
        return parse_cas_rn(text)
    except CatalogError:
        return None


def _lines(path: Path) -> list[str]:
    """Return the lines of a text with one CAS RN a line, or nothing if most of the first lines are something else."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", errors="replace") as text:
        lines = [line.strip() for line in islice(text, _LOOKED_AT) if line.strip()]
        numbers = [line for line in lines if len(line) < _LONGEST and _number(line)]
        if 2 * len(numbers) <= len(lines):
            return []
        return [*lines, *(line.strip() for line in text if line.strip())]


def _cells(path: Path, options: ReadOptions) -> Iterator[str]:
    drafter = RecordDrafter(options.mapping)
    for source in open_sources(path, options):
        for record in source.records():
            if record.skipped is None:
                yield drafter.draft(record).draft.fields.get("cas_rn", "")
