"""Columns that are understood by their contents, and those that must not be."""

from __future__ import annotations

import pytest

from catalog.intake.columns.column_contents import guess_columns, looks_like_products
from catalog.reference.reference import NoReference

CAS_RNS = "64-17-5|71-43-2|64-19-7"
SMILES = "CCO|c1ccccc1|CC(=O)O"
FORMULAS, WEIGHTS = "C2H6O|C6H6|C2H4O2", "46.07|78.11|60.05"


class Names(NoReference):
    """Knows three names."""

    def numbers_of_name(self, folded: str) -> tuple[str, ...]:
        return ("64-17-5",) if folded in {"ethanol", "benzene", "acetic acid"} else ()


def guessed(fields: dict[str, str] | None = None, **columns: str) -> dict[str, str]:
    cells = {label: text.split("|") for label, text in columns.items()}
    return {guess.label: guess.field for guess in guess_columns(cells, fields or {}, Names())}


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (CAS_RNS, "cas_rn"),
        (f"{CAS_RNS}|||", "cas_rn"),
        (SMILES, "smiles"),
        ("InChI=1S/CH4/h1H4|InChI=1S/H2O/h1H2|InChI=1S/H3N/h1H3", "inchi"),
        ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N|UHOVQNZJYSORNB-UHFFFAOYSA-N|QTBSBXVTEAMEQO-UHFFFAOYSA-N", "inchi_key"),
        ("200-578-6|200-753-7|200-580-7", "identifier:EC"),
        ("MFCD00003568|MFCD00003009|MFCD00036152", "identifier:MDL"),
        ("H225, H319|H225 H304|H226; H314", "hazard_statements"),
        ("P210|P280, P305+P351+P338|P260", "precautionary_statements"),
        ("GHS02, GHS07|GHS02|GHS02;GHS05", "pictograms"),
        ("Ethanol|Benzene|Acetic acid|Spezial 7", "name"),
    ],
)
def test_a_form_that_chance_does_not_make_tells_the_field(cells: str, field: str) -> None:
    assert guessed(X=cells) == {"X": field}


@pytest.mark.parametrize(
    "cells",
    [
        "64-17-5|71-43-2",  # too few
        "64-17-5|71-43-3|64-19-8",  # wrong check digits
        "555-12-3456|555-12-3457|555-12-3458",  # telephone numbers
        "2024-01-5|2024-02-6|2024-03-7",  # dates
        "LOT0012|LOT0013|LOT0014",
        "CON|NO|IN",  # words that are also SMILES
        "C12|N7|S9",  # places in a rack
        "12|7|350",
        "12.50|7.00|3.50",
        "12.50 EUR|7.00 EUR|3.50 EUR",  # a price needs a size
        "5 g|10 g|25 g",  # an amount in a store, as long as nothing has a price
        "H999|H998|H997",
        "White powder|Colourless liquid|Yellow crystals",
        "Ethanol|Ethanol|Ethanol|Ethanol",  # a solvent
        "||",
    ],
)
def test_what_could_be_anything_is_left(cells: str) -> None:
    assert guessed(X=cells) == {}


def test_formulas_and_weights_prove_each_other() -> None:
    assert guessed(F=FORMULAS, W=WEIGHTS) == {"F": "formula", "W": "molecular_weight"}
    assert guessed({"W": "molecular_weight"}, F=FORMULAS, W=WEIGHTS) == {"F": "formula"}
    assert guessed(F=FORMULAS, W="46.04|78.05|60.02") == {}
    assert guessed(F=FORMULAS) == guessed(W=WEIGHTS) == {}


def test_sizes_and_prices_need_each_other() -> None:
    assert guessed(S="5 g|10 mL|1 kg", P="9 EUR|€ 12.50|20 EUR") == {"S": "size", "P": "price"}
    assert guessed({"S": "size"}, S="5 g|10 mL|1 kg", P="9 EUR|€ 12.50|20 EUR") == {"P": "price"}


def test_a_known_field_is_never_guessed_again() -> None:
    assert guessed({"CAS": "cas_rn"}, CAS="", X=CAS_RNS) == {}


def test_two_columns_of_one_form_are_not_told_apart() -> None:
    assert guessed(A=CAS_RNS, B=CAS_RNS) == {}


@pytest.mark.parametrize("label", ["Parent CAS", "CAS of the salt", "Solvent SMILES"])
def test_a_heading_about_another_substance_is_left(label: str) -> None:
    assert guess_columns({label: CAS_RNS.split("|")}, {}) == []


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        (["Ethanol,64-17-5", "Benzene,71-43-2", "Acetic acid,64-19-7"], True),
        (["a,CCO", "b,c1ccccc1", "c,CC(=O)O"], True),
        (["Name,Number", "Benzene,71-43-2", "Acetic acid,64-19-7", "Ethanol,64-17-5"], False),
        (["My list,", "Benzene,71-43-2", "Acetic acid,64-19-7", "Ethanol,64-17-5"], False),
        (["a,1", "b,2", "c,3"], False),
    ],
)
def test_products_from_the_first_row_on_have_no_header(rows: list[str], answer: bool) -> None:
    assert looks_like_products([row.split(",") for row in rows]) is answer
