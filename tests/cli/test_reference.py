"""The commands ``catalog reference …``, and what they change for a check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks import processes

SUPPLIED = "Catalog No.,Name,CAS,Formula\nA1,Caffeine,50-78-2,C8H10N4O2\nA2,Aspirin,50-78-2,C9H8O4\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "catalog", *arguments]
    done = processes.run(command, {"CATALOG_DATABASE_URL": f"sqlite:///{folder}/catalog.db", "COLUMNS": "200"})
    assert "Traceback" not in done.stderr
    return done


def test_shows_what_is_known_and_needs_no_database(tmp_path: Path) -> None:
    done = run(tmp_path, "reference", "show", "50-78-2", "Caffeine", "nothing like that")
    assert done.returncode == 1
    assert all(text in done.stdout for text in ("C9H8O4", "aspirin", "58-08-2", "chemicals 1.5.2"))
    assert "nothing like that is not known." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_check_uses_it_and_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "supplied.csv").write_text(SUPPLIED, encoding="utf-8")
    done = run(tmp_path, "check", str(tmp_path / "supplied.csv"), "--report", "-")
    records = json.loads(done.stdout)["records"]
    codes = [[finding["code"] for finding in record["findings"]] for record in records]
    assert (codes, [record["outcome"] for record in records]) == ([["cas-contradicted"], []], ["held", "created"])
    assert "58-08-2 (caffeine)" in records[0]["findings"][0]["message"]
    assert [path.name for path in tmp_path.iterdir()] == ["supplied.csv"]


def test_what_is_added_counts(tmp_path: Path) -> None:
    added, supplied = tmp_path / "added.csv", tmp_path / "supplied.csv"
    added.write_text("CAS,Name,Formula\n89604-92-2,BPTA,C20H22N4O4S3\n", encoding="utf-8")
    supplied.write_text("Catalog No.,Name,CAS,Formula\nA1,BPTA,89604-92-2,C20H24N4O4S3\n", encoding="utf-8")
    assert run(tmp_path, "check", str(supplied)).returncode == 0
    assert "1 CAS RNs added, 1 in all" in run(tmp_path, "reference", "add", str(added)).stderr
    assert "added.csv" in run(tmp_path, "reference", "show", "BPTA").stdout
    done = run(tmp_path, "check", str(supplied), "--report", "-")
    [finding] = json.loads(done.stdout)["records"][0]["findings"]
    assert (finding["code"], finding["severity"]) == ("cas-other-compound", "warning")
