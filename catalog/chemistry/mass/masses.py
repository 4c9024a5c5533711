"""Average molecular weights and monoisotopic masses of compositions."""

from __future__ import annotations

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.mass.atomic_weights import AtomicWeights, atomic_weights, nuclide_mass

ELECTRON_MASS = 0.000548579909
"""Da (CODATA 2018, doi:10.1103/RevModPhys.93.025010)."""

PROTON_MASS = 1.007276467
"""Da (CODATA 2018): what ionization by a proton adds."""


def molecular_weight(composition: Composition) -> float:
    """Return the average molecular weight in g/mol by RDKit's table, not rounded.

    Labelled atoms have the mass of their nuclide. The electrons of an ion's charge are ignored, as in RDKit: they weigh
    less than the uncertainty of the atomic weights.

    >>> f"{molecular_weight(Composition.of({'C': 20, 'H': 22, 'N': 4, 'O': 4, 'S': 3})):.3f}"
    '478.621'
    """
    return weights(composition).rdkit


def monoisotopic_mass(composition: Composition) -> float:
    """Return the mass in Da of the species made of the most abundant nuclide of each element, not rounded.

    Labelled atoms count with their own nuclide. For an ion, each positive charge is one electron less, as in RDKit's
    `CalcExactMolWt` and in a mass spectrometer.

    >>> f"{monoisotopic_mass(Composition.of({'C': 20, 'H': 22, 'N': 4, 'O': 4, 'S': 3})):.5f}"
    '478.08032'
    >>> f"{monoisotopic_mass(Composition.of({'Na': 1}, charge=1)):.5f}"
    '22.98922'
    """
    nuclei = sum(nuclide_mass(kind) * n.numerator / n.denominator for kind, n in composition.counts.items())
    return nuclei - composition.charge * ELECTRON_MASS


def weights(composition: Composition) -> AtomicWeights:
    """Return the weight in g/mol by every table of atomic weights, and the natural range.

    >>> by = weights(Composition.of({"C": 20, "H": 22, "N": 4, "O": 4, "S": 3}))
    >>> [round(weight, 3) for weight in (by.conventional, by.iupac_2007, by.low, by.high)]
    [478.6, 478.608, 478.563, 478.667]
    """
    rdkit = conventional = iupac_2007 = iupac_2001 = iupac_1997 = low = high = 0.0
    for kind, number in composition.counts.items():
        atom = atomic_weights(kind)
        n = number.numerator / number.denominator
        rdkit += n * atom.rdkit
        conventional += n * atom.conventional
        iupac_2007 += n * atom.iupac_2007
        iupac_2001 += n * atom.iupac_2001
        iupac_1997 += n * atom.iupac_1997
        low += n * atom.low
        high += n * atom.high
    return AtomicWeights(rdkit, conventional, iupac_2007, iupac_2001, iupac_1997, low, high)
