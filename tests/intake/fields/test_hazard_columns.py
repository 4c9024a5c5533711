"""Hazards, transport and documents in the columns and words of suppliers."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import RawRecord
from catalog.product.hazard.transport import read_classes

COLUMNS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"GHS Hazards": "H225, H319", "GHS-Symbole": "GHS02"}, {"hazard_statements": "H225, H319", "pictograms": "GHS02"}),
    ({"GHS": "GHS02, GHS07"}, {"pictograms": "GHS02, GHS07"}),
    ({"GHS": "H225"}, {"hazard_statements": "H225"}),
    ({"GHS": "Danger"}, {"signal_word": "Danger"}),
    ({"GHS Classification": "Flam. Liq. 2, H225"}, {"hazard_statements": "Flam. Liq. 2, H225"}),
    (
        {"GHS Classification": "Flam. Liq. 2 (H225)", "H codes": "H225"},
        {"hazard_statements": "H225", "attribute:GHS Classification": "Flam. Liq. 2 (H225)"},
    ),
    ({"GHS Classification": "Not classified"}, {"attribute:GHS Classification": "Not classified"}),
    ({"Hazard class": "H225, H319"}, {"hazard_statements": "H225, H319"}),
    ({"Hazard class": "6.1 Toxic"}, {"hazard_class": "6.1 Toxic"}),
    (
        {"Hazards": "Danger; GHS02, GHS07; H225+H319; P210"},
        {
            "signal_word": "Danger",
            "pictograms": "GHS02|GHS07",
            "hazard_statements": "H225+H319",
            "precautionary_statements": "P210",
        },
    ),
    (
        {"Hazards": "GHS02, GHS07, Danger, H225", "Pictograms": "GHS02;GHS07", "Signal": "Danger"},
        {"pictograms": "GHS02|GHS07", "signal_word": "Danger", "hazard_statements": "H225"},
    ),
    ({"Hazard Class & Category": "Flam. Liq. 2 - H225"}, {"hazard_statements": "Flam. Liq. 2 - H225"}),
    ({"Hazards": "Warning, H302"}, {"signal_word": "Warning", "hazard_statements": "H302"}),
    ({"Hazards": "H302, P210"}, {"hazard_statements": "H302, P210"}),
    (
        {"MSDS": "https://a.example/s.pdf", "CoA": "https://a.example/c.pdf", "TDS": "https://a.example/t.pdf"},
        {
            "document:SDS": "https://a.example/s.pdf",
            "document:CoA": "https://a.example/c.pdf",
            "document:TDS": "https://a.example/t.pdf",
        },
    ),
    ({"msdsUrl": "https://a.example/s.pdf"}, {"document:SDS": "https://a.example/s.pdf"}),
    (
        {"SDS (EN)": "https://a.example/en.pdf", "SDS (DE)": "https://a.example/de.pdf"},
        {"document:SDS (EN)": "https://a.example/en.pdf", "document:SDS (DE)": "https://a.example/de.pdf"},
    ),
    (
        {"Safety Data Sheet": "https://a.example/1.pdf", "SDS URL": "https://a.example/2.pdf"},
        {"document:SDS": "https://a.example/1.pdf", "document:SDS URL": "https://a.example/2.pdf"},
    ),
    ({"Class": "9.0"}, {"hazard_class": "9.0"}),
    ({"Class": "6.1 (8)"}, {"hazard_class": "6.1 (8)"}),
    # The classes of a library of compounds.
    ({"Class": "Bifunctional, Reagents"}, {"attribute:Class": "Bifunctional, Reagents"}),
    ({"SDS": "yes", "TDS": "T12.pdf"}, {"attribute:SDS": "yes", "attribute:TDS": "T12.pdf"}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), COLUMNS)
def test_a_cell_goes_to_the_field_of_its_codes(cells: dict[str, str], expected: dict[str, str]) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert drafted.fields == expected
    assert drafted.findings == []


CLASSES: list[tuple[str, tuple[str, ...] | None]] = [
    ("Toxic, Class 6.1", ("6.1",)),
    ("Class 8, UN NO.2215", ("8",)),
    ("UN1993, Class 3, PG II", ("3",)),
    ("3 (flammable liquids)", ("3",)),
    ("3 - Flammable liquid", ("3",)),
    ("8 (UN 2215)", ("8",)),
    ("6.1 Toxic", ("6.1",)),
    ("5.1 (6.1) Oxidizer", ("5.1", "6.1")),
    ("Flammable solid 4.1", ("4.1",)),
    ("Klasse 9 umweltgefährdend", ("9",)),
    ("1.4S explosive", ("1.4",)),
    ("Category 3", None),
    ("Flam. Liq. 2", None),
    ("Flammable liquids (Category 2)", None),
    ("Acute Tox. 4", None),
    ("NFPA 3", None),
    ("Class 12", None),
    ("Not regulated", None),
    ("ORM-D", None),
]


@pytest.mark.parametrize(("text", "expected"), CLASSES)
def test_a_class_may_have_words(text: str, expected: tuple[str, ...] | None) -> None:
    assert read_classes(text) == expected
