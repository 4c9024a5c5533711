"""The project's own files: locks pin everything and name no index, and nothing of one machine is in the repository."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling import build

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("serve.txt", "test.txt", "lock.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEST_SET = [
    *PROJECT["dependencies"],
    *PROJECT["optional-dependencies"]["test"],
    *PROJECT["optional-dependencies"]["names"],
]


def lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """The locked releases by package name, and a failure where a line of the lock is something else."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n(?=[^ #])", "\n" + lock(name)):
        lines = [line for line in entry.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        if lines:
            pin = re.match(r"([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;]+)", lines[0])
            assert pin, f"{name}: {lines[0]} is not pinned"
            assert len(lines) > 1, f"{name}: {pin[1]} has no hash"
            assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines[1:])
            found[pin[1]] = pin[2]
    return found


def package_name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return match[0].lower().replace("_", "-").replace(".", "-")


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_no_package_index_is_named(self, name: str) -> None:
        text = lock(name)
        assert "://" not in text
        assert "--index" not in text
        assert "--extra-index" not in text
        assert "--find-links" not in text
        assert " @ " not in text

    @pytest.mark.parametrize("name", LOCKS)
    def test_everything_is_pinned_with_hashes(self, name: str) -> None:
        assert pins(name)

    @pytest.mark.parametrize(("name", "requirements"), [("serve.txt", PROJECT["dependencies"]), ("test.txt", TEST_SET)])
    def test_every_stated_dependency_is_locked(self, name: str, requirements: list[str]) -> None:
        assert {package_name(requirement) for requirement in requirements} <= pins(name).keys()

    def test_what_is_tested_is_what_is_served(self) -> None:
        assert pins("serve.txt").items() <= pins("test.txt").items()


def committed_files() -> list[Path]:
    """Every file under version control, or, in a copy without it, none."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout, to know which files are the project's")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, timeout=60).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_nothing_of_one_machine_is_committed() -> None:
    """Paths of somebody's home and hosts of somebody's package index belong to that machine alone."""
    foreign = re.compile(
        r"/home/[a-z]|/root/|/Users/[A-Za-z]|(?:^|[\s\"'(=])/(?:work)/|/opt/[a-z]|pypi\.org/simple|extra-index-url = "
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in committed_files()
        if path != Path(__file__).resolve() and path.suffix not in {".svg", ".png", ".js", ".woff2", ".ref"}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if foreign.search(line)
    ]
    assert found == []


def test_every_process_that_is_started_has_a_bound() -> None:
    """``benchmarks/processes.py`` ends what it starts, the contract its server; all else says how long."""
    bounded = {"benchmarks/processes.py", "scripts/contract.py"}
    unbounded = []
    for path in committed_files():
        name = str(path.relative_to(ROOT))
        if path.suffix == ".py" and name.startswith(("tests/", "benchmarks/", "scripts/")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    starts = ast.unparse(call.func) in ("subprocess.run", "subprocess.check_output", "subprocess.call")
                    opens = call.func.attr in ("Popen", "Process") and name not in bounded
                    if opens or (starts and not any(keyword.arg == "timeout" for keyword in call.keywords)):
                        unbounded.append(f"{name}:{call.lineno}")
    assert unbounded == []


def test_scripts_can_be_run() -> None:
    scripts = [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"]
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []


def test_shell_scripts_are_well_formed() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash, to read the scripts with")
    for path in [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"]:
        outcome = subprocess.run([bash, "-n", str(path)], check=False, capture_output=True, text=True, timeout=60)
        assert outcome.stderr == ""


@pytest.fixture(scope="module")
def wheel_members(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """The names in a wheel, built from a copy of what is committed, with their packed sizes in bytes."""
    copy = tmp_path_factory.mktemp("checkout")
    for path in committed_files():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        name = build.build_wheel(str(copy))
    with zipfile.ZipFile(copy / name) as archive:
        return {member.filename: member.compress_size for member in archive.infolist()}


def test_a_wheel_holds_everything_that_the_program_needs(wheel_members: dict[str, int]) -> None:
    needed = {str(path.relative_to(ROOT)) for path in committed_files() if path.is_relative_to(ROOT / "catalog")}
    migrations = {
        f"catalog/{path.relative_to(ROOT)}" for path in committed_files() if path.is_relative_to(ROOT / "migrations")
    }
    assert needed | migrations <= wheel_members.keys()


def test_a_wheel_holds_the_reference_within_twelve_megabytes(wheel_members: dict[str, int]) -> None:
    assert 1_000_000 < wheel_members["catalog/reference/compounds.ref"] <= 12_000_000


def test_a_wheel_holds_no_tests_but_the_seeds_for_a_demonstration(wheel_members: dict[str, int]) -> None:
    assert [name for name in wheel_members if name.startswith(("tests/", "seeds/", "scripts/"))] == []
    seeds = {f"catalog/{path.relative_to(ROOT)}" for path in (ROOT / "seeds").iterdir()}
    assert seeds <= wheel_members.keys()
