"""The commands that show how a table of products may look."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.test_cli import run


def test_a_template_is_written_as_a_workbook_only(tmp_path: Path) -> None:
    done = run(tmp_path, "template", str(tmp_path / "products.xlsx"))
    assert done.returncode == 0, done.stderr
    assert load_workbook(tmp_path / "products.xlsx")["Products"]["A1"].value == "Catalog number"
    assert run(tmp_path, "template", str(tmp_path / "products.csv")).returncode == 2


def test_the_schema_has_the_same_columns(tmp_path: Path) -> None:
    done = run(tmp_path, "schema")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["fields"][0]["name"] == "Catalog number"
