"""The verdict on a stated molecular weight: whether it matches the formula, and otherwise what would explain it.

No fixed tolerance is right. So the stated digits, several tables of atomic weights and natural ranges decide
(docs/decisions/0002-weight-verdict.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.mass.atomic_weights import AtomicWeights, atomic_weights
from catalog.chemistry.mass.form_evidence import FormEvidence
from catalog.chemistry.mass.masses import weights
from catalog.chemistry.mass.stated_weight import StatedWeight, read_weight
from catalog.chemistry.mass.weight_causes import Cause, causes_of, isobaric_causes
from catalog.chemistry.mass.weight_fit import agreeing_table, is_within_range

__all__ = ["Cause", "StatedWeight", "Verdict", "WeightVerdict", "judge_weight", "read_weight"]

_TABLE_NAMES = {
    "conventional": "today's conventional atomic weights",
    "iupac_2007": "the IUPAC atomic weights of 2007",
    "iupac_2001": "the IUPAC atomic weights of 2001",
    "iupac_1997": "the IUPAC atomic weights of 1997",
}


class Verdict(StrEnum):
    """The verdict on a stated weight."""

    AGREES = "agrees"
    """It matches the formula by one table of atomic weights."""
    WITHIN_RANGE = "within-range"
    """It matches no table, but is within the natural range."""
    MISMATCH = "mismatch"
    """It does not match the formula."""
    UNDETERMINED = "undetermined"
    """The weight or the formula has no definite value."""


class WeightVerdict(NamedTuple):
    """The verdict on a printed weight.

    Attributes:
        verdict: the verdict.
        stated: the weight as stated.
        reading: the reading of the formula that the weight fits, or None.
        weight: the weight of that reading, else of the usual one, g/mol by RDKit's table.
        low, high: the natural range of the weight, g/mol.
        causes: possible causes of a mismatch, most likely first.
        explanation: the verdict in words.
    """

    verdict: Verdict
    stated: str
    reading: Composition | None
    weight: float | None
    low: float | None
    high: float | None
    causes: tuple[Cause, ...]
    explanation: str


def judge_weight(
    stated: str,
    readings: Sequence[Composition],
    indefinite: str | None = None,
    evidence: Callable[[], FormEvidence] = FormEvidence,
) -> WeightVerdict:
    """Compare a stated weight with the readings of the formula.

    Args:
        stated: the weight as stated.
        readings: the possible compositions of the formula, the usual one first. The first that agrees is used, else
            the first with the weight in its natural range.
        indefinite: why the formula has no definite composition, if so.
        evidence: what name and drawing say of its forms; asked only if the weight does not match.

    Raises:
        InvalidWeight: the text is no weight.

    >>> bpta = Composition.of({"C": 20, "H": 22, "N": 4, "O": 4, "S": 3})
    >>> judge_weight("478.61", [bpta]).verdict.value
    'agrees'
    >>> judge_weight("515.08", [bpta]).explanation
    'The stated 515.08 does not match C20H22N4O4S3, calculated 478.621 (478.563 to 478.667). It fits the
    hydrochloride (+ HCl).'
    """
    printed = read_weight(stated)
    weighed = [(reading, weights(reading)) for reading in readings]
    reason = printed.reason or (indefinite or "" if not weighed else "")
    if reason or not weighed:
        return _undetermined(printed, reason or "there is no formula to compare with", weighed)
    return _fitting(printed, weighed) or _not_fitting(printed, weighed, evidence)


_WeighedCompositions = Sequence[tuple[Composition, AtomicWeights]]


def _fitting(printed: StatedWeight, weighed: _WeighedCompositions) -> WeightVerdict | None:
    """Return the verdict if a reading agrees or its natural range contains the weight, else None."""
    value, half_unit = float(printed.value or 0), float(printed.half_unit)
    if _is_single_digit(printed):
        return _undetermined(printed, "one digit is too few", weighed)
    for reading, by in weighed:
        table = agreeing_table(value, half_unit, by)
        if table:
            return _verdict(Verdict.AGREES, printed, reading, by, _agreement(printed, reading, by, table))
    for reading, by in weighed:
        if printed.other is not None and agreeing_table(float(printed.other), float(printed.other_half_unit), by):
            return _verdict(Verdict.AGREES, printed, reading, by, _other_mark(printed, reading, by))
    for reading, by in weighed:
        if is_within_range(value, half_unit, by):
            causes = isobaric_causes(printed, reading)
            words = _containment(printed, reading, by) + (f" {_causes_text(causes)}" if causes else "")
            return _verdict(Verdict.WITHIN_RANGE, printed, reading, by, words)._replace(causes=causes)
    return None


def _not_fitting(
    printed: StatedWeight, weighed: _WeighedCompositions, evidence: Callable[[], FormEvidence]
) -> WeightVerdict:
    if printed.is_average:
        return _undetermined(printed, "it is stated as an average, as for a mixture", weighed)
    if _is_round(printed):
        return _undetermined(printed, "it is a round number, as for mixtures and polymers", weighed)
    reading, by = weighed[0]
    causes = causes_of(printed, [composition for composition, _ in weighed], evidence())
    text = (
        f"The stated {_figure(printed)} does not match {reading.hill()}, calculated {by.rdkit:.3f} "
        f"({by.low:.3f} to {by.high:.3f}). {_causes_text(causes)}"
    )
    return WeightVerdict(Verdict.MISMATCH, printed.text, None, by.rdkit, by.low, by.high, causes, text)


def _verdict(
    verdict: Verdict, printed: StatedWeight, reading: Composition, by: AtomicWeights, explanation: str
) -> WeightVerdict:
    return WeightVerdict(verdict, printed.text, reading, by.rdkit, by.low, by.high, (), explanation)


def _undetermined(printed: StatedWeight, reason: str, weighed: _WeighedCompositions) -> WeightVerdict:
    text = f"The weight could not be checked: {reason}."
    if not weighed:
        return WeightVerdict(Verdict.UNDETERMINED, printed.text, None, None, None, None, (), text)
    by = weighed[0][1]
    return WeightVerdict(Verdict.UNDETERMINED, printed.text, None, by.rdkit, by.low, by.high, (), text)


def _is_single_digit(printed: StatedWeight) -> bool:
    """Tell whether the weight has one digit, leading zeros ignored."""
    return printed.value is not None and len(str(printed.value).replace(".", "").lstrip("0")) == 1


def _is_round(printed: StatedWeight) -> bool:
    """Tell whether the weight is one digit and zeros without a point: 400, 20000."""
    return printed.half_unit >= Decimal("0.5") and len(f"{printed.value:f}".rstrip("0")) == 1


def _figure(printed: StatedWeight) -> str:
    return " ".join(printed.text.split())


def _agreement(printed: StatedWeight, reading: Composition, by: AtomicWeights, table: str) -> str:
    formula, own = reading.hill(), f"{by.rdkit:.3f}"
    remark = f" ({printed.note})" if printed.note else ""
    if table == "rdkit":
        return f"The stated {_figure(printed)}{remark} agrees with {formula}, calculated {own}."
    other = by[AtomicWeights._fields.index(table)]
    return (
        f"The stated {_figure(printed)}{remark} agrees with {formula}, calculated {other:.3f} with "
        f"{_TABLE_NAMES[table]}{_difference(reading, table)}; RDKit gives {own}."
    )


def _difference(reading: Composition, table: str) -> str:
    """Return the element that differs most between the tables: `` (S 32.065, RDKit 32.067)``."""
    place = AtomicWeights._fields.index(table)

    def gap(kind: AtomKind) -> float:
        """Return how much the two tables differ for all atoms of a kind."""
        atom = atomic_weights(kind)
        return abs(atom[place] - atom.rdkit) * reading.counts[kind].numerator / reading.counts[kind].denominator

    kind = max(reading.counts, key=gap)
    atom = atomic_weights(kind)
    return f" ({kind.symbol} {atom[place]:g}, RDKit {atom.rdkit:g})"


def _other_mark(printed: StatedWeight, reading: Composition, by: AtomicWeights) -> str:
    mark = "comma is a decimal comma" if "," in printed.text else "point separates thousands"
    return (
        f"The stated {_figure(printed)} agrees with {reading.hill()}, calculated {by.rdkit:.3f}, "
        f"if the {mark}: {printed.other}."
    )


def _containment(printed: StatedWeight, reading: Composition, by: AtomicWeights) -> str:
    return (
        f"The stated {_figure(printed)} differs from {reading.hill()}, calculated {by.rdkit:.3f}, but is within its "
        f"natural range, {by.low:.3f} to {by.high:.3f}."
    )


def _causes_text(causes: Sequence[Cause]) -> str:
    if not causes:
        return "No common form or error explains it."
    first, *others = (f"{cause.label}, though {cause.doubt}" if cause.doubt else cause.label for cause in causes)
    if not others:
        return f"It fits {first}."
    return f"It fits {first}; less likely: {'; '.join(others)}."
