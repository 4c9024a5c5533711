"""Physical properties, as catalogs print them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.specification.properties import read_property
from catalog.product.specification.unit_conversion import convert

TYPED: list[tuple[str, str, dict[str, object]]] = [
    ("Boiling point", "132 °C / 20 mmHg (lit.)",
     {"low": 132.0, "high": 132.0, "unit": "°C", "conditions": "20 mmHg", "kind": "literature"}),
    ("mp", "-12--10 °C", {"property": "Melting point", "comparison": "range", "low": -12.0, "high": -10.0}),
    ("Density", "1.05 g/mL at 25 °C", {"low": 1.05, "unit": "g/mL", "conditions": "25 °C", "kind": None}),
    ("Density", "1.05 g/mL at 25 °C (lit.)", {"low": 1.05, "conditions": "25 °C", "kind": "literature"}),
    ("Refractive index", "n20/D 1.4567", {"low": 1.4567, "high": 1.4567, "unit": None, "conditions": "20 °C, D"}),
    ("Specific rotation", "[α]20/D −25°, c = 1 in H2O",
     {"low": -25.0, "unit": "°", "conditions": "c = 1 in H2O, 20 °C, D"}),
    ("Specific rotation", "-20.0 to -24.0 deg(c=5, etoh)", {"low": -24.0, "high": -20.0, "unit": "°"}),
    ("Solubility", "Soluble in DMSO > 10 mM",
     {"comparison": ">", "low": 10.0, "high": None, "unit": "mmol/L", "conditions": "DMSO"}),
    ("Solubility", "DMSO : ≥ 44 mg/mL", {"comparison": ">=", "low": 44.0, "high": None, "conditions": "DMSO"}),
    ("Solubility", "H2O : 5 mg/mL (ultrasonic); DMSO : 100 mg/mL", {"low": 5.0, "conditions": "H2O, ultrasonic"}),
    ("Solubility in water", "16.1 mg/L at 25 °C", {"property": "Solubility in water", "low": 16.1, "unit": "mg/L"}),
    ("Solubility", "acetone, benzene, alcohol", {"low": None, "comparison": None, "unit": None}),
    ("Flash point", "-18 °C (closed cup)", {"low": -18.0, "conditions": "closed cup"}),
    ("Melting point", "predicted 110 °C", {"low": 110.0, "kind": "calculated"}),
    ("Density", "0.79 g/cm3 (calc., ACD/Labs)", {"low": 0.79, "kind": "calculated", "source": "ACD/Labs"}),
    ("Melting point", "58 °C (measured)", {"kind": "measured", "low": 58.0}),
    ("Melting point", "58 °C (ref: Merck 14, 7)", {"kind": None, "low": 58.0, "source": "Merck 14, 7"}),
    ("Flash point", "< 21 °C", {"low": None, "high": 21.0, "comparison": "<"}),
    ("Colour of flame", "green", {"property": "Colour of flame", "low": None, "kind": None}),
    ("熔点", "164 °C", {"property": "Melting point", "low": 164.0}),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "expected"), TYPED)
def test_a_property_is_typed_and_its_words_are_kept(label: str, text: str, expected: dict[str, object]) -> None:
    document = read_property(label, text).document()
    assert document["text"] == text
    assert document["label"] == label
    assert {name: document[name] for name in expected} == expected


FINDINGS: list[tuple[list[tuple[str, str]], list[str]]] = [
    ([("Melting point", "-95 °C"), ("Boiling point", "56 °C")], []),
    ([("Melting point", "56 °C"), ("Boiling point", "-95 °C")], ["properties-conflict"]),
    ([("Melting point", "80 °C"), ("Boiling point", "60 °C / 0.1 mmHg")], []),
    ([("Melting point", "-56.6 °C"), ("Boiling point", "-78.5 °C (subl.)")], []),
    ([("Melting point", "350 K"), ("Boiling point", "100 °C")], []),
    ([("Melting point", "230 °F"), ("Boiling point", "100 °C")], ["properties-conflict"]),
    ([("Melting point (°C)", "300 °F")], ["properties-conflict"]),
    ([("Density", "1050 g/mL")], ["specification-out-of-range"]),
    ([("Refractive index", "14.567")], ["specification-out-of-range"]),
    ([("Boiling point", "-300 °C")], ["specification-out-of-range"]),
    ([("Melting point", "1.05 g/mL")], ["specification-out-of-range"]),
    ([("Melting point", "623823 K")], ["specification-out-of-range"]),
    ([("Melting point", "-5 K")], ["specification-out-of-range"]),
    ([("Melting point", "-500 °F")], ["specification-out-of-range"]),
    ([("Melting point", "3695 K")], []),
    ([("Solubility", "7 of 9")], []),
]


@pytest.mark.parametrize(("stated", "codes"), FINDINGS)
def test_one_deformity_makes_one_finding(stated: list[tuple[str, str]], codes: list[str]) -> None:
    fields = {f"property:{label}": text for label, text in stated}
    findings = examine(Draft({"catalog_number": "A1", "name": "Substance", **fields})).findings
    assert [finding.code.value for finding in findings] == codes
    assert all(finding.field == f"property:{stated[0][0]}" for finding in findings)


def test_a_lost_dash_is_named() -> None:
    [finding] = examine(Draft({"catalog_number": "A", "name": "x", "property:mp": "623823 K"})).findings
    assert "623–823 K" in finding.message


def test_properties_are_no_specifications() -> None:
    product = examine(Draft({"catalog_number": "A", "name": "x", "spec:Water": "1 %", "property:mp": "80 °C"}))
    assert [one.test for one in product.specifications] == ["Water"]
    assert [one.name for one in product.properties] == ["Melting point"]


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (0.05, "%", "ppm", 500.0), (800.0, "ppm", "%", 0.08), (212.0, "°F", "°C", 100.0), (0.0, "°C", "K", 273.15),
        (1.0, "g/mL", "mg/mL", 1000.0), (1.0, "area%", "w/w%", None), (1.0, "v/v%", "ppm", None), (1.0, "%", "%", 1.0),
        (None, "%", "ppm", None), (1.0, None, "%", None), (1.0, "g/mL", "mol/L", None),
    ],
)  # fmt: skip
def test_units_are_converted_where_nothing_of_the_substance_is_needed(
    value: float | None, unit: str | None, to: str | None, expected: float | None
) -> None:
    assert convert(value, unit, to) == (None if expected is None else pytest.approx(expected))


def test_real_melting_points_are_read(test_data: Path) -> None:
    """Of 133 real melting points every one is typed, and none is above a boiling point."""
    texts = [
        record["properties.melting point"]
        for line in (test_data / "products" / "tci_products.jsonl").read_text().splitlines()
        if "properties.melting point" in (record := json.loads(line))
    ]
    assert len(texts) > 100
    assert [text for text in texts if read_property("Melting point", text).low is None] == []
