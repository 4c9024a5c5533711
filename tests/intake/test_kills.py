"""A short form of the kill script: whatever moment an import dies at, the same command ends in the same state."""

from __future__ import annotations

import random

import pytest

from benchmarks.kill_imports import run


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_killed_imports_end_as_uninterrupted_ones(engine: str, request: pytest.FixtureRequest) -> None:
    url = None if engine == "sqlite" else request.getfixturevalue("postgres_url")
    fallen, ended, wrong = run(3, 1_500, url, random.Random(7))  # noqa: S311  # Any moments will do.
    assert fallen >= 3
    assert ended >= 1
    assert wrong == []
