"""What all checks of one record cost beside RDKit's own floor: ``python -m benchmarks.checks_speed``.

The floor is what nobody can do without: parse the SMILES, count its formula, both weights, canonical SMILES and
InChIKey. Floor and checks take turns on the same records of ``seeds/demo.csv`` in one process, so that the ratio holds
whatever else the machine does.
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


def seconds(work: Callable[[Draft], object], records: Sequence[Draft]) -> float:
    """How long the work takes for all records."""
    gc.collect()
    started = time.perf_counter()
    for record in records:
        work(record)
    return time.perf_counter() - started


def measure(rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Floor and checks in seconds for a record, and their ratio: medians of several turns."""
    records = drafts()
    pairs = [(seconds(floor, records), seconds(examine, records)) for _ in range(rounds)]
    ratio = statistics.median(checks / bare for bare, checks in pairs)
    return (
        statistics.median(bare for bare, _ in pairs) / len(records),
        statistics.median(checks for _, checks in pairs) / len(records),
        ratio,
    )


def main() -> None:
    """Print the figures."""
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # RDKit's stubs leave it out.
    bare, checks, ratio = measure()
    print(f"RDKit {rdBase.rdkitVersion}: floor {bare * 1e6:.0f} µs, all checks {checks * 1e6:.0f} µs for a record")
    print(f"ratio {ratio:.2f} (at most {MOST})")


if __name__ == "__main__":
    main()
