"""Structures held against what is asked of them, within a time: one match may take longer than a whole search may."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from catalog.chemistry.workers.abandoned_work import run_until
from catalog.store.structures.criteria import RowCriterion

FIRST, MOST = 128, 1_024
"""Structures that are held against a query together: first few, so that a first page costs no more, then more, or
fewer where they take long: what is held together is lost together."""
PATIENCE = 0.25
"""The part of a search's time after which structures are taken one by one, to find the one that takes so long."""
TOO_LONG = 0.5
"""A structure that took this part of a search's time is passed over: the next try would be left there, too."""


class Deadline(NamedTuple):
    """The time of a search.

    Attributes:
        seconds: how long it may take.
        until: when it ends, by ``time.monotonic``.
    """

    seconds: float
    until: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline of what begins now."""
        return cls(seconds, time.monotonic() + seconds)

    def part(self, share: float) -> Deadline:
        """Return the deadline of a part of the search that begins now, and may take this share of what is left."""
        return Deadline.after(share * max(self.until - time.monotonic(), 0))

    def used(self) -> float:
        """Return how many seconds the search has taken so far."""
        return self.seconds - (self.until - time.monotonic())

    def is_over(self) -> bool:
        """Tell whether the time is over."""
        return time.monotonic() > self.until


class Matched(NamedTuple):
    """What was found.

    Attributes:
        places: of the structures that fit.
        last: the last place that was looked at (-1 for none), or None if all were.
    """

    places: list[int]
    last: int | None


def match(
    criteria: Sequence[RowCriterion],
    count: int,
    smiles_of: Callable[[slice], list[str]],
    enough: int | None,
    deadline: Deadline,
) -> Matched:
    """Find the structures that fulfil all criteria, until there are enough or the time is over.

    Args:
        criteria: what is asked.
        count: how many structures there are.
        smiles_of: reads some of them.
        enough: how many are looked for; None for all.
        deadline: the time of the whole search.
    """
    found: list[int] = []
    start, size = 0, FIRST
    while start < count:
        if deadline.is_over():
            return Matched(found, start - 1)
        part = smiles_of(slice(start, start + size))
        left = None if enough is None else enough - len(found)
        begun, patience = time.monotonic(), PATIENCE * deadline.seconds
        places = run_until(partial(_fitting, criteria, part, left), min(deadline.until, begun + patience))
        is_quick = time.monotonic() - begun < patience / 4
        fitting = Matched(places, None) if places is not None else _one_by_one(criteria, part, left, deadline)
        found += [start + place for place in fitting.places]
        if enough is not None and len(found) >= enough:
            return Matched(found, found[-1])
        if fitting.last is not None:
            return Matched(found, start + fitting.last)
        start, size = start + len(part), min(2 * size, MOST) if is_quick else max(size // 2, 1)
    return Matched(found, None)


def _fitting(criteria: Sequence[RowCriterion], smiles: Sequence[str], most: int | None) -> list[int]:
    places = list(range(len(smiles)))
    for criterion in criteria:
        is_last = criterion is criteria[-1]
        places = [places[n] for n in criterion.fitting([smiles[n] for n in places], most if is_last else None)]
    return places


def _one_by_one(
    criteria: Sequence[RowCriterion], smiles: Sequence[str], enough: int | None, deadline: Deadline
) -> Matched:
    found: list[int] = []
    for place, text in enumerate(smiles):
        begun = time.monotonic()
        if deadline.is_over() or len(found) == enough:
            return Matched(found, place - 1)
        places = run_until(partial(_fitting, criteria, [text], 1), deadline.until)
        if places is None:
            return Matched(found, place if time.monotonic() - begun > TOO_LONG * deadline.seconds else place - 1)
        if places:
            found.append(place)
    return Matched(found, None)
