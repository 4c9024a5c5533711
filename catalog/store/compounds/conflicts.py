"""Contradictions between products with one CAS RN: different structures, different formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from catalog.chemistry.structure.kinship import StructureIdentity
from catalog.store.compounds.joining import CompoundMember
from catalog.store.json_text import Document

CompoundMembership = tuple[CompoundMember, str | None]
"""A product of another compound with the same CAS RN, and the key of that compound."""


def commonest_formula(documents: Sequence[Document]) -> str | None:
    """Return the most common formula, the first in the alphabet if several are equal, or None."""
    counts = Counter(document["hill_formula"] for document in documents if document["hill_formula"])
    return min(counts, key=lambda formula: (-counts[formula], formula), default=None)


def contradictions(
    form: StructureIdentity | None, formula: str | None, strangers: Mapping[str, Sequence[CompoundMembership]]
) -> list[Document]:
    """Return the contradictions with products of other compounds that have the same CAS RNs.

    Args:
        form: the compound's structure.
        formula: its formula.
        strangers: the products of other compounds, by the CAS RN that they share with it.
    """
    found = []
    for number, going in strangers.items():
        drawn = [(member, key) for member, key in going if member.inchi_key]
        bare = [(member, key) for member, key in going if not member.inchi_key]
        if drawn:
            found.append(_of_structures(number, drawn, is_drawn=form is not None))
        found += [_of_formula(number, formula, pair) for pair in bare]
    return found


def _of_structures(number: str, drawn: Sequence[CompoundMembership], *, is_drawn: bool) -> Document:
    keys = sorted({key for _, key in drawn if key})
    where = ", ".join(f"{member.catalog_number} ({member.inchi_key})" for member, _ in drawn)
    if is_drawn:
        message = (
            f"The CAS RN {number} belongs to another structure too: {where}. One of them is wrong, or both share it."
        )
    elif len(keys) > 1:
        message = f"The CAS RN {number} belongs to different structures: {where}. It is assigned to none of them."
    else:
        message = f"The CAS RN {number} belongs to a structure too. These products contradict it: {where}."
    return _conflict("cas-rn-on-several-structures", number, message, drawn)


def _of_formula(number: str, formula: str | None, pair: CompoundMembership) -> Document:
    member, _ = pair
    if member.formula and formula and member.formula != formula:
        message = (
            f"{member.catalog_number} states {member.formula} for the CAS RN {number}; the formula here is {formula}."
        )
    else:
        message = f"{member.catalog_number} has the CAS RN {number} too, which belongs to several structures."
    return _conflict("cas-rn-with-another-formula", number, message + " It is not joined.", [pair])


def own_contradictions(documents: Sequence[Document]) -> list[Document]:
    """Return the contradictions of products without structure that have one CAS RN but different formulas."""
    common = commonest_formula(documents)
    if any(document["structure"] for document in documents):
        return []
    return [
        {
            "code": "cas-rn-with-another-formula",
            "cas_rn": document["cas_rn"],
            "message": f"{document['catalog_number']} states {document['hill_formula']}; most products of this CAS RN "
            f"state {common}.",
            "catalog_numbers": [document["catalog_number"]],
            "compounds": [],
        }
        for document in documents
        if document["hill_formula"] and document["hill_formula"] != common
    ]


def _conflict(code: str, number: str, message: str, going: Sequence[CompoundMembership]) -> Document:
    return {
        "code": code,
        "cas_rn": number,
        "message": message,
        "catalog_numbers": [member.catalog_number for member, _ in going],
        "compounds": sorted({key for _, key in going if key}),
    }
