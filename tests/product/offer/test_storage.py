"""What is read of words about storage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.offer.storage import read_storage

TEMPERATURES = [
    ("Ambient", "ambient", 15.0, 25.0),
    ("ambient temperature", "ambient", 15.0, 25.0),
    ("Ambient, ≤ 25 °C", "ambient", None, 25.0),
    ("2-8℃避光", "refrigerated", 2.0, 8.0),
    ("室温避光", "room-temperature", 15.0, 25.0),
    ("阴凉干燥处", "cool", None, None),
    ("冷蔵(2-8℃)", "refrigerated", 2.0, 8.0),
    ("Store at RT", "room-temperature", 15.0, 25.0),
    ("R.T.", "room-temperature", 15.0, 25.0),
    ("Room temperature (15–30 °C or 59–86 °F)", "room-temperature", 15.0, 30.0),
    ("15-25°C", "room-temperature", 15.0, 25.0),
    ("Store below 30 °C", "room-temperature", None, 30.0),
    ("2-8°C", "refrigerated", 2.0, 8.0),
    ("2 – 8 ℃", "refrigerated", 2.0, 8.0),
    ("2~8 C", "refrigerated", 2.0, 8.0),
    ("between 2 and 8 °C", "refrigerated", 2.0, 8.0),
    ("36-46 °F", "refrigerated", 2.2, 7.8),
    ("+4 °C", "refrigerated", 4.0, 4.0),
    ("Keep in refrigerator", "refrigerated", 2.0, 8.0),
    ("Refrigerated (0-10 °C)", "refrigerated", 0.0, 10.0),
    ("0-10°C", "range", 0.0, 10.0),
    ("<0 °C", "range", None, 0.0),
    ("-20°C", "frozen", -20.0, -20.0),
    ("−20 °C", "frozen", -20.0, -20.0),
    ("at -20 °C or below", "frozen", None, -20.0),
    ("-15 to -25 °C", "frozen", -25.0, -15.0),
    ("Freezer", "frozen", -25.0, -10.0),
    ("-80 °C", "deep-frozen", -80.0, -80.0),
    ("2-8", "refrigerated", 2.0, 8.0),
    ("-20", "frozen", -20.0, -20.0),
    ("Store in a cool, dry place", "cool", None, None),
    ("8-15 °C", "cool", 8.0, 15.0),
    ("Solid: -20°C, 3 years; in solvent: -80°C, 6 months", "frozen", -20.0, -20.0),
    ("Store at 4 °C for 2 years", "refrigerated", 4.0, 4.0),
    ("store under inert gas", None, None, None),
    ("do not freeze", None, None, None),
    ("2 years", None, None, None),
    ("25 kg drums", None, None, None),
    ("stable to 200 °C", None, None, None),
    ("in the usual place", None, None, None),
    ("", None, None, None),
]


@pytest.mark.parametrize(("text", "code", "low", "high"), TEMPERATURES)
def test_temperatures(text: str, code: str | None, low: float | None, high: float | None) -> None:
    storage = read_storage(text)
    assert (storage.text, storage.code, storage.low_c, storage.high_c) == (text, code, low, high)


CONDITIONS = [
    ("store under inert gas", {"inert-gas"}),
    ("under argon, 2-8 °C", {"inert-gas"}),
    ("Store under N2", {"inert-gas"}),
    ("cool, dry and dark", {"dry", "dark"}),
    ("protect from light", {"dark"}),
    ("Keep away from moisture and direct sunlight", {"dry", "dark"}),
    ("light sensitive, moisture-sensitive", {"light-sensitive", "moisture-sensitive"}),
    ("Air- and moisture-sensitive", {"air-sensitive", "moisture-sensitive"}),
    ("hygroscopic", {"hygroscopic"}),
    ("Heat sensitive. Do not freeze.", {"heat-sensitive", "do-not-freeze"}),
    ("Keep container tightly closed in a well-ventilated place", {"tightly-closed", "ventilated"}),
    ("kühl und trocken lagern", {"dry"}),
    ("light yellow powder", set()),
]


@pytest.mark.parametrize(("text", "conditions"), CONDITIONS)
def test_conditions(text: str, conditions: set[str]) -> None:
    assert set(read_storage(text).conditions) == conditions


def test_the_document_names_conditions_only_where_there_are_any() -> None:
    assert read_storage("Ambient").document() == {"text": "Ambient", "code": "ambient", "low_c": 15.0, "high_c": 25.0}
    assert read_storage("-20°C, dry").document()["conditions"] == ["dry"]


def test_negations_do_not_name_what_they_forbid() -> None:
    assert read_storage("Room temperature, do not refrigerate").code == "room-temperature"
    assert read_storage("Ships on dry ice").code is None


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    storage = read_storage(text)
    assert storage.text == text
    assert storage.low_c is None or storage.high_c is None or storage.low_c <= storage.high_c


def test_long_texts_are_read_from_their_beginning() -> None:
    assert read_storage("Store at 2-8 °C. " + "9 " * 100_000).code == "refrigerated"
