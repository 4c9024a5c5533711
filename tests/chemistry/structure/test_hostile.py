"""Hostile structures cost a refusal and nothing else, and the guard refuses next to no honest one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from benchmarks import hostile_structures
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import StructureRefused


def test_every_hostile_text_is_answered_or_refused(test_data: Path) -> None:
    """Of the 194 texts every third molfile and all others; the benchmark takes all of them, and the time."""
    every = hostile_structures.hostile_cases(test_data)
    molblocks = [case for case in every if case["kind"] == "molblock"]
    cases = [case for case in every if case["kind"] != "molblock"] + molblocks[::3]
    rows, bystander = hostile_structures.measure(cases)
    assert {kind: row.failures for kind, row in rows.items() if row.failures} == {}
    assert sum(row.count for row in rows.values()) == len(cases)
    assert {"smiles", "smarts", "inchi", "molblock", "smiles_vs_query"} == rows.keys()
    assert sum(row.refused for row in rows.values()) > 10
    assert sum(row.answered for row in rows.values()) > 50
    assert bystander.delays
    assert bystander.peak_bytes < 1 << 30


def test_the_guard_refuses_no_registered_structure(test_data: Path) -> None:
    """Of 71,347, those with the most pieces have 55."""
    assert hostile_structures.guard_refusals(list(hostile_structures.honest_smiles(test_data))) == {}


def test_what_the_guard_lets_through_is_not_refused_after_parsing(test_data: Path) -> None:
    """The second look, at the molecule, must not find more in an honest text than the first, at the text."""
    smiles = list(hostile_structures.honest_smiles(test_data))
    refusals = hostile_structures.guard_refusals(smiles)
    refused = {text for texts in refusals.values() for text, _ in texts}
    for text in islice((each for each in sorted(smiles, key=len, reverse=True) if each not in refused), 300):
        assert read_structure(text, "smiles").heavy_atoms > 0


def test_a_bystander_counts_its_delays() -> None:
    with hostile_structures.Bystander() as bystander:
        bystander.look()
    assert bystander.delays
    assert min(bystander.delays) >= 0
    assert bystander.peak_bytes == 0


def test_refusals_are_grouped_by_reason() -> None:
    refusals = hostile_structures.guard_refusals(["C", "C" * 1000, "C" * 1100, ".".join("C" * 101)])
    assert {reason: len(texts) for reason, texts in refusals.items()} == {
        "There are N atoms; the limit is N.": 2,
        "There are N fragments; the limit is N.": 1,
    }
    with pytest.raises(StructureRefused):
        read_structure("C" * 1000, "smiles")
