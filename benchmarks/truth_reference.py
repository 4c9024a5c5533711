"""CAS RNs against what is known of them: ``python -m benchmarks.truth_reference`` prints false alarms and catches.

Real records of vendors are checked as they are. There every finding is a false alarm or a true error, and somebody must
judge it (``--show`` prints them). Contradictions are made of them: the CAS RNs of two records are swapped; salts and
hydrates get the formula and structure of the free compound. Records are also checked with CAS RN and weight alone. The
data are in the folder of ``CATALOG_TEST_DATA``, by default ``../shared/data``.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from catalog.chemistry.identifiers.cas_rn import find_cas_rns, is_canonical
from catalog.chemistry.structure.parent import split_parent
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidCasRn, InvalidStructure
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code, Finding
from catalog.product.text.folding import fold
from catalog.reference.reference import Reference
from catalog.reference.reference_file import SHIPPED, ReferenceFile

DATA = Path(os.environ.get("CATALOG_TEST_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))
SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "demo.csv"
SOLID = (Code.CAS_CONTRADICTED, Code.CAS_OTHER_COMPOUND, Code.CAS_OTHER_FORM)
"""The findings from formula and structure."""
CODES = (*SOLID, Code.CAS_NAME_MISMATCH, Code.NAME_OTHER_COMPOUND, Code.CAS_DELETED, Code.EC_CAS_MISMATCH)
SEED = 19

Row = dict[str, str]


def _csv(name: str, columns: Mapping[str, str], encoding: str = "utf-8", delimiter: str = ",") -> Iterator[Row]:
    with (DATA / "products" / name).open(encoding=encoding, newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            yield {field: row[column] or "" for field, column in columns.items()}


def mce() -> Iterator[Row]:
    """Drugs, with structures."""
    columns = {"name": "ProductName", "cas_rn": "CAS Number", "formula": "Formula", "molecular_weight": "M.Wt"}
    for row in _csv("mce_products.csv", {**columns, "smiles": "Smiles", "synonyms": "Synonyms"}):
        yield {**row, "synonyms": row["synonyms"].replace(";", "|")}


def tci() -> Iterator[Row]:
    """Fine chemicals; their names have lost leading locants."""
    general = "general information.general information."
    for line in (DATA / "products" / "tci_products.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield {
            "name": row.get("basic information.name") or "",
            "cas_rn": row.get("basic information.CAS") or "",
            "formula": (row.get(f"{general}Molecular Formula") or "").replace("_", ""),
            "molecular_weight": row.get(f"{general}Molecular Weight") or "",
        }


def sigma() -> Iterator[Row]:
    """Flavours, without the names, which a program has read wrongly from the catalogue's pages."""
    yield from _csv("sigma_ff.tsv", {"cas_rn": "cas", "formula": "formula", "molecular_weight": "fw"}, delimiter="\t")


def exl() -> Iterator[Row]:
    """Intermediates, with names only."""
    yield from _csv("exl_catalogue.csv", {"name": "name", "cas_rn": "cas"})


def targetmol() -> Iterator[Row]:
    """Drugs, with structures; the CAS RN is among the synonyms."""
    text = (DATA / "products" / "TargetMol_L1300_original.sdf").read_text("utf-8", "replace")
    for block in text.split("$$$$\n"):
        molfile, _, rest = block.partition("M  END")
        fields = {}
        for part in rest.split("\n> ")[1:]:
            label, _, value = part.partition("\n")
            fields[label.strip(" <>").partition(">")[0].casefold()] = value.strip()
        listed = fields.get("synonyms", "").replace("\n", "").strip("{}")
        synonyms = [one.strip() for one in next(csv.reader([listed]), [])]
        numbers = [one for one in synonyms if is_canonical(one)]
        if numbers:
            names = "|".join(one for one in synonyms if one not in numbers)
            name = fields.get("supplier_cmpd_name", "")
            yield {"name": name, "cas_rn": numbers[0], "molfile": f"{molfile}M  END\n", "synonyms": names}


def seeds() -> Iterator[Row]:
    """The demonstration catalog. Its facts come from the same source as the reference."""
    with SEEDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {field: text for field, text in row.items() if text and field != "catalog_number"}


VENDORS: dict[str, Callable[[], Iterator[Row]]] = {
    "mce": mce, "tci": tci, "sigma": sigma, "exl": exl, "targetmol": targetmol, "seeds": seeds,
}  # fmt: skip


