"""How well a printed weight fits a computed one.

From 105,422 pairs of formulas and weights that suppliers and registries print: nearly all weights are those of some
table of atomic weights, rounded; the rest were rounded twice or cut off, and differ by up to 0.005 more. So a weight
agrees within half a unit of its last digit and 0.005, by any table.
"""

from __future__ import annotations

from typing import NamedTuple

from catalog.chemistry.mass.atomic_weights import AtomicWeights

SLACK = 0.005
"""g/mol beyond the rounding of the last digit."""

LEAST_MARGIN = 0.001
"""g/mol about the bounds that nature sets, for weights printed to more digits than the bounds have."""

_NOISE = 1e-6
"""g/mol: sums of binary numbers are not held to more."""

_TABLE_ODDS = (0.3, 0.5, 1.0, 0.9, 0.5)
"""How usual each table is, in the order of `AtomicWeights`: 99 in 100 of 3,518 vendors' weights are that of 2007."""

_BY_USE = (2, 3, 1, 4)
"""The places of the tables other than RDKit's, the most usual first."""

_SLACK_ODDS = 0.1
"""How usual it is that no table rounds to the meant weight, and one is near: 3 of 3,518 vendors' weights, but more of
those to which a counter-ion's was added after rounding."""


class Hypothesis(NamedTuple):
    """One possible meaning of a stated weight.

    Attributes:
        kind: a word for programs.
        label: words for people.
        value: what would have been printed, g/mol; other than what was printed only if that was mistyped.
        half_unit: half a unit of its last digit.
        weights: what the substance that is meant weighs.
        odds: how often this happens, in comparison with the others, before the weight is looked at.
    """

    kind: str
    label: str
    value: float
    half_unit: float
    weights: AtomicWeights
    odds: float


def agreeing_table(value: float, half_unit: float, weights: AtomicWeights) -> str | None:
    """Return the table of atomic weights by which the value agrees, or None.

    RDKit's goes before the others, then the more usual, then those that round to the value.
    """
    margin = half_unit + SLACK + _NOISE
    if abs(value - weights.rdkit) <= margin:
        return "rdkit"
    places = [place for place in _BY_USE if abs(value - weights[place]) <= margin]
    exact = (place for place in places if abs(value - weights[place]) <= half_unit + _NOISE)
    return AtomicWeights._fields[next(exact, places[0])] if places else None


def is_within_range(value: float, half_unit: float, weights: AtomicWeights) -> bool:
    """Tell whether the weight is within the natural range of this composition."""
    margin = max(half_unit, LEAST_MARGIN) + _NOISE
    return weights.low - margin <= value <= weights.high + margin


def fit_score(value: float, half_unit: float, weights: AtomicWeights) -> float:
    """Return how well the weight fits, from 0 (not at all) to 1 (the rounded weight by the usual table)."""
    gaps = [abs(value - weight) for weight in weights[:5]]
    exact = [odds for gap, odds in zip(gaps, _TABLE_ODDS, strict=True) if gap <= half_unit + _NOISE]
    if exact:
        return max(exact)
    return _SLACK_ODDS if min(gaps) <= half_unit + SLACK + _NOISE else 0.0
