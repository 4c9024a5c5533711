"""The form for a product: nothing typed is lost, whatever happens, and nothing of others is overwritten."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.desk_made import API, DESK, OWN, WATER, keep, sign_in, text_of

FORM = f"{DESK}/W-1/edit"
PDF = ("sds_water (en).pdf", b"%PDF-1.7 water", "application/pdf")


@pytest.fixture
def key(own_client: TestClient, own_url: str) -> dict[str, str]:
    """A product, and the header of the key of the editor who is signed in."""
    key = sign_in(own_client, own_url)
    keep(own_client, key, "W-1", WATER)
    return key


def shown(page: str) -> dict[str, list[str]]:
    """What stands in the form of a page: the texts of its parts by name."""
    form = page.partition('id="product-form"')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.finditer(r'<input [^>]*>|<textarea name="|<textarea [^>]*>\n?([^<]*)</textarea>', form):
        name = re.search(r' name="([^"]*)"', tag[0])
        is_left_out = re.search(r'type="(?:file|radio)"', tag[0]) and " checked" not in tag[0]
        if name is None or is_left_out:
            continue
        value = re.search(r' value="([^"]*)"', tag[0])
        text = tag[1] if tag[0].startswith("<textarea") else value[1] if value else ""
        found.setdefault(unescape(name[1]), []).append(unescape(text or ""))
    return found


def sent(client: TestClient, typed: dict[str, Any], action: str, path: str = FORM, page: str = "", **more: Any) -> Any:  # noqa: ANN401
    """The answer to a form, after the page was changed as typed. A family's rows are given as pairs."""
    parts = shown(page or client.get(path).text)
    for name, value in typed.items():
        if isinstance(value, str):
            parts[name] = [value]
        else:
            parts[f"{name}.member"], parts[f"{name}.text"] = ([row[at] for row in value] for at in (0, 1))
    files = more.pop("files", [("nothing", ("", b""))])
    return client.post(path, data={**parts, "action": action}, files=files, headers=OWN, **more)


def product(client: TestClient, number: str = "W-1") -> Any:  # noqa: ANN401  # JSON.
    return client.get(f"/api/v1/products/{number}").json()


def test_the_form_shows_what_is_stated_with_its_verdicts(own_client: TestClient, key: dict[str, str]) -> None:
    page = own_client.get(FORM).text
    parts = shown(page)
    assert {name: parts[name] for name in ("name", "cas_rn", "assay", "storage")} == {
        "name": ["Water"],
        "cas_rn": ["7732-18-5"],
        "assay": ["99 %"],
        "storage": [""],
    }
    assert (parts["pack.member"], parts["pack.text"]) == (["1 L", ""], ["9 EUR", ""])
    assert json.loads(parts["base"][0]) == {"catalog_number": "W-1", **WATER}
    assert "Check digit correct (5)." in text_of(page)
    assert "Read as 1 L, 9 EUR." in text_of(page)
    assert key


def test_a_change_is_saved_with_its_reason_and_says_so(own_client: TestClient, key: dict[str, str]) -> None:
    typed = {"assay": "98 %", "storage": "RT", "pack": [("1 L", "8 EUR"), ("5 L", "30 EUR")], "reason": "new label"}
    answer = sent(own_client, typed, "save")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DESK}/W-1/edit?saved=2")
    assert "Saved, as revision 2." in text_of(own_client.get(answer.headers["location"]).text)
    entry = own_client.get("/api/v1/admin/journal?limit=1", headers=key).json()["items"][0]
    assert (entry["reason"], entry["actor"]) == ("new label", "test editor")
    assert {change["field"]: (change["old"], change["new"]) for change in entry["fields"]} == {
        "storage": (None, "RT"),
        "assay": ("99 %", "98 %"),
        "pack:1 L": ("9 EUR", "8 EUR"),
        "pack:5 L": (None, "30 EUR"),
    }


def test_what_is_emptied_is_taken_out(own_client: TestClient, key: dict[str, str]) -> None:
    assert sent(own_client, {"assay": "", "pack": [("", "")]}, "save").status_code == 303
    found = product(own_client)
    assert (found["specifications"], found["packs"], found["cas_rn"]) == ([], [], "7732-18-5")
    assert key


