"""A short form of the kill scripts: whenever an import or undo dies, the same command ends in the same state."""

from __future__ import annotations

import random

import pytest

from benchmarks import kill_imports, kill_undos


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_killed_imports_end_as_uninterrupted_ones(engine: str, request: pytest.FixtureRequest) -> None:
    url = None if engine == "sqlite" else request.getfixturevalue("postgres_url")
    fallen, ended, wrong = kill_imports.run(3, 1_500, url, random.Random(7))  # noqa: S311  # Any moments will do.
    assert fallen >= 3
    assert ended >= 1
    assert wrong == []


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_killed_undos_end_as_uninterrupted_ones(engine: str, request: pytest.FixtureRequest) -> None:
    url = None if engine == "sqlite" else request.getfixturevalue("postgres_url")
    fallen, ended, wrong = kill_undos.run(2, 300, url, random.Random(7))  # noqa: S311  # Any moments will do.
    assert fallen >= 2
    assert ended >= 1
    assert wrong == []
