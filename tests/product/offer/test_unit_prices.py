"""Prices for each unit: from a pack, the molecular weight and a density to grams, moles and millilitres."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.offer.unit_prices import cheapest_prices, density_of

ETHANOL = {"catalog_number": "E1", "name": "Ethanol", "formula": "C2H6O"}
DENSE = {**ETHANOL, "property:Density": "0.5 g/mL"}
UNKNOWN = {"catalog_number": "U1", "name": "An extract"}


def document(fields: dict[str, str], **packs: str) -> dict[str, Any]:
    """The document of a product with packs."""
    return document_of(examine(Draft({**fields, **{f"pack:{size}": text for size, text in packs.items()}})))


PRICED = [
    # Grams lead to moles by the molecular weight (46.069), to millilitres by the density, and back.
    (ETHANOL, "25 g", "12.50 EUR", {"gram": "0.5000", "mole": "23.03"}),
    (DENSE, "25 g", "12.50 EUR", {"gram": "0.5000", "mole": "23.03", "millilitre": "0.2500"}),
    (DENSE, "2 x 0.5 L", "100 EUR", {"gram": "0.2000", "mole": "9.214", "millilitre": "0.1000"}),
    (ETHANOL, "100 mL", "10 EUR", {"millilitre": "0.1000"}),
    (ETHANOL, "500 mmol", "50 EUR", {"gram": "2.171", "mole": "100.00"}),
    (DENSE, "500 mmol", "50 EUR", {"gram": "2.171", "mole": "100.00", "millilitre": "1.085"}),
    (ETHANOL, "1 mg", "99999 USD", {"gram": "99999000.00", "mole": "4606853931.00"}),
    (ETHANOL, "2 lb", "907.18474 USD", {"gram": "1.000", "mole": "46.07"}),
    (ETHANOL, "1 g", "10+: 5 EUR; 8 EUR", {"gram": "8.000", "mole": "368.55"}),
    (ETHANOL, "2 g", "3", {"gram": "1.500", "mole": "69.10"}),
    # Nothing leads from there.
    (UNKNOWN, "10 g", "5 EUR", {"gram": "0.5000"}),
    (UNKNOWN, "1 mol", "5 EUR", {"mole": "5.000"}),
    (DENSE, "1 kit", "5 EUR", {}),
    (DENSE, "100 tests", "5 EUR", {}),
    (DENSE, "5 kU", "5 EUR", {}),
    (DENSE, "a heap", "5 EUR", {}),
    (DENSE, "25 g", "on request", {}),
    # A solution holds what its concentration says, and weighs what nobody says.
    (DENSE, "10 mM x 1 mL in DMSO", "5 EUR", {"mole": "500000.00", "millilitre": "5.000"}),
    (DENSE, "1 M x 100 mL", "5 EUR", {"mole": "50.00", "millilitre": "0.05000"}),
    (DENSE, "1 N x 100 mL", "5 EUR", {"millilitre": "0.05000"}),
    (DENSE, "1 mL in DMSO", "5 EUR", {"millilitre": "5.000"}),
    (DENSE, "1 L glass bottle", "5 EUR", {"gram": "0.01000", "mole": "0.4607", "millilitre": "0.005000"}),
    ({**DENSE, "name": "Ethanol solution, 2 M in THF"}, "10 g", "5 EUR", {"gram": "0.5000", "millilitre": "0.2500"}),
    ({**DENSE, "name": "Ethanol, 37% in water"}, "100 mL", "5 EUR", {"gram": "0.1000", "millilitre": "0.05000"}),
    ({**ETHANOL, "name": "乙醇溶液"}, "10 g", "5 EUR", {"gram": "0.5000"}),
    ({**ETHANOL, "name": "Ethanol, 99%"}, "10 g", "5 EUR", {"gram": "0.5000", "mole": "23.03"}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "size", "text", "expected"), PRICED, ids=[f"{row[1]}: {row[2]}" for row in PRICED])
def test_a_pack_has_a_price_for_each_unit_that_something_leads_to(
    fields: dict[str, str], size: str, text: str, expected: dict[str, str]
) -> None:
    (pack,) = document(fields, **{size: text})["packs"]
    assert pack["price_per"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.789 g/mL", "0.789"),
        ("0.79 g/cm3 at 20 °C (lit.)", "0.79"),
        ("789 kg/m3", "0.789"),
        ("0.788 - 0.790 g/mL", "0.789"),
        ("~0.79 g/mL", "0.79"),
        # A limit, a bare number, and what nothing on earth has.
        ("> 0.7 g/mL", None),
        ("0.789", None),
        ("789 g/mL", None),
        ("0 g/mL", None),
        ("heavy", None),
    ],
)
def test_a_density_counts_with_its_unit(text: str, expected: str | None) -> None:
    properties = document({**ETHANOL, "property:Density": text})["properties"]
    assert density_of(properties) == (None if expected is None else Decimal(expected))


def test_a_bulk_density_is_that_of_the_heap() -> None:
    assert density_of(document({**ETHANOL, "property:Bulk density": "0.5 g/mL"})["properties"]) is None


CHEAPEST = [
    ({}, []),
    ({"1 kit": "5 EUR"}, []),
    ({"10 g": "on request"}, []),
    # In each unit the cheapest pack, whichever it is.
    ({"10 g": "10 EUR", "100 g": "50 EUR", "1 L": "3 EUR"}, [("EUR", 0.5, None, 0.003)]),
    ({"10 g": "10 EUR", "100 g": "50 USD"}, [("EUR", 1.0, None, None), ("USD", 0.5, None, None)]),
    ({"10 g": "10 EUR; 11 USD"}, [("EUR", 1.0, None, None), ("USD", 1.1, None, None)]),
    ({"10 g": "10", "20 g": "10 EUR"}, [("", 1.0, None, None), ("EUR", 0.5, None, None)]),
    # A discount for many packs is none for one.
    ({"10 g": "10 EUR; 10+: 1 EUR"}, [("EUR", 1.0, None, None)]),
]


@pytest.mark.parametrize(("packs", "expected"), CHEAPEST)
def test_a_product_has_its_cheapest_prices_in_each_currency(packs: dict[str, str], expected: list[object]) -> None:
    assert list(cheapest_prices(document(UNKNOWN, **packs))) == expected


def test_documents_of_earlier_versions_have_prices_too() -> None:
    whole = document(DENSE, **{"25 g": "12.50 EUR"})
    for pack in whole["packs"]:
        del pack["price_per"]
    assert [row.per_gram for row in cheapest_prices(whole)] == [0.5]
    assert cheapest_prices({"packs": [{"availability": "in-stock"}]}) == ()
    assert cheapest_prices({}) == ()
