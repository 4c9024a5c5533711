"""What a name says of its isomer: stereo descriptors, D and L, cis and trans, ortho, meta and para."""

from __future__ import annotations

import re
from typing import NamedTuple


class IsomerWords(NamedTuple):
    """The isomer as a name states it.

    Attributes:
        centres: the letters R and S, in order.
        bonds: the letters E and Z, in order.
        is_racemic: whether it says so.
        is_relative: whether its descriptors are only relative.
        amino_acid: ``D`` or ``L`` if it has one of these letters; empty if none or both.
        double_bond: ``cis`` or ``trans``, or empty.
        position: ``o``, ``m`` or ``p`` on a ring, or empty.
    """

    centres: str = ""
    bonds: str = ""
    is_racemic: bool = False
    is_relative: bool = False
    amino_acid: str = ""
    double_bond: str = ""
    position: str = ""


NO_ISOMER = IsomerWords()
_ANY = re.compile(r"[RSEZDLomp][)\],-]|±|\+/-|\+-|\b(?:cis|trans|ortho|meta|para|rac|meso|rel|race)")
_GROUP = re.compile(r"[(\[]((?:[0-9]{0,3}[a-z]?'{0,3}[RSEZ](?:,\s?|(?=[)\]]))){1,24})[)\]]")
_RACEMIC = re.compile(
    r"[(\[](?:[0-9]{0,3}RS|[0-9]{0,3}SR|R/S|±|\+/-|\+-)[)\]]|±|\bDL-|\bD,L-|\brac[-. ]|\bracem", re.IGNORECASE
)
_RELATIVE = re.compile(r"[RS]\*|\brel[-. (]|\bmeso\b|R,S\)|S,R\)")
_HANDED = re.compile(r"(?<![A-Za-z0-9])([DL])-(?=[A-Za-z(])")
_DOUBLE_BOND = re.compile(r"(?<![A-Za-z])(cis|trans)-", re.IGNORECASE)
_LOWER_OXYGEN = re.compile(r"o-[a-z]*yl")
"""In names without capitals, the o of an ester or ether on oxygen looks like that of ortho."""
_POSITION = re.compile(r"(?<![A-Za-z0-9'])(o|m|p|ortho|meta|para)-(?=[a-z]|[A-Z][a-z])(?![mM]enth|[cC]arborane)")


def read_isomer(text: str) -> IsomerWords:
    """Return what a name says of its isomer.

    >>> read_isomer("(2R,3S)-2,3-dihydroxybutanoic acid").centres, read_isomer("p-Xylene").position
    ('RS', 'p')
    >>> read_isomer("DL-Alanine").is_racemic, read_isomer("D-Alanine").amino_acid
    (True, 'D')
    """
    if _ANY.search(text) is None:
        return NO_ISOMER
    letters = "".join(letter for group in _GROUP.findall(text) for letter in group if letter in "RSEZ")
    handed, double_bonds = set(_HANDED.findall(text)), [one.lower() for one in _DOUBLE_BOND.findall(text)]
    return IsomerWords(
        "".join(letter for letter in letters if letter in "RS"),
        "".join(letter for letter in letters if letter in "EZ"),
        _RACEMIC.search(text) is not None,
        _RELATIVE.search(text) is not None,
        handed.pop() if len(handed) == 1 else "",
        double_bonds[0] if len(double_bonds) == 1 else "",
        _position(text),
    )


def _position(text: str) -> str:
    found = list(_POSITION.finditer(text))
    if len(found) != 1:
        return ""
    if found[0][1] == "o" and text.islower() and (found[0].start() or _LOWER_OXYGEN.match(text)):
        return ""
    return found[0][1][0]
