"""What is wrong with a text that somebody meant as a SMILES, and where."""

from __future__ import annotations

import re
from typing import NamedTuple

from rdkit import Chem

from catalog.chemistry.structure.guard import vet_smiles
from catalog.chemistry.structure.parser_words import first_words, parser_words

_SIGNS = frozenset("=#@[(")
"""Signs of bonds, brackets and branches. A text with none of them is rather a name or a number."""
_WORD = re.compile(r"[a-z]{3,}")
_AROMATIC = frozenset("bcnops")
_PLACE = re.compile(r"around position ([0-9]+)")
_AFTER = re.compile(r"\s*(?:while parsing|for input):.*$", re.DOTALL)
_PREFIX = re.compile(r"^SMILES Parse Error:\s*")
MOST_SHOWN = 40
"""The most characters before the place that a message shows."""


class SmilesSlip(NamedTuple):
    """A slip in a SMILES.

    Attributes:
        message: what is wrong, in RDKit's words.
        position: the character at which RDKit stopped, from 1, or None if it is not one place.
    """

    message: str
    position: int | None

    def told(self, text: str) -> str:
        """Return a sentence that shows what is wrong, and where.

        >>> SmilesSlip("syntax error", 4).told("CC=)O")
        'It looks like a SMILES, but RDKit cannot read it: syntax error at character 4, after “CC=”.'
        """
        if self.position is None:
            return f"It looks like a SMILES, but RDKit cannot read it: {self.message}."
        before = text[: self.position - 1]
        shown = before if len(before) <= MOST_SHOWN else "…" + before[-MOST_SHOWN:]
        place = f"at character {self.position}" + (f", after “{shown}”" if shown else "")
        return f"It looks like a SMILES, but RDKit cannot read it: {self.message} {place}."


def looks_like_smiles(text: str) -> bool:
    """Tell whether somebody may have meant a text as a SMILES, right or wrong.

    >>> [looks_like_smiles(text) for text in ("CC(=O", "c1ccccc1[", "iron(III)", "poly(ethylene)", "CCO", "a b=c")]
    [True, True, False, False, False, False]
    """
    if not text.isascii() or len(text.split()) != 1 or _SIGNS.isdisjoint(text):
        return False
    begins = text[0].isalpha() or text[0] == "["
    return begins and all(set(word) <= _AROMATIC for word in _WORD.findall(text))


def smiles_slip(text: str) -> SmilesSlip | None:
    """Return what is wrong with a SMILES, or None if RDKit reads it.

    Raises:
        StructureRefused: the guard refuses it before it is read.

    >>> smiles_slip("CC(=O"), smiles_slip("C1CC"), smiles_slip("CCO")
    (SmilesSlip(message='extra open parentheses', position=3), SmilesSlip(message='unclosed ring', position=None), None)
    >>> smiles_slip("CC(C)(C)(C)C")
    SmilesSlip(message='Explicit valence for atom # 1 C, 5, is greater than permitted', position=None)
    """
    vet_smiles(text)
    with parser_words() as heard:
        mol: Chem.Mol | None = Chem.MolFromSmiles(text)
    if mol is not None:
        return None
    message = _AFTER.sub("", _PREFIX.sub("", first_words(heard))).strip().rstrip(".")
    place = _PLACE.search(" ".join(heard))
    return SmilesSlip(message, None if place is None else int(place[1]))
