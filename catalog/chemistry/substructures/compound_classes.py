"""Classes of compounds, for browsing without a structure. A substructure defines each class.

They are functional groups and ring systems (IUPAC, Compendium of Chemical Terminology, doi:10.1351/goldbook), in
``compound_classes.tsv``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class CompoundClass(NamedTuple):
    """One class.

    Attributes:
        slug: its name in an address.
        title: its name for people.
        smarts: the substructure of every member.
        example: a plain member, as SMILES, for the picture of the class.
    """

    slug: str
    title: str
    smarts: str
    example: str


@cache
def compound_classes() -> dict[str, CompoundClass]:
    """Return the classes by slug, in the order in which they are shown.

    >>> compound_classes()["nitriles"].smarts
    '[#6][CX2]#[NX1]'
    """
    text = files(__package__).joinpath("compound_classes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("# "))
    return {row[0]: CompoundClass(*row) for row in rows}


def class_keys() -> dict[str, str]:
    """Return the SMARTS of each class by its slug."""
    return {slug: known.smarts for slug, known in compound_classes().items()}
