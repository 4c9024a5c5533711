"""A small catalog of invented suppliers, for buyers with something to do."""

from __future__ import annotations

import json
from pathlib import Path

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate

CAFFEINE = {"name": "Caffeine", "cas_rn": "58-08-2", "smiles": "CN1C=NC2=C1C(=O)N(C(=O)N2C)C"}
LIDOCAINE = {"name": "Lidocaine", "cas_rn": "137-58-6", "smiles": "CCN(CC)CC(=O)NC1=C(C=CC=C1C)C"}
SALT = {"name": "Lidocaine hydrochloride", "cas_rn": "73-78-9", "smiles": LIDOCAINE["smiles"] + ".Cl"}
OFFERS: dict[str, list[dict[str, str]]] = {
    "Aldebaran": [
        {**CAFFEINE, "catalog_number": "AL-1", "assay": "≥ 98.0 %", "pack:25 g": "12.00 EUR; in stock"},
        {**LIDOCAINE, "catalog_number": "AL-2", "assay": "≥ 99 %", "pack:5 g": "21.00 EUR; in stock"},
        {**SALT, "catalog_number": "AL-3", "assay": "≥ 99 %", "pack:5 g": "24.00 EUR; in stock"},
        {
            "catalog_number": "AL-4",
            "name": "1H-Tetrazole",
            "cas_rn": "288-94-8",
            "smiles": "c1nn[nH]n1",
            "pack:1 g": "33.00 EUR; in stock",
        },
        {
            "catalog_number": "AL-5",
            "name": "5-Phenyl-1H-tetrazole",
            "cas_rn": "18039-42-4",
            "smiles": "c1ccc(cc1)-c1nn[nH]n1",
            "pack:5 g": "18.00 EUR; backorder",
        },
    ],
    "Betelgeuse": [
        {
            **CAFFEINE,
            "catalog_number": "BE-1",
            "assay": "≥ 99.5 %",
            "pack:25 g": "31.00 EUR; in stock",
            "pack:100 g": "88.00 EUR",
            "lot:K204": "Assay: 99.8 %; released 2026-02-20",
            "document:CoA (lot K204)": "https://example.org/coa/K204.pdf",
        },
        {"catalog_number": "BE-2", "name": "Theophylline", "cas_rn": "58-55-9", "pack:25 g": "29.00 EUR"},
    ],
    "Capella": [{**CAFFEINE, "catalog_number": "CA-1", "assay": "≥ 99.0 %", "pack:25 g": "74.00 EUR; in stock"}],
}


def fill(database_url: str, folder: Path) -> None:
    """Make a database with the offers, a file for each supplier."""
    database = Database(database_url, synchronous="NORMAL")
    migrate(database)
    with import_workers(1) as pool:
        for supplier, offers in OFFERS.items():
            path = folder / f"{supplier}.jsonl"
            path.write_text("\n".join(json.dumps(one) for one in offers), encoding="utf-8")
            report = import_files(database, pool, [path], IntakeOptions(actor="test", supplier=supplier))
            assert not report.has_trouble()
            report.close()
    database.close()
