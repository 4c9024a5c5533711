"""The command ``catalog mcp``: the catalog for assistants, by the Model Context Protocol (MCP) over stdin and stdout.

The official SDK is the extra ``mcp``, which is imported only here and only when the command runs.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from catalog import __version__
from catalog.cli.assistant_tools import Answer, Ask, AssistantTools
from catalog.cli.opening import existing_database, opened_structures
from catalog.errors import NotFound
from catalog.settings import Settings, load_settings

NEEDED = ("mcp", "httpx2")
INSTRUCTIONS = (
    "A chemical catalog in which every stated fact is checked against the others. Look things up before you state "
    "them: numbers, prices and hazards come from the products. `findings` say what contradicts; tell the reader of "
    "them. Link to `page`. Nothing can be changed from here."
)
ASKED_SECONDS = 60
INSIDE = "http://catalog.invalid"
"""The address of the application within this process. Nothing is sent over a network."""


def mcp() -> None:
    """Serve assistants over stdin and stdout (MCP), read-only. Needs the extra `mcp`."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise NotFound("The extra `mcp` is not installed: pip install 'catalog-service[mcp]'.")
    settings = load_settings()
    with existing_database(settings) as database, opened_structures(settings, database):
        pass  # Migrated and readable. Errors are told here, and not in the middle of a conversation.
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with opened_api(settings) as ask:
        await assistant_server(ask, site_of(settings)).run_stdio_async()


def site_of(settings: Settings) -> str:
    """Return the address of the pages: the public one, else that of `catalog serve` on this machine."""
    return settings.base_url or f"http://{settings.host}:{settings.port}"


def assistant_server(ask: Ask, site: str) -> Any:  # noqa: ANN401  # The SDK is optional.
    """Return the server with its tools. All of them only read."""
    server = importlib.import_module("mcp.server.mcpserver").MCPServer(
        "catalog", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    hints = importlib.import_module("mcp.types").ToolAnnotations(readOnlyHint=True, openWorldHint=False)
    for tool in AssistantTools(ask, site).all():
        server.add_tool(tool, annotations=hints, structured_output=False)
    return server


@asynccontextmanager
async def opened_api(settings: Settings) -> AsyncIterator[Ask]:
    """Open the API within this process, with all its rules and limits."""
    httpx = importlib.import_module("httpx2")
    # Not at the top: a server must not load its metrics before it knows how many processes count them.
    served = importlib.import_module("catalog.web.app")
    app = served.create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=INSIDE, timeout=ASKED_SECONDS) as client,
    ):

        async def ask(method: str, path: str, **more: object) -> Answer:
            """Return the answer to a request, or the problem document."""
            response = await client.request(method, served.API + path, **more)
            answer: Answer = response.json()
            return answer

        yield ask
