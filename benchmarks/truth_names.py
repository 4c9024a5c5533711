"""Names against the other facts: ``python -m benchmarks.truth_names`` prints false alarms and catches.

Real records of vendors are checked as they are. There every finding about a name is a false alarm or a true error, and
somebody must judge it (``--show`` prints them; ``--opsin`` adds 3,000 systematic names, read by OPSIN). Contradictions
are made of them: forms are dropped from formulas and from names, counter-ions and isomers exchanged, figures changed. A
made contradiction counts only where the record tells enough to find it. The last line is of wrong weights: how many
another form explains. The data are in the folder of ``CATALOG_TEST_DATA``, by default ``../shared/data``.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from rdkit import Chem

from benchmarks.truth_reference import DATA, VENDORS, Row
from catalog.chemistry.mass.masses import molecular_weight
from catalog.chemistry.names.systematic_names import NameReader, is_systematic
from catalog.chemistry.structure.parent import split_parent
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.errors import InvalidStructure
from catalog.product.checks.naming.systematic import check_names, read_stated_names
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code, Finding
from catalog.product.text.form_vocabulary import PartKind, form_parts
from catalog.product.text.name_forms import read_name_form
from catalog.reference.reference import Reference
from catalog.reference.reference_file import SHIPPED, ReferenceFile

CODES = (Code.NAME_FORM_MISMATCH, Code.NAME_ISOMER_MISMATCH, Code.NAME_STRENGTH_MISMATCH)
SEED = 19
MOST = 600
"""The most contradictions of one kind and one source."""
_OTHER_ACIDS = {
    "hydrochloride": "hydrobromide",
    "hydrobromide": "hydrochloride",
    "sodium": "potassium",
    "potassium": "sodium",
}
_POSITIONS = {"o": "m", "m": "p", "p": "o"}


def tci() -> Iterator[Row]:
    """Fine chemicals, with their assays."""
    lines = (DATA / "products" / "tci_products.jsonl").read_text("utf-8").splitlines()
    for line, row in zip(lines, VENDORS["tci"](), strict=True):
        assay = json.loads(line).get("general information.general information.purity / analysis method")
        yield {**row, "assay": assay or ""}


def supplier_zh() -> Iterator[Row]:
    """English names beside Chinese ones, of a shop."""
    for file, encoding in (("supplier_zh_gbk.csv", "gbk"), ("supplier_zh_utf8bom.csv", "utf-8-sig")):
        with (DATA / "products" / file).open(encoding=encoding, newline="") as lines:
            for number, _, name, formula, weight in csv.reader(lines):
                if number[:1].isdigit():
                    yield {"cas_rn": number, "name": name, "formula": formula, "molecular_weight": weight}


def registry() -> Iterator[Row]:
    """PubChem's compounds with a form in their common name; a register's names are less sure than a vendor's."""
    csv.field_size_limit(10**7)
    with gzip.open(DATA / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            name = re.sub(r"\((i{1,3}|iv|vi{0,3})\)", lambda found: found[0].upper(), row["common_name"] or "")
            form = read_name_form(name)
            if form.parts or form.labels or form.isomer.position or form.isomer.double_bond:
                yield {"name": name, "formula": row["formula"], "molecular_weight": row["mw"], "smiles": row["smiles"]}


SOURCES: dict[str, Callable[[], Iterator[Row]]] = {**VENDORS, "tci": tci, "zh": supplier_zh, "registry": registry}


def findings_of(row: Row, reference: Reference) -> tuple[Finding, ...]:
    """Return the findings of a row about its name."""
    fields = {field: text for field, text in row.items() if text.strip()}
    findings = examine(Draft({"catalog_number": "1", **fields}), reference=reference).findings
    return tuple(finding for finding in findings if finding.code in CODES)


def structure_of(row: Row) -> Structure | None:
    """Return the drawing of a row, if it has a readable one."""
    for kind in ("molfile", "smiles"):
        if row.get(kind, "").strip():
            try:
                return read_structure(row[kind], kind)
            except InvalidStructure:
                return None
    return None


def _with_structure(row: Row, structure: Structure) -> Row:
    """Return a row with the facts of another drawing, and without its CAS RN."""
    facts = {"formula": structure.composition.hill(), "smiles": structure.smiles, "molfile": "", "cas_rn": ""}
    return {**row, **facts, "molecular_weight": f"{structure.molecular_weight:.2f}"}


def _says_parts(row: Row) -> bool:
    return any(
        part.kind in (PartKind.ACID, PartKind.METAL, PartKind.WATER) for part in read_name_form(row["name"]).parts
    )


def bare_structures(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Salts and hydrates by their names, with formula, drawing and weight of the bare compound."""
    del reference
    for row in rows:
        structure = structure_of(row)
        if structure is None or not _says_parts(row) or "." not in structure.smiles:
            continue
        kept, companions = split_parent(structure.smiles)
        said = {part.stem for part in read_name_form(row["name"]).parts}
        if companions and said & {"hydrochloride", "hydrobromide", "hydroiodide", "sodium", "potassium"}:
            yield _with_structure(row, read_structure(Chem.MolToSmiles(Chem.MolFromSmiles(kept[0].smiles)), "smiles"))


def bare_formulas(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """The same with the formula alone, where the name lacks an element, or is known without its form."""
    for row in bare_structures(rows, reference):
        form, structure = read_name_form(row["name"]), structure_of(row)
        elements = structure.composition.elements() if structure else {}
        is_lacking = any(not elements.get(symbol) for part in form.parts for symbol in part.atoms)
        if is_lacking or _knows_bare(form.bare, row["formula"], reference):
            yield {**row, "smiles": "", "molecular_weight": ""}


def bare_weights(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """The same with the weight alone, where the name is known without its form."""
    for row in bare_structures(rows, reference):
        if _knows_bare(read_name_form(row["name"]).bare, row["formula"], reference):
            yield {**row, "smiles": "", "formula": ""}


def _knows_bare(bare: str, formula: str, reference: Reference) -> bool:
    entries = [reference.find(number) for number in reference.numbers_of_name(bare)]
    return bool(entries) and all(entry is not None and entry.formula == formula for entry in entries)


def bare_names(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Salts and hydrates without the words of their form, where the rest of the name is known as the bare compound."""
    for row in rows:
        structure = structure_of(row)
        if structure is None or not _says_parts(row):
            continue
        bare = read_name_form(row["name"]).bare
        kept, companions = split_parent(structure.smiles)
        try:
            formula = read_structure(kept[0].smiles, "smiles").composition.hill()
        except InvalidStructure:
            continue
        if companions and len(set(kept)) == 1 and _knows_bare(bare, formula, reference):
            yield {**row, "name": bare, "synonyms": "", "cas_rn": ""}


def other_ions(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Salts with the name of another counter-ion."""
    del reference
    for row in rows:
        name = row["name"]
        if "." not in row.get("smiles", "") or structure_of(row) is None:
            continue
        for word, other in _OTHER_ACIDS.items():
            part = form_parts()[other]
            lacks = not any(symbol in row["formula"] for symbol in part.atoms)
            if lacks and re.search(rf"\b{word}\b", name, re.IGNORECASE):
                yield {**row, "name": re.sub(rf"\b{word}\b", other, name, flags=re.IGNORECASE), "cas_rn": ""}


def added_water(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Drawn compounds without water, called a hydrate."""
    del reference
    for place, row in enumerate(rows):
        structure = structure_of(row)
        if structure is None or "." in structure.smiles or structure.charge or structure.generic:
            continue
        water = ("monohydrate", "dihydrate", "hydrochloride")[place % 3]
        yield {**row, "name": f"{row['name']} {water}", "cas_rn": ""}


def mirrored(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Names that say R and S or D and L for every drawn centre, with the mirror image.

    With as many R as S, letters alone do not tell the mirror image.
    """
    del reference
    for row in rows:
        structure, isomer = structure_of(row), read_name_form(row["name"]).isomer
        if structure is None or isomer.is_racemic or isomer.is_relative or "." in structure.smiles:
            continue
        drawn = structure.stereo_centres - structure.unspecified_stereo_centres
        is_amino_acid = isomer.amino_acid and re.search(r"(?:ine|an)$", row["name"]) and drawn == 1
        is_told = 2 * isomer.centres.count("R") != len(isomer.centres) == drawn
        if (is_told and not isomer.bonds) or is_amino_acid:
            yield _with_structure(row, read_structure(_mirror(structure.smiles), "smiles"))


def _mirror(smiles: str) -> str:
    return smiles.replace("@@", "\0").replace("@", "@@").replace("\0", "@")


def other_positions(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Names with another of o, m and p, where the drawing has one benzene ring with two substituents."""
    del reference
    pattern = Chem.MolFromSmarts("c1ccccc1")
    for row in rows:
        structure, position = structure_of(row), read_name_form(row["name"]).isomer.position
        if structure is None or not position or not row["name"].startswith(f"{position}-"):
            continue
        mol = Chem.MolFromSmiles(structure.smiles)
        rings = mol.GetSubstructMatches(pattern)
        if len(rings) == 1 and sum(mol.GetAtomWithIdx(atom).GetDegree() == 3 for atom in rings[0]) == 2:
            yield {**row, "name": _POSITIONS[position] + row["name"][1:], "cas_rn": ""}


def unlabelled(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Labelled compounds by their names, with unlabelled facts."""
    del reference
    for row in rows:
        structure = structure_of(row)
        if structure is not None and read_name_form(row["name"]).labels and structure.composition.is_labelled():
            plain = Chem.MolFromSmiles(structure.smiles)
            for atom in plain.GetAtoms():
                atom.SetIsotope(0)
            yield _with_structure(row, read_structure(Chem.MolToSmiles(Chem.RemoveHs(plain)), "smiles"))


def other_states(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Simple salts with another oxidation state in the name, of which the formula agrees with the right one."""
    del reference
    halides = {"chloride": "Cl", "bromide": "Br", "iodide": "I", "fluoride": "F"}
    for row in rows:
        form = read_name_form(row["name"])
        if form.oxidation_state not in (2, 3) or len(form.parts) != 2 or len(form.words) != 3:
            continue
        symbol = halides.get(form.parts[1].stem)
        metal = next(iter(form.parts[0].atoms))
        if symbol and row["formula"] in (
            f"{symbol}{form.oxidation_state}{metal}",
            f"{metal}{symbol}{form.oxidation_state}",
        ):
            states = ("(II)", "(III)") if form.oxidation_state == 2 else ("(III)", "(II)")
            yield {**row, "name": row["name"].replace(*states), "smiles": "", "molecular_weight": ""}


def other_purities(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Names with a purity that the assay does not have."""
    del reference
    for row in rows:
        found = re.search(r"([0-9]{2}(?:\.[0-9])?) ?%", row.get("assay", ""))
        if found and row["name"]:
            figure = float(found[1])
            yield {**row, "name": f"{row['name']}, {figure + (2 if figure < 97 else -3):g}%"}


MADE: dict[str, Callable[[Sequence[Row], Reference], Iterator[Row]]] = {
    "form dropped from formula and drawing": bare_structures,
    "form dropped from the formula": bare_formulas,
    "form dropped from the weight": bare_weights,
    "form dropped from the name": bare_names,
    "another counter-ion in the name": other_ions,
    "water or HCl added to the name": added_water,
    "mirror image drawn": mirrored,
    "another of o, m, p in the name": other_positions,
    "label dropped from formula and drawing": unlabelled,
    "another oxidation state in the name": other_states,
    "another purity in the name": other_purities,
}


def with_assays(rows: Sequence[Row], reference: Reference) -> Iterator[Row]:
    """Names with the purity of the assay in the words of vendors: each finding is a false alarm."""
    del reference
    for place, row in enumerate(rows):
        found = re.search(r"([0-9]{2}(?:\.[0-9])?) ?%", row.get("assay", ""))
        if found and row["name"]:
            words = (f"{found[1]}%", f"≥{found[1]}%", f"ACS reagent, ≥{found[1]}%", f"{float(found[1]):g}+ %")
            yield {**row, "name": f"{row['name']}, {words[place % len(words)]}"}


def weight_explained(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many weights with an arbitrary difference are explained by another form, and of how many."""
    chance = random.Random(SEED)  # noqa: S311  # No secret.
    explained = tried = 0
    for row in rows:
        structure = structure_of(row)
        if structure is None or "." in structure.smiles:
            continue
        wrong = molecular_weight(structure.composition) + round(chance.uniform(5, 250), 2)
        draft = Draft({"catalog_number": "1", "name": row["name"], "formula": structure.composition.hill(),
                       "smiles": structure.smiles, "molecular_weight": f"{wrong:.2f}"})  # fmt: skip
        codes = {finding.code for finding in examine(draft).findings}
        explained += Code.WEIGHT_OF_OTHER_FORM in codes
        tried += bool(codes & {Code.WEIGHT_OF_OTHER_FORM, Code.FORMULA_WEIGHT_MISMATCH})
    return explained, tried


def opsin_alarms(most: int = 3_000) -> tuple[int, int, float]:
    """Return the findings by OPSIN among systematic names of PubChem, the number of names, and seconds for each."""
    csv.field_size_limit(10**7)
    with gzip.open(DATA / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if is_systematic(row["iupac_name"] or "")]
    chosen = random.Random(SEED).sample(rows, most)  # noqa: S311  # No secret.
    alarms, seconds = 0, 0.0
    with NameReader() as reader:
        for row in chosen:
            started = time.perf_counter()
            readings = read_stated_names(reader.read, row["iupac_name"], "")
            structure = structure_of(row)
            alarms += bool(check_names(readings, structure, ()).findings)
            seconds += time.perf_counter() - started
    return alarms, most, seconds / most


def share(number: int, of: int) -> str:
    """Return a number with its share in percent."""
    return f"{number:5} of {of:5} {100 * number / max(1, of):6.2f} %"


def main() -> None:
    """Print the figures."""
    show = "--show" in sys.argv
    reference = ReferenceFile(SHIPPED)
    tables = {source: [row for row in read() if row.get("name", "").strip()] for source, read in SOURCES.items()}
    print("real records: findings about names")
    for source, rows in tables.items():
        found = [(row, finding) for row in rows for finding in findings_of(row, reference)]
        print(f"{source:12} {share(len({id(row) for row, _ in found}), len(rows))}", flush=True)
        for row, finding in found if show else ():
            print(f"    {finding.code.value}: {row['name']} | {row.get('formula', '')} | {finding.message}")
    _print_made(tables, reference, show=show)
    if "--opsin" in sys.argv:
        alarms, number, seconds = opsin_alarms()
        print(f"\nOPSIN on systematic names: {share(alarms, number)}, {1e3 * seconds:.1f} ms each with the drawing")
    explained = [weight_explained(rows[:700]) for rows in tables.values()]
    print(f"\narbitrary weights that another form explains: {share(*map(sum, zip(*explained, strict=True)))}")


def _print_made(tables: dict[str, list[Row]], reference: Reference, *, show: bool) -> None:
    print("\nmade contradictions that are found, of vendors' records and of the registry")
    total, number = 0, 0
    for title, make in {**MADE, "(false) the assay's purity in the name": with_assays}.items():
        cells = []
        for is_registry in (False, True):
            rows = [row for source, own in tables.items() if (source == "registry") == is_registry for row in own]
            random.Random(SEED).shuffle(rows)  # noqa: S311  # No secret.
            made = list(islice(make(rows, reference), MOST))
            missed = [row for row in made if not findings_of(row, reference)]
            cells.append(share(len(made) - len(missed), len(made)))
            if title in MADE:
                total, number = total + len(made) - len(missed), number + len(made)
            for row in missed[:12] if show and title in MADE else ():
                print(f"    missed: {row['name']} | {row.get('formula', '')} | {row.get('smiles', '')}")
        print(f"{title:40} {cells[0]}   {cells[1]}", flush=True)
    print(f"{'all':40} {share(total, number)}")


if __name__ == "__main__":
    main()
