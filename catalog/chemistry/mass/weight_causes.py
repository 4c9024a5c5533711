"""Possible causes of a mismatch between stated weight and formula, most likely first.

Each cause has odds, which are multiplied by how well the stated weight fits. A weight with one hydrogen chloride more
is usually that of the hydrochloride, seldom three wrong digits. A weight with two swapped digits is usually a typing
error, seldom that of a rare solvate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.mass.atomic_weights import AtomicWeights, atomic_weights
from catalog.chemistry.mass.form_evidence import NO_EVIDENCE, FormEvidence, Likelihood, form_likelihood
from catalog.chemistry.mass.formula_slips import formula_slips, isobaric_slips
from catalog.chemistry.mass.masses import ELECTRON_MASS, PROTON_MASS, monoisotopic_mass, weights
from catalog.chemistry.mass.printing_slips import printing_slips
from catalog.chemistry.mass.stated_weight import StatedWeight
from catalog.chemistry.mass.weight_fit import Hypothesis, fit_score
from catalog.chemistry.mass.weight_forms import CompoundForm, compound_forms

MOST_CAUSES = 6
"""The number of causes that are named. Less likely ones fit by chance."""

LEAST_SHARE = 1 / 500
"""The minimum odds of a named cause, as a share of the most likely one's."""

_HUNDREDTH = 0.01
"""g/mol: the last digit of a weight that can tell groups of nearly the same weight apart."""
_EXACT_FIT = 0.3
"""The least score of a weight that a table rounds to."""

_MOST_READINGS = 4
_WINDOW = 1e-3
"""The largest difference between the tables of atomic weights for any element, as a share of the weight."""
_MONOISOTOPIC_ODDS = 120.0
_IONS = (
    ("protonated-ion", "[M+H]+", PROTON_MASS, 40.0),
    ("ion", "[M−H]−", -PROTON_MASS, 6.0),
    ("ion", "[M+Na]+", 22.98976928 - ELECTRON_MASS, 6.0),
    ("ion", "[M+NH4]+", 18.03382555, 2.0),
    ("ion", "[M+K]+", 38.96370668 - ELECTRON_MASS, 1.0),
)
"""Ions of mass spectrometry, by the difference of their mass from the molecule's, Da."""

_MULTIPLES = {
    Fraction(2): ("twice the formula, as for a dimer or a 2:1 salt", 15.0),
    Fraction(1, 2): ("half the formula, as for a hemi-salt", 15.0),
    Fraction(3): ("three times the formula", 3.0),
    Fraction(1, 3): ("a third of the formula", 3.0),
}

