"""What a product states, and which conditions on specifications, properties and attributes it then fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.errors import InvalidQuery
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.product.text.folding import product_key
from catalog.product.values import ValueKind, product_values
from catalog.store import tables
from catalog.store.database import Database, Transaction
from catalog.store.derived_rows import rebuild_all
from catalog.store.kept_texts import document_rows
from catalog.store.reading.filters import read_filter
from catalog.store.reading.listing import list_products, matching_ids
from catalog.store.reading.sorts import Sort
from catalog.store.writing.products import Author, remove_products
from tests.feeds.conftest import keep_drafts
from tests.feeds.drafts_made import HARD
from tests.store.plans import plan_of

SEEDS = Path(__file__).resolve().parents[3] / "seeds"

TABLE: list[tuple[str, str, list[str], list[str]]] = [
    (
        "spec:Water", "≤ 1000 ppm",
        ["Water<=0.1", "water <= 0.1 %", "Water<=1000 ppm", "moisture<=0.1", "Water<=0.2", "Water≤0.1", "Water:..0.1",
         "Karl Fischer=<0.1", "Water=≤ 1000 ppm", "Water:ppm", '"Water"<=0.1', "WATER CONTENT<=1 mg/g"],
        ["Water<0.1", "Water<=0.09", "Water>=0.1", "Water=0.1", "Water:0..0.1", "Water<=0.1 g/mL",
         "Loss on drying<=0.1"],
    ),
    ("spec:Water", "< 0.1 %", ["Water<0.1", "Water<=0.1", "Water<1000 ppm"], ["Water<0.099", "Water<=0.0999"]),
    ("spec:Water", "max. 0.5", ["Water<=0.5", "Water<0.6"], ["Water<0.5", "Water<=0.1"]),
    ("assay", "98.0 - 102.0 %", ["Assay>=98", "purity>=98", "Assay:98..102", "Assay<=102"],
     ["Assay>98", "Assay>=98.1"]),
    ("assay", "> 98 % (HPLC)", ["Assay>98", "Assay>=98", "assay:98..", "Assay:hplc"],
     ["Assay>=98.5", "Assay<=100"]),
    ("assay", "99", ["Assay=99", "Assay:99", "Assay>=99 %", "Assay=99 %"], ["Assay=98", "Assay<=99 ppm"]),
    ("spec:Heavy metals", "≤10 ppm", ["Heavy metals<=10", "heavy_metals<=0.001 %", "heavy metals<11"],
     ["Heavy metals<=9"]),
    ("spec:Colour", "White to off-white", ["colour:white", "Color:off-white", "Colour=white to off-white"],
     ["Colour=white", "Colour:off white powder", "Colour:red"]),
    ("spec:pH (1 % in water)", "5.0 - 7.0", ["pH:5..7", "pH>=5", "ph<=7"], ["pH:5.5..7", "pH<7"]),
    ("property:Melting point", "120-122 °C",
     ["melting_point:120..130", "Melting Point:120..130 °C", "mp:248..266 °F", "meltingpoint:393.15 K..403.15 K",
      "melting point>=120", "melting point:..122", "melting point:120.."],
     ["melting_point:121..130", "melting point:100..121", "melting point=120",
      "melting point<=121", "boiling point:120..130"]),
    ("spec:Melting point", "120-122 °C", ["property melting_point:120..130", "melting_point:120..130"], []),
    ("property:Boiling point", "248 °F", ["bp=120", "bp:120..120", "boiling point=120 °C", "bp=248 °F"], ["bp=248"]),
    ("property:Melting point", "-20 °C", ["melting point=-20", "mp<=-20", "mp:-25..-15", "mp=−20"], ["mp=20", "mp>=0"]),
    ("property:Density", "1050 kg/m3", ["density:1.0..1.1", "density>=1.05", "density=1.05 g/mL"], ["density>=1.06"]),
    ("property:Refractive index", "n20/D 1,496", ["refractive index=1.496", "refractive_index:1.49..1.5"],
     ["ri>1.5"]),
    ("property:Specific rotation", "-25 to -20 °", ["optical rotation:-25..-20", "specific rotation<=-20"],
     ["alpha>=-20"]),
    ("property:Solubility", "soluble in DMSO", ["solubility:dmso", "solubility=Soluble in DMSO"], ["solubility:water"]),
    ("attribute:Target", "EGFR; HER2 (ErbB2)", ["Target:EGFR", "target:her2 egfr", "Target:erbb2", "Target:(HER2)",
     "TARGET=EGFR; HER2 (ErbB2)"], ["Target=EGFR", "Target:HER", "Target:her 3", "Pathway:EGFR"]),
    ("attribute:Target", "NF-κB; 5-HT Receptor", ["target:NF-κB", "target:5-HT", "target:receptor"], ["target:HT-5"]),
    ("attribute:Clinical_Phase", "3", ["clinical phase=3", "Clinical Phase>=2", "ClinicalPhase:1..3"],
     ["clinical phase>3"]),
    ("attribute:Phase", "Phase 3", ["phase:3", "phase=phase 3"], ["phase=3", "phase>=3", "phase:2"]),
    ("attribute:logP", "-0.7", ["logP<0", "log p=-0.7", "logp:-1..0"], ["logp=0.7", "logp>0"]),
    ("attribute:Half-life", "2 °C", ["half life>=2 °C"], ["half life>=2 %"]),
    ("attribute:Size: <10 µm", "95 %", ['"Size: <10 µm">=95', "Size 10 µm=95 %"], ['"Size: <10 µm">95']),
    ("attribute:CoA", "100% pure_grade", ["coa:100% pure", "coa:pure_grade"], ["coa:pure%grade", "coa:grade_pure"]),
]  # fmt: skip
"""A field, what it states, conditions that hold, and conditions that do not."""

FAMILIES: dict[str, ValueKind] = {"assay": "spec", "spec": "spec", "property": "property", "attribute": "attribute"}


def found(transaction: Transaction, kind: str, *conditions: str) -> set[str]:
    """The catalog numbers of the products that fit."""
    page = list_products(transaction, read_filter({kind: conditions}), Sort(), limit=1000)
    return {product.catalog_number for product in page.items}


def keep_table(database: Database) -> None:
    """A product for each line of the table."""
    keep_drafts(
        database,
        [{"catalog_number": f"N-{n}", "name": "Thing", field: text} for n, (field, text, *_) in enumerate(TABLE)],
    )


def test_a_statement_fits_or_does_not(database: Database) -> None:
    keep_table(database)
    wrong = []
    with database.read() as transaction:
        for number, (field, text, fitting, others) in enumerate(TABLE):
            for condition, fits in [*((one, True) for one in fitting), *((one, False) for one in others)]:
                kind = FAMILIES[field.partition(":")[0]]
                bare = condition.removeprefix("property ")
                asked = kind if bare == condition else "property"
                if (f"N-{number}" in found(transaction, asked, bare)) != fits:
                    wrong.append((field, text, condition, fits))
    assert wrong == []


def test_all_conditions_hold_together(database: Database) -> None:
    stated = {"spec:Water": "0.1 % max", "assay": "99 %", "property:Density": "1.2", "attribute:Target": "EGFR"}
    keep_drafts(database, [{"catalog_number": "A", "name": "a", **stated}, {"catalog_number": "B", "name": "b"}])
    asked = {"spec": ["Water<=0.1", "Assay>=99"], "property": ["density>1"], "attribute": ["Target:EGFR"]}
    with database.read() as transaction:
        assert list_products(transaction, read_filter(asked), Sort(), limit=9, facets=["status"]).total == 1
        for kind, condition in (("spec", "Water<0.1"), ("property", "density>2"), ("attribute", "Target:HER2")):
            wanted = read_filter(asked | {kind: [*asked[kind], condition]})
            assert matching_ids(transaction, wanted) == []


def keep_samples(database: Database) -> None:
    """The demonstration products, and what is hard to carry."""
    with import_workers(1) as workers:
        report = import_files(database, workers, [SEEDS], IntakeOptions(actor="test", rest_seconds=0))
        report.close()
    keep_drafts(database, HARD)
    keep_table(database)


def test_what_a_product_states_finds_it(database: Database) -> None:
    keep_samples(database)
    lost, asked = [], 0
    with database.read() as transaction:
        rows = transaction.execute(document_rows(tables.products.c.catalog_number)).all()
        named = {(kind, label) for row in rows for kind, label, _ in statements(row.body)}
        assert {kind for kind, _ in named} == set(FAMILIES.values())
        for row in rows:
            for kind, label, text in statements(row.body):
                for condition in own_conditions(kind, label, text, row.body):
                    asked += 1
                    if row.catalog_number not in found(transaction, kind, condition):
                        lost.append((row.catalog_number, condition))
    assert asked > 100
    assert lost == []


def statements(body: str) -> list[tuple[str, str, str]]:
    """Kind, label and text of all that a document states."""
    document = json.loads(body)
    return [
        *(("spec", entry["test"], entry["text"]) for entry in document["specifications"]),
        *(("property", entry["label"], entry["text"]) for entry in document["properties"]),
        *(("attribute", entry["name"], entry["text"]) for entry in document["attributes"]),
    ]


def own_conditions(kind: str, label: str, text: str, body: str) -> list[str]:
    """The statement as a condition: its words, and its own ends."""
    name = f'"{label}"'
    conditions = [f"{name}= {text}", f"{name}: {text}"] if any(map(str.isalnum, text)) else [f"{name}= {text}"]
    for value in product_values(json.loads(body)):
        if value.kind == kind and product_values({**_ALONE[kind](label, text)})[0].name == value.name:
            unit = f" {value.unit}" if value.unit else ""
            conditions += [f"{name}>={value.low:.15g}{unit}"] if value.low is not None else []
            conditions += [f"{name}<={value.high:.15g}{unit}"] if value.high is not None else []
    return conditions


_ALONE = {
    "spec": lambda label, text: {"specifications": [{"test": label, "text": text}]},
    "property": lambda label, text: {"properties": [{"property": label, "text": text}]},
    "attribute": lambda label, text: {"attributes": [{"name": label, "text": text}]},
}


def test_rows_follow_the_product(database: Database) -> None:
    keep_drafts(database, [{"catalog_number": "A", "name": "a", "spec:Water": "1 %", "attribute:Target": "EGFR"}])
    keep_drafts(database, [{"catalog_number": "A", "name": "a", "spec:Water": "2 %"}])
    with database.read() as transaction:
        assert found(transaction, "spec", "Water=2") == {"A"}
        assert found(transaction, "spec", "Water=1") == found(transaction, "attribute", "Target:EGFR") == set()
    with database.write() as connection:
        before = connection.execute(select(tables.product_values)).all()
        connection.execute(tables.product_values.delete())
        rebuild_all(connection)
        assert connection.execute(select(tables.product_values)).all() == before
        remove_products(connection, [product_key("A")], Author("test"))
        assert connection.execute(select(tables.product_values)).all() == []


def test_numbers_are_found_by_index(database: Database) -> None:
    rows = [{"catalog_number": f"N{n}", "name": "a", "property:Melting point": f"{n} °C"} for n in range(300)]
    keep_drafts(database, rows)
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    wanted = read_filter({"property": ["mp:20..21"]})
    with database.read() as transaction:
        plan = plan_of(transaction, lambda connection: matching_ids(connection, wanted), "product_values")
    assert "product_values" in plan
    assert "SCAN product_values" not in plan


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("Water", "a name, one of"),
        ("", "a name, one of"),
        ("<=0.1", "The name before <= is missing"),
        ("Water<=", "The value after Water<= is missing"),
        ("Water<=dry", "'dry' is not a number"),
        ("Water<=5 furlongs", "'5 furlongs' is not a number"),
        ("Water<=1..2", "'1..2' is not a number"),
        ("mp:130..120", "begins with the larger number"),
        ("mp:..", "needs a number"),
        ("mp:120..hot", "'hot' is not a number"),
        ("Water:1 %..2 °C", "same kind of unit"),
        ("Colour:" + " ".join(map(str, range(21))), "The limit is 20 words"),
    ],
)
def test_what_cannot_be_read_is_told(condition: str, says: str) -> None:
    with pytest.raises(InvalidQuery, match=says) as raised:
        read_filter({"spec": [condition]})
    assert raised.value.field == "spec"
