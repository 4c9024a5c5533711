"""The table of queries: addresses of the API over the seeds, with what each answers.

``python -m tests.search.answers`` writes the answers anew, as SQLite gives them; look at what changed before it is
committed. A new query is a new line with its address alone.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.structures.engine import StructureEngine
from catalog.web.app import create_app
from tests.settings_made import unhurried

TABLE = Path(__file__).parent / "queries.tsv"
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def table() -> list[tuple[str, str]]:
    """The addresses, each with its answer as JSON text."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [(address, answer) for address, _tab, answer in (line.partition("\t") for line in lines)]


@contextmanager
def served(url: str, folder: Path, engine: StructureEngine = "file") -> Iterator[TestClient]:
    """The application over the seeds in an empty database, with one of the structure engines."""
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with import_workers(1) as pool:
        files = [SEEDS / name for name in ("demo.csv", "bpta.txt", "demo_offers.jsonl")]
        import_files(database, pool, files, IntakeOptions(actor="test")).close()
    database.close()
    settings = unhurried(url, index_folder=folder, structure_engine=engine)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def answer_of(client: TestClient, address: str) -> str:
    """What an address answers, in short: how it was read, and the products of the first two pages in their order."""
    response = client.get(address)
    if response.status_code != 200:
        return json.dumps({"status": response.status_code})
    page = response.json()
    read_as = page.get("read_as") or {}
    told = {name: read_as[name] for name in ("kind", "corrected", "suggestions") if read_as.get(name)}
    items = _items(page)
    if page.get("next"):
        items += _items(client.get(page["next"]).json())
    facets = {"facets": page["facets"]} if "facets" in page else {}
    total = {"total": page["total"]} if "total" in page else {}
    return json.dumps({**told, **total, "items": items, **facets}, ensure_ascii=False, separators=(",", ":"))


def _items(page: dict[str, Any]) -> list[str]:
    """The catalog numbers, of suggestions with what is suggested."""
    return [
        f"{item['text']} ({item['catalog_number']})" if "text" in item else item["catalog_number"]
        for item in page["items"]
    ]


def main() -> None:
    """Write the answers anew."""
    with tempfile.TemporaryDirectory(prefix="catalog-queries-") as folder:
        path = Path(folder)
        with served(f"sqlite:///{folder}/catalog.db", path) as client:
            lines = [f"{address}\t{answer_of(client, address)}\n" for address, _answer in table()]
    TABLE.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
