"""Write seeds/demo.csv: about 600 real compounds with our own catalog numbers, each held against RDKit first.

Run ``python -m scripts.make_demo_seed`` with the test set installed. Which compounds, with their names, synonyms and
catalog numbers, and a few formulas and structures written by hand are in ``demo_seed_choice.csv``; all else is looked
up in the identifier files that the package ``chemicals`` ships (MIT licence; most come from PubChem, public domain).
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from molmass import Formula
from rdkit import Chem, rdBase
from rdkit.Chem import rdinchi

HERE = Path(__file__).resolve().parent
CHOICE = HERE / "demo_seed_choice.csv"
TARGET = HERE.parent / "seeds" / "demo.csv"

WEIGHT_TOLERANCE = 0.03
"""In g/mol: half a printed digit, and what tables of atomic weights differ by."""

IDENTIFIER_FILES = (
    "chemical identifiers pubchem small.tsv",
    "chemical identifiers pubchem large.tsv",
    "chemical identifiers example user db.tsv",
    "Inorganic db.tsv",
)
"""In the order in which they are searched: what comes from PubChem first."""

COLUMNS = ("catalog_number", "name", "cas_rn", "formula", "molecular_weight", "smiles", "inchi_key", "synonyms")


@dataclass(frozen=True)
class Source:
    """One line of an identifier file, as far as it is used here."""

    formula: str
    molecular_weight: str
    smiles: str
    inchi_key: str


def main() -> int:
    """Write the seed file; complain about every compound whose facts do not fit together, and then write nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--identifiers", type=Path, help="the folder with the identifier files of `chemicals`")
    folder = parser.parse_args().identifiers or Path(str(files("chemicals"))) / "Identifiers"
    with CHOICE.open(encoding="utf-8", newline="") as stream:
        choices = list(csv.DictReader(stream))
    sources = dict(read_sources(folder, {choice["cas_rn"] for choice in choices}))
    rows = [row_of(choice, sources.get(choice["cas_rn"])) for choice in choices]
    with rdBase.BlockLogs():
        complaints = [complaint for row in rows for complaint in complaints_about(row)]
    if complaints:
        print(*complaints, sep="\n", file=sys.stderr)
        return 1
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return 0


def read_sources(folder: Path, wanted: set[str]) -> Iterator[tuple[str, Source]]:
    """The line for each wanted CAS RN, from the first file that has it."""
    found: set[str] = set()
    for file_name in IDENTIFIER_FILES:
        with (folder / file_name).open(encoding="utf-8") as stream:
            for line in stream:
                _, cas_rn, formula, weight, smiles, _, inchi_key, *_ = line.split("\t")
                if cas_rn in wanted - found:
                    found.add(cas_rn)
                    yield cas_rn, Source(formula, weight, smiles, inchi_key)


def row_of(choice: Mapping[str, str], source: Source | None) -> dict[str, str]:
    """One row of the seed file: what was chosen by hand where there is such a thing, else what the source says."""
    row = dict.fromkeys(COLUMNS, "") | {column: choice[column] for column in COLUMNS if column in choice}
    if source is None:
        return row
    row["formula"] = choice["formula"] or source.formula
    row["molecular_weight"] = f"{float(source.molecular_weight):.2f}"
    row["smiles"] = choice["smiles"] or source.smiles
    row["inchi_key"] = (
        rdinchi.MolToInchiKey(Chem.MolFromSmiles(row["smiles"])) if choice["smiles"] else source.inchi_key
    )
    return row


def complaints_about(row: Mapping[str, str]) -> Iterator[str]:
    """What does not fit in one row, in sentences; a row without a structure has only its CAS RN to be wrong."""
    who = f"{row['catalog_number']} {row['name']} ({row['cas_rn']})"
    if not check_digit_fits(row["cas_rn"]):
        yield f"{who}: the check digit of the CAS RN does not fit."
    if not row["smiles"]:
        return
    molecule = structure_of(row["smiles"])
    if molecule is None:
        yield f"{who}: RDKit cannot read {row['smiles']}."
        return
    atoms = atoms_of_structure(molecule)
    if atoms_of_formula(row["formula"]) != atoms:
        yield f"{who}: {row['formula']} is not the formula of {row['smiles']}."
    if rdinchi.MolToInchiKey(molecule) != row["inchi_key"]:
        yield f"{who}: {row['inchi_key']} is not the InChIKey of {row['smiles']}."
    weight = weight_of(atoms)
    if abs(weight - float(row["molecular_weight"])) > WEIGHT_TOLERANCE:
        yield f"{who}: weighs {weight:.3f} by RDKit, {row['molecular_weight']} as stated."


def structure_of(smiles: str) -> Chem.Mol | None:
    """The molecule of a SMILES, or None where RDKit cannot read it."""
    return Chem.MolFromSmiles(smiles)


def check_digit_fits(cas_rn: str) -> bool:
    """Tell whether the last digit of a CAS RN is the weighted sum of the others, modulo 10."""
    digits = cas_rn.replace("-", "")
    return sum(place * int(digit) for place, digit in enumerate(digits[-2::-1], 1)) % 10 == int(digits[-1])


def atoms_of_formula(formula: str) -> Counter[tuple[str, int]]:
    """Atoms by element and mass number (0 where none is stated), each part of an adduct times its leading count."""
    atoms: Counter[tuple[str, int]] = Counter()
    for part in formula.split("·"):
        count = part[: len(part) - len(part.lstrip("0123456789"))]
        for symbol, item in Formula(part[len(count) :]).composition().items():
            element = symbol.lstrip("0123456789")
            atoms[element, int(symbol[: -len(element)] or 0)] += item.count * int(count or 1)
    return +Counter({kind: number for kind, number in atoms.items() if kind[0] != "e-"})


def atoms_of_structure(molecule: Chem.Mol) -> Counter[tuple[str, int]]:
    """Atoms of a structure by element and mass number (0 where none is stated)."""
    return Counter((atom.GetSymbol(), atom.GetIsotope()) for atom in Chem.AddHs(molecule).GetAtoms())


def weight_of(atoms: Mapping[tuple[str, int], int]) -> float:
    """The average molecular weight in g/mol by RDKit's table, labelled atoms by the masses of their isotopes."""
    table = Chem.GetPeriodicTable()
    return sum(
        number * (table.GetMassForIsotope(symbol, isotope) if isotope else table.GetAtomicWeight(symbol))
        for (symbol, isotope), number in atoms.items()
    )


if __name__ == "__main__":
    sys.exit(main())
