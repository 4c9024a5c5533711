"""PubChem's door: a table of questions with their answers on either engine, records, and its limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import migrated
from tests.web.doors.answers import answer_of, served, table


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("pubchem")
    url = f"sqlite:///{folder}/c.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with migrated(url), served(url, folder) as answering:
        yield answering


def test_every_question_has_its_answer(client: TestClient) -> None:
    asked = table()
    assert len(asked) > 100
    differing = {one: told for one in asked if (told := answer_of(client, one)) != one.answer}
    assert differing == {}


def compound(client: TestClient, cid: int) -> dict[str, Any]:
    found: list[dict[str, Any]] = client.get(f"/pug/compound/cid/{cid}/JSON").json()["PC_Compounds"]
    return found[0]


def prop(record: dict[str, Any], **urn: str) -> object:
    """The first property with these words, as PubChemPy looks for it."""
    fitting = (one["value"] for one in record["props"] if urn.items() <= one["urn"].items())
    return next(iter(next(fitting).values()))


def test_a_record_has_hydrogens_bonds_and_places(client: TestClient) -> None:
    record = compound(client, 241)
    assert record["id"] == {"id": {"cid": 241}}
    assert record["atoms"] == {"aid": list(range(1, 13)), "element": [6] * 6 + [1] * 6}
    assert sorted(record["bonds"]["order"]) == [1] * 9 + [2] * 3
    [places] = record["coords"]
    assert places["aid"] == record["atoms"]["aid"]
    assert min(places["conformers"][0]["x"]) == 2.0
    assert record["count"]["heavy_atom"] == 6


def test_atoms_with_charge_come_first_of_their_element(client: TestClient) -> None:
    record = compound(client, 175)
    assert (record["charge"], record["atoms"]["charge"]) == (-1, [{"aid": 1, "value": -1}])
    assert record["atoms"]["element"] == [8, 8, 6, 6, 1, 1, 1]


@pytest.mark.parametrize(
    ("urn", "value"),
    [
        ({"label": "Molecular Weight"}, "78.11"),
        ({"label": "SMILES", "name": "Absolute"}, "C1=CC=CC=C1"),
        ({"label": "SMILES", "name": "Isomeric"}, "C1=CC=CC=C1"),
        ({"label": "SMILES", "name": "Connectivity"}, "C1=CC=CC=C1"),
        ({"label": "IUPAC Name", "name": "Preferred"}, "cyclohexa-1,3,5-triene"),
        ({"label": "InChIKey", "name": "Standard"}, "UHOVQNZJYSORNB-UHFFFAOYSA-N"),
        ({"label": "Log P"}, 1.7),
        ({"implementation": "E_NHDONORS"}, 0),
        ({"implementation": "E_TPSA"}, 0.0),
    ],
)
def test_a_record_has_the_properties_under_pubchems_names(
    client: TestClient, urn: dict[str, str], value: object
) -> None:
    assert prop(compound(client, 241), **urn) == value


def test_a_stereocentre_is_drawn_with_a_wedge(client: TestClient) -> None:
    record = client.get("/pug/compound/name/L-alanine/JSON").json()["PC_Compounds"][0]
    style = record["coords"][0]["conformers"][0]["style"]
    assert len(style["annotation"]) == 1
    assert style["annotation"][0] in (5, 6)


def test_answers_say_how_busy_the_server_is_and_have_tags(client: TestClient) -> None:
    first = client.get("/pug/compound/cid/2244/cids/JSON")
    assert first.headers["x-throttling-control"].startswith("Request Count status: Green (0%), ")
    again = client.get("/pug/compound/cid/2244/cids/JSON", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_structure_is_sent_as_a_file(client: TestClient) -> None:
    molfile = client.get("/pug/compound/cid/241/SDF").text
    found = client.post("/pug/compound/sdf/cids/TXT", files={"sdf": ("benzene.sdf", molfile)})
    assert found.text == "241\n"


def test_too_long_a_search_is_told_to_be_fast(client: TestClient) -> None:
    answer = client.post("/pug/compound/substructure/smiles/JSON", data={"smiles": "C" * 5000})
    assert (answer.status_code, answer.json()["Fault"]["Code"]) == (400, "PUGREST.BadRequest")
