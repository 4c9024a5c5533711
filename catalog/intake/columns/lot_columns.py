"""Lots from columns: number, dates and measured values side by side become one text for the lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LOT_PARTS = frozenset({"lot_number", "lot_released", "lot_retest", "lot_expires", "lot_certificate", "lot_value"})
"""The targets of labels that are about a lot."""

_WORDS = {"lot_released": "released ", "lot_retest": "retest ", "lot_expires": "expires ", "lot_certificate": ""}
_NUMBERS = ("lot_number", "lotNumber", "lot", "batch", "batch_number", "batchNumber")
_DATES = {
    "released": ("released", "release_date", "manufactured", "manufacture_date", "mfg_date"),
    "retest": ("retest", "retest_date"),
    "expires": ("expires", "expiry", "expiry_date", "expiration_date"),
    "": ("certificate", "coa", "url"),
}


@dataclass(slots=True)
class LotColumns:
    """The lot columns of one record.

    Attributes:
        number, number_at: the number of the lot, and its column.
        parts: what is known of the lot.
        cells, columns: all cells, and their columns, by their labels.
        other_numbers: further columns of lot numbers that differ from the first one, by their labels.
    """

    number: str = ""
    number_at: int = -1
    parts: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    other_numbers: dict[str, str] = field(default_factory=dict)

    def take(self, part: str, member: str, index: int, label: str, text: str) -> None:
        """Add one cell: its target, the test in its label, its column, its label, and its text."""
        self.cells[label], self.columns[label] = text, index
        if part == "lot_number":
            self._take_number(" ".join(text.split()), index, label)
        else:
            self.parts.append(f"{member}: {text}" if part == "lot_value" else _WORDS[part] + text)

    def _take_number(self, number: str, index: int, label: str) -> None:
        """Take the number of the lot. A second one must agree."""
        if not self.number:
            self.number, self.number_at = number, index
        elif number.casefold() != self.number.casefold():
            self.other_numbers[label] = number

    @property
    def text(self) -> str:
        """Return the text of the lot. A lot with only a number is in stock somewhere."""
        return "; ".join(self.parts)


def lot_of_object(value: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the number and the text of a lot that is an object in a list, or None if it is no lot or is empty.

    >>> lot_of_object({"lot": "L1", "values": {"Assay": "99 %"}, "expiry_date": "2028-01"})
    ('L1', 'Assay: 99 %; expires 2028-01')
    """
    number = next((str(value[name]) for name in _NUMBERS if value.get(name)), "")
    stated = value.get("stated")
    if isinstance(stated, str) and number:
        # This is the product document's own lot. Its other values were read from this text.
        return number, stated
    parts = [f"{test}: {text}" for test, text in _values(value.get("values") or value.get("results"))]
    for word, names in _DATES.items():
        text = next((value[name] for name in names if value.get(name)), None)
        parts += [f"{word} {text}".strip()] if isinstance(text, str) else []
    return (number, "; ".join(parts)) if number and parts else None


def _values(listed: object) -> Iterator[tuple[str, str]]:
    if isinstance(listed, Mapping):
        yield from ((str(test), str(text)) for test, text in listed.items())
    elif isinstance(listed, list):
        for value in listed:
            if isinstance(value, Mapping) and "test" in value and ("text" in value or "value" in value):
                yield str(value["test"]), str(value.get("text") or value["value"])
