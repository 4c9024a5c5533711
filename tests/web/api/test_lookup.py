"""Looking many identifiers up over HTTP: in order, with near misses, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.compounds.changes import relate_cas_rn
from catalog.store.database import Database
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

API = "/api/v1/lookup"


def looked_up(client: TestClient, *identifiers: str) -> list[dict[str, Any]]:
    answer = client.post(API, json={"identifiers": list(identifiers)})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    assert [item["input"] for item in items] == list(identifiers)
    return items


def numbers(answer: dict[str, Any]) -> list[str]:
    return [product["catalog_number"] for product in answer["products"]]


class TestAnswers:
    @pytest.mark.parametrize(
        ("text", "kind", "expected"),
        [
            ("xd95283", "catalog_number", ["XD95283"]),
            ("89604-92-2", "cas_rn", ["XD95283"]),
            ("89604922", "cas_rn", ["XD95283"]),
            ("BPTA", "words", ["XD95283"]),
            ("acetylsalicylic ACID", "words", ["CT00001"]),
            ("alpha-tocopherol", "words", ["CT00383"]),
            ("InChIKey=BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "inchi_key", ["CT00001"]),
            ("C20H22N4O4S3", "formula", ["XD95283"]),
            ("OC(=O)c1ccccc1OC(C)=O", "smiles", ["CT00001"]),
            ("478.0803±5ppm", "mass", ["XD95283"]),
            ("Hydrocortisone", "words", ["CT00038"]),
        ],
    )
    def test_name_the_products(self, client: TestClient, text: str, kind: str, expected: list[str]) -> None:
        (answer,) = looked_up(client, text)
        assert (answer["read_as"]["kind"], numbers(answer), answer["note"]) == (kind, expected, None)

    @pytest.mark.parametrize(
        ("text", "suggestions", "note"),
        [
            ("89604-92-3", ["89604-92-2"], "check digit"),
            ("8960-492-2", ["89604-92-2"], ""),
            ("98604-92-2", ["89604-92-2"], "check digit"),
            ("asprin", ["aspirin"], "may be meant"),
            ("CN1C=NC2=C1C(=O)N(C(=O)N2C)C.Cl", ["CT00007"], "skeleton"),
            ("RYYVLZVUVIJVGH-UHFFFAOYSA-O", ["CT00007"], "skeleton"),
            ("CN(C)C(=N)NC(=N)N.Br", ["CT00014"], "skeleton"),
            ("KDXKERNSBIXSRK-RXMQYKEDSA-N", ["CT00345"], "skeleton"),
            ("metformin hydrobromide", ["CT00014"], "other forms"),
            ("107-07-3", [], "valid CAS RN"),
            ("xyzzyxyzzy", [], "No products found"),
            ("  ", [], "identifier is empty"),
        ],
    )
    def test_name_near_misses_and_pass_none_off(
        self, client: TestClient, text: str, suggestions: list[str], note: str
    ) -> None:
        (answer,) = looked_up(client, text)
        assert (answer["products"], answer["suggestions"]) == ([], suggestions)
        assert note in answer["note"]

    @pytest.mark.parametrize(
        ("text", "relatives"),
        [
            ("NCCCC[C@@H](N)C(=O)O", {"CT00345": "the mirror image (enantiomer)"}),
            ("CN(C)C(=N)NC(=N)N", {"CT00014": "hydrochloride"}),
            ("XZWYZXLIPXDOLR-UHFFFAOYSA-N", {"CT00014": "hydrochloride"}),
            ("RYYVLZVUVIJVGH-UHFFFAOYSA-O", {"CT00007": "the same with other protons or charge"}),
            (
                "InChI=1S/C8H10N4O2.ClH/c1-10-4-9-6-5(10)7(13)12(3)8(14)11(6)2;/h4H,1-3H3;1H",
                {"CT00007": "free acid or base"},
            ),
            ("caffeine citrate", {"CT00007": "without salt or stereo in the name"}),
            ("(R)-Metformin dihydrochloride", {"CT00014": "hydrochloride"}),
            ("D-Lysine", {"CT00345": "L form"}),
            (
                "copper(II) sulfate trihydrate",
                {"CT00291": "without salt or stereo in the name", "CT00308": "pentahydrate"},
            ),
            ("ethyl lactate hydrate of nothing", {}),
            ("CC.CC.CC.CC.CC.CC.CC.CC.CC.CC.CC.CC", {}),
            ("107-07-3", {}),
        ],
    )
    def test_say_what_relatives_are(self, client: TestClient, text: str, relatives: dict[str, str]) -> None:
        (answer,) = looked_up(client, text)
        told = {relative["catalog_number"]: relative["relation"] for relative in answer["relatives"]}
        assert (answer["products"], told) == ([], relatives)
        assert set(told) <= set(answer["suggestions"])
        assert client.get("/api/v1/search", params={"q": text}).json()["read_as"]["relatives"] == answer["relatives"]

    def test_name_the_compound_of_which_an_editor_said_how_a_number_stands_to_it(
        self, own_client: TestClient, own_url: str
    ) -> None:
        database = Database(own_url)
        with database.write() as transaction:
            keep_products(transaction, [make_entry("A1", "Caffeine", cas_rn="58-08-2")], Author("test"))
            relate_cas_rn(transaction, "58-08-2", "69-22-7", "salt", "test", "the citrate")
        database.close()
        (answer,) = looked_up(own_client, "69-22-7")
        assert [one["catalog_number"] for one in answer["relatives"]] == ["A1"]
        assert "another salt" in answer["relatives"][0]["relation"]

    def test_keep_their_order_for_a_thousand(self, client: TestClient) -> None:
        texts = ["58-08-2", "BPTA", "nonsense of a kind", "CT00001", "58-08-3"] * 200
        answers = looked_up(client, *texts)
        assert answers[:5] * 200 == answers
        assert numbers(answers[0]) == ["CT00007"]


class TestCsv:
    def test_holds_a_row_for_each_answer(self, client: TestClient) -> None:
        body = {"identifiers": ["BPTA", "89604-92-3", "D-Lysine"]}
        answer = client.post(API, json=body, headers={"Accept": "text/csv"})
        same = client.post(API, json=body, params={"format": "csv"})
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert same.text == answer.text
        assert [(row["input"], row["kind"], row["catalog_number"], row["suggestions"]) for row in rows] == [
            ("BPTA", "words", "XD95283", ""),
            ("89604-92-3", "words", "", "89604-92-2"),
            ("D-Lysine", "words", "", "CT00345"),
        ]
        assert [row["relatives"] for row in rows] == ["", "", "CT00345: L form"]

    def test_runs_in_no_spreadsheet(self, client: TestClient) -> None:
        texts = ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"]
        answer = client.post(API, json={"identifiers": texts}, params={"format": "csv"})
        rows = list(csv.reader(io.StringIO(answer.text)))[1:]
        assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)

    @pytest.mark.parametrize("body", [{"identifiers": []}, {"identifiers": ["x"] * 1001}, {"ids": ["x"]}])
    def test_refuses_what_it_cannot_answer(self, client: TestClient, body: dict[str, Any]) -> None:
        assert client.post(API, json=body).status_code == 422


class TestTogether:
    TEXTS = (
        "50-78-2", "50-78-3", "58-08-2 ", "8960-492-2", "107-07-3", "aspirin", "asprin", "acetlysalicylic acid",
        "sodum chlorde", "caffiene", "nonsense of a kind", "xyzzyxyzzy", "CCO", "CC(=O)Oc1ccccc1C(=O)O",
        "CN(C)C(=N)NC(=N)N.Br", "metformin hydrobromide", "D-Lysine", "C9H8O4", "bpta", "XD95283", "xd 95283",
        "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "BSYNRYMUTXBXSQ", "RYYVLZVUVIJVGH-UHFFFAOYSA-O", "478.0803±5ppm", "Cl>=3", "",
        "chloroform chloroform", "beta alanin", "1,2,3", "α-tocopherl", "naphtalene", "penicillin of the moon",
    )  # fmt: skip

    def test_are_answered_as_one_by_one(self, client: TestClient) -> None:
        alone = [looked_up(client, text)[0] for text in self.TEXTS]
        assert looked_up(client, *self.TEXTS) == alone
        assert looked_up(client, *reversed(self.TEXTS)) == alone[::-1]
