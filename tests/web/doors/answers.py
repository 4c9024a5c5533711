"""The table of questions to PubChem's door over a catalog of twelve products, with what each answers.

``python -m tests.web.doors.answers`` writes the answers anew, as SQLite gives them; look at what changed before it is
committed. A new question is a new line with its method, address and form alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi.testclient import TestClient

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.product.text.folding import product_key
from catalog.store.compounds.numbers import CIDS, SIDS, numbers_of
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.settings_made import unhurried

TABLE = Path(__file__).parent / "pubchem_questions.tsv"
ROWS = Path(__file__).parent / "pubchem_catalog.csv"
STRUCTURES = ("YGSDEFSMJLZEOE-UHFFFAOYSA-N", "QNAYBMKLOCPYGJ-REOHCLBHSA-N", "QNAYBMKLOCPYGJ-UWTATZPHSA-N")
"""Salicylic acid and the alanines: numbered before the first question, so that answers do not depend on its order."""
LONGEST, SHOWN = 600, 60
"""The longest answer that the table has as it is, in characters, and how much it has of a longer one."""


class Asked(NamedTuple):
    """A line of the table."""

    method: str
    address: str
    form: str
    answer: str


def table() -> list[Asked]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [Asked._make((*line.split("\t"), "", "", "")[:4]) for line in lines]


@contextmanager
def served(url: str, folder: Path) -> Iterator[TestClient]:
    """The application over the twelve products in an empty database."""
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with import_workers(1) as pool:
        report = import_files(database, pool, [ROWS], IntakeOptions(actor="test"))
        report.close()
    numbers_of(database, CIDS, STRUCTURES)
    numbers_of(database, SIDS, [product_key(number, "alpha") for number in ("B-1", "S-1", "LA-1", "EX-1")])
    database.close()
    with TestClient(create_app(unhurried(url, index_folder=folder)), follow_redirects=False) as client:
        yield client


def answer_of(client: TestClient, asked: Asked) -> str:
    """Status, media type, and the body with its line ends marked, or its beginning."""
    form = {"Content-Type": "application/x-www-form-urlencoded"} if asked.form else {}
    response = client.request(asked.method, asked.address, content=asked.form or None, headers=form)
    media_type = response.headers["content-type"].partition(";")[0]
    if media_type == "image/png":
        return f"{response.status_code} {media_type}"
    text = response.text.replace("\r", "").replace("\n", "⏎")
    text = text if len(text) <= LONGEST else f"{text[:SHOWN]}…"
    return f"{response.status_code} {media_type} {text}"


def main() -> None:
    """Write the answers anew."""
    with (
        tempfile.TemporaryDirectory(prefix="catalog-doors-") as folder,
        served(f"sqlite:///{folder}/catalog.db", Path(folder)) as client,
    ):
        lines = ["\t".join((*asked[:3], answer_of(client, asked))) + "\n" for asked in table()]
    TABLE.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
