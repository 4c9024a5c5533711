"""The state of matter that a text states: solid, liquid or gas."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

_LONGEST = 200
"""The most characters of a text about appearance that are read."""


class MatterState(StrEnum):
    """The state of a substance at room temperature."""

    SOLID = "solid"
    LIQUID = "liquid"
    GAS = "gas"


_WORDS = {
    MatterState.SOLID: re.compile(
        r"\b(?:(?:micro)?crystal\w*|powder\w*|solids?|granul\w*|flakes?|needles?|lumps?|pellets?|beads?|prisms?|chunks?"
        r"|ingots?|rods?|wires?|foils?|turnings|chips|lyophili[sz]\w*|pulver\w*|\w*kristall\w*|feststoff|fest(?:er|e|es)?"
        r"|poudre|cristaux|cristallin\w*|solide|polvo|sólido|cristales)\b|粉|结晶|結晶|晶体|固体|颗粒|片状"
    ),
    MatterState.LIQUID: re.compile(
        r"\b(?:liquids?|oils?|syrup|flüssig\w*|flüssigkeit|öl|liquide|huile|líquido|aceite)\b|液体|液體|油状|油狀"
    ),
    MatterState.GAS: re.compile(r"\b(?:gas|gases|gasförmig|gaz|gaseous)\b|气体|氣體|気体"),
}
_UNCLEAR = re.compile(
    r"\b(?:solutions?|soln|suspension|dispersion|emulsion|slurry|paste|gel|wax\w*|semi-?solid|molten|melts?"
    r"|low[ -]melting|foam|resin\w*|gum\w*|glass\w*|or|oder|wet|wetted|moist"
    r"|lösung|schmelze|mass|solidif\w*|liquef\w*|sublim\w*|soluble|dissolved|cake)\b|[°℃]|溶液|或|膏|蜡|溶于",
)
"""With one of these words a text leaves open what it would be alone, or speaks of another temperature."""


@lru_cache(maxsize=2048)
def read_matter_state(text: str) -> MatterState | None:
    """Return the only state that a text states without reservation, or None.

    >>> read_matter_state("White powder").value, read_matter_state("farblose Flüssigkeit").value
    ('solid', 'liquid')
    >>> read_matter_state("liquid crystal"), read_matter_state("Oil or low melting solid"), read_matter_state("white")
    (None, None, None)
    """
    words = text[:_LONGEST].casefold()
    if _UNCLEAR.search(words):
        return None
    found = [state for state, pattern in _WORDS.items() if pattern.search(words)]
    return found[0] if len(found) == 1 else None