def test_nothing_changed_makes_no_revision(own_client: TestClient, key: dict[str, str]) -> None:
    assert sent(own_client, {"assay": " 99 % "}, "save").status_code == 303
    assert product(own_client)["revision"] == 1
    assert key


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cas_rn": "7732-18-4"}, "7732-18-5"),
        ({"name": ""}, "The name is missing"),
        ({"pack": [("1 L", "9 EUR"), ("1 L", "8 EUR")]}, "Two rows have the name '1 L'"),
        ({"pack": [("", "9 EUR")]}, "'9 EUR' has no name"),
        ({"catalog_number": "W-2"}, "differ"),
        ({"smiles": "C1CC"}, ""),
    ],
)
@pytest.mark.parametrize("action", ["save", "check"])
def test_what_the_checks_refuse_comes_back_filled(
    own_client: TestClient, key: dict[str, str], action: str, typed: dict[str, Any], words: str
) -> None:
    everything = {"assay": "97 % <b>", "reason": 'a "reason"', "description": "Two\nlines", **typed}
    answer = sent(own_client, everything, action)
    if answer.status_code == 303:
        assert (action, typed) == ("save", {"smiles": "C1CC"})  # Published without its structure.
        return
    assert answer.status_code == (422 if action == "save" else 200)
    parts = shown(answer.text)
    for name, text in everything.items():
        if isinstance(text, str):
            assert parts[name] == [text]
        else:
            assert list(zip(parts[f"{name}.member"], parts[f"{name}.text"], strict=True)) == [*text, ("", "")]
    assert action == "check" or words in text_of(answer.text)
    assert product(own_client)["revision"] == 1
    assert key


def test_a_proposal_of_a_check_is_used(own_client: TestClient, key: dict[str, str]) -> None:
    page = sent(own_client, {"molecular_weight": "18.51"}, "check").text
    proposed = re.findall(r'name="use" value="(molecular_weight=[^"]+)"', page)
    assert proposed
    answer = sent(own_client, {"molecular_weight": "18.51", "use": proposed[0]}, "check")
    assert shown(answer.text)["molecular_weight"] == [proposed[0].partition("=")[2]]
    assert key


def test_what_only_somebody_else_changed_is_taken_over(own_client: TestClient, key: dict[str, str]) -> None:
    page = own_client.get(FORM).text
    keep(own_client, key, "W-1", {"storage": "RT", "pack:5 L": "30 EUR"}, "November list")
    met = sent(own_client, {"assay": "98 %"}, "save", page=page)
    said = text_of(met.text)
    assert (met.status_code, "test editor saved this product while you were editing" in said) == (409, True)
    assert "Storage nothing → RT" in said
    assert "November list" in said
    assert product(own_client)["revision"] == 2
    assert sent(own_client, {}, "save", page=met.text).status_code == 303
    found = product(own_client)
    assert (found["storage"]["text"], found["specifications"][0]["text"], len(found["packs"])) == ("RT", "98 %", 2)


@pytest.mark.parametrize(("choice", "price"), [(None, "7 EUR"), ("mine", "7 EUR"), ("theirs", "8 EUR")])
def test_where_both_wrote_there_is_a_choice(
    own_client: TestClient, key: dict[str, str], choice: str | None, price: str
) -> None:
    page = own_client.get(FORM).text
    keep(own_client, key, "W-1", {"pack:1 L": "8 EUR"})
    met = sent(own_client, {"pack": [("1 L", "7 EUR")], "assay": "98 %"}, "save", page=page)
    assert "1 L (pack) 9 EUR 8 EUR 7 EUR" in text_of(met.text)
    typed = {} if choice is None else {"choice:pack:1 L": choice}
    assert sent(own_client, typed, "save", page=met.text).status_code == 303
    found = product(own_client)
    assert (found["packs"][0]["price"], found["specifications"][0]["text"]) == (price, "98 %")


def test_where_the_typed_text_fails_a_check_the_other_one_is_chosen_first(
    own_client: TestClient, key: dict[str, str]
) -> None:
    page = own_client.get(FORM).text
    keep(own_client, key, "W-1", {"molecular_weight": "18.015"})
    met = sent(own_client, {"molecular_weight": "81.015"}, "save", page=page)
    assert shown(met.text)["choice:molecular_weight"] == ["theirs"]
    assert sent(own_client, {}, "save", page=met.text).status_code == 303
    assert product(own_client)["stated_molecular_weight"] == "18.015"


def test_a_third_change_is_met_again(own_client: TestClient, key: dict[str, str]) -> None:
    page = own_client.get(FORM).text
    keep(own_client, key, "W-1", {"assay": "98 %"})
    page = sent(own_client, {"grade": "AR"}, "save", page=page).text
    keep(own_client, key, "W-1", {"assay": "97 %"})
    met = sent(own_client, {}, "save", page=page)
    assert (met.status_code, shown(met.text)["grade"], shown(met.text)["assay"]) == (409, ["AR"], ["97 %"])


def test_a_product_that_was_removed_meanwhile_can_be_published_again(
    own_client: TestClient, key: dict[str, str]
) -> None:
    page = own_client.get(FORM).text
    own_client.delete(f"{API}/W-1", headers={**key, "If-Match": "*"})
    gone = sent(own_client, {"assay": "98 %"}, "save", page=page)
    assert (gone.status_code, "Somebody removed this product" in text_of(gone.text)) == (422, True)
    assert shown(gone.text)["assay"] == ["98 %"]
    again = sent(own_client, {}, "save", path="/editor/products/new", page=gone.text)
    assert (again.status_code, product(own_client)["specifications"][0]["text"]) == (303, "98 %")


