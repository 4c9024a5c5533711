"""What the workers of an import have loaded when they start."""

from __future__ import annotations

import importlib.util

import pytest

from catalog.intake.readers.sheets.workbook import write_rows
from catalog.intake.runs.preparing import prepare_segment
from catalog.intake.workers import PRELOAD


@pytest.mark.parametrize("name", PRELOAD)
def test_the_modules_are_there(name: str) -> None:
    """The fork server passes over in silence what it cannot load, and every worker would load it for itself."""
    assert importlib.util.find_spec(name) is not None


def test_what_a_job_of_an_import_calls_is_among_them() -> None:
    assert {prepare_segment.__module__, write_rows.__module__} <= set(PRELOAD)