_DEUTERIUM_ODDS = {1: 6, 2: 5, 3: 30, 4: 12, 5: 15, 6: 15, 7: 10, 8: 10, 9: 10, 10: 8, 11: 4, 12: 4}
_CARBON_13_ODDS = {1: 6, 2: 5, 3: 6, 4: 4, 5: 3, 6: 8}
_NITROGEN_15_ODDS = {1: 4, 2: 3, 3: 2}
_LABELS = (("H", 2, _DEUTERIUM_ODDS), ("C", 13, _CARBON_13_ODDS), ("N", 15, _NITROGEN_15_ODDS))
_UNLABELLED_ODDS = 60.0
_SAID_LABEL_ODDS = 600.0
"""The odds of the label that the name says."""
_BARE_ODDS = 0.7
"""The odds of the formula of a salt with the weight of the base, relative to the reverse."""
_TWO_TO_ONE_ODDS = 0.25


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause of a stated weight.

    Attributes:
        kind: a word for programs, such as `hydrate` or `swapped-digits`.
        label: words for people, such as ``the monohydrate (+ H2O)``.
        weight: the weight of the substance in this case, g/mol.
        odds: how likely it is, relative to the others.
        doubt: why the compound can hardly have this form, or an empty text.
    """

    kind: str
    label: str
    weight: float
    odds: float = 0.0
    doubt: str = ""


def causes_of(
    stated: StatedWeight, readings: Sequence[Composition], evidence: FormEvidence = NO_EVIDENCE
) -> tuple[Cause, ...]:
    """Return the causes that explain a stated weight, most likely first.

    Forms that the compound can hardly have are none, unless its name says them (see ``form_evidence``).

    >>> from catalog.chemistry.mass.stated_weight import read_weight
    >>> aspirin = Composition.of({"C": 9, "H": 8, "O": 4})
    >>> [cause.label for cause in causes_of(read_weight("180.04"), [aspirin])]
    ['the monoisotopic mass']
    >>> causes_of(read_weight("202.14"), [aspirin])[0].label
    'the sodium salt (+ Na − H)'
    """
    found: dict[tuple[str, str], Cause] = {}
    for composition in readings[:_MOST_READINGS]:
        for hypothesis in _hypotheses(stated, composition, evidence):
            likelihood = hypothesis.odds * fit_score(hypothesis.value, hypothesis.half_unit, hypothesis.weights)
            kind, label = key = hypothesis.kind, hypothesis.label
            if likelihood and (key not in found or found[key].odds < likelihood):
                found[key] = Cause(kind, label, hypothesis.weights.rdkit, likelihood, hypothesis.doubt)
    return _likeliest(found.values())


def isobaric_causes(stated: StatedWeight, composition: Composition) -> tuple[Cause, ...]:
    """Return the exchanges of CH4 and O, or of S and O2, by which a table gives exactly the stated weight.

    They explain a weight that is within the natural range of the formula, but agrees with no table.
    """
    value, half_unit = float(stated.value or 0), float(stated.half_unit)
    if half_unit > _HUNDREDTH / 2:
        return ()
    own = weights(composition)
    causes = []
    for slip in isobaric_slips(composition):
        changed = own
        for kind, number in slip.change.items():
            changed = _plus(changed, atomic_weights(kind), number)
        if fit_score(value, half_unit, changed) >= _EXACT_FIT:
            causes.append(Cause(slip.kind, slip.label, changed.rdkit, slip.odds))
    return tuple(causes)


def _likeliest(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Sort by odds. Of causes with the same weight, such as H13 for H12 and one H more, keep the more likely one."""
    ordered = sorted(causes, key=lambda cause: -cause.odds)
    named: list[Cause] = []
    for cause in ordered[: 4 * MOST_CAUSES]:
        family = _family(cause.kind)
        if any(_family(other.kind) == family and abs(other.weight - cause.weight) < 1e-6 for other in named):
            continue
        if cause.odds >= LEAST_SHARE * ordered[0].odds:
            named.append(cause)
    return tuple(named[:MOST_CAUSES])


def _family(kind: str) -> str:
    return "formula" if kind in {"hydrogen", "methylene", "atom", "substitution"} or kind[:7] == "formula" else kind


def _hypotheses(stated: StatedWeight, composition: Composition, evidence: FormEvidence) -> Iterator[Hypothesis]:
    """Yield the possible causes whose weight is near the stated one."""
    value, half_unit = float(stated.value or 0), float(stated.half_unit)
    own = weights(composition)
    gap = _Gap(value - own.rdkit, half_unit + _WINDOW * max(value, own.rdkit))
    for kind, label, meant, odds in (
        *_masses(composition),
        *_multiples(own),
        *_other_labels(composition, own, evidence),
        *_other_formulas(composition, own, gap),
    ):
        yield Hypothesis(kind, label, value, half_unit, meant, odds)
    for (kind, label, meant, odds), (factor, doubt) in _other_forms(composition, own, gap, evidence):
        yield Hypothesis(kind, label, value, half_unit, meant, odds * factor, doubt)
    for slip in printing_slips(stated, own.rdkit, gap.window):
        yield Hypothesis(slip.kind, slip.label, slip.value, slip.half_unit, own, slip.odds)


class _Gap(NamedTuple):
    """The difference of the stated weight from RDKit's, and how far other tables may differ."""

    difference: float
    window: float

    def fits(self, difference: float) -> bool:
        """Tell whether this weight may explain the difference."""
        return abs(self.difference - difference) <= self.window


