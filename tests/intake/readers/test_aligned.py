"""Tables lined up by blanks: a quote in an e-mail is read if its columns are certain, and otherwise refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import UnreadableFile
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.readers.source import ReadOptions, SourceFile, open_sources

Fields = dict[str, str]

MAIL = """\
From: sales@acme.example
Subject: Our quote 4711

Dear Dr. Smith,
thank you for your enquiry. We can offer:

Pos  Cat. No.  Product                    CAS          Pack    Price EUR
---  --------  -------------------------  -----------  ------  ---------
1    A-1001    Acetone, extra pure        67-64-1      1 L         12.50
2    A-1002    Phenylboronic acid,        98-80-6      25 g        45.00
               anhydride-free, 97 %
3    A-1003    2-Amino-5-chloro-          635-21-2     5 g     on request
               benzoic acid
     Total                                                         57.50

Delivery within 2 weeks. Prices exclude VAT.
Kind regards
"""
QUOTED = "".join(f"> {line}\n" for line in MAIL.splitlines())
CHINESE = """\
货号      产品名称        CAS号        规格     价格(CNY)
E101      无水乙醇        64-17-5      500mL    35
E102      对氨基苯甲酸    150-13-0     25g      48
E103      丙酮            67-64-1      1L       29
"""
PACKS = """\
Code    Name      Size   Price
A1      Water     1 L    5 EUR
                  2 L    9 EUR
A2      Acetone   1 L    7 EUR
"""
NO_HEADING = """\
Code    Name                 Price
A1      Water      99 %      5 EUR
A2      Acetone    98 %      7 EUR
A3      Ethanol    96 %      6 EUR
"""
FULL_ROW = """\
Code    Name      CAS
A1      Water     7732-18-5
A2      Acetone   67-64-1
A3      Hexamethylenetetramine  100-97-0
"""
A = [
    {"catalog_number": "A-1001", "name": "Acetone, extra pure", "cas_rn": "67-64-1", "pack:1 L": "12.50 EUR"},
    {
        "catalog_number": "A-1002",
        "name": "Phenylboronic acid, anhydride-free, 97 %",
        "cas_rn": "98-80-6",
        "pack:25 g": "45.00 EUR",
    },
    {
        "catalog_number": "A-1003",
        "name": "2-Amino-5-chloro-benzoic acid",
        "cas_rn": "635-21-2",
        "pack:5 g": "on request",
    },
]
READ: dict[str, tuple[str, list[Fields]]] = {
    "a mail": (MAIL, A),
    "an answer that quotes it": (QUOTED, A),
    "wide characters": (
        CHINESE,
        [
            {"catalog_number": "E101", "name": "无水乙醇"},
            {"catalog_number": "E102", "name": "对氨基苯甲酸"},
            {"name": "丙酮"},
        ],
    ),
    "a further pack is no further line of a name": (
        PACKS,
        [{"catalog_number": "A1", "pack:1 L": "5 EUR"}, {"pack:2 L": "9 EUR"}, {"catalog_number": "A2"}],
    ),
    "a column without a heading": (
        NO_HEADING,
        [{"name": "Water", "pack": ""}, {"name": "Acetone"}, {"name": "Ethanol"}],
    ),
    "a long name in a row with all cells": (
        FULL_ROW,
        [{}, {}, {"name": "Hexamethylenetetramine", "cas_rn": "100-97-0"}],
    ),
}


def source_of(path: Path, text: str) -> SourceFile:
    path.write_text(text, encoding="utf-8")
    [source] = open_sources(path, ReadOptions())
    return source


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_certain_columns_are_read(tmp_path: Path, text: str, expected: list[Fields]) -> None:
    source = source_of(tmp_path / "quote.txt", text)
    assert source.format == "aligned"
    drafter = RecordDrafter(None)
    found = [drafter.draft(record).draft.fields for record in source.records() if record.skipped is None]
    wanted = [{name: text for name, text in one.items() if text} for one in expected]
    assert [{name: one.get(name) for name in want} for one, want in zip(found, wanted, strict=True)] == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MAIL.replace("Acetone, extra pure        67", "Acetone, extra pure, for spectroscopy67"), "in line 9"),
        ("Code    Name      CAS\nA1      Water     7732-18-5\n", "only 2 lines"),
    ],
)
def test_others_are_refused_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        list(source_of(tmp_path / "quote.txt", text).records())
