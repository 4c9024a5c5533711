"""``structure`` with ``ignore``: the same compound but for stereo, salts, labels, tautomers; on either engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database
from catalog.store.writing.products import Author, keep_products
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.store.compounds_made import sold

STRUCTURES = {
    "EPH": "C[C@H](NC)[C@H](O)c1ccccc1",
    "EPH-HCL": "C[C@H](NC)[C@H](O)c1ccccc1.Cl",
    "PSE": "C[C@H](NC)[C@@H](O)c1ccccc1",
    "PSE-HCL": "C[C@H](NC)[C@@H](O)c1ccccc1.Cl",
    "EPH-RAC": "CC(NC)C(O)c1ccccc1",
    "EPH-D3": "C[C@H](NC([2H])([2H])[2H])[C@H](O)c1ccccc1",
    "CAF": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
    "CAF-D3": "[2H]C([2H])([2H])n1cnc2c1c(=O)n(C)c(=O)n2C",
    "CAF-13C": "[13CH3]n1cnc2c1c(=O)n(C)c(=O)n2C",
    "NAP": "C[C@H](C(=O)O)c1ccc2cc(OC)ccc2c1",
    "NAP-NA": "C[C@H](C(=O)[O-])c1ccc2cc(OC)ccc2c1.[Na+]",
    "NAP-RAC": "CC(C(=O)O)c1ccc2cc(OC)ccc2c1",
    "PYR-OL": "Oc1ccccn1",
    "PYR-ONE": "O=c1cccc[nH]1",
    "PYR-3OL": "Oc1cccnc1",
    "ACAC": "CC(=O)CC(C)=O",
    "ACAC-ENOL": "CC(=O)C=C(C)O",
    "GLC-A": "OC[C@H]1O[C@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    "GLC-B": "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    "GAL": "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@H]1O",
    "FRU": "OCC(=O)[C@@H](O)[C@H](O)[C@H](O)CO",
    "CIT": "OC(CC(=O)O)(CC(=O)O)C(=O)O",
    "CIT-H2O": "O.OC(CC(=O)O)(CC(=O)O)C(=O)O",
    "CIT-NA3": "[Na+].[Na+].[Na+].OC(CC(=O)[O-])(CC(=O)[O-])C(=O)[O-]",
    "CIT-13C": "OC(CC(=O)O)([13CH2]C(=O)O)C(=O)O",
}
ASKED = [
    ("EPH", "", "EPH"),
    ("EPH", "stereo", "EPH EPH-RAC PSE"),
    ("EPH", "salt", "EPH EPH-HCL"),
    ("EPH-HCL", "salt", "EPH EPH-HCL"),
    ("EPH", "isotope", "EPH EPH-D3"),
    ("EPH-RAC", "stereo", "EPH EPH-RAC PSE"),
    ("EPH", "stereo,isotope", "EPH EPH-D3 EPH-RAC PSE"),
    ("EPH", "stereo,salt", "EPH EPH-HCL EPH-RAC PSE PSE-HCL"),
    ("EPH", "stereo,salt,isotope", "EPH EPH-D3 EPH-HCL EPH-RAC PSE PSE-HCL"),
    ("EPH", "stereo,salt,isotope,tautomer", "EPH EPH-D3 EPH-HCL EPH-RAC PSE PSE-HCL"),
    ("CAF", "stereo", "CAF"),
    ("CAF", "isotope", "CAF CAF-13C CAF-D3"),
    ("CAF-D3", "isotope", "CAF CAF-13C CAF-D3"),
    ("CAF-D3", "salt", "CAF-D3"),
    ("NAP-NA", "salt", "NAP NAP-NA"),
    ("NAP", "salt,stereo", "NAP NAP-NA NAP-RAC"),
    ("PYR-OL", "", "PYR-OL PYR-ONE"),
    ("PYR-OL", "tautomer", "PYR-OL PYR-ONE"),
    ("ACAC", "", "ACAC"),
    ("ACAC", "tautomer", "ACAC ACAC-ENOL"),
    ("ACAC", "stereo", "ACAC"),
    ("GLC-A", "", "GLC-A"),
    ("GLC-A", "stereo", "GAL GLC-A GLC-B"),
    ("GLC-A", "tautomer", "GLC-A"),
    ("CIT", "salt", "CIT CIT-H2O CIT-NA3"),
    ("CIT-H2O", "salt", "CIT CIT-H2O CIT-NA3"),
    ("CIT", "salt,isotope", "CIT CIT-13C CIT-H2O CIT-NA3"),
    ("CIT", "isotope", "CIT CIT-13C"),
]


@pytest.fixture
def served(database: Database) -> Iterator[TestClient]:
    with database.write() as connection:
        keep_products(connection, [sold(number, smiles) for number, smiles in STRUCTURES.items()], Author("test"))
    url = database.engine.url.render_as_string(hide_password=False)
    with TestClient(create_app(unhurried(url))) as client:
        yield client


def test_each_option_leaves_out_just_what_it_names(served: TestClient) -> None:
    for number, ignore, expected in ASKED:
        parameters = {"structure": STRUCTURES[number]} | ({"ignore": ignore} if ignore else {})
        answer = served.get("/api/v1/products", params=parameters)
        assert answer.status_code == 200, answer.text
        found = [item["catalog_number"] for item in answer.json()["items"]]
        assert found == expected.split(), (number, ignore)


def test_combines_with_other_filters(served: TestClient) -> None:
    parameters = {"structure": STRUCTURES["EPH"], "ignore": "stereo,salt", "mw_min": "180"}
    items = served.get("/api/v1/products", params=parameters).json()["items"]
    assert [item["catalog_number"] for item in items] == ["EPH-HCL", "PSE-HCL"]


def test_being_the_same_is_mutual(served: TestClient) -> None:
    for number, ignore, expected in ASKED:
        if ignore:
            for other in expected.split():
                parameters = {"structure": STRUCTURES[other], "ignore": ignore, "limit": "1000"}
                items = served.get("/api/v1/products", params=parameters).json()["items"]
                assert number in [item["catalog_number"] for item in items], (number, ignore, other)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"structure": "CCO", "ignore": "colour"}, "ignore"),
        ({"ignore": "stereo"}, "ignore"),
        ({"structure": "C1CC", "ignore": "stereo"}, "structure"),
        ({"structure": "*CC", "ignore": "salt"}, "structure"),
        ({"structure": "C." * 900 + "C", "ignore": "tautomer"}, "structure"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, parameters: dict[str, str], field: str) -> None:
    answer = client.get("/api/v1/products", params=parameters)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
