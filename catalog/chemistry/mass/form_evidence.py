"""Whether a compound can have a form: the prior of salts, hydrates and solvates among the causes of a wrong weight.

With enough counter-ions and waters, nearly every difference is some form. So a form must be said by the name, or be
possible: a salt of an acid needs a basic nitrogen, a salt of a base an acid group, a hydrate a polar atom, and more
than three waters need a metal or a compound without carbon. A usual salt that is not possible is still named, since its
weight may be that of another compound (cyclohexene and HCl make chlorocyclohexane), but it explains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.mass.weight_forms import CompoundForm, Partner

_NONMETALS = frozenset(
    {
        "H",
        "D",
        "T",
        "B",
        "C",
        "N",
        "O",
        "F",
        "Si",
        "P",
        "S",
        "Cl",
        "As",
        "Se",
        "Br",
        "Te",
        "I",
        "He",
        "Ne",
        "Ar",
        "Kr",
        "Xe",
    }
)
_POLAR = frozenset({"N", "O", "P", "S"})
_BASIC = frozenset({"N", "P"})
_MOST_WATER_OF_ORGANIC = 3
_SAID = 20.0
"""How much likelier a form is that the name says."""


_DOUBTFUL = 1 / 10
_USUAL_PREFIXES = frozenset({"", "di"})


class FormEvidence(NamedTuple):
    """What is known of the forms that a compound can have.

    Attributes:
        said: the words of the forms that its name says, without numbers: ``hydrochloride``, ``hydrate``.
        labels: the number of labelled atoms that its name says, by element and mass number; None if not said.
        is_basic: whether the drawing has a group that makes salts with acids; None if not drawn.
        is_acidic: the same for bases.
    """

    said: frozenset[str] = frozenset()
    labels: Mapping[tuple[str, int], int | None] = {}
    is_basic: bool | None = None
    is_acidic: bool | None = None


NO_EVIDENCE = FormEvidence()
_NO_POLAR_ATOM = "it has no atom that binds water or solvents"


class Likelihood(NamedTuple):
    """How likely a form is.

    Attributes:
        factor: for its odds; 0 if it cannot explain anything.
        doubt: what the compound lacks for it, or an empty text.
    """

    factor: float
    doubt: str = ""


def form_likelihood(form: CompoundForm, compound: Composition, evidence: FormEvidence) -> Likelihood:
    """Return how likely a form of a compound is.

    Args:
        form: the form.
        compound: the compound without it.
        evidence: what name and drawing say.
    """
    if evidence.said and not any(evidence.said.isdisjoint(words) for words in form.stems):
        return Likelihood(_SAID)
    elements = compound.elements().keys()
    is_mineral = "C" not in elements or not elements <= _NONMETALS
    if form.is_unusual or (form.water > _MOST_WATER_OF_ORGANIC and not is_mineral):
        return Likelihood(0.0)
    doubt = _doubt(form.partner, elements, evidence, is_mineral=is_mineral)
    if doubt:
        return Likelihood(_DOUBTFUL if form.prefix in _USUAL_PREFIXES and not _is_hydrated_salt(form) else 0.0, doubt)
    return Likelihood(1.0)


def _is_hydrated_salt(form: CompoundForm) -> bool:
    return bool(form.water) and form.partner is not Partner.NONE


def _doubt(partner: Partner, elements: AbstractSet[str], evidence: FormEvidence, *, is_mineral: bool) -> str:
    """Return what a compound lacks for a form, or an empty text."""
    if partner is Partner.ACID and (evidence.is_basic is False or _BASIC.isdisjoint(elements)):
        return "it has no basic nitrogen"
    is_acidic = evidence.is_acidic is not False and "H" in elements and not _POLAR.isdisjoint(elements)
    if partner is Partner.BASE and not is_acidic:
        return "it has no acid group"
    return "" if is_mineral or not _POLAR.isdisjoint(elements) else _NO_POLAR_ATOM
