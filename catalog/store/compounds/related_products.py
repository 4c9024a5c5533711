"""Products of related compounds (other salts, hydrates, stereoisomers, labelled ones), by the parent's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, select

from catalog.chemistry.structure.kinship import Kin, StructureIdentity, kinship
from catalog.store.compounds.joining import CompoundJoiner, CompoundMember, find_member, member_query, read_members
from catalog.store.json_text import Document, from_json
from catalog.store.redundant_columns import other_column_fits
from catalog.store.tables import product_cas_rns, products

MOST_RELATED = 50
"""The largest number of related products in an answer."""
MOST_CANDIDATES = 200
"""The largest number of products of one parent that are read."""
KIN_ORDER = (Kin.SAME, Kin.SALT, Kin.HYDRATE, Kin.STEREO, Kin.ISOTOPE, Kin.PROTONATION, Kin.SKELETON)
"""The order for buyers: first other offers of the same compound, then forms that may serve as well."""


def _in_range(key: ColumnElement[str]) -> ColumnElement[bool]:
    return (key >= bindparam("low")) & (key < bindparam("high"))


_OF_PARENT = member_query().where(other_column_fits(products.c.inchi_key, products.c.parent_key, _in_range))
_GOING_BY = member_query().where(
    products.c.id.in_(
        select(product_cas_rns.c.product_id).where(product_cas_rns.c.cas_rn.in_(bindparam("numbers", expanding=True)))
    )
)


class RelatedProduct(NamedTuple):
    """One product that is related to another.

    Attributes:
        kin: the difference of their compounds, or None if only a CAS RN relates them.
        words: this product, as seen from the other.
        compound: the key of its compound.
        product: its summary.
        member: the product, as it was read.
    """

    kin: Kin | None
    words: str
    compound: str | None
    product: Document
    member: CompoundMember


class RelatedCandidate(NamedTuple):
    """A product that may be related, by its structure.

    Attributes:
        member: the product.
        compound: the key of its compound.
        words: the relation if structures do not give it, or None.
    """

    member: CompoundMember
    compound: str | None
    words: str | None = None


class RelatedProducts(NamedTuple):
    """The possible relatives of a product. Comparing their structures needs no transaction.

    Attributes:
        same: the other products of its compound.
        form: its structure, or None.
        candidates: the products that may be related by it.
    """

    same: list[RelatedProduct]
    form: StructureIdentity | None
    candidates: list[RelatedCandidate]

    def related(self, limit: int = MOST_RELATED) -> list[RelatedProduct]:
        """Return products of the same compound, then of related ones, up to a limit."""
        others = select_related(self.form, self.candidates) if len(self.same) < limit else []
        return [*self.same, *others][:limit]


def find_relatives(connection: Connection, key: str) -> RelatedProducts | None:
    """Return the other products of a product's compound and possible relatives, or None without the product.

    Args:
        connection: a reading transaction.
        key: the key of the product.
    """
    own = find_member(connection, key)
    if own is None:
        return None
    joining = CompoundJoiner(connection)
    compound = joining.compounds_of([own])[0]
    others = [] if compound is None else joining.members_of(compound)
    forms = [form for member in (own, *others) if (form := identity_of(member))]
    found = [
        RelatedProduct(Kin.SAME, same_words(own, other), compound, summary(other), other)
        for other in others
        if other.product_key != own.product_key
    ]
    known = {own.product_key, *(member.product_key for member in others)}
    candidates = find_candidates(connection, joining, forms[0], known) if forms else []
    return RelatedProducts(found, forms[0] if forms else None, candidates)


def find_candidates(
    connection: Connection, joining: CompoundJoiner, form: StructureIdentity, but: Iterable[str]
) -> list[RelatedCandidate]:
    """Return the products of compounds with the same parent.

    Args:
        connection: a reading transaction.
        joining: the joiner of this transaction.
        form: the structure.
        but: the keys of products to leave out.
    """
    excluded = set(but)
    block = form.parent_key[:14]
    rows = read_members(connection, _OF_PARENT, MOST_CANDIDATES, low=f"{block}-", high=f"{block}.")
    members = [member for member in rows if member.product_key not in excluded]
    return list(map(RelatedCandidate, members, joining.compounds_of(members)))


def select_related(form: StructureIdentity | None, candidates: Iterable[RelatedCandidate]) -> list[RelatedProduct]:
    """Return the products that are related to a structure, in the order that buyers need.

    This is chemistry: it is done with no transaction open.
    """
    found = [related for one in candidates if (related := _related(form, one)) is not None]
    return sorted(found, key=lambda related: -1 if related.kin is None else KIN_ORDER.index(related.kin))


def _related(form: StructureIdentity | None, one: RelatedCandidate) -> RelatedProduct | None:
    if one.words is not None:
        return RelatedProduct(None, one.words, one.compound, summary(one.member), one.member)
    other = identity_of(one.member)
    relation = kinship(form, other) if form and other else None
    if relation is None:
        return None
    return RelatedProduct(relation.kin, relation.words, one.compound, summary(one.member), one.member)


def identity_of(member: CompoundMember) -> StructureIdentity | None:
    """Return the form of a product, or None without a structure."""
    if not (member.inchi_key and member.parent_key and member.smiles):
        return None
    return StructureIdentity(
        member.smiles, from_json(member.body)["structure"]["inchi"], member.inchi_key, member.parent_key
    )


def same_words(own: CompoundMember, other: CompoundMember) -> str:
    """Return how another product of the same compound differs."""
    mine, others = summary(own), summary(other)
    named = (("supplier", "another supplier"), ("grade", "another grade"), ("assay", "another assay"))
    differing = [words for name, words in named if others[name] and mine[name] != others[name]]
    return "same compound" + "".join(f", {words}" for words in differing)


def summary(member: CompoundMember) -> Document:
    """Return the summary of a product in a compound's list."""
    return summary_of(from_json(member.body) | {"supplier": {"slug": member.slug, "name": member.supplier}})


def summary_of(document: Document) -> Document:
    """Return the summary of a product as an offer of its compound, from its document."""
    assays = [entry["text"] for entry in document["specifications"] if entry["test"] == "Assay"]
    named = ("catalog_number", "name", "status", "cas_rn", "hill_formula", "grade")
    return {name: document.get(name) for name in named} | {
        "supplier": document["supplier"],
        "assay": assays[0] if assays else None,
        "packs": [_pack(pack) for pack in document.get("packs") or ()],
    }


def _pack(pack: dict[str, Any]) -> dict[str, Any]:
    return {"size": pack.get("size"), "price": pack.get("price")}


def products_of_cas_rns(connection: Connection, numbers: Sequence[str], but: Iterable[str]) -> list[CompoundMember]:
    """Return other products with one of these CAS RNs, as the main or a further one."""
    rows = read_members(connection, _GOING_BY, MOST_CANDIDATES, numbers=numbers) if numbers else []
    excluded = set(but)
    return [row for row in rows if row.product_key not in excluded]
