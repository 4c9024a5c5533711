"""Products with structures, what is asked of them, and what RDKit finds among them one by one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rdkit import Chem

from catalog.store.database import Database
from catalog.store.entries import Entry
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.sorts import Sort
from catalog.store.structures.index import StructureFilter, StructureIndex
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "demo.csv"
AUTHOR = Author("test")
BY_NUMBER = Sort("catalog_number")
SMILES = [
    "c1ccccc1", "C(=O)O", "c1ccncc1", "CN", "S(=O)(=O)N", "C1CCCCC1", "C=C", "[N+](=O)[O-]", "c1ccsc1", "F",
    "c1ccc2[nH]ccc2c1", "O=C1CCCN1", "[Na+]", "[2H]", "C#N", "c1ccc(cc1)-c1ccccc1",
]  # fmt: skip
SMARTS = ["[#6]~[#7]", "[R2]", "[NX3;H2]", "*", "[r5]", "[!#6;!#1]", "n1ccnc1", "[OX2H][CX4]", "[$(C=O)]N"]
"""What no SMILES can say, or RDKit cannot read as one."""


def entry(number: str, smiles: str) -> Entry:
    canonical = Chem.MolToSmiles(Chem.MolFromSmiles(smiles))
    structure = {"smiles": canonical, "inchi": "", "inchi_key": "", "stated": smiles}
    return make_entry(number, f"Product {number}", structure=structure, molecular_weight=float(len(smiles)))


def seeds() -> dict[str, str]:
    """Catalog number to structure, of the project's own demonstration products."""
    with SEEDS.open(encoding="utf-8", newline="") as stream:
        return {row["catalog_number"]: row["smiles"] for row in csv.DictReader(stream) if row["smiles"]}


def numbers(
    index: StructureIndex, structures: StructureFilter, *, limit: int = 1000, sort: Sort = BY_NUMBER
) -> list[str]:
    """The catalog numbers of every page."""
    found: list[str] = []
    cursor = None
    while True:
        page = index.list_products(ProductFilter(), structures, sort, limit=limit, cursor=cursor)
        found += [item.catalog_number for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


def keep_all(database: Database, smiles: Mapping[str, str]) -> None:
    """Keep products by number and structure."""
    with database.write() as connection:
        keep_products(connection, [entry(number, text) for number, text in smiles.items()], AUTHOR)


@cache
def read(smiles: str) -> Chem.Mol:
    """A structure, read once for all tests."""
    return Chem.MolFromSmiles(smiles)


def truth(smiles: dict[str, str], text: str) -> list[str]:
    """What RDKit finds among all of them, one by one, with nothing screened."""
    query = Chem.MolFromSmarts(text) if text in SMARTS else Chem.MolFromSmiles(text)
    for atom in query.GetAtoms():
        atom.SetNumRadicalElectrons(0)
    return sorted(number for number, kept in smiles.items() if read(kept).HasSubstructMatch(query))


def sheet_of_rings(rows: int, columns: int) -> str:
    """A saturated sheet of six-membered rings, through which there are more paths than anybody can walk."""
    sheet = Chem.RWMol()
    places = {(x, y): sheet.AddAtom(Chem.Atom(6)) for y in range(rows) for x in range(columns)}
    for (x, y), atom in places.items():
        for other in ((x + 1, y), (x, y + 1) if (x + y) % 2 == 0 else None):
            if other in places:
                sheet.AddBond(atom, places[other], Chem.BondType.SINGLE)
    Chem.SanitizeMol(sheet)
    return Chem.MolToSmiles(sheet)


LONG_WAY = "*" + "~*" * 28 + "~[#7]"
"""A chain of thirty atoms to a nitrogen: in a sheet beside a nitrogen it takes for ever to find that there is none."""
