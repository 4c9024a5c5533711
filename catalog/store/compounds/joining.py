"""Finding the compound of each product: at every read, by indexed keys.

A product with a structure belongs to the compound of its InChIKey. A product without a structure belongs to the
compound with a structure and the same CAS RN, if there is exactly one and the two formulas do not contradict each
other. Otherwise it belongs to the compound of its CAS RN. Editors' changes come before these rules (split-off products)
and after them (merged compounds). So every product belongs to at most one compound, in any order of imports. Lists by
compound use the result that ``CatalogComparer`` keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, func, or_, select

from catalog.store.facts.shown_prices import for_reader
from catalog.store.log_tables import compound_moves
from catalog.store.tables import product_cas_rns, products, suppliers, texts

MOST_MEMBERS = 500
"""The largest number of products of a compound that are read."""
IN_LIMIT = 500
"""The largest number of values in an IN list."""
FEW_MOVES = 200
"""Up to this number, all changes of editors are read at once. Of more, only those that are needed."""


class CompoundMember(NamedTuple):
    """The facts of a product that joining needs, and its document.

    Attributes:
        product_key: its key.
        catalog_number: as stated.
        cas_rn: its first CAS RN, or None.
        inchi_key: None without a structure.
        parent_key: the InChIKey of its parent.
        smiles: canonical.
        formula: Hill text.
        slug, supplier: the slug and the name of its supplier.
        body: the document without its supplier, JSON text.
    """

    product_key: str
    catalog_number: str
    cas_rn: str | None
    inchi_key: str | None
    parent_key: str | None
    smiles: str | None
    formula: str | None
    slug: str
    supplier: str
    body: str

    @property
    def own_key(self) -> str | None:
        """Return its InChIKey, else its CAS RN, else None."""
        return self.inchi_key or self.cas_rn


class StructuredCompound(NamedTuple):
    """A compound with a structure and a CAS RN.

    Attributes:
        key: its key.
        formula: Hill text.
    """

    key: str
    formula: str | None


_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)


def member_query() -> Select[Any]:
    """Return the query for members by catalog number, without conditions."""
    column = products.c
    return select(
        column.product_key, column.catalog_number, column.cas_rn, column.inchi_key, column.parent_key,
        column.smiles, column.formula_key, suppliers.c.slug, suppliers.c.name, texts.c.text,
    ).join(suppliers, suppliers.c.id == column.supplier_id).join(
        texts, texts.c.id == column.body_id
    ).order_by(column.product_key)  # fmt: skip


# Statements are built once: building one takes as long as SQLite needs to answer it.
_BY_PRODUCT_KEY = member_query().where(products.c.product_key == bindparam("key"))
_ALL_MOVES = select(compound_moves.c.kind, compound_moves.c.moved, compound_moves.c.target).limit(FEW_MOVES + 1)
_MOVES = select(compound_moves.c.moved, compound_moves.c.target).where(
    compound_moves.c.kind == bindparam("kind"), compound_moves.c.moved.in_(_KEYS)
)
_MOVED_INTO = select(compound_moves.c.moved).where(
    compound_moves.c.kind == bindparam("kind"), compound_moves.c.target.in_(_KEYS)
)
_STRUCTURED = (
    select(
        product_cas_rns.c.cas_rn,
        func.coalesce(compound_moves.c.target, products.c.inchi_key),
        products.c.formula_key,
    )
    .distinct()
    .join(products, products.c.id == product_cas_rns.c.product_id)
    .outerjoin(
        compound_moves, and_(compound_moves.c.kind == "product", compound_moves.c.moved == products.c.product_key)
    )
    .where(products.c.inchi_key.is_not(None), product_cas_rns.c.cas_rn.in_(_KEYS))
)
_KEYED = member_query().where(
    or_(
        products.c.inchi_key.in_(_KEYS),
        products.c.cas_rn.in_(_KEYS) & products.c.inchi_key.is_(None),
        products.c.product_key.in_(bindparam("placed", expanding=True)),
    )
)
_UNSTRUCTURED = member_query().where(products.c.cas_rn.in_(_KEYS), products.c.inchi_key.is_(None))
_CAS_RNS = (
    select(product_cas_rns.c.cas_rn)
    .distinct()
    .join(products, products.c.id == product_cas_rns.c.product_id)
    .where(products.c.product_key.in_(_KEYS))
)


def read_members(
    connection: Connection,
    query: Select[Any],
    most: int = MOST_MEMBERS,
    **values: Any,  # noqa: ANN401
) -> list[CompoundMember]:
    """Return the products of a ``member_query`` with conditions."""
    return [_member(row) for row in connection.execute(query.limit(most), values).all()]


def _member(row: Row[Any]) -> CompoundMember:
    member = CompoundMember._make(row)
    return member._replace(body=for_reader(member.body))


def find_member(connection: Connection, key: str) -> CompoundMember | None:
    """Return the product with a key, or None."""
    row = connection.execute(_BY_PRODUCT_KEY, {"key": key}).first()
    return None if row is None else _member(row)


def compatible_compounds(structured: Iterable[StructuredCompound], formula: str | None) -> set[str]:
    """Return the compounds that a formula does not contradict. No formula contradicts none."""
    return {one.key for one in structured if formula is None or one.formula in (None, formula)}


class CompoundJoiner:
    """Joins products to compounds in one transaction without changes by editors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(_ALL_MOVES).all()
        self._few = {(kind, moved): target for kind, moved, target in rows} if len(rows) <= FEW_MOVES else None

    def canonical(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the current key of each compound: its own, or that of the compound it was merged into."""
        found = {key: key for key in keys}
        ends = set(found)
        while ends:
            moved = self._moves("compound", ends)
            found = {key: moved.get(end, end) for key, end in found.items()}
            ends = set(moved.values())
        return found

    def merged(self, key: str) -> list[str]:
        """Return the keys of all compounds merged into this one, directly or indirectly."""
        found: dict[str, None] = {}
        targets = [key]
        while targets:
            targets = self._moved_into("compound", targets)
            found.update(dict.fromkeys(targets))
        return list(found)

    def compounds_of(self, members: Sequence[CompoundMember]) -> list[str | None]:
        """Return the compound of each product, or None without structure, CAS RN and an editor's choice."""
        placed = self._moves("product", [member.product_key for member in members])
        bare = {m.own_key for m in members if m.own_key and not m.inchi_key and m.product_key not in placed}
        by_number = self._structured_under(bare)
        own = [placed.get(member.product_key) or _own_key(member, by_number) for member in members]
        now = self.canonical(key for key in own if key)
        return [None if key is None else now[key] for key in own]

    def members_of(self, key: str) -> list[CompoundMember]:
        """Return the products of a compound by catalog number, at most ``MOST_MEMBERS``.

        Args:
            key: the present key of a compound.
        """
        keys = [key, *self.merged(key)][:IN_LIMIT]
        placed = self._moved_into("product", keys)[:IN_LIMIT]
        found = read_members(self._connection, _KEYED, keys=keys, placed=placed)
        known = {member.product_key for member in found}
        numbers = self._cas_rns_of([member.product_key for member in found if member.inchi_key])
        bare = read_members(self._connection, _UNSTRUCTURED, keys=numbers[:IN_LIMIT]) if numbers else []
        found += [member for member in bare if member.product_key not in known]
        pairs = zip(found, self.compounds_of(found), strict=True)
        return sorted((member for member, now in pairs if now == key), key=lambda member: member.product_key)

    def _structured_under(self, cas_rns: Collection[str]) -> dict[str, set[StructuredCompound]]:
        """Return the compounds with structure for each CAS RN."""
        found: dict[str, set[StructuredCompound]] = {number: set() for number in cas_rns}
        rows = [row for batch in _batches(cas_rns) for row in self._connection.execute(_STRUCTURED, {"keys": batch})]
        now = self.canonical(row[1] for row in rows)
        for number, own, formula in rows:
            found[number].add(StructuredCompound(now[own], formula))
        return found

    def _cas_rns_of(self, keys: Sequence[str]) -> list[str]:
        """Return every CAS RN of some products."""
        found: set[str] = set()
        for batch in _batches(keys):
            found.update(self._connection.scalars(_CAS_RNS, {"keys": batch}))
        return sorted(found)

    def _moves(self, kind: str, moved: Collection[str]) -> dict[str, str]:
        """Return the new compounds of products and compounds that editors moved."""
        if self._few is not None:
            return {key: self._few[kind, key] for key in moved if (kind, key) in self._few}
        found: dict[str, str] = {}
        for batch in _batches(moved):
            rows = self._connection.execute(_MOVES, {"kind": kind, "keys": batch})
            found.update((key, target) for key, target in rows)
        return found

    def _moved_into(self, kind: str, targets: Collection[str]) -> list[str]:
        """Return the products and compounds that editors moved into some compounds."""
        if self._few is not None:
            return [moved for (of, moved), target in self._few.items() if of == kind and target in targets]
        found: list[str] = []
        for batch in _batches(targets):
            found += self._connection.scalars(_MOVED_INTO, {"kind": kind, "keys": batch})
        return found


def _own_key(member: CompoundMember, by_number: dict[str, set[StructuredCompound]]) -> str | None:
    """Return the compound of a product that no editor moved."""
    if member.inchi_key or member.own_key is None:
        return member.own_key
    fits = compatible_compounds(by_number.get(member.own_key, ()), member.formula)
    return fits.pop() if len(fits) == 1 else member.own_key


def _batches(values: Collection[str]) -> Iterator[list[str]]:
    whole = list(values)
    for start in range(0, len(whole), IN_LIMIT):
        yield whole[start : start + IN_LIMIT]
