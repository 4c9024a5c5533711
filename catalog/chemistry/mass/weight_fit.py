"""How well a stated weight fits a computed one.

In 105,422 pairs of formulas and weights of suppliers and registries, nearly all weights come from some table of atomic
weights, rounded. The others were rounded twice or cut off, and differ by up to 0.005 more. So a weight agrees if it is
within half a unit of its last digit plus 0.005, by any table.
"""

from __future__ import annotations

from typing import NamedTuple

from catalog.chemistry.mass.atomic_weights import AtomicWeights

SLACK = 0.005
"""g/mol beyond the rounding of the last digit."""

LEAST_MARGIN = 0.001
"""g/mol around the natural range, for weights with more digits than its bounds have."""

_NOISE = 1e-6
"""g/mol: the accuracy expected of sums of binary numbers."""

_TABLE_ODDS = (0.3, 0.5, 1.0, 0.9, 0.5)
"""The frequency of each table, in the order of `AtomicWeights`. 99 % of 3,518 suppliers' weights are by that of
2007."""

_BY_USE = (2, 3, 1, 4)
"""The places of the tables other than RDKit's, the most usual first."""

_SLACK_ODDS = 0.1
"""The frequency of weights that no table rounds to, but one is near: 3 of 3,518 suppliers' weights, but more if the
weight of a counter-ion was added after rounding."""


class Hypothesis(NamedTuple):
    """One possible meaning of a stated weight.

    Attributes:
        kind: a word for programs.
        label: words for people.
        value: the weight without typing errors, g/mol.
        half_unit: half a unit of its last digit.
        weights: the weights of the substance that is meant.
        odds: how often this happens, relative to others, for any weight.
        doubt: why the compound can hardly have this form, or an empty text.
    """

    kind: str
    label: str
    value: float
    half_unit: float
    weights: AtomicWeights
    odds: float
    doubt: str = ""


def agreeing_table(value: float, half_unit: float, weights: AtomicWeights) -> str | None:
    """Return the table of atomic weights by which the value agrees, or None.

    RDKit's comes first, then the more frequent ones, then those that round to the value.
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
