"""Small tables of packs within product pages: a line of labels such as ``Size | Price``, and a line for each pack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from catalog.intake.columns.labels import field_of
from catalog.product.offer.money import read_money
from catalog.product.offer.pack_sizes import read_pack_size

_BETWEEN = re.compile(r"[:：=\t]|(?<! ) +[-–—] +")
_GAP = re.compile(r"\t+| {2,}")


def split_cells(text: str) -> list[str]:
    """Return the cells of a line, separated by bars, or else by tabs or gaps.

    >>> split_cells("| 25 g | 12.00 EUR |"), split_cells("25 g   12.00 EUR")
    (['25 g', '12.00 EUR'], ['25 g', '12.00 EUR'])
    """
    parts = text.strip("| \t").split("|") if "|" in text else _GAP.split(text)
    return [part.strip() for part in parts]


def priced_size(text: str) -> list[tuple[str, str]]:
    """Return the pack of a line such as ``500 mL: 25.00 EUR``, or an empty list.

    >>> priced_size("500 mL: 25.00 EUR"), priced_size("25 g - $12"), priced_size("10 mL: shake well")
    ([('pack:500 mL', '25.00 EUR')], [('pack:25 g', '$12')], [])
    """
    size, *price = _BETWEEN.split(text, maxsplit=1)
    is_pack = bool(price) and read_pack_size(size) is not None and read_money(price[0]) is not None
    return [(f"pack:{' '.join(size.split())}", price[0].strip())] if is_pack else []


def pack_cells(header: Sequence[str], cells: Sequence[str], number: int) -> Iterator[tuple[str, str]]:
    """Yield the labels (with a running number) and the texts of one pack. A line that is not a pack yields nothing.

    >>> list(pack_cells(["Size", "Price"], ["25 g", "12.00 EUR"], 2))
    [('Size 2', '25 g'), ('Price 2', '12.00 EUR')]
    >>> list(pack_cells(["Size", "Price"], ["Colour", "white"], 2))
    []
    """
    size = next((cell for label, cell in zip(header, cells, strict=False) if field_of(label) == "size"), "")
    if len(cells) > len(header) or read_pack_size(size) is None:
        return
    yield from ((f"{label} {number}", cell) for label, cell in zip(header, cells, strict=False) if cell)
