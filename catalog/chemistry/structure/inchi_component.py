"""The InChI of one component of a salt, from the InChI of the whole, without computing it again.

An InChI has its components one after the other in each layer (S. R. Heller et al., J. Cheminform. 2015, 7, 23,
doi:10.1186/s13321-015-0068-4). Only protons belong to the whole, and are ignored here. So the caller must know the
charge of the component without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_TERM = re.compile(r"([A-Z][a-z]?)([0-9]*)")
_REPEATED_FORMULA = re.compile(r"([0-9]*)(.+)")
_REPEATED_PART = re.compile(r"([0-9]+)\*(.*)")
_PART_BY_PART = frozenset("chqbt")
"""The layers with semicolons between components: connections, hydrogens, charges, stereo of bonds and atoms."""


def component_inchi(inchi: str, elements: Mapping[str, int], charge: int, components: int) -> str:
    """Return the InChI of the one component with these atoms, or an empty text if that is not certain.

    Args:
        inchi: the standard InChI of the whole.
        elements: the number of atoms of each element in the component, without hydrogen.
        charge: the charge of the component after protons are assigned. If the InChI has another, the result is empty.
        components: the number of components.

    >>> component_inchi("InChI=1S/C2H4O2.Na/c1-2(3)4;/h1H3,(H,3,4);/q;+1/p-1", {"C": 2, "O": 2}, 0, 2)
    'InChI=1S/C2H4O2/c1-2(3)4/h1H3,(H,3,4)'
    >>> choline = "InChI=1S/C5H14NO.ClH/c1-6(2,3)4-5-7;/h7H,4-5H2,1-3H3;1H/q+1;/p-1"
    >>> component_inchi(choline, {"C": 5, "N": 1, "O": 1}, 1, 2)
    'InChI=1S/C5H14NO/c1-6(2,3)4-5-7/h7H,4-5H2,1-3H3/q+1'
    >>> component_inchi(choline, {"C": 5, "N": 1, "O": 1}, 0, 2)
    ''
    """
    prefix, formula, *layers = inchi.split("/")
    formulas = list(_formulas(formula))
    if len(formulas) != components:
        return ""
    places = [place for place, text in enumerate(formulas) if _elements(text) == elements]
    stated = f"q{charge:+}" if charge else ""
    found = {_alone([prefix, formulas[place]], layers, place, components, stated) for place in places}
    return found.pop() if len(found) == 1 else ""


def _formulas(layer: str) -> Iterator[str]:
    """Return the formula of each component: ``C2H6O.2ClH`` has three."""
    for part in layer.split("."):
        if match := _REPEATED_FORMULA.fullmatch(part):
            yield from [match[2]] * int(match[1] or 1)


def _elements(formula: str) -> dict[str, int]:
    return {symbol: int(number or 1) for symbol, number in _TERM.findall(formula) if symbol != "H"}


def _alone(text: list[str], layers: list[str], place: int, components: int, charge: str) -> str:
    """Return the layers of one component after its prefix and formula; empty if one cannot be separated, or if the
    charge layer has another charge.
    """
    for layer in layers:
        kind, body = layer[0], layer[1:]
        if kind in _PART_BY_PART:
            parts = list(_parts(body))
            if len(parts) != components:
                return ""
            text += [kind + parts[place]] if parts[place] else []
        elif kind == "m":
            if len(body) != components:
                return ""
            text += [kind + body[place]] if body[place] != "." else []
        elif kind == "s":
            # The layer for absolute stereo is common to all chiral components.
            text += [layer] if text[-1].startswith("m") else []
        elif kind != "p":
            return ""
    charges = "".join([layer for layer in text if layer.startswith("q")])
    return "/".join(text) if charges == charge else ""


def _parts(body: str) -> Iterator[str]:
    """Return the layer of each component: ``2*1H;`` has three."""
    for part in body.split(";"):
        match = _REPEATED_PART.fullmatch(part)
        yield from [match[2]] * int(match[1]) if match else [part]
