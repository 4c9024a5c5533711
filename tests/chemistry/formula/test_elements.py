"""The element symbols, held against the periodic table that RDKit brings."""

from __future__ import annotations

import pytest
from rdkit.Chem import GetPeriodicTable

from catalog.chemistry.formula.elements import ELEMENTS, is_known_nuclide


def test_has_every_element_in_its_place() -> None:
    table = GetPeriodicTable()
    symbols = [table.GetElementSymbol(number) for number in range(1, 119)]
    assert list(ELEMENTS) == symbols
    assert [element.atomic_number for element in ELEMENTS.values()] == list(range(1, 119))


@pytest.mark.parametrize("symbol", list(ELEMENTS))
def test_every_nuclide_that_is_read_can_be_weighed(symbol: str) -> None:
    table, element = GetPeriodicTable(), ELEMENTS[symbol]
    masses = [table.GetMassForIsotope(symbol, number) for number in range(element.lightest, element.heaviest + 1)]
    assert all(masses) or symbol in {"Db", "Sg", "Bh", "Hs", "Mt"}


@pytest.mark.parametrize(
    ("symbol", "mass_number", "known"),
    [
        ("C", 13, True),
        ("H", 2, True),
        ("H", 3, True),
        ("O", 5, False),
        ("U", 238, True),
        ("Xx", 1, False),
        ("C", 0, False),
    ],
)
def test_knows_nuclides(symbol: str, mass_number: int, known: bool) -> None:
    assert is_known_nuclide(symbol, mass_number) is known
