"""Order codes: catalog numbers and packs from a column of SKUs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalog.product.offer.pack_sizes import read_pack_size

_WITHOUT_SIZE = frozenset({"SAMPLE", "BULK"})
"""The texts in place of a size for packs without one."""


class OrderCodes(NamedTuple):
    """The content of order codes.

    Attributes:
        number: the catalog number; empty if the codes are of several products.
        sizes: the packs' sizes as written.
        is_shortened: whether the number is shorter than a whole code.
    """

    number: str
    sizes: tuple[str, ...] = ()
    is_shortened: bool = False


def read_order_codes(text: str) -> OrderCodes:
    """Read a cell of order codes, separated by blanks. Only an amount with a unit is a pack; else the number is whole.

    >>> read_order_codes("W274615-1KG-K W274615-5KG-K W274615-SAMPLE")
    OrderCodes(number='W274615', sizes=('1KG', '5KG'), is_shortened=True)
    >>> read_order_codes("AB-1002-25G"), read_order_codes("F-1").number, read_order_codes("HY 1002").number
    (OrderCodes(number='AB-1002', sizes=('25G',), is_shortened=True), 'F-1', 'HY 1002')
    >>> read_order_codes("A1-186KGPW-K A1-1KG-K").number, read_order_codes("A1-5G B2-5G").number
    ('A1', '')
    """
    codes = text.split()
    parted = [_parted(code.split("-")) for code in codes]
    numbers = {number for number, _ in parted if number is not None}
    if not numbers:
        return OrderCodes(" ".join(codes))
    sizes = tuple(size for _, size in parted if size)
    number = numbers.pop()
    if numbers or not all(code.startswith(f"{number}-") for code in codes):
        return OrderCodes("", sizes)
    return OrderCodes(number, sizes, is_shortened=True)


def _parted(parts: Sequence[str]) -> tuple[str | None, str]:
    """Return the number before the pack's size, or None if the code names no pack, and the size."""
    for place, part in enumerate(parts[1:], start=1):
        if part.upper() in _WITHOUT_SIZE:
            return "-".join(parts[:place]), ""
        if part[:1].isdigit() and read_pack_size(part) is not None:
            return "-".join(parts[:place]), part
    return None, ""
