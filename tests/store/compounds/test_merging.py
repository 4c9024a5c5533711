"""Two compounds before a merger, and the name that a merged compound has; on both engines."""

from __future__ import annotations

import pytest

from catalog.errors import Conflict, NotFound
from catalog.store.compounds.changes import merge_compounds
from catalog.store.compounds.compounds import Compound, find_compound
from catalog.store.compounds.merging import compare_compounds, compound_to_merge, differing
from catalog.store.database import Database
from catalog.store.writing.products import Author, keep_products
from tests.store.compounds_made import key, sold

CAFFEINE, THEOPHYLLINE = "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "Cn1c(=O)c2[nH]cnc2n(C)c1=O"
CITRIC, CITRIC_HYDRATE = "OC(CC(=O)O)(CC(=O)O)C(=O)O", "O.OC(CC(=O)O)(CC(=O)O)C(=O)O"
PRODUCTS = [
    sold("C1", CAFFEINE, "58-08-2", name="Caffeine", synonyms=["Theine"]),
    *(sold(f"T{n}", THEOPHYLLINE, "58-55-9", name="Theophylline") for n in range(3)),
    sold("N1", None, "8049-99-8", name="Caffeine", hill_formula="C8H10N4O2"),
    sold("N2", None, None, name="Nothing known"),
    sold("H1", CITRIC, "77-92-9", name="Citric acid"),
    sold("H2", CITRIC_HYDRATE, "77-92-9", name="Citric acid monohydrate"),
]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as connection:
        keep_products(connection, PRODUCTS, Author("test"))
    return database


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (key(CAFFEINE), key(THEOPHYLLINE), ["Formula", "CAS RN", "InChIKey"]),
        ("58-08-2", "58-55-9", ["Formula", "CAS RN", "InChIKey"]),
        (key(CAFFEINE), "8049-99-8", ["CAS RN"]),
        (key(CITRIC), key(CITRIC_HYDRATE), ["Formula", "InChIKey"]),
        (key(CAFFEINE), key(CAFFEINE), []),
    ],
)
def test_facts_that_differ_say_that_these_are_two(
    filled: Database, source: str, target: str, expected: list[str]
) -> None:
    with filled.read() as connection:
        pair = compound_to_merge(connection, source), compound_to_merge(connection, target)
    assert differing(compare_compounds(*pair)) == expected
    assert differing(compare_compounds(*reversed(pair))) == expected


def test_what_is_not_known_does_not_differ_and_common_names_are_named(filled: Database) -> None:
    with filled.read() as connection:
        pair = compound_to_merge(connection, key(CAFFEINE)), compound_to_merge(connection, "8049-99-8")
    facts = {fact.fact: fact for fact in compare_compounds(*pair)}
    assert (facts["InChIKey"].standing, facts["InChIKey"].target) == ("unknown", "")
    assert facts["Names in common"].source == "Caffeine"


@pytest.mark.parametrize(("wanted", "error"), [("77-92-9", Conflict), ("64-17-5", NotFound)])
def test_a_cas_rn_of_several_or_no_compounds_is_not_merged(
    filled: Database, wanted: str, error: type[Exception]
) -> None:
    with filled.read() as connection, pytest.raises(error):
        compound_to_merge(connection, wanted)


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        (key(THEOPHYLLINE), key(CAFFEINE), "Caffeine"),
        (key(CAFFEINE), key(THEOPHYLLINE), "Theophylline"),
        (key(THEOPHYLLINE), "8049-99-8", "Theophylline"),
    ],
)
def test_a_merged_compound_is_called_as_its_drawing_is(filled: Database, source: str, target: str, name: str) -> None:
    with filled.write() as connection:
        merge_compounds(connection, source, target, "me", "a trial of the name")
        merged = find_compound(connection, target)
    assert isinstance(merged, Compound)
    drawn = {CAFFEINE: "Caffeine", THEOPHYLLINE: "Theophylline"}
    assert merged.form is not None
    by_drawing = next(called for smiles, called in drawn.items() if key(smiles) == merged.form.inchi_key)
    assert (merged.names()[0], by_drawing) == (name, name)
    assert len(merged.names()) >= 2
