"""One grammar reads the form of a compound from its name."""

from __future__ import annotations

from fractions import Fraction

import pytest

from catalog.product.text.name_forms import bare_name, read_name_form, without_grade
from catalog.product.text.name_isomers import read_isomer
from catalog.product.text.name_strength import StrengthKind, cut_strength

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("name", "bare", "parts"),
    [
        ("Tramazoline hydrochloride monohydrate", "tramazoline", [("hydrochloride", None), ("hydrate", 1)]),
        ("Quinine (hemisulfate)", "quinine", [("sulfate", HALF)]),
        ("Carbenoxolone (disodium)", "carbenoxolone", [("sodium", 2)]),
        ("Spermine 4HCl", "spermine 4hcl", [("hydrochloride", 4)]),
        ("Nickel(II) acetate tetrahydrate", "nickel ii acetate", [("nickel", None), ("acetate", None), ("hydrate", 4)]),
        ("Adenine sulphate", "adenine", [("sulfate", None)]),
        ("Stachyose tetrahydrate, ≥98% (HPLC)", "stachyose", [("hydrate", 4)]),
        ("Caffeine", "", []),
        # Names of other things, with the words of a counter-ion.
        ("Potassium channel opener 3", "", []),
        ("Citrate synthase", "", []),
        ("Calcium ionophore I", "", []),
        ("Phosphate buffered saline", "", []),
        ("Calcium Green-1", "", []),
    ],
)
def test_parts(name: str, bare: str, parts: list[tuple[str, Fraction | None]]) -> None:
    form = read_name_form(name)
    assert (form.bare, [(part.stem, part.number) for part in form.parts]) == (bare, parts)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Naphthalene-d8", {("H", 2): 8}),
        ("Toluene-D8", {("H", 2): 8}),
        ("d6-DMSO", {("H", 2): 6}),
        ("Chloroform-d", {("H", 2): 1}),
        ("N,N-Dimethylformamide-(dimethyl-d6)", {("H", 2): 6}),
        ("D-Glucose-13C6", {("C", 13): 6}),
        ("L-Lysine-[13C6,15N2] dihydrochloride", {("C", 13): 6, ("N", 15): 2}),
        ("Ethane-1,1,1-d3", {("H", 2): 3}),
        ("[2H3]Acetic acid", {("H", 2): 3}),
        ("Urea-13C", {("C", 13): None}),
        ("Vitamin D3", {}),
        ("Prostaglandin-d2", {}),
        ("N-Tosyl-d,l-isoleucine", {}),
        ("AZD1152", {}),
        ("2H-Pyran", {}),
        ("2-Deoxy-D-ribose", {}),
    ],
)
def test_labels(name: str, labels: dict[tuple[str, int], int | None]) -> None:
    assert dict(read_name_form(name).labels) == labels


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("Hydrogen peroxide solution, 30 wt. % in H2O", [(StrengthKind.CONTENT, 30, 30, "H2O")]),
        ("Borane tetrahydrofuran complex, 1.0 M in THF", [(StrengthKind.MOLARITY, 1, 1, "THF")]),
        ("Sodium hydride, 60 % dispersion in mineral oil", [(StrengthKind.CONTENT, 60, 60, "mineral oil")]),
        ("Diethyl ether, ~95 %", [(StrengthKind.PURITY, 95, 95, "")]),
        ("Pectinase, 70-80%", [(StrengthKind.PURITY, 70, 80, "")]),
        ("Methyllithium (ca. 3.1 mol/L in diethoxymethane)", [(StrengthKind.MOLARITY, 3.1, 3.1, "diethoxymethane")]),
        ("Palladium, 10 % on carbon", [(StrengthKind.CONTENT, 10, 10, "")]),
        ("Benzene-d6, 99.6 atom % D", []),
        ("Valinol, 98% ee", []),
        ("Triton X-100", []),
        ("Dess-Martin periodinane, 15 mM", [(StrengthKind.MOLARITY, 0.015, 0.015, "")]),
    ],
)
def test_figures(name: str, figures: list[tuple[StrengthKind, float, float, str]]) -> None:
    assert [(one.kind, one.low, one.high, one.medium) for one in cut_strength(name)[0]] == figures


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("Acetonitrile, HPLC grade", "Acetonitrile"),
        ("Sodium chloride, puriss. p.a., ACS reagent", "Sodium chloride"),
        ("Sucrose [for Biochemical Research]", "Sucrose"),
        ("Styrene (stabilized with TBC)", "Styrene"),
        ("Propanimidamide, 3-hydroxy-, hydrochloride (1:1)", "Propanimidamide, 3-hydroxy-, hydrochloride (1:1)"),
        ("Purealin", "Purealin"),
    ],
)
def test_grades(name: str, without: str) -> None:
    assert without_grade(name) == without


@pytest.mark.parametrize(
    ("name", "centres", "bonds", "amino_acid", "position", "is_racemic"),
    [
        ("(1R,2S)-2-Aminocyclohexanol", "RS", "", "", "", False),
        ("(2E,4E)-Hexadienoic acid", "", "EE", "", "", False),
        ("N-Acetyl-D-phenylalanine", "", "", "D", "", False),
        ("L-Alanyl-D-glutamine", "", "", "", "", False),
        ("(±)-Propranolol", "", "", "", "", True),
        ("DL-Serine", "", "", "", "", True),
        ("o-Toluidine", "", "", "", "o", False),
        ("meta-Cresol", "", "", "", "m", False),
        ("O-Methyl-L-tyrosine", "", "", "L", "", False),
        ("o-methyl-l-tyrosine", "", "", "", "", False),
        ("p-Menthane", "", "", "", "", False),
    ],
)
def test_isomers(name: str, centres: str, bonds: str, amino_acid: str, position: str, is_racemic: bool) -> None:
    isomer = read_isomer(name)
    assert (isomer.centres, isomer.bonds, isomer.amino_acid) == (centres, bonds, amino_acid)
    assert (isomer.position, isomer.is_racemic) == (position, is_racemic)


@pytest.mark.parametrize(
    ("name", "is_polymer", "average"),
    [
        ("Poly(ethylene glycol), Mn 6,000", True, 6000),
        ("PEG 400", True, 400),
        ("Polyethylene glycol 1500", True, 1500),
        ("mPEG4-azide", False, None),
        ("Polymyxin B", False, None),
    ],
)
def test_polymers(name: str, is_polymer: bool, average: float | None) -> None:
    form = read_name_form(name)
    assert (form.is_polymer, form.average_weight) == (is_polymer, average)


def test_a_name_without_limit_is_not_read() -> None:
    assert read_name_form("hydrochloride " * 1_000).parts == ()


@pytest.mark.parametrize(
    ("name", "bare"),
    [("Ethyl acetate", "ethyl acetate"), ("Copper sulfate pentahydrate", "copper sulfate"), ("L-DOPA", "dopa")],
)
def test_bare_names(name: str, bare: str) -> None:
    assert bare_name(name)[0] == bare
