"""What a structure text that cannot be read probably was: the one repair that another stated fact fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.structure.structure import Structure
from catalog.errors import InvalidStructure

_LONGEST = 300
_MOST_TRIED = 24
_CAPITALS = re.compile(r"CL|BR|SI|SE|NA|LI|MG|AL|ZN")
_QUATERNARY = re.compile(r"N(?=\()")
_ONE_FOR_L = re.compile(r"C1(?![0-9A-Za-z%(=#\[@.])|(?<=[(.])C1(?=[).])")


def repair_of(
    text: str, read_structure: Callable[[str, str], Structure], readings: Sequence[Composition], key: str
) -> str | None:
    """Return the repaired SMILES if exactly one repair can be read and fits the formula or the InChIKey, else None.

    Args:
        text: the SMILES that cannot be read.
        read_structure: reads a structure.
        readings: the readings of the stated formula.
        key: the stated InChIKey, or an empty text.
    """
    if len(text) > _LONGEST or not (readings or key):
        return None
    fitting: dict[str, str] = {}
    for _, candidate in zip(range(_MOST_TRIED), dict.fromkeys(_candidates(text.strip())), strict=False):
        try:
            read = read_structure(candidate, "smiles")
        except InvalidStructure:
            continue
        if (key and read.inchi_key == key) or (readings and read.composition in readings):
            fitting.setdefault(read.smiles, candidate)
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _candidates(text: str) -> Iterator[str]:
    """Yield texts with one writing error mended: capitals, brackets, a ring left open, blanks, a charge left out."""
    if _CAPITALS.search(text):
        yield _CAPITALS.sub(lambda found: found[0].capitalize(), text)
    if " " in text:
        yield "".join(text.split())
    missing = text.count("(") - text.count(")")
    if missing > 0:
        yield text + ")" * missing
    elif missing < 0 and text.endswith(")" * -missing):
        yield text[:missing]
    if text.count("[") == text.count("]") + 1:
        yield text + "]"
    for digit in "123456789":
        places = [found.start() for found in re.finditer(digit, text)]
        if len(places) % 2:
            yield text + digit
            yield text[: places[-1]] + text[places[-1] + 1 :]
    if _ONE_FOR_L.search(text):
        yield _ONE_FOR_L.sub("Cl", text)
    for found in _QUATERNARY.finditer(text):
        yield f"{text[: found.start()]}[N+]{text[found.end() :]}"
    if "O" in text and "0" in text:
        yield text.replace("0", "O")
