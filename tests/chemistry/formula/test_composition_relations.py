"""How the composition of a drawing differs from what a formula states."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.composition_relations import (
    CompositionLayer,
    CompositionRelation,
    compare_compositions,
    difference_words,
)
from catalog.chemistry.formula.counterions import COMPANIONS, Companion
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.structure.structure import fragment_compositions, read_structure


def relate(smiles: str, formula: str) -> CompositionRelation:
    structure = read_structure(smiles, "smiles")
    return compare_compositions(structure.composition, read_formula(formula).readings, fragment_compositions(structure))


@pytest.mark.parametrize(
    ("smiles", "formula", "layer", "words"),
    [
        ("CCO", "C2H6O", CompositionLayer.SAME, ""),
        ("CCO", "CH3CH2OH", CompositionLayer.SAME, ""),
        ("CC[NH3+]", "C2H8N+", CompositionLayer.SAME, ""),
        ("[13CH3]CO", "[13C]CH6O", CompositionLayer.SAME, ""),
        ("CN.Cl", "CH5N·HCl", CompositionLayer.SAME, ""),
        ("CC[NH3+]", "C2H8N", CompositionLayer.CHARGE_UNSTATED, "has the charge +1"),
        ("CC[NH3+]", "C2H8N-", CompositionLayer.PROTONATION, "has the charge +1, the formula -1"),
        ("CC[NH3+]", "C2H7N", CompositionLayer.PROTONATION, "has H more (charge +1)"),
        ("CC(=O)[O-]", "C2H4O2", CompositionLayer.PROTONATION, "has H less (charge -1)"),
        ("[13CH3]CO", "C2H6O", CompositionLayer.ISOTOPE, "has [13C], the formula none"),
        ("CCO", "C[13C]H6O", CompositionLayer.ISOTOPE, "has no isotope labels, the formula [13C]"),
        ("CN.CN", "CH5N", CompositionLayer.MULTIPLE, "has 2 formula units"),
        ("CN", "C2H10N2", CompositionLayer.MULTIPLE, "has 1/2 formula units"),
        ("CN", "CH5N·HCl", CompositionLayer.SALT, "lacks HCl"),
        ("CN", "CH5N·HBr", CompositionLayer.SALT, "lacks HBr"),
        ("CN", "CH5N·H2O", CompositionLayer.SALT, "lacks water"),
        ("CN.Cl", "CH5N", CompositionLayer.SALT, "also has ClH"),
        ("CN.Cl", "CH5N·HBr", CompositionLayer.SALT, "also has ClH, lacks HBr"),
        ("CN.Cl", "CH5N·HCl·H2O", CompositionLayer.SALT, "lacks water"),
        (
            "CN",
            "(CH5N)2·H2SO4",
            CompositionLayer.SALT,
            "lacks sulfuric acid, has one of the 2 molecules in the formula",
        ),
        ("CC(=O)O", "C2H3NaO2", CompositionLayer.SALT, "lacks sodium for hydrogen"),
        ("CC(=O)O", "C2H3KO2", CompositionLayer.SALT, "lacks potassium for hydrogen"),
        ("CCO", "C3H8O", CompositionLayer.SKELETON, "has CH2 less"),
        ("CCO", "C2H4O", CompositionLayer.SKELETON, "has H2 more"),
        ("CBr", "CH3Cl", CompositionLayer.SKELETON, "has Br more and Cl less"),
    ],
)
def test_names_the_layer_and_the_difference(smiles: str, formula: str, layer: CompositionLayer, words: str) -> None:
    relation = relate(smiles, formula)
    assert (relation.layer, relation.words) == (layer, words)


@pytest.mark.parametrize(
    ("smiles", "formula", "differ"),
    [("[13CH3]CO", "C3H8O", True), ("CCO", "C3H8O", False), ("[2H]CN", "CH5N·HCl", True)],
)
def test_tells_of_labels_that_differ_besides(smiles: str, formula: str, differ: bool) -> None:
    assert relate(smiles, formula).labels_differ is differ


def test_takes_the_reading_that_differs_least() -> None:
    drawn = Composition.of({"C": 2, "H": 6, "O": 1})
    readings = [Composition.of({"C": 3, "H": 8, "O": 1}), drawn + Composition.of({"H": 1, "Cl": 1}), drawn]
    assert compare_compositions(drawn, readings).layer is CompositionLayer.SAME
    assert compare_compositions(drawn, readings[:2]).layer is CompositionLayer.SALT
    assert compare_compositions(drawn, readings[:1]).layer is CompositionLayer.SKELETON


@pytest.mark.parametrize("companion", COMPANIONS, ids=lambda companion: companion.name)
def test_each_companion_is_recognised_by_its_name(companion: Companion) -> None:
    compound = Composition.of({"C": 20, "H": 26, "N": 2, "O": 5})
    added = Composition({AtomKind(symbol): Fraction(count) for symbol, count in companion.counts.items()})
    relation = compare_compositions(compound, [compound + added])
    assert (relation.layer, relation.words) == (CompositionLayer.SALT, f"lacks {companion.name}")


COMPOSITIONS = st.builds(
    lambda carbons, others: Composition.of({"C": carbons, **others}),
    st.integers(2, 30),
    st.dictionaries(st.sampled_from(["H", "N", "O", "S", "Cl", "F"]), st.integers(1, 20), max_size=4),
)


@given(COMPOSITIONS)
def test_what_is_equal_is_the_same(composition: Composition) -> None:
    assert compare_compositions(composition, [composition]) == CompositionRelation(CompositionLayer.SAME)


@given(COMPOSITIONS, COMPOSITIONS)
def test_what_is_not_equal_is_never_the_same(one: Composition, other: Composition) -> None:
    same = compare_compositions(one, [other]).layer is CompositionLayer.SAME
    assert same == (one == other)


@given(COMPOSITIONS)
def test_one_methylene_more_belongs_to_another_compound(composition: Composition) -> None:
    more = composition + Composition.of({"C": 1, "H": 2})
    assert difference_words(more, composition) == "has CH2 more"
    assert compare_compositions(more, [composition]) == CompositionRelation(CompositionLayer.SKELETON, "has CH2 more")
