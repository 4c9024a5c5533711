"""Questions about parents and compounds: indexes of what differs answer them as whole ones would."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import ColumnElement, insert, select, text

from catalog.chemistry.structure.kinship import StructureIdentity
from catalog.chemistry.structure.sameness import Ignorable, SamenessQuery
from catalog.store.compounds.joining import CompoundJoiner
from catalog.store.compounds.near_products import products_of_blocks
from catalog.store.compounds.related_products import find_candidates
from catalog.store.compounds.same_candidates import same_candidates
from catalog.store.database import Database, Transaction
from catalog.store.kept_texts import keep_texts
from catalog.store.redundant_columns import differs_from_own, other_column_fits
from catalog.store.tables import products
from catalog.store.words.text_index import begins_with
from tests.store.plans import WHOLE_TABLE, plan_of

OWN_OR_NOT = (None, "C2H6O", "C2H7NO", "C9H8O4")
PAIRS = list(product(OWN_OR_NOT, OWN_OR_NOT))
COLUMNS = [("inchi_key", "parent_key"), ("formula_key", "parent_formula")]
ASKED: list[tuple[Callable[[ColumnElement[str]], ColumnElement[bool]], Callable[[str], bool]]] = [
    (lambda column: column == "C2H6O", lambda value: value == "C2H6O"),
    (lambda column: begins_with(column, "C2"), lambda value: value.startswith("C2")),
]

MANY = 5_000
KEY = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"
FORM = StructureIdentity("CCO", "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", KEY, KEY)

Answer = Callable[[Transaction], object]
QUESTIONS: dict[str, tuple[Answer, set[str]]] = {
    "same but for salts": (
        lambda transaction: same_candidates(transaction, asked_with("salt"), limit=2_001),
        {"ix_products_inchi_key", "ix_products_parent_key"},
    ),
    "same but for tautomers": (
        lambda transaction: same_candidates(transaction, asked_with("tautomer"), limit=2_001),
        {"ix_products_formula_key", "ix_products_parent_formula"},
    ),
    "near": (
        lambda transaction: products_of_blocks(transaction, {KEY[:14], "QTBSBXVTEAMEQO"}),
        {"ix_products_inchi_key", "ix_products_parent_key"},
    ),
    "of a compound": (
        lambda transaction: CompoundJoiner(transaction).members_of(KEY),
        {"ix_products_inchi_key", "ix_products_cas_rn"},
    ),
    "kin": (
        lambda transaction: find_candidates(transaction, CompoundJoiner(transaction), FORM, ()),
        {"ix_products_inchi_key", "ix_products_parent_key"},
    ),
}


def asked_with(ignored: Ignorable) -> SamenessQuery:
    return SamenessQuery(KEY, KEY, "C2H6O", KEY, "", frozenset({ignored}))


def row(number: int, **values: str | None) -> dict[str, object]:
    """A row of products that nobody reads as a whole."""
    named = (
        "catalog_number",
        "catalog_key",
        "product_key",
        "name",
        "name_key",
        "status",
        "stated_hash",
        "content_hash",
    )
    times = {"created_at": "2026-01-01T00:00:00.000000Z", "updated_at": "2026-01-01T00:00:00.000000Z"}
    texts = dict.fromkeys(named, f"P{number:06}")
    numbers = {"supplier_id": 1, "weight_order": 1.0, "fields_id": 1, "body_id": 1, "revision": 1, "seq": number}
    return {**numbers, **texts, **times, **values}


def keyed(number: int) -> dict[str, object]:
    """One of many products: each fourth is a salt of the one before, each fifth has a CAS RN only."""
    cas_rn = f"{number}-00-0"
    if number % 5 == 0:
        bare = dict.fromkeys(("inchi_key", "parent_key", "parent_formula"))
        return row(number, **bare, group_key=cas_rn, cas_rn=cas_rn, formula_key=f"C{number}H4")
    parent = number - 1 if number % 4 == 0 else number
    key = f"{number:014}-UHFFFAOYSA-N"
    keys = {"inchi_key": key, "parent_key": f"{parent:014}-UHFFFAOYSA-N", "group_key": key, "cas_rn": cas_rn}
    return row(number, **keys, formula_key=f"C{number}H4", parent_formula=f"C{parent}H4")


@pytest.fixture
def paired(database: Database) -> Database:
    """A product for each pair of what it may have and what its parent may have."""
    rows = [
        row(number, inchi_key=own, parent_key=parent, formula_key=own, parent_formula=parent)
        for number, (own, parent) in enumerate(PAIRS)
    ]
    with database.write() as connection:
        keep_texts(connection, ["{}"])
        connection.execute(insert(products), rows)
    return database


class TestOfOther:
    @pytest.mark.parametrize(("own", "parent"), COLUMNS)
    @pytest.mark.parametrize(("asked", "fits"), ASKED, ids=["equal", "begins"])
    def test_finds_what_the_column_of_the_parent_alone_would(
        self,
        paired: Database,
        own: str,
        parent: str,
        asked: Callable[[ColumnElement[str]], ColumnElement[bool]],
        fits: Callable[[str], bool],
    ) -> None:
        condition = other_column_fits(products.c[own], products.c[parent], asked)
        assert pairs_where(paired, condition) == [pair for pair in PAIRS if pair[1] is not None and fits(pair[1])]

    @pytest.mark.parametrize(("own", "parent"), COLUMNS)
    def test_another_parent_is_one_that_the_product_is_not(self, paired: Database, own: str, parent: str) -> None:
        found = pairs_where(paired, differs_from_own(products.c[own], products.c[parent]))
        assert found == [pair for pair in PAIRS if pair[1] not in (None, pair[0])]


def pairs_where(database: Database, condition: ColumnElement[bool]) -> list[tuple[str | None, str | None]]:
    query = select(products.c.inchi_key, products.c.parent_key).where(condition).order_by(products.c.catalog_key)
    with database.read() as connection:
        return [(own, parent) for own, parent in connection.execute(query)]


def test_every_question_is_answered_by_indexes(database: Database) -> None:
    with database.write() as connection:
        keep_texts(connection, ["{}"])
        connection.execute(insert(products), [keyed(number) for number in range(1, MANY + 1)])
        connection.execute(text("ANALYZE products"))
    used: dict[str, set[str]] = {}
    for name, (ask, _) in QUESTIONS.items():
        with database.read() as connection:
            plan = plan_of(connection, ask, "FROM products")
        assert not WHOLE_TABLE.search(plan), f"{name}: {plan}"
        used[name] = set(re.findall(r"ix_products_\w+", plan))
    assert used == {name: indexes for name, (_, indexes) in QUESTIONS.items()}
