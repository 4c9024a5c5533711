"""Wrong files by the hundred: none makes the program fail, and each record of each is accounted for once.

``make fuzz`` looks for more of them; what it finds is kept as a text in ``mutations.NASTY``, or as a row of a table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.database import Database
from catalog.store.migrate import migrate
from tests.intake.conftest import Importer
from tests.intake.fuzz.campaign import campaign, escapes_of, import_all
from tests.intake.fuzz.mutations import MUTATIONS, NASTY
from tests.intake.fuzz.samples import SAMPLES

SEED = 20
WORKBOOKS = {"xlsx": 60, "ods": 60}
"""Each holds eight wrong sheets."""
FILES = 200


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that holds whatever the wrong files bring."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('fuzz')}/catalog.db", synchronous="NORMAL")
    migrate(database)
    yield database
    database.close()


@pytest.mark.parametrize("kind", MUTATIONS)
def test_no_wrong_file_makes_the_program_fail(kind: str, scratch: Database, pool: WorkerPool, tmp_path: Path) -> None:
    numbers = range(WORKBOOKS.get(kind, FILES))
    assert list(campaign(scratch, pool, tmp_path, kind, SEED, numbers)) == []


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_files_from_which_they_are_made_are_good(
    kind: str, scratch: Database, pool: WorkerPool, tmp_path: Path
) -> None:
    path = tmp_path / f"good.{kind.rpartition('.')[2]}"
    path.write_bytes(SAMPLES[kind](f"G{list(SAMPLES).index(kind)}-"))
    report = import_all(scratch, pool, [path])
    summary = report["summary"]
    assert summary["held"] == summary["refused"] == 0 < summary["created"], report


FIELDS = (
    "name", "synonyms", "cas_rn", "formula", "molecular_weight", "smiles", "molfile", "inchi", "inchi_key", "storage",
    "assay", "spec:Water", "property:Melting point", "pack:5 g", "lot:L1", "lot_number", "document:SDS", "grade",
    "hazard_statements", "pictograms", "un_number", "hs_code", "country_of_origin", "availability", "lead_time",
    "price_date", "price_valid_until", "available_from",
    "identifier:CAS", "identifier:MDL", "synonym:zh", "description", "replaced_by", "price", "size", "refused_record",
)  # fmt: skip
KEYS = ("", "spec:", "pack:", "lot:", "identifier:", "property:", "synonym:", "document:")


def test_nasty_texts_are_kept_or_held_in_every_field_by_either_engine(importer: Importer, tmp_path: Path) -> None:
    records = []
    for number, nasty in enumerate(NASTY):
        base = {"catalog_number": f"N{number}", "name": "Thing"}
        records += [base | {"catalog_number": f"N{number}{nasty}"}, base | {f"{key}{nasty}": "5 EUR" for key in KEYS}]
        # Each text meets a few fields; together they meet them all.
        for offset in range(3):
            field = FIELDS[(number + offset * 11) % len(FIELDS)]
            records.append(base | {"catalog_number": f"N{number}-{offset}", field: nasty})
    path = tmp_path / "nasty.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    report = import_all(importer.database, importer.pool, [path])
    assert list(escapes_of(report)) == []
    assert report["summary"]["records"] == len(records)
