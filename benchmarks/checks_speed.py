"""What all checks of one record cost beside RDKit's own floor: ``python -m benchmarks.checks_speed``.

The floor is what nobody can do without: parse the SMILES, count its formula, both weights, canonical SMILES and
InChIKey. Floor and checks take turns at each record of ``seeds/demo.csv`` in one process, so that the ratio holds
whatever else the machine does, and both find the processor's caches as a program with other work leaves them: amid
other work RDKit's own part takes a fifth longer than in a loop of its own. The second line has that loop.
"""

from __future__ import annotations

import csv
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rdkit import Chem, RDLogger, rdBase
from rdkit.Chem import rdinchi, rdMolDescriptors

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.reference.references import open_references

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "demo.csv"
ROUNDS = 7
MOST = 1.5
"""The ratio that is aimed for."""


def drafts() -> list[Draft]:
    """The records of the demonstration seeds that have a structure."""
    with SEEDS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [Draft({name: text for name, text in row.items() if text}) for row in rows if row["smiles"]]


def floor(draft: Draft) -> object:
    """RDKit's part, and no more."""
    mol = Chem.MolFromSmiles(draft.fields["smiles"])
    formula = rdMolDescriptors.CalcMolFormula(mol)
    weights = rdMolDescriptors._CalcMolWt(mol), rdMolDescriptors.CalcExactMolWt(mol)
    return formula, weights, Chem.MolToSmiles(mol), rdinchi.MolToInchiKey(mol, "")


def seconds(records: Sequence[Draft]) -> tuple[float, float]:
    """How long floor and checks take for all records, taking turns at each."""
    gc.collect()
    bare = checks = 0.0
    for record in records:
        started = time.perf_counter()
        floor(record)
        between = time.perf_counter()
        examine(record)
        checks += time.perf_counter() - between
        bare += between - started
    return bare, checks


def seconds_apart(records: Sequence[Draft]) -> tuple[float, float]:
    """How long each takes with nothing else between: the floor then finds the processor's caches as it left them."""
    gc.collect()
    started = time.perf_counter()
    for record in records:
        floor(record)
    between = time.perf_counter()
    for record in records:
        examine(record)
    return between - started, time.perf_counter() - between


def seconds_known(records: Sequence[Draft]) -> tuple[float, float]:
    """Return the processor time of all checks, and with reference knowledge, in turn for each record."""
    gc.collect()
    alone = known = 0.0
    reference = open_references()
    for record in records:
        started = time.process_time()
        examine(record)
        between = time.process_time()
        examine(record, reference=reference)
        known += time.process_time() - between
        alone += between - started
    return alone, known


def measure(work: Callable[[Sequence[Draft]], tuple[float, float]], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Floor and checks in seconds for a record, and their ratio: medians of several rounds."""
    records = drafts()
    pairs = [work(records) for _ in range(rounds)]
    ratio = statistics.median(checks / bare for bare, checks in pairs)
    return (
        statistics.median(bare for bare, _ in pairs) / len(records),
        statistics.median(checks for _, checks in pairs) / len(records),
        ratio,
    )


def main() -> None:
    """Print the figures."""
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # RDKit's stubs leave it out.
    print(f"RDKit {rdBase.rdkitVersion}, microseconds for a record with structure")
    for words, work in (("taking turns at each record", seconds), ("each alone", seconds_apart)):
        bare, checks, ratio = measure(work)
        print(f"{words:28} floor {bare * 1e6:4.0f}   all checks {checks * 1e6:4.0f}   ratio {ratio:.2f}")
    alone, known, ratio = measure(seconds_known)
    print(
        f"{'with reference knowledge':28} alone {alone * 1e6:4.0f}   with it    {known * 1e6:4.0f}   ratio {ratio:.2f}"
    )
    print(f"aimed for: {MOST} taking turns, as in an import or a server, where RDKit never runs alone")


if __name__ == "__main__":
    main()
