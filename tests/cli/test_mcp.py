"""``catalog mcp`` with the SDK's own client: over its pipes, and tool by tool."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.assistant_tools import MOST_BYTES, fitted
from catalog.cli.mcp import NEEDED, assistant_server, opened_api
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from tests import requirements
from tests.settings_made import unhurried

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://shop.example"
TOOLS = {
    "search_products", "get_product", "check_record", "look_up_many", "search_structure", "compare_products",
    "price_per_gram",
}  # fmt: skip
TABLE = """catalog_number,name,cas_rn,formula,molecular_weight,smiles,assay,packs,description
A1,Aspirin,50-78-2,C9H8O4,180.16,CC(=O)Oc1ccccc1C(=O)O,99%,5 g: 10 EUR | 25 g: 40 EUR,{long}
A2,Acetylsalicylic acid,50-78-2,C9H8O4,180.16,CC(=O)Oc1ccccc1C(=O)O,98%,100 g: 50 EUR,
A3,Caffeine,58-08-2,C8H10N4O2,194.19,CN1C=NC2=C1C(=O)N(C(=O)N2C)C,98%,,
""".format(long="White crystals. " * 500)
CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("search_products", {"query": "aspirin"}, '"catalog_number":"A1"'),
    ("search_products", {"query": "aspirni"}, f'"page":"{SITE}/search?q=aspirni"'),
    ("get_product", {"catalog_number": "a1"}, '"cas_rn":"50-78-2"'),
    ("get_product", {"catalog_number": "none"}, '"status":404'),
    ("check_record", {"fields": {"name": "Ethanol", "cas_rn": "64-17-6"}}, '"code":"cas-invalid"'),
    ("look_up_many", {"identifiers": ["58-08-2", "no such thing", "CCO"]}, '"input":"no such thing","products":[]'),
    ("search_structure", {"smiles": "OC(=O)c1ccccc1"}, '"total":2'),
    ("search_structure", {"smiles": "not a structure"}, '"status":422'),
    ("compare_products", {"catalog_numbers": ["A1", "A3", "none"]}, f"{SITE}/compare?n=A1&n=A3&n=none"),
    ("price_per_gram", {"cas_rn": "50-78-2"}, '"price_per":{"gram":"0.5000"'),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    requirements.require("mcp", None if all(map(importlib.util.find_spec, NEEDED)) else "it is not installed")
    folder = tmp_path_factory.mktemp("mcp")
    (folder / "table.csv").write_text(TABLE)
    url = f"sqlite:///{folder}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with import_workers(1) as pool:
        import_files(database, pool, [folder / "table.csv"], IntakeOptions(actor="test")).close()
    database.close()
    return url


def conversation(url: str, talk: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    """Talk to the server within this process."""
    client_of = importlib.import_module("mcp").Client

    async def run() -> None:
        async with opened_api(unhurried(url)) as ask, client_of(assistant_server(ask, SITE)) as client:
            await talk(client)

    asyncio.run(asyncio.wait_for(run(), 300))


def test_each_tool_answers_in_short_with_links(url: str) -> None:
    async def talk(client: Any) -> None:  # noqa: ANN401  # The SDK is optional.
        for name, arguments, expected in CALLS:
            (content,) = (await client.call_tool(name, arguments)).content
            assert expected in content.text, (name, content.text)
            assert len(content.text.encode()) <= MOST_BYTES
            json.loads(content.text)

    conversation(url, talk)


def test_the_tools_are_described_and_only_read(url: str) -> None:
    async def talk(client: Any) -> None:  # noqa: ANN401
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        assert all(tool.annotations.read_only_hint and len(tool.description) > 40 for tool in tools)
        assert len(json.dumps([tool.model_dump(mode="json") for tool in tools])) < 12_000
        refused = await client.call_tool("search_products", {"query": "x", "limit": 1000})
        assert refused.is_error

    conversation(url, talk)


def test_the_command_talks_over_its_pipes(url: str) -> None:
    sdk, pipes = importlib.import_module("mcp"), importlib.import_module("mcp.client.stdio")

    async def run() -> None:
        command = pipes.StdioServerParameters(
            command=sys.executable,
            args=["-m", "catalog", "mcp"],
            cwd=ROOT,
            env={**os.environ, "CATALOG_DATABASE_URL": url, "CATALOG_BASE_URL": SITE},
        )
        async with sdk.Client(command) as client:
            (content,) = (await client.call_tool("get_product", {"catalog_number": "A3"})).content
        product = json.loads(content.text)
        assert (product["name"], product["page"]) == ("Caffeine", f"{SITE}/suppliers/house/products/A3")

    asyncio.run(asyncio.wait_for(run(), 300))


@pytest.mark.parametrize("entries", [1, 10, 1000])
def test_what_does_not_fit_is_left_out_and_said(entries: int) -> None:
    answer = {"page": "p", "items": [{"name": "é" * 100}] * entries, "text": "x"}
    text = fitted(answer)
    told = json.loads(text)
    assert len(text.encode()) <= MOST_BYTES
    assert told.get("left_out", []) == ([f"{entries - len(told['items'])} items"] if entries > 100 else [])
    assert json.loads(fitted({"page": "p", "text": "x" * 9_000})) == {"page": "p"}
