"""Hold the reading of CAS RNs against numbers of known truth: ``python -m benchmarks.truth_cas``.

The numbers are not part of this repository; they are found through ``CATALOG_TEST_DATA`` (default ``../shared/data``
beside the repository): registered numbers, the same with one digit wrong or two swapped, messy forms of valid ones, and
real fields that are not plain numbers.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

from catalog.chemistry.identifiers.cas_rn import check_digit
from catalog.product.checks.cas_rn import CasNumbers, check_cas_rn
from catalog.product.findings import CheckResult, Code

ROOT = Path(__file__).resolve().parent.parent

Row = tuple[str, int, int]
"""What was counted, how many came out as they should, and of how many."""


def data_folder() -> Path:
    """Where the numbers of known truth are."""
    return (ROOT / os.environ.get("CATALOG_TEST_DATA", "../shared/data")).resolve() / "truth"


def measure() -> list[Row]:
    """Count every table's rows that are read as they should be."""
    return [*_registered_and_wrong(), _messy(), *_real_world()]


def _registered_and_wrong() -> list[Row]:
    """Valid numbers accepted; wrong ones refused, and the right one among the repairs where it is known."""
    with (data_folder() / "cas_numbers.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    known = frozenset(row["derived_from"] for row in rows).__contains__
    valid = [row for row in rows if row["label"] == "valid"]
    wrong = [row for row in rows if row["label"] == "invalid"]
    accepted = sum(check_cas_rn(row["cas"]).value.cas_rn == row["cas"] for row in valid)
    caught = [(row, check_cas_rn(row["cas"], known).findings) for row in wrong]
    refused = sum(any(finding.code is Code.CAS_INVALID for finding in findings) for _, findings in caught)
    named = sum(any(finding.expected == row["derived_from"] for finding in findings) for row, findings in caught)
    return [
        ("valid numbers accepted", accepted, len(valid)),
        ("detectable errors caught", refused, len(wrong)),
        ("their right number proposed, where it is known", named, len(wrong)),
    ]


def _messy() -> Row:
    with (data_folder() / "cas_messy.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return "messy forms read as expected", sum(map(_is_as_expected, rows)), len(rows)


def _is_as_expected(row: dict[str, Any]) -> bool:
    """An accepted form has its canonical text, a rejected one is refused; of forms that may be either, both count."""
    read = check_cas_rn(row["raw"]).value.cas_rn
    if row["expectation"] == "accept":
        return bool(read == row["expected_canonical"])
    if row["expectation"] == "reject":
        return read is None
    return read is None or read == (row["expected_canonical"] or row["base"])


def _real_world() -> list[Row]:
    """Fields that say that there is no number find nothing; each other is read, or refused with a reason."""
    fields = [
        row["raw"] for row in json.loads((data_folder() / "cas_real_world_nonconforming.json").read_text("utf-8"))
    ]
    stated = [field for field in fields if not field.startswith("NOCAS")]
    checked = [check_cas_rn(field) for field in stated]
    silent = sum(not check_cas_rn(field).findings for field in fields if field.startswith("NOCAS"))
    sound = sum(_is_sound(one) for one in checked)
    return [
        ("real fields without a number passed in silence", silent, len(fields) - len(stated)),
        ("other real fields read or refused with a reason", sound, len(stated)),
        ("of these read", sum(one.value.cas_rn is not None for one in checked), len(stated)),
    ]


def _is_sound(checked: CheckResult[CasNumbers]) -> bool:
    """Tell whether every number that was read is valid, and a field without one has its finding."""
    numbers = [number for number in (checked.value.cas_rn, *checked.value.others) if number]
    digits = [number.replace("-", "") for number in numbers]
    return all(check_digit(each[:-1]) == int(each[-1]) for each in digits) and bool(numbers or checked.findings)


def main() -> None:
    """Print the table; without the numbers, say where they were looked for."""
    if not data_folder().is_dir():
        sys.exit(f"There are no numbers of known truth in {data_folder()}; name their folder in CATALOG_TEST_DATA.")
    for what, right, total in measure():
        print(f"{what:<52}{right:>6} of {total:>6}")


if __name__ == "__main__":
    main()
