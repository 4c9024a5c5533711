"""Structures against real verdicts: ``python -m benchmarks.truth_structure`` prints what is found, missed and invented.

The data stand where ``CATALOG_TEST_DATA`` says, by default in ``../shared/data``.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from rdkit import Chem
from rdkit.Chem import rdinchi, rdMolDescriptors

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.structure import Structure, inchi_and_key
from catalog.errors import InvalidFormula
from catalog.product.checks.structures.structure import check_structure
from catalog.product.findings import CheckResult, Code

DATA = Path(os.environ.get("CATALOG_TEST_DATA", "../shared/data"))
MISMATCHES = {
    Code.STRUCTURE_FORMULA_MISMATCH,
    Code.STRUCTURE_INCHIKEY_MISMATCH,
    Code.STRUCTURE_STEREO_MISMATCH,
    Code.STRUCTURE_SALT_MISMATCH,
    Code.STRUCTURE_ISOTOPE_MISMATCH,
    Code.STRUCTURE_INVALID,
    Code.STRUCTURE_GENERIC,
}
SKELETON = {Code.STRUCTURE_FORMULA_MISMATCH, Code.STRUCTURE_INCHIKEY_MISMATCH}
EXPECTED: dict[str, set[Code]] = {
    "consistent": set(),
    "no real mismatch": set(),
    "weaker structure": {Code.STRUCTURE_STEREO_MISMATCH},
    "mismatch": SKELETON | {Code.STRUCTURE_SALT_MISMATCH},
    "structure string is not a structure": {Code.STRUCTURE_INVALID},
    "generic structure": {Code.STRUCTURE_GENERIC},
    "formula omits isotope labels": {Code.STRUCTURE_ISOTOPE_MISMATCH},
}
"""The findings of which one must be made, by how the verdict begins; an empty set: none at all."""

Row = dict[str, str]


@dataclass
class Score:
    """How many cases of one kind came out as expected, and which did not."""

    right: int = 0
    cases: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, found: set[Code], expected: set[Code], case: str) -> None:
        """Count one case."""
        self.cases += 1
        if found & expected or (not expected and not found):
            self.right += 1
        else:
            self.wrong.append(f"{case}: {sorted(found) or 'nothing found'}")

    @property
    def share(self) -> float:
        """The part that is right."""
        return self.right / self.cases if self.cases else 1.0


def measure(free_rows: int | None = None) -> dict[str, Score]:
    """Score the truth file, and the free rows with the mechanical mismatches made from them.

    Args:
        free_rows: how many of the 71,347 free rows to draw at random; None takes all.
    """
    scores: dict[str, Score] = {}
    for line in (DATA / "truth/structure_consistency.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        verdict = next(name for name in EXPECTED if row["verdict"].startswith(name))
        checked = _check(row["smiles"] or "", row["formula"] or "", row["inchikey"] or "", row["molblock"] or "")
        scores.setdefault(verdict, Score()).add(_codes(checked), EXPECTED[verdict], str(row["smiles"] or row["name"]))
    rows = _free_rows(free_rows)
    scores["free rows as they are"] = free = Score()
    for row in rows:
        found = _codes(_check(row["smiles"], row["formula"], row["inchikey"]))
        labels = {Code.STRUCTURE_ISOTOPE_MISMATCH} if "[1" in row["smiles"] else set()
        free.add(found - labels, set(), row["smiles"])
    for name, (expected, cases) in _corruptions(rows).items():
        score = scores.setdefault(name, Score())
        for smiles, formula, key in cases:
            score.add(_codes(_check(smiles, formula, key)), expected, f"{smiles} {formula} {key}")
    return scores


def _free_rows(number: int | None) -> list[Row]:
    with gzip.open(DATA / "bulk/identifiers_71k.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return rows if number is None else random.Random(7).sample(rows, number)  # noqa: S311


def _readings(formula: str) -> tuple[Composition, ...]:
    try:
        return read_formula(formula).readings if formula else ()
    except InvalidFormula:
        return ()


def _check(smiles: str, formula: str, key: str, molfile: str = "") -> CheckResult[Structure | None]:
    return check_structure(
        smiles=smiles, molfile=molfile, inchi_key=key, formula_text=formula, readings=_readings(formula)
    )


def _codes(checked: CheckResult[Structure | None]) -> set[Code]:
    return {finding.code for finding in checked.findings} & MISMATCHES


Cases = Iterable[tuple[str, str, str]]


def _corruptions(rows: list[Row]) -> dict[str, tuple[set[Code], Cases]]:
    """Mismatches made by machine: what must be found, and (SMILES, formula, InChIKey)."""
    salt, stereo = {Code.STRUCTURE_SALT_MISMATCH}, {Code.STRUCTURE_STEREO_MISMATCH}
    pairs = list(pairwise(rows))
    return {
        "another row's InChIKey": (
            {Code.STRUCTURE_INCHIKEY_MISMATCH},
            ((a["smiles"], "", b["inchikey"]) for a, b in pairs if a["inchikey"][:14] != b["inchikey"][:14]),
        ),
        "one CH2 more in the formula": (
            {Code.STRUCTURE_FORMULA_MISMATCH},
            ((row["smiles"], (_readings(row["formula"])[0] + _METHYLENE).hill(), "") for row in rows),
        ),
        "two H less in the formula": (
            {Code.STRUCTURE_FORMULA_MISMATCH},
            (
                (row["smiles"], (_readings(row["formula"])[0] - _HYDROGEN).hill(), "")
                for row in rows
                if _readings(row["formula"])[0].counts.get(AtomKind("H"), 0) > 2
            ),
        ),
        "drawing without its salt, against key": (
            salt,
            ((part, "", row["inchikey"]) for row, part in _stripped(rows)),
        ),
        "drawing without its salt, against formula": (
            salt,
            ((part, row["formula"], "") for row, part in _stripped(rows)),
        ),
        "a hydrochloride against the base's key": (salt, ((f"{s}.Cl", "", row["inchikey"]) for row, s in _bases(rows))),
        "a hydrochloride against the base's formula": (
            salt,
            ((f"{s}.Cl", row["formula"], "") for row, s in _bases(rows)),
        ),
        "a base against the hydrochloride's formula": (
            salt,
            ((s, (_readings(row["formula"])[0] + _HYDROCHLORIDE).hill(), "") for row, s in _bases(rows)),
        ),
        "flat drawing": (stereo, ((flat, "", row["inchikey"]) for row, flat in _redrawn(rows, _flattened))),
        "mirror image": (stereo, ((other, "", row["inchikey"]) for row, other in _redrawn(rows, _mirrored))),
        "labels left out of the drawing": (
            {Code.STRUCTURE_ISOTOPE_MISMATCH},
            ((plain, "", row["inchikey"]) for row, plain in _redrawn(rows, _unlabelled)),
        ),
    }


_METHYLENE = Composition.of({"C": 1, "H": 2})
_HYDROGEN = Composition.of({"H": 2})
_HYDROCHLORIDE = Composition.of({"H": 1, "Cl": 1})


def _bases(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """Rows of one uncharged piece with a nitrogen."""
    for row in rows:
        smiles = row["smiles"]
        if "N" in smiles and not any(mark in smiles for mark in ".+-"):
            yield row, smiles


def _stripped(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """Organic salts, with the largest piece alone, as drawn."""
    for row in rows:
        pieces = row["smiles"].split(".")
        largest = max(pieces, key=len)
        rest = [piece for piece in pieces if piece != largest]
        if rest and all(piece in _COUNTER_IONS for piece in rest) and sum(map(str.isalpha, largest)) > 6:
            yield row, largest


_COUNTER_IONS = {"Cl", "Br", "[Cl-]", "[Br-]", "[Na+]", "[K+]", "O", "OS(=O)(=O)O", "C(=CC(=O)O)C(=O)O", "I", "[I-]"}


def _redrawn(rows: list[Row], redraw: Callable[[Chem.Mol], str]) -> Iterator[tuple[Row, str]]:
    """Rows whose drawing changes its key when it is redrawn."""
    for row in rows:
        if "@" not in row["smiles"] and "[2H]" not in row["smiles"]:
            continue
        with parser_words():
            mol = Chem.MolFromSmiles(row["smiles"])
            redrawn = redraw(mol) if mol else row["smiles"]
            other = Chem.MolFromSmiles(redrawn)
            changed = other is not None and inchi_and_key(other)[1] != row["inchikey"]
        if changed and redrawn:
            yield row, redrawn


def _flattened(mol: Chem.Mol) -> str:
    return str(Chem.MolToSmiles(mol, isomericSmiles=False)) if not _labelled(mol) else ""


def _mirrored(mol: Chem.Mol) -> str:
    for atom in mol.GetAtoms():
        atom.InvertChirality()
    return str(Chem.MolToSmiles(mol)) if not _labelled(mol) else ""


def _unlabelled(mol: Chem.Mol) -> str:
    if not _labelled(mol):
        return ""
    for atom in mol.GetAtoms():
        atom.SetIsotope(0)
    return str(Chem.MolToSmiles(Chem.RemoveHs(mol)))


def _labelled(mol: Chem.Mol) -> bool:
    return any(atom.GetIsotope() for atom in mol.GetAtoms())


def floor(smiles: str) -> tuple[str, float, float, str, str]:
    """What RDKit itself takes for the same facts: parse, formula, weights, canonical SMILES, InChIKey."""
    mol = Chem.MolFromSmiles(smiles)
    return (
        rdMolDescriptors.CalcMolFormula(mol),
        rdMolDescriptors._CalcMolWt(mol),
        rdMolDescriptors.CalcExactMolWt(mol),
        Chem.MolToSmiles(mol),
        rdinchi.MolToInchiKey(mol),
    )


def speed(number: int = 1000, rounds: int = 5) -> tuple[float, float]:
    """Seconds for one record by the floor, and by the check of the same record; the best of several rounds."""
    rows = [row for row in _free_rows(number) if "." in row["smiles"] or "[" not in row["smiles"]]
    best_floor = best_check = float("inf")
    with parser_words():
        for _ in range(rounds):
            started = time.perf_counter()
            for row in rows:
                floor(row["smiles"])
            best_floor = min(best_floor, time.perf_counter() - started)
    for _ in range(rounds):
        started = time.perf_counter()
        for row in rows:
            _check(row["smiles"], row["formula"], row["inchikey"])
        best_check = min(best_check, time.perf_counter() - started)
    return best_floor / len(rows), best_check / len(rows)


def main() -> None:
    """Print the tables. ``all`` takes every free row instead of 2,000; ``wrong`` prints cases that are not right."""
    scores = measure(None if "all" in sys.argv else 2000)
    for name, score in scores.items():
        print(f"{name:45} {score.right:6} of {score.cases:6}  {score.share:8.3%}")
        for case in score.wrong if "wrong" in sys.argv else ():
            print("    ", case)
    kinds = Counter(code for score in scores.values() for case in score.wrong for code in [case.rsplit(": ", 1)[1]])
    print("not right:", dict(kinds.most_common(8)))
    floor_seconds, check_seconds = speed()
    ratio = check_seconds / floor_seconds
    print(
        f"one record: RDKit's floor {floor_seconds * 1e6:.0f} µs, check {check_seconds * 1e6:.0f} µs, ratio {ratio:.2f}"
    )


if __name__ == "__main__":
    main()
