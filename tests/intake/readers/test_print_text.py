"""Printed catalogs as text: what makes an entry, and what stands between entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import UnreadableFile
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.print_text import is_print_text, read_print_text
from catalog.intake.readers.recognise import recognise

PRINT = """\
Fine Things
Table of contents
Products ........ 7

Acetone

[67\u201164\u20111] FEMA 3326 Flavis 7.05
CH3COCH3 C3H6O FW 58.08
Organoleptic: apple;
ethereal
Halal, Kosher
\uf07d \u226599%, FCC
Z332607-SAMPLE
Z332607-1KG

1 kg

\uf07d natural, \u226597%
Z332615-100G-K

Acetophenone

100 g

Methyl phenyl ketone; 1-Phenylethanone
[98-86-2] C8H8O
FW 120.15
\uf07d \u226598%
Z200905-5KG

> Acetic acid octyl ester, see Octyl acetate Page 102

Coconut oil
Copra oil
[8001-31-8]
virgin
Z530155-5KG
"""


def records() -> list[dict[str, str]]:
    return [
        dict(zip(r.labels, r.texts, strict=True))
        for r in read_print_text(PRINT.splitlines(keepends=True), ReadLimits())
    ]


def test_each_order_number_makes_a_record() -> None:
    assert [record["skus"] for record in records()] == [
        "Z332607-SAMPLE Z332607-1KG", "Z332615-100G-K", "Z200905-5KG", "Z530155-5KG",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Name", ["Acetone", "Acetone", "Acetophenone", "Coconut oil"]),
        ("CAS", ["67\u201164\u20111", "67\u201164\u20111", "98-86-2", "8001-31-8"]),
        ("Formula", ["C3H6O", "C3H6O", "C8H8O", ""]),
        ("FW", ["58.08", "58.08", "120.15", ""]),
        ("Synonyms", ["", "", "Methyl phenyl ketone; 1-Phenylethanone", "Copra oil"]),
        ("Organoleptic", ["apple; ethereal", "apple; ethereal", "", ""]),
        ("FEMA", ["3326", "3326", "", ""]),
    ],
)
def test_reads_what_an_entry_says(label: str, expected: list[str]) -> None:
    assert [record[label] for record in records()] == expected


def test_each_order_number_has_its_own_quality() -> None:
    assert [record.get("Purity") for record in records()] == ["\u226599%, FCC", "natural, \u226597%", "\u226598%", None]


def test_places_are_lines() -> None:
    places = [record.place for record in read_print_text(PRINT.splitlines(), ReadLimits())]
    lines = PRINT.splitlines()
    assert [lines[int(place["line"]) - 1] for place in places] == [
        "Z332607-SAMPLE", "Z332615-100G-K", "Z200905-5KG", "Z530155-5KG",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[1] A note\n[2] Another\n", "[67-64-1]\n", "Acetone\n"])
def test_other_texts_are_none(text: str) -> None:
    assert not is_print_text(text.splitlines())


def test_is_recognised_by_content(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_text(PRINT, encoding="utf-8")
    assert recognise(path, "some.txt", None, ReadLimits()) == "print"


def test_a_text_without_entries_cannot_be_read() -> None:
    with pytest.raises(UnreadableFile, match="brackets"):
        list(read_print_text(["Acetone\n"], ReadLimits()))