_Explanation = tuple[str, str, AtomicWeights, float]


def _masses(composition: Composition) -> Iterator[_Explanation]:
    mass = monoisotopic_mass(composition)
    yield "monoisotopic", "the monoisotopic mass", _one(mass), _MONOISOTOPIC_ODDS
    if not composition.charge:
        for kind, name, more, odds in _IONS:
            yield kind, f"the mass of the ion {name}", _one(mass + more), odds


def _multiples(own: AtomicWeights) -> Iterator[_Explanation]:
    for factor, (label, odds) in _MULTIPLES.items():
        yield "multiple", label, _plus(own, own, float(factor - 1)), odds


def _other_labels(composition: Composition, own: AtomicWeights, evidence: FormEvidence) -> Iterator[_Explanation]:
    for symbol, mass_number, numbers in _LABELS:
        natural, labelled = AtomKind(symbol), AtomKind(symbol, mass_number)
        change = _plus(atomic_weights(labelled), atomic_weights(natural), -1)
        said = evidence.labels.get((symbol, mass_number)) or 0
        for number, odds in (numbers | {said: _SAID_LABEL_ODDS} if said else numbers).items():
            if composition.counts.get(natural, 0) >= number:
                name = f"d{number}" if symbol == "H" else f"{mass_number}{symbol}{number if number > 1 else ''}"
                yield "isotope", f"a label ({name}) missing in the formula", _plus(own, change, number), odds
    if composition.is_labelled():
        label = "the formula without its isotope labels"
        yield "isotope", label, weights(composition.without_labels()), _UNLABELLED_ODDS


def _other_forms(
    composition: Composition, own: AtomicWeights, gap: _Gap, evidence: FormEvidence
) -> Iterator[tuple[_Explanation, Likelihood]]:
    for form in compound_forms():
        more, odds = form.added_weights.rdkit, form.odds
        if gap.fits(more) and _holds(composition, form.removed):
            label = f"the {form.name} (+ {form.terms})"
            explanation = form.kind, label, _plus(own, form.added_weights, 1), odds
            yield explanation, form_likelihood(form, composition, evidence)
        if gap.fits(-more) and _holds(composition, form.added) and own.rdkit > more + 1:
            label = f"the {form.bare} (without {form.terms})"
            explanation = _bare_kind(form), label, _plus(own, form.added_weights, -1), odds * _BARE_ODDS
            yield explanation, form_likelihood(form, composition - form.added + form.removed, evidence)
        if form.prefix == "hemi" and gap.fits(own.rdkit + 2 * more) and _holds(composition, form.removed):
            label = f"twice the {form.name} (2 × (formula + {form.terms}))"
            explanation = form.kind, label, _plus(_plus(own, own, 1), form.added_weights, 2), odds * _TWO_TO_ONE_ODDS
            yield explanation, form_likelihood(form, composition, evidence)


def _other_formulas(composition: Composition, own: AtomicWeights, gap: _Gap) -> Iterator[_Explanation]:
    for slip in formula_slips(composition):
        difference = sum(number * atomic_weights(kind).rdkit for kind, number in slip.change.items())
        if gap.fits(difference):
            changed = own
            for kind, number in slip.change.items():
                changed = _plus(changed, atomic_weights(kind), number)
            yield slip.kind, slip.label, changed, slip.odds


def _bare_kind(form: CompoundForm) -> str:
    return {"salt": "free-base" if "acid" not in form.bare else "free-acid"}.get(form.kind, form.kind)


def _holds(composition: Composition, part: Composition) -> bool:
    return all(composition.counts.get(kind, 0) >= number for kind, number in part.counts.items())


def _one(mass: float) -> AtomicWeights:
    return AtomicWeights._make([mass] * 7)


def _plus(one: AtomicWeights, other: AtomicWeights, factor: float) -> AtomicWeights:
    return AtomicWeights._make(a + factor * b for a, b in zip(one, other, strict=True))
