"""``make check`` tests what changed."""

from __future__ import annotations

import pytest

from scripts.changed_tests import mirrors_of

PRESENT = [
    "tests/search/test_query.py",
    "tests/search/test_spelling.py",
    "tests/test_docs.py",
    "tests/test_settings.py",
    "tests/web/pages/test_search.py",
]

CHANGED = [
    ([], []),
    (["README.md", "migrations/env.py"], []),
    (["tests/search/test_query.py"], ["tests/search/test_query.py"]),
    (["tests/search/test_gone.py"], []),
    (["catalog/search/query.py"], ["tests/search/test_query.py"]),
    (["catalog/search/interpreter.py"], ["tests/search/test_query.py", "tests/search/test_spelling.py"]),
    (["catalog/settings.py"], ["tests/test_settings.py"]),
    (["catalog/web/app.py", "catalog/web/pages/search.py"], ["tests/web/pages/test_search.py"]),
]


@pytest.mark.parametrize(("changed", "wanted"), CHANGED)
def test_changed_files_stand_for_the_tests_of_their_rooms(changed: list[str], wanted: list[str]) -> None:
    assert mirrors_of(changed, PRESENT) == sorted({*wanted, "tests/test_docs.py"})