def known_rows(rows: Iterator[Row], reference: Reference) -> list[Row]:
    """Return the rows with a CAS RN that the reference knows, in canonical form."""
    known = []
    for row in rows:
        try:
            first = find_cas_rns(row["cas_rn"])[0].cas_rn if row["cas_rn"].strip() else ""
        except InvalidCasRn:
            continue
        if first and reference.find(first) is not None:
            known.append({**row, "cas_rn": first})
    return known


def findings_of(row: Row, reference: Reference) -> tuple[Finding, ...]:
    """Return the findings of a row that come from the reference."""
    fields = {field: text for field, text in row.items() if text.strip()}
    findings = examine(Draft({"catalog_number": "1", **fields}), reference=reference).findings
    return tuple(finding for finding in findings if finding.code in CODES)


def swapped(rows: Sequence[Row]) -> list[Row]:
    """Return rows with the CAS RN of a neighbour of another name and formula."""
    shuffled = random.Random(SEED).sample(list(rows), len(rows))  # noqa: S311  # No secret.
    pairs = zip(shuffled, [*shuffled[1:], *shuffled[:1]], strict=True)
    return [{**one, "cas_rn": other["cas_rn"]} for one, other in pairs if one["cas_rn"] != other["cas_rn"]]


def is_comparable(row: Row, reference: Reference) -> bool:
    """Tell whether the reference knows enough of a CAS RN and of a row to compare them."""
    entry = reference.find(row["cas_rn"])
    if entry is None:
        return False
    has_facts = any(row.get(field, "").strip() for field in ("smiles", "molfile", "formula"))
    return (bool(entry.formula) and has_facts) or bool(reference.numbers_of_name(fold(row.get("name", ""))))


def without_companions(rows: Sequence[Row], reference: Reference) -> list[Row]:
    """Return salts and hydrates, by their CAS RN, with the structure of the bare compound, and its formula."""
    made = []
    for row in rows:
        entry = reference.find(row["cas_rn"])
        if entry is None or "." not in entry.smiles:
            continue
        try:
            whole = read_structure(entry.smiles, "smiles")
            kept, companions = split_parent(whole.smiles)
            bare = read_structure(kept[0].smiles, "smiles")
        except InvalidStructure:
            continue
        if companions:
            made.append({**row, "formula": bare.composition.hill(), "molfile": "", "smiles": bare.smiles})
    return made


def with_weight_alone(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that state a weight, without their names, formulas and structures."""
    return [{"cas_rn": row["cas_rn"], "molecular_weight": row["molecular_weight"]} for row in rows
            if row.get("molecular_weight", "").strip()]  # fmt: skip


def share(rows: Sequence[Row], reference: Reference) -> str:
    """Return how many of the rows have a finding."""
    caught = sum(bool(findings_of(row, reference)) for row in rows)
    return f"{caught:5} of {len(rows):4} {100 * caught / max(1, len(rows)):5.1f} %"


def main() -> None:
    """Print the figures."""
    path = next((Path(one) for one in sys.argv[1:] if one.endswith(".ref")), SHIPPED)
    reference, show = ReferenceFile(path), "--show" in sys.argv
    columns = ("swaps caught", "forms caught", "weight alone: alarms", "weight alone: swaps")
    print(f"{'':10} {'known':>6} {'solid':>6} {'name':>6}" + "".join(f"  {title:>20}" for title in columns))
    for vendor, read in VENDORS.items():
        rows = known_rows(read(), reference)
        found = [(row, finding) for row in rows for finding in findings_of(row, reference)]
        solid = sum(finding.code in SOLID for _, finding in found)
        names = sum(finding.code in (Code.CAS_NAME_MISMATCH, Code.NAME_OTHER_COMPOUND) for _, finding in found)
        swaps = [row for row in swapped(rows) if is_comparable(row, reference)]
        weights, forms = with_weight_alone(rows), without_companions(rows, reference)
        shares = [share(made, reference) for made in (swaps, forms, weights, swapped(weights))]
        print(f"{vendor:10} {len(rows):6} {solid:6} {names:6}" + "".join(f"  {one:>20}" for one in shares), flush=True)
        if show:
            for row, finding in found:
                print(f"    {finding.code.value}: {row.get('name', '')} {row['cas_rn']} {row.get('formula', '')}")
                print(f"        {finding.message} {row.get('smiles', '')}")


if __name__ == "__main__":
    main()
