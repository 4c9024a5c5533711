"""A regulatory list: an inventory or a list of restricted substances, by CAS RN, as it was on a day."""

from __future__ import annotations

import re
from typing import NamedTuple

from catalog.errors import InvalidValue
from catalog.product.text.folding import slug_of

_AS_OF = re.compile(r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


class RegulatoryList(NamedTuple):
    """What is known of a list itself.

    Attributes:
        slug: its name in addresses and filters.
        name: its name as people write it.
        as_of: the day, month or year for which it holds: ``2016-01``.
        source: where its numbers come from.
        licence: under which they may be used; empty if nobody stated it.
        numbers: how many CAS RNs it has.
    """

    slug: str
    name: str
    as_of: str
    source: str
    licence: str
    numbers: int = 0


def stated_list(name: str, as_of: str, source: str, licence: str) -> RegulatoryList:
    """Return a list as an operator states it.

    Raises:
        InvalidValue: the name has no letter or digit, or the time is no day, month or year.

    >>> stated_list("TSCA Inventory", "2016-01", "EPA", "").slug
    'tsca-inventory'
    """
    if not any(map(str.isalnum, name)):
        raise InvalidValue(f"{name!r} is no name: it has no letter and no digit.", stated=name)
    if not _AS_OF.fullmatch(as_of):
        raise InvalidValue(f"{as_of!r} is no day, month or year: write 2025-06-27, 2025-06 or 2025.", stated=as_of)
    return RegulatoryList(slug_of(name), name, as_of, source, licence)
