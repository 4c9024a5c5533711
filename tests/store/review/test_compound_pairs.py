"""Compounds that probably are one: which pairs wait, in what order, until they are decided; on both engines."""

from __future__ import annotations

import pytest

from catalog.errors import Conflict, NotFound
from catalog.store.compounds.changes import keep_apart, merge_compounds, split_compound, take_back
from catalog.store.database import Database
from catalog.store.review.compound_pairs import compound_pairs, count_pairs
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

KEYS = {letter: f"{letter * 14}-UHFFFAOYSA-N" for letter in "ABCD"}
FIRST, SECOND = "64-17-5", "7732-18-5"


def keep(database: Database, *stated: tuple[str, str, str, str | None]) -> None:
    """Keep products, each by number, CAS RN, formula, and the letter of its structure if it has one."""
    entries = []
    for number, cas_rn, formula, letter in stated:
        drawn = None if letter is None else {"smiles": "CCO", "inchi": "InChI=1S/C2H6O", "inchi_key": KEYS[letter]}
        structure = drawn and {**drawn, "stated": "CCO"}
        entries.append(make_entry(number, number, cas_rn=cas_rn, hill_formula=formula, structure=structure))
    with database.write() as connection:
        keep_products(connection, entries, Author("test"))


def waiting(database: Database) -> list[tuple[str, str, str]]:
    """The pairs that wait: CAS RN, the letter of the one that would go, and that of the one that would stay."""
    with database.read() as connection:
        found = compound_pairs(connection, limit=9)
        assert count_pairs(connection) == len(found)
        if found:
            assert compound_pairs(connection, after=found[0].number, limit=9) == found[1:]
    return [(pair.cas_rn, pair.key[0], pair.into[0]) for pair in found]


def test_are_those_with_one_number_and_one_formula(database: Database) -> None:
    keep(
        database,
        ("A1", FIRST, "C2H6O", "A"),
        ("B1", FIRST, "C2H6O", "B"),
        ("B2", FIRST, "C2H6O", "B"),
        ("C1", SECOND, "H2O", "C"),
        ("D1", SECOND, "D2O", "D"),
    )
    assert waiting(database) == [(FIRST, "A", "B")]
    keep(database, ("D1", SECOND, "H2O", "D"))
    assert waiting(database) == [(FIRST, "A", "B"), (SECOND, "D", "C")]


def test_of_one_number_wait_one_after_the_other(database: Database) -> None:
    keep(database, *((f"{letter}1", FIRST, "C2H6O", letter) for letter in "ABC"))
    decided = []
    while pairs := waiting(database):
        decided.append(pairs[0][1:])
        with database.write() as connection:
            keep_apart(connection, KEYS[pairs[0][1]], KEYS[pairs[0][2]], "test", "two")
    assert decided == [("B", "A"), ("C", "A"), ("C", "B")]


def test_wait_no_more_once_decided_until_that_is_taken_back(database: Database) -> None:
    keep(database, ("A1", FIRST, "C2H6O", "A"), ("B1", FIRST, "C2H6O", "B"))
    for decide in (merge_compounds, keep_apart):
        with database.write() as connection:
            made = decide(connection, KEYS["B"], KEYS["A"], "test", "so it is")
        assert waiting(database) == []
        with database.write() as connection:
            take_back(connection, made.seq, "test", "undone")
        assert waiting(database) == [(FIRST, "B", "A")]


def test_that_an_editor_has_split_are_not_proposed(database: Database) -> None:
    keep(database, ("A1", FIRST, "C2H6O", "A"), ("A2", FIRST, "C2H6O", "A"))
    with database.write() as connection:
        split_compound(connection, KEYS["A"], ["A2"], "test", "two")
    assert waiting(database) == []


def test_a_merger_that_was_changed_since_is_not_taken_back(database: Database) -> None:
    keep(database, *((f"{letter}1", FIRST, "C2H6O", letter) for letter in "ABC"))
    with database.write() as connection:
        made = merge_compounds(connection, KEYS["B"], KEYS["A"], "test", "so it is")
        take_back(connection, made.seq, "test", "undone")
        with pytest.raises(Conflict):
            take_back(connection, made.seq, "test", "undone again")
        with pytest.raises(NotFound):
            take_back(connection, made.seq + 99, "test", "nothing")
