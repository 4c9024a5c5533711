"""Compounds: identity, suppliers, related compounds, and contradictions between products."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from catalog.chemistry.structure.kinship import Kin, StructureIdentity, kinship
from catalog.errors import NotFound
from catalog.product.checks.presence import has_broken
from catalog.store.compounds.changes import compounds_of_cas_rn, stated_relations
from catalog.store.compounds.conflicts import commonest_formula, contradictions, own_contradictions
from catalog.store.compounds.joining import MOST_MEMBERS, CompoundJoiner, CompoundMember
from catalog.store.compounds.related_products import (
    MOST_CANDIDATES,
    RelatedCandidate,
    RelatedProduct,
    find_candidates,
    identity_of,
    products_of_cas_rns,
    select_related,
    summary,
)
from catalog.store.entries import cas_numbers
from catalog.store.json_text import Document, from_json

MOST_NAMES = 100
MOST_CAS_RNS = 50
CAS_RELATIONS = {
    Kin.SAME: "same", Kin.PROTONATION: "salt", Kin.STEREO: "stereo", Kin.ISOTOPE: "isotope", Kin.HYDRATE: "hydrate",
    Kin.SALT: "salt",
}  # fmt: skip
"""The relation of a CAS RN to a compound for each relation of their structures."""


class CasNumber(NamedTuple):
    """A CAS RN of a compound.

    Attributes:
        cas_rn: in canonical form.
        said: the statement of products or of an editor, in the API's form, or None if structures decide.
        forms: the structures of other compounds' products with this CAS RN.
    """

    cas_rn: str
    said: Document | None
    forms: tuple[StructureIdentity, ...] = ()

    def document(self, form: StructureIdentity | None) -> Document:
        """Return its relation to a compound with a structure, in the API's form."""
        if self.said is not None:
            return self.said
        relations = (kinship(form, other) for other in self.forms if form is not None)
        relation = next((found for found in relations if found is not None), None)
        if relation is None:
            return _cas_rn(self.cas_rn, None, "stated")
        return _cas_rn(self.cas_rn, CAS_RELATIONS.get(relation.kin), "structures", relation.words)


@dataclass(frozen=True, slots=True)
class Compound:
    """One compound of its products, read in one transaction. Structures are compared afterwards.

    Attributes:
        key: its present key.
        members: its products, by catalog number.
        documents: their documents.
        form: its structure, or None.
        merged: the keys of the compounds that were merged into it.
        cas_rns: all its CAS RNs.
        candidates: the products that may be of related compounds.
        conflicts: contradictions between products.
    """

    key: str
    members: tuple[CompoundMember, ...]
    documents: tuple[Document, ...]
    form: StructureIdentity | None
    merged: tuple[str, ...]
    cas_rns: tuple[CasNumber, ...]
    candidates: tuple[RelatedCandidate, ...]
    conflicts: tuple[Document, ...]

    def document(self) -> Document:
        """Return the compound in the API's form, without computed properties.

        This compares structures: it is done with no transaction open.
        """
        related = select_related(self.form, self.candidates)
        shown = self._shown() or dict.fromkeys(("hill_formula", "molecular_weight", "monoisotopic_mass"))
        return {
            "key": self.key,
            "names": self.names(),
            "cas_rns": [number.document(self.form) for number in self.cas_rns],
            "formula": shown["hill_formula"],
            "molecular_weight": shown["molecular_weight"],
            "monoisotopic_mass": shown["monoisotopic_mass"],
            "structure": self.structure(),
            "products": [summary(member) for member in self.members],
            "related": _grouped(related),
            "conflicts": list(self.conflicts),
            "merged": list(self.merged),
            "complete": len(self.members) < MOST_MEMBERS and len(related) < MOST_CANDIDATES,
        }

    def names(self) -> list[str]:
        """Return the names of its products, the most frequent first, then their synonyms, each once.

        Those of products with the structure that is shown come first: after a merger, others may name something else.
        """
        own = self.own_documents()
        counts = Counter(document["name"].casefold() for document in self.documents)
        called = sorted((document["name"] for document in own), key=lambda name: -counts[name.casefold()])
        others = [document["name"] for document in self.documents if document not in own]
        called += sorted(others, key=lambda name: -counts[name.casefold()])
        names: dict[str, str] = {}
        for name in (*called, *(synonym for document in self.documents for synonym in document["synonyms"])):
            names.setdefault(name.casefold(), name)
        return list(names.values())[:MOST_NAMES]

    def own_documents(self) -> list[Document]:
        """Return the documents with the structure that is shown, else with the most common formula, else all."""
        form, formula = self.form, commonest_formula(self.documents)
        if form is None:
            return [document for document in self.documents if formula in (None, document["hill_formula"])]
        pairs = zip(self.documents, self.members, strict=True)
        return [document for document, member in pairs if member.inchi_key == form.inchi_key]

    def structure(self) -> Document | None:
        """SMILES, InChI and InChIKey, or None without a structure."""
        if self.form is None:
            return None
        return {"smiles": self.form.smiles, "inchi": self.form.inchi, "inchi_key": self.form.inchi_key}

    def _shown(self) -> Document | None:
        """Return the representative document: with the compound's structure, else with the most common formula."""
        return next(iter(self.own_documents()), None)


