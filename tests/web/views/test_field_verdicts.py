"""What the form shows beside each field."""

from __future__ import annotations

import pytest

from catalog.product.examination_jobs import examine_fields
from catalog.web.views.field_verdicts import field_verdicts

CAFFEINE = {
    "catalog_number": "A1",
    "name": "Caffeine",
    "cas_rn": "58-08-2",
    "formula": "C8H10N4O2",
    "molecular_weight": "194.19",
    "smiles": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
}


@pytest.mark.parametrize(
    ("stated", "field", "standing", "words", "expected"),
    [
        ({}, "cas_rn", "agrees", "Check digit", None),
        ({}, "smiles", "agrees", "Valid structure", None),
        ({"molecular_weight": "194.91"}, "molecular_weight", "error", "two digits swapped", "194.19"),
        ({"cas_rn": "58-08-3"}, "cas_rn", "error", "check digit", None),
        ({"name": ""}, "name", "error", "missing", None),
        ({"smiles": "CCO"}, "formula", "error", "does not match the structure", None),
        ({"assay": "99 % min"}, "assay", "agrees", "Read as ≥ 99 %", None),
        ({"assay": "good"}, "assay", "undetermined", "No value", None),
        ({"storage": "2-8 C"}, "storage", "agrees", "Read as 2 to 8 °C", None),
        ({"spec:Water": "0.5 % max"}, "spec:Water", "read", "Read as ≤ 0.5 %", None),
        ({"pack:5 x 1 mL": "9 EUR; in stock"}, "pack:5 x 1 mL", "read", "Read as 5 x 1 mL, 9 EUR, in stock", None),
        ({"pack:blue": "9 EUR"}, "pack:blue", "warning", "cannot be read", None),
        ({"lot:L1": "Water: 0.4 %"}, "lot:L1", "read", "1 values; none is outside", None),
        ({"assay": "≥ 99 %", "lot:L1": "Assay: 90 %"}, "lot:L1", "warning", "out of specification", "≥ 99 %"),
        ({"document:SDS (en)": "https://a.org/s.pdf"}, "document:SDS (en)", "read", "SDS, en", None),
        ({"country_of_origin": "Germany"}, "country_of_origin", "read", "Read as DE", None),
        ({"hs_code": "29"}, "hs_code", "warning", "not a valid HS code", None),
    ],
)  # fmt: skip
def test_the_verdict_stands_at_its_field(
    stated: dict[str, str], field: str, standing: str, words: str, expected: str | None
) -> None:
    fields = {name: text for name, text in {**CAFFEINE, **stated}.items() if text}
    found = [one for one in field_verdicts(fields, examine_fields(fields).content) if one.field == field]
    assert [(one.standing, words in one.message, one.expected) for one in found[:1]] == [(standing, True, expected)]
    assert len({one.standing for one in found} & {"agrees", "read", "undetermined"}) <= 1
