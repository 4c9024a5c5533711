"""Print the test files of what changed since the main branch: ``python -m scripts.changed_tests`` (``make check``).

A changed test file stands for itself; a changed module of ``catalog/`` for the file that mirrors it, or, where there is
none, for those in the folder that mirrors its room. The quick ones that hold documents against the code always count.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = ("tests/test_architecture.py", "tests/test_docs.py")
BASES = ("origin/main", "main")
"""What a branch is compared with: the first of these that there is, else the last commit."""


def mirrors_of(changed: Iterable[str], present: Iterable[str]) -> list[str]:
    """The test files for changed files, among the test files that are present."""
    tests = list(map(PurePosixPath, present))
    wanted = {path for path in tests if str(path) in ALWAYS}
    for path in map(PurePosixPath, changed):
        if path in tests:
            wanted.add(path)
        elif path.is_relative_to("catalog"):
            folder = PurePosixPath("tests", *path.parts[1:-1])
            mirror = folder / f"test_{path.stem}.py"
            wanted.update([mirror] if mirror in tests else [test for test in tests if test.parent == folder])
    return sorted(map(str, wanted))


def git(*arguments: str) -> list[str]:
    """The lines that a git command prints; none where it fails."""
    program = shutil.which("git")
    if program is None:
        raise SystemExit("What changed is known to git, which is not here.")
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout.splitlines() if done.returncode == 0 else []


def changed_files() -> list[str]:
    """What differs from where this branch left the main branch, committed or not, and what is new."""
    bases = [base for name in BASES for base in git("merge-base", "HEAD", name)]
    return [*git("diff", "--name-only", *bases[:1] or ["HEAD"]), *git("ls-files", "--others", "--exclude-standard")]


def main() -> None:
    """Print them, one a line."""
    present = [str(path.relative_to(ROOT)) for path in ROOT.glob("tests/**/test_*.py")]
    print("\n".join(mirrors_of(changed_files(), present)))


if __name__ == "__main__":
    main()