def find_compound(connection: Connection, key: str) -> Compound | str | None:
    """Return the compound of a CAS RN or InChIKey, its new key if it has moved, or None.

    Args:
        connection: a reading transaction.
        key: in canonical form.
    """
    if has_broken(key):
        return None
    joining = CompoundJoiner(connection)
    now = joining.canonical([key])[key]
    members = joining.members_of(now)
    if now != key:
        return now if members else None
    if members:
        return _read(connection, joining, key, members)
    going = products_of_cas_rns(connection, [key], ())
    first = [member for member in going if from_json(member.body)["cas_rn"] == key] or going
    compounds = dict(zip(first, joining.compounds_of(first), strict=True))
    keys = sorted({compound for compound in compounds.values() if compound})
    if len(keys) > 1:
        return _several(key, compounds)
    return keys[0] if keys else _related_to(connection, joining, key)


def _related_to(connection: Connection, joining: CompoundJoiner, key: str) -> str | None:
    """Return the one compound that an editor equated with a CAS RN, or None."""
    keys = joining.canonical(compounds_of_cas_rn(connection, key)).values()
    found = {compound for compound in keys if joining.members_of(compound)}
    return found.pop() if len(found) == 1 else None


def _several(key: str, compounds: dict[CompoundMember, str | None]) -> Compound:
    """Return a CAS RN of several structures, and of no product without one."""
    candidates = [RelatedCandidate(member, compound, f"has the CAS RN {key}") for member, compound in compounds.items()]
    conflicts = contradictions(None, None, {key: list(compounds.items())})
    return Compound(key, (), (), None, (), (CasNumber(key, None),), tuple(candidates), tuple(conflicts))


def brief_compound(connection: Connection, key: str) -> Compound:
    """Return a compound by its present key, without its CAS RNs, relatives and conflicts: that compares no structures.

    Raises:
        NotFound: it has no products.
    """
    members = CompoundJoiner(connection).members_of(key)
    if not members:
        raise NotFound(f"There is no compound {key!r} with products.")
    return Compound(key, tuple(members), _documents(members), _form(key, members), (), (), (), ())


def _documents(members: list[CompoundMember]) -> tuple[Document, ...]:
    return tuple(from_json(member.body) for member in members)


def _form(key: str, members: list[CompoundMember]) -> StructureIdentity | None:
    forms = [form for member in members if (form := identity_of(member))]
    return next((form for form in forms if form.inchi_key == key), forms[0] if forms else None)


def _read(connection: Connection, joining: CompoundJoiner, key: str, members: list[CompoundMember]) -> Compound:
    documents, form = _documents(members), _form(key, members)
    merged, known = joining.merged(key), [member.product_key for member in members]
    stated = list(dict.fromkeys(number for document in documents for number in cas_numbers(document)))[:MOST_CAS_RNS]
    said = stated_relations(connection, [key, *merged])
    strangers = _strangers(connection, joining, stated, known)
    first = {document["cas_rn"]: strangers.get(document["cas_rn"], []) for document in documents if document["cas_rn"]}
    candidates = () if form is None else find_candidates(connection, joining, form, known)
    return Compound(
        key=key,
        members=tuple(members),
        documents=documents,
        form=form,
        merged=tuple(merged),
        cas_rns=tuple(
            CasNumber(number, _named_cas_rn(number, said, first), _forms(strangers.get(number, [])))
            for number in dict.fromkeys([*stated, *said])
        ),
        candidates=tuple(candidates),
        conflicts=tuple(contradictions(form, commonest_formula(documents), first) + own_contradictions(documents)),
    )


def _strangers(
    connection: Connection, joining: CompoundJoiner, numbers: list[str], known: list[str]
) -> dict[str, list[tuple[CompoundMember, str | None]]]:
    """Return the products of other compounds with the same CAS RNs, by number."""
    members = [
        one for one in products_of_cas_rns(connection, numbers, known) if from_json(one.body)["cas_rn"] in numbers
    ]
    found: dict[str, list[tuple[CompoundMember, str | None]]] = {}
    for member, compound in zip(members, joining.compounds_of(members), strict=True):
        found.setdefault(from_json(member.body)["cas_rn"], []).append((member, compound))
    return found


def _named_cas_rn(number: str, said: Mapping[str, str], first: Collection[str]) -> Document | None:
    """Return an editor's statement on a CAS RN, else that products have it, or None."""
    if number in said:
        return _cas_rn(number, said[number], "editor")
    return _cas_rn(number, "same", "stated") if number in first else None


def _forms(going: list[tuple[CompoundMember, str | None]]) -> tuple[StructureIdentity, ...]:
    return tuple(form for member, _ in going if (form := identity_of(member)) is not None)


def _cas_rn(number: str, relation: str | None, basis: str, words: str | None = None) -> Document:
    return {"cas_rn": number, "relation": relation, "basis": basis, "words": words}


def _grouped(related: Sequence[RelatedProduct]) -> list[Document]:
    """Return related products by compound."""
    groups: dict[tuple[str | None, str], Document] = {}
    for one in related:
        kin = None if one.kin is None else one.kin.value
        group: Document = {"key": one.compound, "relation": kin, "words": one.words, "products": []}
        groups.setdefault((one.compound, one.words), group)["products"].append(one.product)
    return list(groups.values())
