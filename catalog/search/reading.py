"""One meaning of a text that somebody typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from catalog.chemistry.structure import Structure
from catalog.store.filters import ProductFilter
from catalog.store.structure_index import StructureFilter

Kind = Literal[
    "catalog_number",
    "cas_rn",
    "inchi_key",
    "inchi",
    "formula",
    "smiles",
    "elements",
    "mass",
    "words",
    "substructure",
    "superstructure",
    "similar",
]
StructureKind = Literal["substructure", "superstructure", "similar"]
STRUCTURE_KINDS: tuple[StructureKind, ...] = ("substructure", "superstructure", "similar")

ReadStructure = Callable[[str, str], Structure]
"""Reads a text as a structure of a kind ("smiles", "inchi") where it can be stopped; raises InvalidStructure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a text.

    Attributes:
        kind: what it is read as.
        value: its canonical form.
        wanted: the filter that finds it.
        structures: what is asked of structures beyond that, if anything.
        corrected: the words that were taken instead of those typed, where these find nothing.
        note: what there is to say about the answer: a correction, a wrong check digit, near misses.
        suggestions: what else could be typed: near CAS RNs, other corrections, catalog numbers of near relatives.
    """

    kind: Kind
    value: str
    wanted: ProductFilter
    structures: StructureFilter | None = None
    corrected: str | None = None
    note: str | None = None
    suggestions: tuple[str, ...] = ()
