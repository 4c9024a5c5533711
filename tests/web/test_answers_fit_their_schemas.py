"""What the API answers about real records fits its description: statuses, headers, media types and schemas."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from jsonschema import Draft202012Validator

from catalog.settings import Settings
from catalog.web.app import create_app
from tests.conftest import migrated
from tests.web.api.test_contract import DESCRIPTION, answers_of
from tests.web.conftest import make_key

API = "/api/v1"
ASPIRIN, CAFFEINE = "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "RYYVLZVUVIJVGH-UHFFFAOYSA-N"
TABLE = """catalog_number,name,cas_rn,formula,molecular_weight,smiles,storage,assay,pack:5 g,lot:L1,document:SDS,MDL
A1,Aspirin,50-78-2,C9H8O4,180.16,CC(=O)Oc1ccccc1C(=O)O,2-8 °C,99%,12 EUR,assay 99.5 %,https://example.org/a.pdf,MFCD00002430
A2,Caffeine,58-08-2,C8H10N4O2,,CN1C=NC2=C1C(=O)N(C(=O)N2C)C,RT,98-101%,on request,,,
A3,Wrong,58-08-3,,,,,,,,,
A4,Sodium salicylate,54-21-7,C7H5NaO3,160.10,[Na+].OC1=CC=CC=C1C([O-])=O,,,,,,
A5,Polymer,,(C2H4O)n,,,,,,,,
A7,Toluene,108-88-3,,,,,,,,,
A7,Benzene,71-43-2,,,,,,,,,
,,,,,,,,,,,
"""
OTHER = TABLE.replace("99%", "98%").replace("A4,Sodium", "A6,Sodium").replace("A2,Caffeine", "A2,Guaranine")
OFF_TOPIC = (
    "Backpropagation through time trains recurrent neural networks: the gradient of the error of each layer of a "
    "neural network is computed for machine learning."
)
LEAVE = {"decision": "leave", "reason": "as on the label"}
READS = [
    ("/products", ""),
    ("/products", "?fields=name,packs&limit=2"),
    ("/products", "?fields="),
    ("/products", "?facets=storage,assay,element,finding&similar_to=CC(=O)Oc1ccccc1&threshold=0.1&limit=1"),
    ("/products", "?substructure=c1ccccc1&limit=1"),
    ("/products", "?cas=50-78-2"),
    *(
        ("/search", f"?q={text}")
        for text in ("aspirin", "50-78-2", "OCC", "C9H8O4", "aspirni", "nothing", "180.0423%C2%B15ppm")
    ),
    ("/search", "?q=OC1=CC=CC=C1C(O)=O&facets=storage"),
    ("/suggest", "?q=asp"),
    ("/suggest", "?q=aspirni"),
    ("/changes", ""),
    ("/changes", "?limit=1"),
    *(
        (f"/products/{{catalog_number}}{ending}", f"{number}")
        for number in ("A1", "a2", "A5", "none")
        for ending in ("", "/related", "/revisions", "/structure.svg")
    ),
    *(("/products/{catalog_number}", f"A1{suffix}") for suffix in (".csv", ".sdf", ".mol", ".svg", ".json")),
    ("/products/{catalog_number}/revisions/{number}", "A1 1"),
    ("/products/{catalog_number}/documents/{name}", "A1 Certificate"),
    ("/compounds/{key}", ASPIRIN),
    ("/compounds/{key}", "50-78-2"),
    ("/compounds/{key}", "58-08-2"),
    ("/compounds/{key}", "7732-18-5"),
    ("/compounds/{key}", CAFFEINE),
    ("/compounds/{key}/changes", ASPIRIN),
    ("/admin/imports", ""),
    ("/admin/imports", "?limit=1"),
    *((f"/admin/imports/{{run}}{ending}", "1") for ending in ("", "/records", "/corrections.csv")),
    *(("/admin/imports/{run}/records", f"1?outcome={outcome}") for outcome in ("held", "refused")),
    ("/admin/imports/{run}/undo", "1?"),
    ("/admin/imports/{run}/undo", "3?"),
    ("/admin/review", ""),
    ("/admin/review/texts", ""),
    ("/admin/review/warnings", "?code=transport-unread"),
    ("/admin/review/warnings", "?code=cas-invalid"),
    ("/admin/review/reports", ""),
    ("/admin/review/requests", ""),
    ("/admin/review/compounds", ""),
    ("/admin/users", ""),
    ("/admin/users/{user}", "1"),
    ("/admin/users/{user}", "99"),
    ("/admin/keys", ""),
    ("/admin/numbers", ""),
    ("/admin/drafts", "?run=1"),
    ("/admin/drafts/{draft}", "1"),
    ("/admin/drafts/{draft}", "99"),
]
"""What is read of each address; with what in its braces, and behind it."""


@cache
def validator(method: str, path: str, status: str, media_type: str) -> Draft202012Validator:
    """What holds an answer against its schema, which lets nothing pass here that it does not describe."""
    schema = answers_of(method, path)[status]["content"][media_type]["schema"]
    closed = {
        name: {**described, "additionalProperties": False} if "properties" in described else described
        for name, described in DESCRIPTION["components"]["schemas"].items()
    }
    return Draft202012Validator({**schema, "components": {"schemas": closed}})


def told(method: str, path: str, answer: Response) -> Response:
    """An answer, once all about it is as the description says."""
    described = answers_of(method, path)[str(answer.status_code)]
    headers = [name for name, header in described.get("headers", {}).items() if header["required"]]
    assert [name for name in headers if name not in answer.headers] == []
    contents = described.get("content", {})
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    assert media_type in contents or not (contents or answer.content)
    if media_type.endswith("json"):
        wrong = validator(method, path, str(answer.status_code), media_type).iter_errors(answer.json())
        assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in wrong] == []
    return answer


@pytest.fixture(scope="module")
def edited(client_of_module: TestClient) -> TestClient:
    """A catalog that was imported into, edited, merged, and partly undone; what that answered fits too."""

    def send(
        status: int, method: str, path: str, names: str, json: object = None, content: bytes | None = None
    ) -> None:
        headers = {"If-Match": "*"}
        answer = client_of_module.request(
            method, API + filled(path, names), json=json, content=content, headers=headers
        )
        assert told(method, API + path, answer).status_code == status

    def load(text: str, dry_run: bool = False) -> dict[str, Any]:
        path, form = f"{API}/admin/imports", {"dry_run": str(dry_run)}
        answer = client_of_module.post(path, files={"file": ("a.csv", text.encode())}, data=form)
        report: dict[str, Any] = told("post", path, answer).json()
        return report

    assert load(TABLE, dry_run=True)["summary"]["created"] == 4
    summary = load(TABLE)["summary"]
    assert (summary["held"], summary["refused"]) == (1, 2)
    assert load(TABLE)["summary"]["created"] == 0
    assert load(OTHER)["summary"]["changed"] == 2
    assert load("%PDF-1.7")["files"][0]["error"]
    one, compound = "/admin/products/{catalog_number}", "/admin/compounds/{key}"
    send(200, "patch", one, "A1", {"assay": "97%", "spec:Water": "0.5 % max"})
    send(422, "patch", one, "A1", {"cas_rn": "50-78-3"})
    send(200, "put", one, "A1", {"name": "Aspirin", "cas_rn": "50-78-2", "smiles": "CC(=O)Oc1ccccc1C(=O)O"})
    send(200, "put", one + "/documents/{name}", "A1 Certificate", content=b"%PDF-1.7 1")
    send(415, "put", one + "/documents/{name}", "A1 Nothing", content=b"\0")
    send(200, "post", one + "/restore", "A2", {"revision": 1})
    send(204, "delete", one, "A4")
    send(404, "delete", one, "A4")
    send(201, "post", compound + "/cas-rns", ASPIRIN, {"cas_rn": "64-17-5", "relation": "salt", "reason": "a"})
    send(201, "post", compound + "/merge", CAFFEINE, {"into": ASPIRIN, "reason": "one, by the label"})
    send(409, "post", compound + "/merge", ASPIRIN, {"into": ASPIRIN, "reason": "a"})
    send(201, "post", compound + "/split", ASPIRIN, {"catalog_numbers": ["A2"], "reason": "a"})
    review(client_of_module, send)
    changed = client_of_module.post(
        f"{API}/admin/product-changes/look?q=toluene", json={"action": "set", "fields": {"grade": "AR"}}
    )
    assert told("post", f"{API}/admin/product-changes/look", changed).status_code == 200
    seqs = [one["seq"] for one in changed.json()["changed"]]
    doing = {"action": "set", "fields": {"grade": "AR"}, "revisions": seqs or [1], "reason": "a"}
    send(200, "post", "/admin/product-changes", "", doing)
    send(422, "post", "/admin/product-changes/look", "?unknown=1", {"action": "repair"})
    look_at(client_of_module)
    send(200, "post", "/admin/imports/{run}/undo", "3?force=true")
    send(409, "post", "/admin/imports/{run}/undo", "3")
    person = {"name": "Ada", "email": "ada@example.org", "role": "editor"}
    send(201, "post", "/admin/users", "", person)
    send(409, "post", "/admin/users", "", person)
    send(201, "post", "/admin/users/{user}/link", "1")
    send(201, "post", "/admin/keys", "", {"name": "feed", "role": "editor", "person": 1})
    send(404, "post", "/admin/keys", "", {"name": "feed", "role": "editor", "person": 9})
    send(204, "delete", "/admin/keys/{key}", "2")
    send(404, "delete", "/admin/keys/{key}", "9")
    send(200, "patch", "/admin/users/{user}", "1", {"role": "approver", "disabled": True})
    send(409, "post", "/admin/users/{user}/link", "1")
    return client_of_module


def review(client: TestClient, send: Callable[..., None]) -> None:
    """Decide on what waits for review."""
    send(200, "patch", "/admin/products/{catalog_number}", "A1", {"description": OFF_TOPIC, "un_number": "99"})
    [text] = told("get", f"{API}/admin/review/texts", client.get(f"{API}/admin/review/texts")).json()["items"]
    send(200, "post", "/admin/review/texts/{item}", f"{text['id']}", {"decision": "approve"})
    send(409, "post", "/admin/review/texts/{item}", f"{text['id']}", {"decision": "approve"})
    path = f"{API}/admin/review/warnings"
    for code in client.get(f"{API}/admin/review").json()["warnings"]:
        [item, *_] = told("get", path, client.get(f"{path}?code={code}")).json()["items"]
        send(200, "post", path.removeprefix(API) + "/{item}", f"{item['id']}", {**LEAVE, "code": code})
        send(409, "post", path.removeprefix(API) + "/{item}", f"{item['id']}", {**LEAVE, "code": code})
    form = {"product": "A1", "supplier": "house", "text": "The weight is wrong."}
    for _ in range(2):
        assert client.post("/report", data=form, headers={"sec-fetch-site": "same-origin"}).status_code < 400
    send(200, "post", "/admin/review/reports/{item}", "1", {"answer": "mended"})
    send(409, "post", "/admin/review/reports/{item}", "1", {"answer": None})
    send(200, "post", "/admin/review/reports/{item}/reopen", "1")
    send(404, "post", "/admin/review/reports/{item}/reopen", "9")


def look_at(client: TestClient) -> None:
    """Look at an upload, read it in another way, import it and undo that; each step as soon as the one before ends."""
    path = f"{API}/admin/uploads"
    sent = client.post(path, files={"file": ("b.csv", OTHER.replace("A1", "B1").encode())})
    address, one = told("post", path, sent).headers["location"], path + "/{upload}"
    ended(client, address, one)
    told("patch", one, client.patch(address, json={"columns": {"storage": "ignore"}}))
    ended(client, address, one)
    told("get", one + "/changes", client.get(f"{address}/changes?limit=1"))
    told("post", one + "/stop", client.post(f"{address}/stop"))
    assert told("post", one + "/commit", client.post(f"{address}/commit")).status_code == 202
    run = f"{API}/admin/imports/{ended(client, address, one)['run']}"
    described = f"{API}/admin/imports/{{run}}"
    told("get", f"{described}/undo", client.get(f"{run}/undo"))
    undone = client.post(f"{run}/undo?force=true", headers={"Prefer": "respond-async"})
    assert told("post", f"{described}/undo", undone).status_code == 202
    ended(client, run, described)
    told("get", f"{described}/redo", client.get(f"{run}/redo"))
    redone = client.post(f"{run}/redo", headers={"Prefer": "respond-async"})
    assert told("post", f"{described}/redo", redone).status_code == 202
    ended(client, run, described)
    for _ in range(2):
        told("post", f"{described}/redo", client.post(f"{run}/redo"))
        client.post(f"{run}/undo")
    for doing in ("stop", "continue"):
        assert told("post", f"{described}/{doing}", client.post(f"{run}/{doing}")).status_code == 409
    told("get", f"{described}/redo", client.get(f"{run}/redo"))
    redone = client.post(f"{run}/redo", headers={"Prefer": "respond-async"})
    assert told("post", f"{described}/redo", redone).status_code == 202
    ended(client, run, described)
    for _ in range(2):
        told("post", f"{described}/redo", client.post(f"{run}/redo"))
        client.post(f"{run}/undo")


def ended(client: TestClient, address: str, described: str) -> dict[str, Any]:
    """An upload or a run, as soon as the work on it has ended."""
    while True:
        found: dict[str, Any] = told("get", described, client.get(address)).json()
        if found["work"]["state"] != "working":
            return found
        time.sleep(0.05)


@pytest.fixture(scope="module")
def client_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over an empty catalog, for an admin."""
    url = f"sqlite:///{tmp_path_factory.mktemp('schemas')}/catalog.db"
    with migrated(url), TestClient(create_app(Settings(database_url=url)), follow_redirects=False) as client:
        client.headers.update(make_key(url, "admin"))
        yield client


