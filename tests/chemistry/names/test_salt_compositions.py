"""Compositions of salts by the balance of charges."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.names.salt_compositions import Ion, IonWord, Salt, SaltFit, fit_salt, salt_compositions

CATIONS = st.sampled_from([Ion("Na", (1,), (("Na", 1),)), Ion("Cu", (2,), (("Cu", 1),)), Ion("Fe", (3,), (("Fe", 1),)),
                           Ion("NH4", (1,), (("N", 1), ("H", 4))), Ion("Th", (4,), (("Th", 1),))])  # fmt: skip
ANIONS = st.sampled_from([Ion("Cl", (1,), (("Cl", 1),)), Ion("SO4", (2,), (("S", 1), ("O", 4))),
                          Ion("NO3", (1,), (("N", 1), ("O", 3))), Ion("P", (3,), (("P", 1),))])  # fmt: skip
WATER = Composition.of({"H": 2, "O": 1})


@given(CATIONS, ANIONS)
def test_charges_are_balanced(cation: Ion, anion: Ion) -> None:
    [only] = salt_compositions(Salt((IonWord((cation,)),), (IonWord((anion,)),)))
    metals, others = (_number(only.composition, ion) for ion in (cation, anion))
    if not {symbol for symbol, _ in cation.atoms} & {symbol for symbol, _ in anion.atoms}:
        assert metals * cation.charges[0] == others * anion.charges[0]


def _number(composition: Composition, ion: Ion) -> Fraction:
    symbol, count = ion.atoms[0]
    return composition.elements()[symbol] / count


@given(CATIONS, ANIONS, st.integers(0, 12), st.integers(0, 12), st.integers(1, 3))
def test_water_is_counted_for_one_formula_unit(cation: Ion, anion: Ion, said: int, has: int, units: int) -> None:
    salt = Salt((IonWord((cation,)),), (IonWord((anion,)),), Fraction(said), says_water=True)
    composition = (salt_compositions(salt)[0].composition + WATER * has) * units
    fitted = fit_salt(salt, composition)
    assert fitted.water == has
    assert (fitted.fit is SaltFit.FITS) == (said in (has, has * units))


@given(CATIONS, ANIONS, st.sampled_from(["O", "S", "C", "K"]))
def test_an_atom_more_is_another_compound(cation: Ion, anion: Ion, symbol: str) -> None:
    salt = Salt((IonWord((cation,)),), (IonWord((anion,)),))
    more = salt_compositions(salt)[0].composition + Composition.of({symbol: 1})
    assert fit_salt(salt, more).fit is SaltFit.OTHER
