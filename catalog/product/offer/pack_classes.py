"""Classes of pack sizes, by which buyers look for a sample, a bottle or a drum."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from catalog.product.offer.pack_sizes import BASES

_ENDS = (
    ("g", Decimal("0.1"), "to-100-mg", "up to 100 mg"),
    ("g", Decimal(1), "to-1-g", "100 mg to 1 g"),
    ("g", Decimal(10), "to-10-g", "1 g to 10 g"),
    ("g", Decimal(100), "to-100-g", "10 g to 100 g"),
    ("g", Decimal(1000), "to-1-kg", "100 g to 1 kg"),
    ("g", Decimal("Infinity"), "over-1-kg", "over 1 kg"),
    ("mL", Decimal(1), "to-1-ml", "up to 1 mL"),
    ("mL", Decimal(10), "to-10-ml", "1 mL to 10 mL"),
    ("mL", Decimal(100), "to-100-ml", "10 mL to 100 mL"),
    ("mL", Decimal(1000), "to-1-l", "100 mL to 1 L"),
    ("mL", Decimal("Infinity"), "over-1-l", "over 1 L"),
)
"""The kind of content, the largest content of the class, its name, and its words."""

PACK_CLASSES: Mapping[str, str] = MappingProxyType({name: words for _base, _end, name, words in _ENDS})
"""The classes in their order, each in words. A class has its upper end, but not its lower one."""


def pack_class(pack: Mapping[str, Any]) -> str | None:
    """Return the class of a pack of a document, by its whole content, or None for pieces, units and unread sizes.

    >>> pack_class({"count": 1, "amount": 1.0, "unit": "g"}), pack_class({"count": 2, "amount": 1.0, "unit": "g"})
    ('to-1-g', 'to-10-g')
    >>> pack_class({"count": 1, "amount": 2.5, "unit": "L"}), pack_class({"count": None, "amount": None, "unit": None})
    ('over-1-l', None)
    """
    count, amount, unit = (pack.get(name) for name in ("count", "amount", "unit"))
    if not count or amount is None or unit not in BASES:
        return None
    base, size = BASES[unit]
    content = count * Decimal(str(amount)) * size
    return next((name for kind, end, name, _words in _ENDS if kind == base and content <= end), None)