def test_an_ended_session_keeps_what_was_typed(own_client: TestClient, own_url: str, key: dict[str, str]) -> None:
    page = own_client.get(FORM).text
    own_client.cookies.clear()
    ended = sent(own_client, {"assay": "98 %", "description": "Two\nlines"}, "save", page=page)
    assert (ended.status_code, "nothing of what you typed is lost" in text_of(ended.text)) == (403, True)
    kept = [
        (unescape(name), unescape(text)) for name, text in re.findall(r'name="([^"]*)" value="([^"]*)"', ended.text)
    ]
    sign_in(own_client, own_url)
    again: dict[str, list[str]] = {}
    for name, text in kept:
        again.setdefault(name, []).append(text)
    back = own_client.post(FORM, data={**again, "action": "check"}, files=[("nothing", ("", b""))], headers=OWN)
    parts = shown(back.text)
    assert (back.status_code, parts["assay"], parts["description"]) == (200, ["98 %"], ["Two\nlines"])
    assert sent(own_client, {}, "save", page=back.text).status_code == 303
    assert key


def test_files_are_added_to_the_list_and_belong_to_the_product_when_it_is_saved(
    own_client: TestClient, key: dict[str, str]
) -> None:
    added = sent(own_client, {"assay": "98 %"}, "attach", files=[("file", PDF)])
    parts = shown(added.text)
    assert (added.status_code, parts["document.member"], parts["assay"]) == (200, ["sds water (en)", ""], ["98 %"])
    assert product(own_client)["documents"] == []
    assert sent(own_client, {}, "save", page=added.text).status_code == 303
    [document] = product(own_client)["documents"]
    assert (document["type"], document["language"], own_client.get(document["url"]).content) == ("SDS", "en", PDF[1])
    assert key


@pytest.mark.parametrize("content", [b"<html>", b"\x00\x01", b""])
def test_a_file_that_is_not_accepted_says_so_and_nothing_typed_is_lost(
    own_client: TestClient, key: dict[str, str], content: bytes
) -> None:
    added = sent(own_client, {"assay": "98 %"}, "save", files=[("file", ("page.pdf", content, "application/pdf"))])
    assert (added.status_code, "page.pdf is not accepted" in text_of(added.text)) == (422, True)
    assert shown(added.text)["assay"] == ["98 %"]
    assert product(own_client)["revision"] == 1
    assert key


def test_a_preview_is_the_public_page_and_is_not_saved(own_client: TestClient, key: dict[str, str]) -> None:
    seen = sent(own_client, {"assay": "98 %", "name": "Purest water"}, "preview")
    assert (seen.status_code, "Preview. This is not saved." in text_of(seen.text)) == (200, True)
    assert "<h1>Purest water</h1>" in seen.text
    refused = sent(own_client, {"cas_rn": "7732-18-4"}, "preview")
    assert "product-form" in refused.text
    assert product(own_client)["revision"] == 1
    assert key


def test_a_new_product_and_a_copy(own_client: TestClient, key: dict[str, str]) -> None:
    new = "/editor/products/new"
    made = sent(own_client, {"catalog_number": "N/1", "name": "Ice", "reason": "new"}, "save", path=new)
    assert (made.status_code, made.headers["location"]) == (303, f"{DESK}/N%2F1/edit?saved=1")
    taken = sent(own_client, {"catalog_number": "W-1", "name": "Other"}, "save", path=new)
    assert (taken.status_code, "has a product 'W-1' already" in text_of(taken.text)) == (409, True)
    assert shown(taken.text)["name"] == ["Other"]
    keep(own_client, key, "W-1", {"lot:L1": "Assay: 99 %"})
    copied = shown(own_client.get(f"{new}?copy_of=W-1&supplier=house").text)
    assert (copied["name"], copied["catalog_number"], copied["pack.member"], copied["lot.member"]) == (
        ["Water"],
        [""],
        ["1 L", ""],
        [""],
    )
    assert own_client.get(f"{new}?copy_of=none").status_code == 404


@pytest.mark.parametrize("path", ["products/new", "products/W-1/edit", "suppliers/house/products/W-1/edit"])
def test_the_form_is_for_editors_and_from_here_only(own_client: TestClient, key: dict[str, str], path: str) -> None:
    elsewhere = own_client.post(f"/editor/{path}", data={"name": "X"}, headers={"sec-fetch-site": "cross-site"})
    own_client.cookies.clear()
    assert (elsewhere.status_code, own_client.get(f"/editor/{path}").status_code) == (403, 403)
    assert own_client.post(f"/editor/{path}", data={"action": "save"}, headers=OWN).status_code == 403
    assert product(own_client)["revision"] == 1
    assert key
