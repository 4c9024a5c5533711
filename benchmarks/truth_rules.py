"""Rules between facts against real records and made contradictions: ``python -m benchmarks.truth_rules``.

Records of vendors are checked as they are; there a finding is a false alarm or a true error, and somebody must judge it
(``--show`` prints them). So are values of handbooks (the package ``chemicals``, which is needed to make the reference).
Contradictions are made of the records: points, states, signs, units and UN numbers are exchanged. They are made only
where the facts decide, as each function says. The vendors' data are in the folder of ``CATALOG_TEST_DATA``, by default
``../shared/data``.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from chemicals import RI, Tb, Tm
from chemicals.safety import T_flash

from benchmarks.truth_reference import DATA, VENDORS
from catalog.chemistry.structure.chirality import is_surely_achiral
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code, Finding
from catalog.product.hazard.transport import read_un_number, un_entry
from catalog.product.rules.matter import read_matter_state
from catalog.product.rules.rule import all_rules
from catalog.reference.reference import Reference
from catalog.reference.references import open_references

SEED = 19
ZERO_CELSIUS = 273.15

Row = dict[str, str]

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def tci() -> Iterator[Row]:
    """Fine chemicals with state, points, rotation, transport data and prices."""
    general, properties = "general information.", "properties."
    for line in (DATA / "products" / "tci_products.jsonl").read_text("utf-8").splitlines():
        row = {key: str(value) for key, value in json.loads(line).items() if value is not None}
        either = row.get(f"{properties}general properties", "")
        fields = {
            "name": row.get("basic information.name", ""),
            "cas_rn": row.get("basic information.CAS", ""),
            "formula": row.get(f"{general}general information.Molecular Formula", "").replace("_", ""),
            "appearance": row.get(f"{general}general information.appearance", ""),
            "spec:Physical state": row.get("specifications.Physical state.physical state (20 deg.c)", ""),
            "property:Melting point": row.get(f"{properties}melting point", ""),
            "property:Boiling point": either if "°" in either else "",
            "property:Specific gravity": either if "°" not in either else "",
            "property:Refractive index": row.get(f"{properties}refractive index", ""),
            "property:Specific rotation": row.get(f"{properties}specific rotation", ""),
            "storage": row.get(f"{general}storage.storage temperature", ""),
            "un_number": row.get("Transport information.un number", ""),
            "hazard_class": row.get("Transport information.class", ""),
            "packing_group": row.get("Transport information.packing group", ""),
        }
        for key, value in row.items():
            if key.startswith("available stock.") and key.endswith(".price"):
                fields[f"pack:{key.split('.')[1]}"] = f"{value} JPY"
        yield {field: text for field, text in fields.items() if text.strip()}


def handbook() -> Iterator[Row]:
    """Flash, melting and boiling points, refractive indices and formulas, as ``chemicals`` collects them."""
    reference = _reference()
    for cas_rn in sorted(_flash_points()):
        entry = reference.find(cas_rn)
        flash, boils, melts, index = T_flash(cas_rn), Tb(cas_rn), Tm(cas_rn), RI(cas_rn)
        row = {
            "name": next(iter(reference.names_of(cas_rn)), "compound"),
            "cas_rn": cas_rn,
            "formula": entry.formula if entry else "",
            "smiles": entry.smiles if entry else "",
            "property:Flash point": _celsius(flash),
            "property:Boiling point": _celsius(boils),
            "property:Melting point": _celsius(melts),
            "property:Refractive index": f"{index[0]:.4f}" if index and index[0] else "",
        }
        if flash is not None and boils is not None:
            row["hazard_statements"] = _category(flash - ZERO_CELSIUS, boils - ZERO_CELSIUS)
        yield {field: text for field, text in row.items() if text}


@cache
def _flash_points() -> frozenset[str]:
    """Return the CAS RNs of the TSCA inventory with a flash point."""
    with gzip.open(DATA / "bulk" / "tsca_cas_numbers.txt.gz", "rt", encoding="utf-8") as file:
        return frozenset(cas_rn for line in file if T_flash(cas_rn := line.strip()) is not None)


def _celsius(kelvin: float | None) -> str:
    return "" if kelvin is None else f"{kelvin - ZERO_CELSIUS:.1f} °C"


def _category(flash: float, boils: float) -> str:
    """Return the statement by CLP, table 2.6.1."""
    if flash > 60:
        return "H302"
    return "H226" if flash >= 23 else "H225" if boils > 35 else "H224"


def mce() -> Iterator[Row]:
    """Drugs with structures and descriptions."""
    with (DATA / "products" / "mce_products.csv").open(encoding="utf-8", newline="") as file:
        descriptions = [row["Biological Activity"] for row in csv.DictReader(file)]
    for row, description in zip(VENDORS["mce"](), descriptions, strict=True):
        yield {**row, "description": description}


SOURCES: Mapping[str, Callable[[], Iterator[Row]]] = {
    **VENDORS, "mce": mce, "tci": tci, "handbook": handbook,
}  # fmt: skip
CODES = {rule.code for rule in all_rules()} | {Code.DESCRIPTION_OTHER_COMPOUND, Code.DESCRIPTION_OFF_TOPIC}


def findings_of(row: Row) -> list[Finding]:
    """Return the findings of the rules, and those on descriptions."""
    fields = {"catalog_number": "1", "name": "x", **{key: text for key, text in row.items() if text.strip()}}
    return [finding for finding in examine(Draft(fields), reference=_reference()).findings if finding.code in CODES]


@cache
def _reference() -> Reference:
    return open_references()


def first_number(text: str) -> float | None:
    """Return the first number of a text, or None."""
    found = _NUMBER.search(text)
    return float(found.group()) if found else None


def points_exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """Exchange melting and boiling point where they differ by 10 K."""
    yield from _exchanged(rows, "property:Melting point", "property:Boiling point", 10)


def flash_exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """Exchange flash and boiling point where they differ by 30 K."""
    yield from _exchanged(rows, "property:Flash point", "property:Boiling point", 30)


def _exchanged(rows: Sequence[Row], one: str, other: str, least: float) -> Iterator[Row]:
    for row in rows:
        low, high = first_number(row.get(one, "")), first_number(row.get(other, ""))
        plain = not any("mm" in row.get(key, "") or "dec" in row.get(key, "") for key in (one, other))
        if low is not None and high is not None and high - low > least and plain:
            yield {**row, one: row[other], other: row[one]}


def states_swapped(rows: Sequence[Row]) -> Iterator[Row]:
    """State a liquid for what melts above 60 °C, and a powder for what melts below 0 °C."""
    for row in rows:
        melts = first_number(row.get("property:Melting point", ""))
        bare = {key: text for key, text in row.items() if key not in ("appearance", "spec:Physical state")}
        if melts is not None and melts > 60:
            yield {**bare, "appearance": "Colorless liquid"}
        elif melts is not None and melts < 0:
            yield {**bare, "appearance": "White powder"}


def one_state_swapped(rows: Sequence[Row]) -> Iterator[Row]:
    """State another physical state beside an appearance that can be read."""
    for row in rows:
        state = read_matter_state(row.get("appearance", ""))
        if state is not None:
            yield {**row, "spec:Physical state": "liquid" if state.value == "solid" else "solid"}


def units_exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """State a boiling point in °C and °F with the units exchanged."""
    for row in rows:
        boils = first_number(row.get("property:Boiling point", ""))
        if boils is not None and "mm" not in row["property:Boiling point"]:
            yield {**row, "property:Boiling point": f"{boils * 1.8 + 32:.0f} °C ({boils:.0f} °F)"}


def density_slipped(rows: Sequence[Row]) -> Iterator[Row]:
    """Move the decimal point of the density of a compound without bromine and iodine by one place."""
    for row in rows:
        formula, text = row.get("formula", ""), row.get("property:Specific gravity", "")
        density = first_number(text)
        if density is not None and "H" in formula and not re.search("Br|I|Sn|Hg|Fe|Ge", formula):
            yield {**row, "property:Specific gravity": f"{density * 10:.2f}"}


def categories_exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """Exchange H224, H225 and H226 where flash and boiling point are 6 K from the limits."""
    other = {"H224": "H226", "H225": "H226", "H226": "H225"}
    for row in rows:
        flash, code = first_number(row.get("property:Flash point", "")), row.get("hazard_statements", "")
        if flash is not None and code in other and abs(flash - 23) > 6:
            yield {**row, "hazard_statements": other[code]}


def un_numbers_swapped(rows: Sequence[Row]) -> Iterator[Row]:
    """Swap the UN numbers of neighbours of another class or packing group, or of which one is named in the list."""
    having = [row for row in rows if (number := read_un_number(row.get("un_number", ""))) and un_entry(number)]
    for one, other in _neighbours(having):
        if one["un_number"] != other["un_number"] and _can_tell(one, other["un_number"]):
            yield {**one, "un_number": other["un_number"]}


def un_numbers_of_handbook(rows: Sequence[Row]) -> Iterator[Row]:
    """Give a compound that the list names the UN number of another that it names, without any other transport data."""
    named = {
        cas_rn: number
        for number in map(str, range(1000, 3500))
        if (entry := un_entry(number))
        for cas_rn in entry.cas_rns
    }
    having = [row for row in rows if row.get("cas_rn") in named]
    for one, other in _neighbours(having):
        entry = un_entry(named[other["cas_rn"]])
        if entry is not None and one["cas_rn"] not in entry.cas_rns:
            yield {**one, "un_number": f"UN {named[other['cas_rn']]}"}


def _can_tell(row: Row, number: str) -> bool:
    """Tell whether a class, a packing group or a CAS RN decides against a UN number."""
    entry = un_entry(read_un_number(number) or "")
    if entry is None:
        return False
    main, group = row.get("hazard_class", "").split(" /")[0].removesuffix(".0"), row.get("packing_group", "").upper()
    return (main and main != entry.main) or (group and group not in entry.packing_groups) or bool(entry.cas_rns)


def _neighbours(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    shuffled = random.Random(SEED).sample(list(rows), len(rows))  # noqa: S311  # No secret.
    yield from zip(shuffled, [*shuffled[1:], *shuffled[:1]], strict=True)


def signs_exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """Exchange the sign of a rotation of more than 3 degrees where a sign is in the name."""
    for row in rows:
        text, signs = row.get("property:Specific rotation", ""), re.findall(r"\(([+-])\)", row.get("name", ""))
        turns = first_number(text)
        if len(signs) == 1 and turns is not None and abs(turns) > 3:
            yield {**row, "property:Specific rotation": f"{-turns:+g}°"}


def achiral_turned(rows: Sequence[Row]) -> Iterator[Row]:
    """State a rotation for compounds without any stereo centre."""
    for row in rows:
        if row.get("smiles") and is_surely_achiral(row["smiles"]):
            yield {**row, "property:Specific rotation": "+25° (c=1, EtOH)"}


def chapters_exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """Put organic compounds into chapter 28 of the Harmonized System."""
    for row in rows:
        if re.match(r"C[0-9]+H", row.get("formula", "")):
            yield {**row, "hs_code": "2827.39"}


def prices_twice(rows: Sequence[Row]) -> Iterator[Row]:
    """State a pack again in another unit, at another price."""
    for row in rows:
        size = next((key for key in row if re.fullmatch(r"pack:[0-9]+G", key)), None)
        if size:
            grams = int(size[5:-1])
            yield {**row, f"pack:{grams * 1000} mg": "1,234 JPY"}


def numbers_described(rows: Sequence[Row]) -> Iterator[Row]:
    """State the CAS RN of a neighbour in a description."""
    for one, other in _neighbours([row for row in rows if row.get("cas_rn") and row.get("description")]):
        yield {**one, "description": f"A potent inhibitor (CAS No. {other['cas_rn']}) for research."}


def formulas_described(rows: Sequence[Row]) -> Iterator[Row]:
    """State the formula of a neighbour with a third more or less carbon in a description."""
    for one, other in _neighbours(
        [row for row in rows if re.fullmatch(r"(?:[A-Z][a-z]?[0-9]*)+", row.get("formula", ""))]
    ):
        carbons = [int(found[1]) if (found := re.match(r"C([0-9]+)H", row["formula"])) else 0 for row in (one, other)]
        if min(carbons) and max(carbons) > 1.3 * min(carbons):
            yield {**one, "description": f"A potent inhibitor with the molecular formula {other['formula']}."}


def descriptions_moved(rows: Sequence[Row]) -> Iterator[Row]:
    """Give a product the description of another whose name begins its text."""
    for one, other in _neighbours([row for row in rows if row.get("description")]):
        if other["description"].startswith(other["name"]):
            yield {**one, "description": other["description"]}


MADE: Mapping[str, tuple[str, Callable[[Sequence[Row]], Iterator[Row]]]] = {
    "melting and boiling point exchanged": ("handbook", points_exchanged),
    "flash and boiling point exchanged": ("handbook", flash_exchanged),
    "states swapped, by the melting point": ("handbook", states_swapped),
    "states swapped, vendor's": ("tci", states_swapped),
    "one of two states swapped": ("tci", one_state_swapped),
    "°C and °F exchanged": ("handbook", units_exchanged),
    "decimal point of the density": ("tci", density_slipped),
    "H224, H225, H226 exchanged": ("handbook", categories_exchanged),
    "UN numbers swapped, vendor's": ("tci", un_numbers_swapped),
    "UN numbers swapped, CAS RN only": ("handbook", un_numbers_of_handbook),
    "sign of rotation exchanged": ("tci", signs_exchanged),
    "rotation at achiral compounds": ("mce", achiral_turned),
    "organic compounds in chapter 28": ("mce", chapters_exchanged),
    "one size at two prices": ("tci", prices_twice),
    "another's CAS RN in a description": ("mce", numbers_described),
    "another's formula in a description": ("mce", formulas_described),
    "another's description": ("mce", descriptions_moved),
}
"""Contradictions: of which records, and how they are made."""


def main() -> None:
    """Print the figures."""
    show = "--show" in sys.argv
    rows = {name: list(read()) for name, read in SOURCES.items()}
    print(f"{'records as they are':40} {'records':>8} {'flagged':>8}")
    for name, records in rows.items():
        found = [(row, findings) for row in records if (findings := findings_of(row))]
        print(f"{name:40} {len(records):8} {len(found):8} {100 * len(found) / max(1, len(records)):6.2f} %", flush=True)
        for row, findings in found if show else []:
            for finding in findings:
                print(f"    {finding.code}: {row.get('name', '')} {row.get('cas_rn', '')}: {finding.message}")
    print(f"\n{'contradictions':40} {'made':>8} {'caught':>8}")
    for title, (name, make) in MADE.items():
        made = list(make(rows[name]))
        missed = [row for row in made if not findings_of(row)]
        caught = len(made) - len(missed)
        print(f"{title:40} {len(made):8} {caught:8} {100 * caught / max(1, len(made)):6.1f} %", flush=True)
        for row in missed[:5] if show else []:
            print(f"    missed: {row}")


if __name__ == "__main__":
    main()
