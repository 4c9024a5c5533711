"""Contradictions between products with one CAS RN: different structures, different formulas.

Tautomers are two drawings of one compound. They are told apart, as the check of a structure does
(``structure-tautomer-mismatch``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from catalog.chemistry.structure.kinship import StructureIdentity
from catalog.chemistry.structure.relations import Layer, compare_identity
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidStructure
from catalog.store.compounds.joining import CompoundMember
from catalog.store.json_text import Document

_MOST_COMPARED = 8
"""How many other structures are compared as tautomers. Each takes milliseconds."""

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
        same = _tautomers(form, drawn) if form or formula is None else []
        others = [pair for pair in drawn if pair not in same]
        if same:
            found.append(_of_tautomers(number, same))
        if others:
            found.append(_of_structures(number, others, is_drawn=form is not None))
        found += [_of_formula(number, formula, pair) for pair in bare]
    return found


def _tautomers(form: StructureIdentity | None, drawn: Sequence[CompoundMembership]) -> list[CompoundMembership]:
    """Return the products drawn as tautomers of a structure. Without one, those drawn as each other's, if all are."""
    smiles = form.smiles if form else next((member.smiles for member, _ in drawn if member.smiles), None)
    if smiles is None:
        return []
    try:
        structure = read_structure(smiles, "smiles")
    except InvalidStructure:
        return []
    formula = structure.composition.hill()
    keys = dict.fromkeys([member.inchi_key for member, _ in drawn if member.inchi_key and member.formula == formula])
    layers = {key: compare_identity(structure, key).layer for key in list(keys)[:_MOST_COMPARED]}
    wanted = (Layer.TAUTOMER,) if form else (Layer.TAUTOMER, Layer.SAME)
    same = [pair for pair in drawn if layers.get(pair[0].inchi_key or "") in wanted]
    return same if form or (len(same) == len(drawn) and Layer.TAUTOMER in layers.values()) else []


def _of_tautomers(number: str, drawn: Sequence[CompoundMembership]) -> Document:
    where = ", ".join(f"{member.catalog_number} ({member.inchi_key})" for member, _ in drawn)
    message = f"The CAS RN {number} is drawn as another tautomer too: {where}. Both drawings are one compound."
    return _conflict("cas-rn-on-tautomers", number, message, drawn)


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