def filled(path: str, names: str) -> str:
    """A path with names in its braces, and what stands behind the last one."""
    values = iter(names.split(" "))
    address = re.sub(r"\{\w+\}", lambda _match: next(values).partition("?")[0], path) if "{" in path else path + names
    return address + ("?" + names.partition("?")[2] if "?" in names and "{" in path else "")


@pytest.mark.parametrize(("path", "names"), READS)
def test_what_is_read_fits(edited: TestClient, path: str, names: str) -> None:
    answer = told("get", API + path, edited.get(API + filled(path, names)))
    if answer.status_code == 200:
        again = edited.get(API + filled(path, names), headers={"If-None-Match": answer.headers["etag"]})
        assert (told("get", API + path, again).status_code, again.content) == (304, b"")


ASKED = [
    (
        "/lookup",
        {"identifiers": ["aspirin", "50-78-2", "nothing", "50-78-3", "OC(=O)c1ccccc1O", "", "A1", "x" * 2_000]},
    ),
    ("/check", {"name": "Aspirin", "cas_rn": "50-78-2", "smiles": "CC(=O)Oc1ccccc1C(=O)O", "assay": "99%"}),
    ("/check", {"name": 1, "cas_rn": [None], "specifications": {"a": {}}, "unknown": 1e30}),
    ("/check", {}),
]


@pytest.mark.parametrize(("path", "body"), ASKED)
def test_what_is_asked_fits(edited: TestClient, path: str, body: dict[str, object]) -> None:
    told("post", API + path, edited.post(API + path, json=body))


def test_what_is_refused_fits(edited: TestClient) -> None:
    for method, path in (("get", "/admin/imports/{run}"), ("delete", "/admin/products/{catalog_number}")):
        for key in ("", "Bearer wrong", "Basic YTpi"):
            answer = edited.request(method, API + filled(path, "1"), headers={"Authorization": key})
            assert told(method, API + path, answer).status_code == 401
    answer = edited.get(API + "/products/A1", headers={"Accept": "image/avif"})
    assert told("get", API + "/products/{catalog_number}", answer).status_code == 406
    answer = edited.delete(API + "/admin/products/A1")
    assert told("delete", API + "/admin/products/{catalog_number}", answer).status_code == 428
    for path in ("/healthz", "/readyz"):
        told("get", path, edited.get(path))
