"""Static files: names with digests that may be kept for ever, and plain ones that still answer."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import Response

from catalog.web.http.static_files import FOLDER, KEPT_FOR_EVER, StaticFolder, static, static_files

TEMPLATES = FOLDER.parent / "views" / "templates"


def get(path: str, method: str = "GET", **headers: str) -> Response:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "method": method, "path": f"/static/{path}", "headers": raw}
    return asyncio.run(StaticFolder().get_response(path, scope))


@pytest.mark.parametrize("name", sorted(static_files()))
def test_every_file_has_a_name_for_ever_and_a_plain_one(name: str) -> None:
    file = static_files()[name]
    lasting, plain = get(file.address.removeprefix("/static/")), get(name)
    assert lasting.body == plain.body == file.content
    assert (lasting.headers["cache-control"], plain.headers["cache-control"]) == (KEPT_FOR_EVER, "no-cache")
    assert get(name, if_none_match=plain.headers["etag"]).status_code == 304


def test_a_name_of_an_older_release_is_answered_with_what_is_there_now() -> None:
    answer = get("catalog.0123456789.css")
    assert (answer.body, answer.headers["cache-control"]) == (static_files()["catalog.css"].content, "no-cache")


@pytest.mark.parametrize("path", ["none.css", "none.0123456789.css", "../app.py", "..", "", "vendor", "catalog.css/x"])
def test_nothing_else_is_served(path: str) -> None:
    with pytest.raises(HTTPException) as refused:
        get(path)
    assert refused.value.status_code == 404


def test_files_are_only_read() -> None:
    with pytest.raises(HTTPException) as refused:
        get("catalog.css", "POST")
    assert refused.value.status_code == 405


def test_a_file_is_sent_compressed_with_a_tag_of_its_own() -> None:
    small, plain = get("catalog.css", accept_encoding="gzip"), get("catalog.css")
    assert gzip.decompress(bytes(small.body)) == plain.body
    assert small.headers["content-length"] == str(len(small.body))
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert small.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    assert get("catalog.css", accept_encoding="gzip", range="bytes=0-9").body == plain.body


OURS = [name for name in sorted(static_files()) if name.endswith((".js", ".css")) and not name.startswith("vendor/")]


@pytest.mark.parametrize("name", OURS)
def test_scripts_and_styles_load_others_by_their_names_for_ever(name: str) -> None:
    named = re.findall(r"""["'](?:\./|/static/|(?<=url\(["']))[\w./-]+["']""", static_files()[name].content.decode())
    assert {text[1:-1] for text in named} <= {file.address for file in static_files().values()}


def test_a_script_loads_what_it_names() -> None:
    assert static("sketcher.js") in static_files()["search_page.js"].content.decode()


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_name_files_that_exist_by_the_one_function(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert "/static/" not in text
    assert set(re.findall(r"static\('([^']+)'\)", text)) <= set(static_files())


def test_the_drawing_board_is_at_most_350_kb_on_the_wire() -> None:
    parts = ("sketcher.js", "vendor/openchemlib-9.25.0/openchemlib.js")
    assert sum(len(static_files()[name].compressed()) for name in parts) <= 350_000


def test_no_file_names_a_source_map() -> None:
    assert [name for name, file in static_files().items() if b"sourceMappingURL=" in file.content] == []
