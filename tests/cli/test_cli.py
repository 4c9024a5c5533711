"""The commands as an operator runs them: exit codes, messages, and nothing lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks import processes

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "seeds" / "bpta.txt").read_text(encoding="utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program on a database in a folder."""
    command = [sys.executable, "-m", "catalog", *arguments]
    done = processes.run(command, {"CATALOG_DATABASE_URL": f"sqlite:///{folder}/catalog.db", "COLUMNS": "200"})
    assert "Traceback" not in done.stderr
    return done


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def write_page(folder: Path, name: str, **changes: str) -> Path:
    text = PAGE
    for old, new in changes.items():
        replaced = {"weight": "478.61", "formula": "C20H22N4O4S3", "cas": "89604-92-2", "number": "XD95283"}[old]
        text = text.replace(replaced, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


class TestImport:
    def test_takes_the_seeds_and_takes_them_only_once(self, tmp_path: Path) -> None:
        first = run(tmp_path, "import", "seeds", "--report", "-")
        again = run(tmp_path, "import", "seeds", "--report", "-")
        assert (first.returncode, again.returncode) == (0, 0), first.stderr
        summaries = [report_of(done)["summary"] for done in (first, again)]
        assert summaries[0]["created"] == summaries[0]["records"] > 500
        assert summaries[1]["unchanged"] == summaries[1]["records"] == summaries[0]["records"]

    def test_a_dry_run_prints_the_mapping_and_takes_it_back_edited(self, tmp_path: Path) -> None:
        table = tmp_path / "odd.csv"
        table.write_text("CAS No.,Product Name,Kennzahl\n50-00-0,Formaldehyde,F-1\n", encoding="utf-8")
        printed = run(tmp_path, "import", str(table), "--dry-run").stderr
        mapping = json.loads(printed[printed.index("{") : printed.rindex("}") + 1])
        assert mapping == {"labels": {"CAS No.": "cas_rn", "Product Name": "name", "Kennzahl": "attribute:Kennzahl"}}
        mapping["labels"]["Kennzahl"] = "catalog_number"
        saved = tmp_path / "mapping.json"
        saved.write_text(json.dumps(mapping), encoding="utf-8")
        report = report_of(run(tmp_path, "import", str(table), "--mapping", str(saved), "--report", "-"))
        assert [record["catalog_number"] for record in report["records"]] == ["F-1"]

    @pytest.mark.parametrize(
        ("change", "value", "code", "field", "line"),
        [
            ("weight", "487.61", "formula-weight-mismatch", "molecular_weight", 6),
            ("weight", "-5", "weight-invalid", "molecular_weight", 6),
            ("formula", "C20H22Xx4", "formula-invalid", "formula", 5),
            ("cas", "89604-92-3", "cas-invalid", "cas_rn", 4),
        ],
    )
    def test_holds_a_wrong_fact_and_imports_the_rest(
        self, tmp_path: Path, change: str, value: str, code: str, field: str, line: int
    ) -> None:
        seeds = tmp_path / "seeds"
        seeds.mkdir()
        write_page(seeds, "good.txt")
        write_page(seeds, "wrong.txt", number="XD00002", **{change: value})
        done = run(tmp_path, "import", str(seeds), "--report", "-")
        report = report_of(done)
        assert done.returncode == 1
        assert (report["summary"]["created"], report["summary"]["held"]) == (1, 1)
        held = next(record for record in report["records"] if record["outcome"] == "held")
        finding = next(finding for finding in held["findings"] if finding["code"] == code)
        assert (finding["field"], finding["stated"], finding["place"]["line"]) == (field, value, line)

    def test_mended_corrections_close_what_was_held(self, tmp_path: Path) -> None:
        wrong = write_page(tmp_path, "wrong.txt", cas="89604-92-3")
        run(tmp_path, "import", str(wrong))
        corrections = run(tmp_path, "corrections", "1").stdout
        assert "problem,suggestion" in corrections
        assert "should be 2" in corrections
        mended = tmp_path / "mended.csv"
        mended.write_text(corrections.replace("89604-92-3", "89604-92-2"), encoding="utf-8")
        assert run(tmp_path, "import", str(mended)).returncode == 0
        assert run(tmp_path, "corrections", "1").stdout.count("\n") == 1
        assert "XD95283" in run(tmp_path, "lookup", "89604-92-2").stdout

    def test_dry_run_tells_what_the_import_would_do_and_keeps_nothing(self, tmp_path: Path) -> None:
        command = ("import", "seeds", "--report", "-")
        reports = [report_of(run(tmp_path, *command, *extra)) for extra in (["--dry-run"], [])]
        assert [report["run"] for report in reports] == [None, 1]
        for report in reports:
            report["dry_run"] = report["run"] = None
        assert reports[0] == reports[1]

    @pytest.mark.parametrize("command", ["import /no/such/file", "undo 7", "corrections 7", "check /no"])
    def test_ends_with_2_and_a_sentence_where_it_cannot_be_done(self, tmp_path: Path, command: str) -> None:
        done = run(tmp_path, *command.split())
        assert done.returncode == 2
        assert done.stderr.startswith("catalog: ")

    @pytest.mark.parametrize("command", ["undo", "corrections"])
    def test_that_no_database_can_number_is_refused(self, tmp_path: Path, command: str) -> None:
        done = run(tmp_path, command, "9" * 24)
        assert done.returncode == 2
        assert "Invalid value" in done.stderr

    def test_is_undone_and_can_be_repeated(self, tmp_path: Path) -> None:
        page = write_page(tmp_path, "page.txt")
        run(tmp_path, "import", str(page))
        assert run(tmp_path, "undo", "1").returncode == 0
        assert run(tmp_path, "lookup", "XD95283").returncode == 1
        assert run(tmp_path, "redo", "1").returncode == 0
        assert run(tmp_path, "lookup", "XD95283").returncode == 0
        assert run(tmp_path, "undo", "1").returncode == 0
        assert "Run 2" in run(tmp_path, "import", str(page)).stderr
        assert run(tmp_path, "lookup", "XD95283").returncode == 0


class TestCheck:
    def test_reads_and_checks_with_no_database(self, tmp_path: Path) -> None:
        page = write_page(tmp_path, "page.txt", weight="487.61")
        done = run(tmp_path, "check", str(page), "--report", "-")
        assert done.returncode == 1
        assert report_of(done)["records"][0]["outcome"] == "held"
        assert not (tmp_path / "catalog.db").exists()

    def test_a_summary_says_the_same_in_each_form(self, tmp_path: Path) -> None:
        write_page(tmp_path, "good.txt")
        write_page(tmp_path, "<b>bad.txt", weight="487.61", number="<i>X1")
        (tmp_path / "none.csv").write_bytes(b"%PDF-1.7")
        forms = {}
        for suffix in ("html", "txt", "json"):
            done = run(tmp_path, "check", str(tmp_path), "--summary", str(tmp_path / f"summary.{suffix}"))
            assert done.returncode == 1
            forms[suffix] = (tmp_path / f"summary.{suffix}").read_text(encoding="utf-8")
            (tmp_path / f"summary.{suffix}").unlink()
        summary = json.loads(forms["json"])
        assert (summary["records"], summary["outcomes"]) == (2, {"held": 1, "created": 1})
        assert next(iter(summary["unreadable"])) == "none.csv"
        weight = next(fact for fact in summary["facts"] if fact["fact"] == "Molecular weight")
        assert (weight["stated"], weight["agrees"], weight["differs"]) == (2, 1, 1)
        assert summary["worst"][0]["catalog_number"] == "<i>X1"
        for form, number in ((forms["html"], "&lt;i&gt;X1"), (forms["txt"], "<i>X1")):
            assert number in form
            assert "formula-weight-mismatch" in form
            assert "a PDF" in form
        assert not {"<i>", "<script", "http:", "https:"} & set(re.findall("<i>|<script|https?:", forms["html"]))

    @pytest.mark.parametrize("name", ["summary", "summary.pdf", "nowhere/summary.html"])
    def test_a_summary_that_cannot_be_written_is_told_at_once(self, tmp_path: Path, name: str) -> None:
        done = run(tmp_path, "check", str(write_page(tmp_path, "page.txt")), "--summary", str(tmp_path / name))
        assert done.returncode == 2
        assert "must end in .html, .json, .txt" in done.stderr or "cannot be written" in done.stderr

    def test_a_report_and_a_summary_need_files_of_their_own(self, tmp_path: Path) -> None:
        page, target = write_page(tmp_path, "page.txt"), str(tmp_path / "both.json")
        done = run(tmp_path, "check", str(page), "--summary", target, "--report", target)
        assert (done.returncode, "cannot be both" in done.stderr) == (2, True)
        assert not (tmp_path / "both.json").exists()


class TestTheStructureEngine:
    @pytest.mark.parametrize("command", ["serve", "reindex"])
    def test_that_the_database_has_not_is_told_at_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        assert run(tmp_path, "migrate").returncode == 0
        monkeypatch.setenv("CATALOG_STRUCTURE_ENGINE", "cartridge")
        done = run(tmp_path, command)
        assert done.returncode == 2
        assert "needs PostgreSQL with the extension rdkit. This database is SQLite" in done.stderr


@pytest.mark.parametrize("command", ["import", "check"])
def test_where_no_file_at_all_can_be_read_nothing_could_be_done(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"%PDF-1.7")
    alone = run(tmp_path, command, str(tmp_path / "a.csv"))
    beside = run(tmp_path, command, str(tmp_path / "a.csv"), "seeds/bpta.txt")
    assert (alone.returncode, beside.returncode) == (2, 1)
    assert "a PDF" in alone.stderr


class TestAFaultOfTheProgram:
    """Its traceback goes into a file that is named; its exit code is never that of records that are held or refused."""

    @staticmethod
    def run(folder: Path, fault: str, *arguments: str) -> tuple[int, str, str]:
        """Run the program with a fault put into it; its exit code, what it said, and its log."""
        program = f"from catalog import cli\nfrom tests.intake import faults\n{fault}\ncli.main()\n"
        settings = {"CATALOG_DATABASE_URL": f"sqlite:///{folder}/catalog.db", "TMPDIR": str(folder), "COLUMNS": "500"}
        done = processes.run([sys.executable, "-c", program, *arguments], settings)
        assert "Traceback" not in done.stderr
        logs = list(folder.glob("catalog-*.log"))
        assert all(str(log) in done.stderr for log in logs)
        return done.returncode, done.stderr, "".join(log.read_text(encoding="utf-8") for log in logs)

    def test_that_ends_a_command_ends_it_with_2_and_a_sentence(self, tmp_path: Path) -> None:
        code, said, log = self.run(tmp_path, "cli.intake.import_files = faults.fail", "import", "seeds/bpta.txt")
        assert code == 2
        assert said.startswith("catalog: The program failed (LookupError: nobody expected")
        assert log.count("Traceback") == 1

    def test_at_a_record_refuses_it(self, tmp_path: Path) -> None:
        records = tmp_path / "a.jsonl"
        records.write_text('{"catalog_number": "A1", "name": "Water"}\n{"fails": "x"}\n', encoding="utf-8")
        fault = "cli.intake.loaded_mapping = lambda _: faults.FaultyMapping({})"
        code, said, log = self.run(tmp_path, fault, "check", str(records))
        assert code == 1
        assert "(LookupError: nobody expected it)" in said
        assert log.count("Traceback") == 1

    def test_at_the_only_file_is_2(self, tmp_path: Path) -> None:
        fault = "from catalog.intake.readers import source\nsource.find_encoding = faults.fail"
        code, said, log = self.run(tmp_path, fault, "import", "seeds/bpta.txt")
        assert code == 2
        assert "seeds/bpta.txt: The program failed at this file" in said
        assert log.count("Traceback") == 1


@pytest.mark.parametrize(
    "command", ["lookup 64-17-5", "export", "keys list", "users role a@example.org admin", "undo 1", "reindex"]
)
def test_a_command_that_needs_a_database_makes_none(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, *command.split())
    assert (done.returncode, f"There is no database {tmp_path}/catalog.db" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_catalog_without_structures_is_reindexed(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    done = run(tmp_path, "reindex")
    assert (done.returncode, "0 structures can be searched" in done.stderr) == (0, True), done.stderr


def test_a_folder_without_files_is_said_to_have_none(tmp_path: Path) -> None:
    (tmp_path / "arrived").mkdir()
    done = run(tmp_path, "check", str(tmp_path / "arrived"))
    assert (done.returncode, "No file was found that an import reads" in done.stderr) == (0, True)


def test_an_export_names_a_format_that_there_is(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    done = run(tmp_path, "export", "--output", str(tmp_path / "x.foo"))
    assert (done.returncode, ".csv, .jsonl, .sdf, .xlsx" in done.stderr) == (2, True)
    assert not (tmp_path / "x.foo").exists()
    assert run(tmp_path, "export", "--format", "csv", "--output", str(tmp_path / "x.foo")).returncode == 0


def test_an_export_names_a_supplier_that_there_is(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    target = tmp_path / "x.csv"
    done = run(tmp_path, "export", "--supplier", "nosuch", "--output", str(target))
    assert (done.returncode, "There is no supplier 'nosuch'" in done.stderr) == (2, True)
    assert not target.exists()


def test_an_unknown_encoding_makes_no_run(tmp_path: Path) -> None:
    done = run(tmp_path, "import", str(write_page(tmp_path, "a.txt")), "--encoding", "nosuch")
    assert (done.returncode, "is not a text encoding" in done.stderr) == (2, True)
    assert report_of(run(tmp_path, "import", str(tmp_path / "a.txt"), "--report", "-"))["run"] == 1


def test_a_list_is_complete_or_is_refused_and_everything_is_checked_again(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Cat No,Name\n" + "".join(f"A{number},Water\n" for number in range(6)))
    assert run(tmp_path, "import", str(table), "--supplier", "Acme").returncode == 0
    table.write_text("Cat No,Name\nA1,Water\nA2,Heavy water\n")
    refused = run(tmp_path, "import", str(table), "--supplier", "Acme", "--complete")
    assert (refused.returncode, "lacks 4 of the 6 products of Acme" in refused.stderr) == (2, True)
    forced = run(tmp_path, "import", str(table), "--supplier", "Acme", "--complete", "--force")
    assert forced.returncode == 0
    assert "A2 name: Water -> Heavy water" in forced.stderr
    again = run(tmp_path, "recheck", "--report", "-")
    assert (again.returncode, report_of(again)["summary"]["unchanged"]) == (0, 6)


def test_a_watched_folder_is_imported_until_the_program_is_asked_to_end(tmp_path: Path) -> None:
    folder = tmp_path / "arrivals"
    folder.mkdir()
    write_page(folder, "a.txt")
    command = [sys.executable, "-m", "catalog", "watch", str(folder), "--jobs", "1"]
    with processes.started(command, {"CATALOG_DATABASE_URL": f"sqlite:///{tmp_path}/catalog.db"}) as process:
        for _ in range(600):
            if list(folder.glob("done/*-a.txt")) or process.poll() is not None:
                break
            time.sleep(0.1)
        process.terminate()
        assert process.wait(60) == 0
    [report] = folder.glob("done/*-a.txt.report.json")
    assert json.loads(report.read_text())["summary"]["created"] == 1
    assert not (folder / "a.txt").exists()


def test_a_folder_with_the_database_is_not_watched(tmp_path: Path) -> None:
    done = run(tmp_path, "watch", str(tmp_path))
    assert (done.returncode, "has the database" in done.stderr) == (2, True)
