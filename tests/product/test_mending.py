"""Which records with errors are held, and which are refused."""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.findings import REFUSING, SEVERITIES, Code, Severity
from catalog.product.mending import is_mendable


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"catalog_number": "A1"}, True),
        ({"name": "Toluene"}, True),
        ({"cas_rn": "108-88-4"}, True),
        ({"formula": "C7H8"}, True),
        ({"smiles": "Cc1ccccc1("}, True),
        ({"inchi_key": "YXFVVABEGXRONW-UHFFFAOYSA-N"}, True),
        ({"synonyms": "Methylbenzene"}, True),
        ({"synonym:zh": "甲苯"}, True),
        ({"identifier:MDL": "MFCD00008512"}, True),
        ({"assay": "98%", "name": "甲苯"}, True),
        ({}, False),
        ({"assay": "98%", "pack:5 g": "12 EUR", "molecular_weight": "92.14", "description": "A solvent."}, False),
        ({"spec:name": "clear", "document:SDS": "https://example.org/a.pdf"}, False),
        ({"catalog_number": "..", "name": "---", "cas_rn": "-"}, False),
    ],
)
def test_what_tells_what_product_it_is_about_is_held(fields: dict[str, str], expected: bool) -> None:
    assert is_mendable(Draft(fields), ["catalog-number-missing", "name-missing"]) is expected


@pytest.mark.parametrize("code", [code for code in Code if SEVERITIES[code] is Severity.ERROR])
def test_an_error_holds_unless_it_is_among_those_that_refuse(code: Code) -> None:
    assert is_mendable(Draft({"name": "Toluene"}), [code.value]) is (code not in REFUSING)
