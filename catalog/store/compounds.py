"""Compounds: what one is, who sells it, what it is related to, and where its products contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from catalog.chemistry.kinship import Form, Kin, kinship
from catalog.product.checks.presence import is_broken
from catalog.store.compound_changes import compounds_said_of, stated_relations
from catalog.store.compound_conflicts import commonest_formula, contradictions, own_contradictions
from catalog.store.compound_joining import MOST_MEMBERS, Joining, Member
from catalog.store.compound_kin import MOST_CANDIDATES, Related, form_of, going_by, kin_of, summary
from catalog.store.entries import Document, cas_numbers, from_json

MOST_NAMES = 100
MOST_CAS_RNS = 50
CAS_RELATIONS = {
    Kin.SAME: "same", Kin.PROTONATION: "salt", Kin.STEREO: "stereo", Kin.ISOTOPE: "isotope", Kin.HYDRATE: "hydrate",
    Kin.SALT: "salt",
}  # fmt: skip
"""How the relation of two structures is called between a CAS RN and a compound."""


@dataclass(frozen=True, slots=True)
class Compound:
    """One compound as its products make it.

    Attributes:
        key: under which it is now.
        members: its products, by catalog number.
        documents: theirs.
        form: its structure; None where none is known.
        merged: the keys of the compounds that were merged into it.
        cas_rns: every CAS RN that it goes by: number, relation, and on what that stands.
        related: the products of related compounds.
        conflicts: where products contradict each other.
    """

    key: str
    members: tuple[Member, ...]
    documents: tuple[Document, ...]
    form: Form | None
    merged: tuple[str, ...]
    cas_rns: tuple[Document, ...]
    related: tuple[Related, ...]
    conflicts: tuple[Document, ...]

    def document(self) -> Document:
        """The compound as the API tells it, without the properties that are computed."""
        shown = self._shown() or dict.fromkeys(("hill_formula", "molecular_weight", "monoisotopic_mass"))
        return {
            "key": self.key,
            "names": self.names(),
            "cas_rns": list(self.cas_rns),
            "formula": shown["hill_formula"],
            "molecular_weight": shown["molecular_weight"],
            "monoisotopic_mass": shown["monoisotopic_mass"],
            "structure": self.structure(),
            "products": [summary(member) for member in self.members],
            "related": _grouped(self.related),
            "conflicts": list(self.conflicts),
            "merged": list(self.merged),
            "complete": len(self.members) < MOST_MEMBERS and len(self.related) < MOST_CANDIDATES,
        }

    def names(self) -> list[str]:
        """What its products are called, the most frequent first, then their synonyms, each once."""
        called = [document["name"] for document in self.documents]
        counts = Counter(name.casefold() for name in called)
        called.sort(key=lambda name: -counts[name.casefold()])
        names: dict[str, str] = {}
        for name in (*called, *(synonym for document in self.documents for synonym in document["synonyms"])):
            names.setdefault(name.casefold(), name)
        return list(names.values())[:MOST_NAMES]

    def structure(self) -> Document | None:
        """SMILES, InChI and InChIKey; None where no structure is known."""
        if self.form is None:
            return None
        return {"smiles": self.form.smiles, "inchi": self.form.inchi, "inchi_key": self.form.inchi_key}

    def _shown(self) -> Document | None:
        """The document that speaks for all: one with the compound's structure, else one with the commonest formula."""
        form, formula = self.form, commonest_formula(self.documents)
        if form is None:
            return next((document for document in self.documents if formula in (None, document["hill_formula"])), None)
        return next(
            document
            for document, member in zip(self.documents, self.members, strict=True)
            if member.inchi_key == form.inchi_key
        )


def find_compound(connection: Connection, key: str) -> Compound | str | None:
    """The compound under a CAS RN or InChIKey; the key that it is under now where that is another; None where none is.

    Args:
        connection: a reading transaction.
        key: canonical.
    """
    if any(map(is_broken, key)):
        return None
    joining = Joining(connection)
    now = joining.canonical([key])[key]
    members = joining.members_of(now)
    if now != key:
        return now if members else None
    if members:
        return _read(connection, joining, key, members)
    going = going_by(connection, [key], ())
    first = [member for member in going if from_json(member.body)["cas_rn"] == key] or going
    compounds = dict(zip(first, joining.compounds_of(first), strict=True))
    keys = sorted({compound for compound in compounds.values() if compound})
    if len(keys) > 1:
        return _several(key, compounds)
    return keys[0] if keys else _related_to(connection, joining, key)


