"""``docs/architecture.md`` names what is there: its functions can be imported, and its rooms are those of the rules."""

from __future__ import annotations

import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import catalog

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_MODULES = 22
"""How many modules a newcomer can look over."""
NAMES = sorted(set(re.findall(r"`(catalog(?:\.\w+)+)`", PAGE)))


def allowed() -> Iterator[tuple[str, list[str]]]:
    """Each room that the import rules of a floor name, with the rooms below it."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    for rule in rules:
        if rule["type"] == "layers" and rule["containers"] != ["catalog"]:
            layers = [
                [f"{rule['containers'][0]}.{room}" for room in re.findall(r"\w+", layer)] for layer in rule["layers"]
            ]
            for height, layer in enumerate(layers):
                below = [room.rpartition(".")[2] for lower in layers[height + 1 :] for room in lower]
                yield from ((room, below) for room in layer)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_can_be_imported(name: str) -> None:
    assert pkgutil.resolve_name(name) is not None


def test_every_room_is_there_and_no_other() -> None:
    packages = {found.name for found in pkgutil.walk_packages(catalog.__path__, "catalog.") if found.ispkg}
    table = PAGE.partition("\n## The rooms\n")[2].partition("\n## ")[0]
    assert packages <= set(re.findall(r"`(catalog(?:\.\w+)+)`", table))


def test_what_rooms_may_import_is_what_the_rules_say() -> None:
    rows = re.findall(r"\| `(catalog\.\w+\.\w+)` \|[^|]*\| *([\w, ]*?) *\|\n", PAGE)
    stated = {room: sorted(re.findall(r"\w+", below)) for room, below in rows}
    assert stated == {room: sorted(below) for room, below in allowed() if room != "catalog.web.app"}


def test_no_room_has_too_many_modules() -> None:
    counts = Counter(path.parent for path in (ROOT / "catalog").rglob("*.py") if path.name != "__init__.py")
    assert {str(room.relative_to(ROOT)): count for room, count in counts.items() if count > MOST_MODULES} == {}
