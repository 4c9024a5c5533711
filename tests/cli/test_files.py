"""Files that cannot be read or written, and disks with no room: a sentence that names them, and exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import processes
from catalog.cli import main
from catalog.cli.output import opened_output
from catalog.errors import UnwritableFile
from tests.cli.test_cli import ROOT, report_of, run
from tests.file_limits import files_no_longer_than

SEED = ROOT / "seeds" / "bpta.txt"
FULL = Path("/dev/full")
"""Linux's device that has no room for anything."""
needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, which Linux has")

Call = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds one product."""
    folder = tmp_path_factory.mktemp("stocked")
    assert run(folder, "import", str(SEED)).returncode == 0
    return folder


@pytest.fixture
def call(stocked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs the program in this process, on that database: its exit code, and what it says on standard error."""
    monkeypatch.setenv("CATALOG_DATABASE_URL", f"sqlite:///{stocked}/catalog.db")
    monkeypatch.setenv("COLUMNS", "500")

    def called(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["catalog", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().err

    return called


class TestRead:
    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (lambda path: path.symlink_to("/no/such/file"), "There is no file or folder"),
            (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
            (os.mkfifo, "not a file or a folder"),
        ],
        ids=["broken link", "link to itself", "pipe"],
    )
    @pytest.mark.parametrize("command", ["import", "check"])
    def test_what_is_no_file_is_told(
        self, call: Call, tmp_path: Path, command: str, make: Callable[[Path], object], said: str
    ) -> None:
        path = tmp_path / "odd.csv"
        make(path)
        code, told = call(command, path)
        told = " ".join(told.split())  # A long path breaks the line elsewhere.
        assert (code, said in told, "odd.csv" in told) == (2, True, True), told

    def test_so_is_a_name_that_is_too_long(self, call: Call) -> None:
        code, told = call("check", "x" * 300)
        assert (code, "File name too long" in told) == (2, True)

    def test_words_that_are_kept_must_be_utf_8(self, call: Call) -> None:
        code, told = call("import", "--supplier", os.fsdecode(b"A\xff"), SEED)
        assert (code, "is not UTF-8" in told) == (2, True)

    def test_a_mapping_that_is_a_folder_is_told(self, call: Call, tmp_path: Path) -> None:
        code, told = call("check", SEED, "--mapping", tmp_path)
        assert (code, f"{tmp_path} cannot be read: Is a directory." in told) == (2, True)


class TestWrite:
    @pytest.mark.parametrize(
        "arguments", [["check", SEED, "--report"], ["import", SEED, "--report"], ["export", "--output"]]
    )
    @pytest.mark.parametrize(
        ("place", "said"),
        [
            (".", "Is a directory"),
            ("no/such/folder/out", "No such file or directory"),
            ("x" * 300, "File name too long"),
        ],
    )
    def test_says_where_it_cannot_write(
        self, call: Call, stocked: Path, arguments: list[str | Path], place: str, said: str
    ) -> None:
        code, told = call(*arguments, stocked / place)
        assert (code, f"cannot be written to {stocked / place}: {said}." in told) == (2, True), told

    @needs_full
    def test_says_where_it_finds_no_room(self, call: Call) -> None:
        code, told = call("export", "--output", FULL)
        assert (code, "cannot be written to /dev/full: No space left on device." in told) == (2, True), told

    def test_keeps_the_earlier_file_where_the_new_one_finds_no_room(self, tmp_path: Path) -> None:
        target = tmp_path / "out.csv"
        target.write_text("earlier")
        with (
            files_no_longer_than(10),
            pytest.raises(UnwritableFile, match=r"The export cannot be written to .*out\.csv: File too large\."),
            opened_output(target, "The export") as stream,
        ):
            stream.write(bytes(100))
        assert target.read_text() == "earlier"
        assert list(tmp_path.iterdir()) == [target]

    @needs_full
    @pytest.mark.parametrize(
        "arguments",
        [["export"], ["corrections", "1"], ["lookup", "nothing"], ["keys", "create", "--role", "reader"]],
        ids=lambda arguments: arguments[0],
    )
    def test_standard_output_may_be_full_too(
        self, call: Call, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
    ) -> None:
        with FULL.open("w", encoding="utf-8") as full:
            monkeypatch.setattr(sys, "stdout", full)
            code, told = call(*arguments)
        assert (code, "cannot be written to standard output: No space left on device." in told) == (2, True), told

    def test_whose_reader_has_left_ends_without_a_word(self, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            monkeypatch.setattr(sys, "stdout", pipe)
            assert call("export") == (2, "")


def run_limited(folder: Path, blocks: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program on a database in a folder where no file grows beyond so many half kilobytes."""
    command = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", sys.executable, "-m", "catalog", *arguments]
    done = processes.run(command, {"CATALOG_DATABASE_URL": f"sqlite:///{folder}/catalog.db", "COLUMNS": "300"})
    assert "Traceback" not in done.stderr
    return done


def test_an_import_without_room_keeps_what_is_committed_and_goes_on_later(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = "".join(f"N{number},Product {number},{'Long words. ' * 150}\n" for number in range(700))
    table.write_text(f"catalog_number,name,description\n{rows}", encoding="utf-8")
    full = run_limited(tmp_path, 7_000, "import", str(table))
    said = " ".join(full.stderr.split())
    assert full.returncode == 2
    assert "The disk is full, or a size limit is reached" in said
    assert str(tmp_path / "catalog.db") in said
    assert "Run the same command" in said
    assert 0 < int(said.partition("Stopped after ")[2].split()[0]) < 700
    report = report_of(run(tmp_path, "import", str(table), "--report", "-"))
    assert (report["run"], report["summary"]["created"]) == (1, 700)