def _related_to(connection: Connection, joining: Joining, key: str) -> str | None:
    """The one compound that an editor said a CAS RN to be, by another number; None where nobody did."""
    keys = joining.canonical(compounds_said_of(connection, key)).values()
    found = {compound for compound in keys if joining.members_of(compound)}
    return found.pop() if len(found) == 1 else None


def _several(key: str, compounds: dict[Member, str | None]) -> Compound:
    """A CAS RN that stands on several structures, and on no product without one."""
    related = [Related(None, f"goes by {key}", compound, summary(member)) for member, compound in compounds.items()]
    conflicts = contradictions(None, None, {key: list(compounds.items())})
    return Compound(key, (), (), None, (), (_cas_rn(key, None, "stated"),), tuple(related), tuple(conflicts))


def _read(connection: Connection, joining: Joining, key: str, members: list[Member]) -> Compound:
    documents = tuple(from_json(member.body) for member in members)
    forms = [form for member in members if (form := form_of(member))]
    form = next((form for form in forms if form.inchi_key == key), forms[0] if forms else None)
    merged, known = joining.merged(key), [member.catalog_key for member in members]
    stated = list(dict.fromkeys(number for document in documents for number in cas_numbers(document)))[:MOST_CAS_RNS]
    said = stated_relations(connection, [key, *merged])
    strangers = _strangers(connection, joining, stated, known)
    first = {document["cas_rn"]: strangers.get(document["cas_rn"], []) for document in documents if document["cas_rn"]}
    related = () if form is None else kin_of(connection, joining, form, known)
    return Compound(
        key=key,
        members=tuple(members),
        documents=documents,
        form=form,
        merged=tuple(merged),
        cas_rns=tuple(
            _named_cas_rn(number, said, first) or _other_cas_rn(number, form, strangers.get(number, []))
            for number in dict.fromkeys([*stated, *said])
        ),
        related=tuple(related),
        conflicts=tuple(contradictions(form, commonest_formula(documents), first) + own_contradictions(documents)),
    )


def _strangers(
    connection: Connection, joining: Joining, numbers: list[str], known: list[str]
) -> dict[str, list[tuple[Member, str | None]]]:
    """The products of other compounds that go by the same CAS RNs, by number."""
    members = [one for one in going_by(connection, numbers, known) if from_json(one.body)["cas_rn"] in numbers]
    found: dict[str, list[tuple[Member, str | None]]] = {}
    for member, compound in zip(members, joining.compounds_of(members), strict=True):
        found.setdefault(from_json(member.body)["cas_rn"], []).append((member, compound))
    return found


def _named_cas_rn(number: str, said: Mapping[str, str], first: Collection[str]) -> Document | None:
    """What an editor said of a CAS RN, else that products go by it; None where neither is so."""
    if number in said:
        return _cas_rn(number, said[number], "editor")
    return _cas_rn(number, "same", "stated") if number in first else None


def _other_cas_rn(number: str, form: Form | None, going: list[tuple[Member, str | None]]) -> Document:
    """How a CAS RN that products name among others stands to the compound: as the structures that go by it do."""
    for member, _ in going:
        other = form_of(member)
        relation = kinship(form, other) if form and other else None
        if relation is not None:
            return _cas_rn(number, CAS_RELATIONS.get(relation.kin), "structures", relation.words)
    return _cas_rn(number, None, "stated")


def _cas_rn(number: str, relation: str | None, basis: str, words: str | None = None) -> Document:
    return {"cas_rn": number, "relation": relation, "basis": basis, "words": words}


def _grouped(related: Sequence[Related]) -> list[Document]:
    """Related products by compound."""
    groups: dict[tuple[str | None, str], Document] = {}
    for one in related:
        kin = None if one.kin is None else one.kin.value
        group: Document = {"key": one.compound, "relation": kin, "words": one.words, "products": []}
        groups.setdefault((one.compound, one.words), group)["products"].append(one.product)
    return list(groups.values())
