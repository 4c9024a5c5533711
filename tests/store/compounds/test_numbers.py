"""The numbers of structures and products: stated ones where they are unambiguous, else ours, which are kept."""

from __future__ import annotations

import pytest

from catalog.product.text.folding import product_key
from catalog.store.compounds.numbers import CIDS, FIRST_OWN, SIDS, keys_of, numbers_of
from catalog.store.database import Database
from catalog.store.entries import Entry
from catalog.store.suppliers import HOUSE
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.compounds_made import key, sold

A = product_key("A", HOUSE)
ETHANOL, METHANOL, WATER = "CCO", "CO", "O"


def stating(number: str, smiles: str, **identifiers: str) -> Entry:
    """A product that states numbers of PubChem's."""
    listed = [{"type": f"PubChem {name}", "value": value, "field": None} for name, value in identifiers.items()]
    return sold(number, smiles, identifiers=listed)


def keep(database: Database, *entries: Entry) -> None:
    with database.write() as connection:
        keep_products(connection, list(entries), Author("test"))


def found(database: Database, *numbers: int) -> dict[int, str]:
    with database.read() as connection:
        return keys_of(connection, CIDS, numbers)


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ([stating("A", ETHANOL, CID="702")], {ETHANOL: 702}),
        ([stating("A", ETHANOL, CID="702"), sold("B", ETHANOL)], {ETHANOL: 702}),
        ([sold("A", ETHANOL)], {ETHANOL: FIRST_OWN}),
        # One number for two structures, and two numbers for one structure, are contradictions.
        ([stating("A", ETHANOL, CID="702"), stating("B", METHANOL, CID="702")], {ETHANOL: FIRST_OWN}),
        ([stating("A", ETHANOL, CID="702"), stating("B", ETHANOL, CID="703")], {ETHANOL: FIRST_OWN}),
        # A number in our range, and what is no number, state nothing.
        ([stating("A", ETHANOL, CID="2000000007")], {ETHANOL: FIRST_OWN}),
        ([stating("A", ETHANOL, CID="7O2")], {ETHANOL: FIRST_OWN}),
    ],
)
def test_a_stated_number_holds_if_nothing_contradicts_it(
    database: Database, products: list[Entry], expected: dict[str, int]
) -> None:
    keep(database, *products)
    wanted = {key(smiles): number for smiles, number in expected.items()}
    assert numbers_of(database, CIDS, list(wanted)) == wanted
    assert found(database, *wanted.values()) == {number: one for one, number in wanted.items()}


def test_our_numbers_count_up_in_the_order_asked_and_stay(database: Database) -> None:
    keep(database, sold("A", ETHANOL), sold("B", METHANOL), sold("C", WATER))
    first = numbers_of(database, CIDS, [key(METHANOL), key(ETHANOL)])
    assert list(first.values()) == [FIRST_OWN, FIRST_OWN + 1]
    assert numbers_of(database, CIDS, [key(WATER), key(ETHANOL)]) == {
        key(WATER): FIRST_OWN + 2,
        key(ETHANOL): FIRST_OWN + 1,
    }


def test_our_number_still_leads_to_a_structure_that_states_its_own_later(database: Database) -> None:
    keep(database, sold("A", ETHANOL))
    numbers_of(database, CIDS, [key(ETHANOL)])
    keep(database, stating("B", ETHANOL, CID="702"))
    assert numbers_of(database, CIDS, [key(ETHANOL)]) == {key(ETHANOL): 702}
    assert found(database, FIRST_OWN, 702) == {FIRST_OWN: key(ETHANOL), 702: key(ETHANOL)}


def test_a_number_is_not_given_again_when_its_product_is_gone(database: Database) -> None:
    keep(database, sold("A", ETHANOL))
    assert list(numbers_of(database, SIDS, [A]).values()) == [FIRST_OWN]
    with database.write() as connection:
        remove_products(connection, [A], Author("test"))
    assert list(numbers_of(database, SIDS, [product_key("B", HOUSE)]).values()) == [FIRST_OWN + 1]


def test_a_number_that_nobody_has_leads_nowhere(database: Database) -> None:
    keep(database, stating("A", ETHANOL, CID="702"))
    assert found(database, 0, 703, FIRST_OWN, 2 * FIRST_OWN, 10**18) == {}
