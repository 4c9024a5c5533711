"""Comparing the products of a catalog with one another, on either engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from catalog.product.text.folding import product_key
from catalog.store.compounds import comparing
from catalog.store.compounds.changes import merge_compounds, split_compound
from catalog.store.compounds.comparing import CHUNK, CatalogComparer
from catalog.store.compounds.joining import CompoundJoiner, find_member
from catalog.store.database import Database
from catalog.store.entries import Entry
from catalog.store.log_tables import catalog_comparison
from catalog.store.migrate import migrate
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.products import get_product
from catalog.store.reading.sorts import Sort
from catalog.store.tables import product_facts, products
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.reindexing import reindex_texts
from tests.store.compounds_made import key, sold

BENZENE, TOLUENE, SODIUM, CAFFEINE = "c1ccccc1", "Cc1ccccc1", "[Na+].[O-]c1ccccc1", "Cn1cnc2c1c(=O)n(C)c(=O)n2C"
PHENOL = "Oc1ccccc1"
DACARBAZINE = ("CN(C)/N=N/c1[nH]cnc1C(N)=O", "CN(C)NN=C1N=CN=C1C(N)=O")
XYLENES = (("Cc1ccc(C)cc1", "106-42-3", "p-Xylene"), ("Cc1ccccc1C", "95-47-6", "o-Xylene"))
CAS, OTHER = "71-43-2", "108-88-3"
GOOD = {
    "grade": "A",
    "points": 90,
    "reasons": ["No warnings from the checks."],
    "to_raise": ["Add a description, or approve the withheld one."],
}
CODES = ("catalog-cas-conflict", "catalog-name-conflict")


def fill(database: Database, *entries: Entry) -> None:
    with database.write() as connection:
        keep_products(connection, entries, Author("test"))


def compared(database: Database) -> dict[str, list[str]]:
    """Compare; return the codes of what the catalog says, by catalog number, where it says anything."""
    CatalogComparer(database).compare()
    with database.read() as connection:
        numbers = connection.scalars(select(products.c.catalog_number)).all()
        codes = {number: get_product(connection, number).document["findings"] for number in numbers}
    return {number: [finding["code"] for finding in some] for number, some in codes.items() if some}


CAS_CONFLICT, NAME_CONFLICT = [CODES[0]], [CODES[1]]
CATALOGS: dict[str, tuple[list[Entry], dict[str, list[str]]]] = {
    "one CAS RN on two structures": (
        [sold("A", BENZENE, CAS, "Benzene"), sold("B", TOLUENE, CAS, "Toluene")],
        {"A": CAS_CONFLICT, "B": CAS_CONFLICT},
    ),
    "most of them agree": (
        [*(sold(f"A{n}", BENZENE, CAS, "Benzene") for n in range(3)), sold("B", TOLUENE, CAS, "Toluene")],
        {"B": CAS_CONFLICT},
    ),
    "a formula that is not the structure's": (
        [sold("A", BENZENE, CAS, "Benzene"), sold("B", None, CAS, "Toluene", hill_formula="C7H8")],
        {"A": CAS_CONFLICT, "B": CAS_CONFLICT},
    ),
    "two formulas": (
        [sold("A", None, CAS, hill_formula="C6H6"), sold("B", None, CAS, hill_formula="C7H8")],
        {"A": CAS_CONFLICT, "B": CAS_CONFLICT},
    ),
    "the formula of the structure": (
        [sold("A", BENZENE, CAS, "Benzene"), sold("B", None, CAS, "Benzol", hill_formula="C6H6")],
        {},
    ),
    "no formula": ([sold("A", BENZENE, CAS, "Benzene"), sold("B", None, CAS, "Benzol")], {}),
    "a salt and its parent": (
        [sold("A", SODIUM, CAS, "Phenol"), sold("B", PHENOL, CAS, "Phenol")],
        {},
    ),
    "one name on two formulas": (
        [sold("A", BENZENE, None, "Ligand 5"), sold("B", TOLUENE, None, "ligand-5")],
        {"A": NAME_CONFLICT, "B": NAME_CONFLICT},
    ),
    "one name on isomers": ([sold("A", "Cc1ccccc1C", None, "Xylene"), sold("B", "Cc1cccc(C)c1", None, "Xylene")], {}),
    "one name, a formula without structure": (
        [sold("A", BENZENE, None, "Wax"), sold("B", None, None, "Wax", hill_formula="C7H8")],
        {},
    ),
    "two drawings of one tautomeric compound": (
        [sold("A", DACARBAZINE[0], CAS, "Dacarbazine"), sold("B", DACARBAZINE[1], CAS, "DTIC")],
        {},
    ),
    "isomers, one of them sold under its own number": (
        [sold("A", *XYLENES[0]), sold("B", XYLENES[1][0], XYLENES[0][1], "B"), sold("C", *XYLENES[1])],
        {"A": CAS_CONFLICT, "B": CAS_CONFLICT},
    ),
    "a salt drawn with a bond to its metal": (
        [sold("A", SODIUM, CAS, "Phenolate"), sold("B", "[Na]Oc1ccccc1", CAS, "Phenolate")],
        {},
    ),
    "a mixture and one of its compounds": (
        [sold("A", BENZENE, CAS, "Solvent 5"), sold("B", "CC(N)CCCCCCC.CCCCCCCCCN", CAS, "Solvent 5")],
        {},
    ),
    "both": (
        [sold("A", BENZENE, CAS, "Solvent"), sold("B", TOLUENE, CAS, "Solvent")],
        {"A": [*CODES], "B": [*CODES]},
    ),
}


class TestConflicts:
    @pytest.mark.parametrize("case", CATALOGS)
    def test_finds_what_only_the_catalog_shows(self, database: Database, case: str) -> None:
        entries, expected = CATALOGS[case]
        fill(database, *entries)
        assert compared(database) == expected

    def test_takes_a_finding_back_when_the_cause_is_gone(self, database: Database) -> None:
        fill(database, sold("A", BENZENE, CAS, "Benzene"), sold("B", TOLUENE, CAS, "Toluene"))
        assert set(compared(database)) == {"A", "B"}
        fill(database, sold("B", TOLUENE, OTHER, "Toluene"))
        assert compared(database) == {}
        fill(database, sold("C", TOLUENE, CAS, "Toluene"))
        assert set(compared(database)) == {"A", "C"}
        with database.write() as connection:
            remove_products(connection, [product_key("C")], Author("test"))
        assert compared(database) == {}

    def test_knows_isomers_apart_from_when_one_gets_its_own_number(self, database: Database) -> None:
        (smiles, cas_rn, name), (other, number, other_name) = XYLENES
        fill(database, sold("A", smiles, cas_rn, name), sold("B", other, cas_rn, other_name))
        assert compared(database) == {}
        fill(database, sold("C", other, number, other_name))
        assert set(compared(database)) == {"A", "B"}
        fill(database, sold("C", TOLUENE, OTHER, "Toluene"))
        assert compared(database) == {}

    def test_lowers_the_grade_and_is_found_by_filters(self, database: Database) -> None:
        fill(database, sold("A", BENZENE, CAS, "Benzene", quality=GOOD))
        with database.read() as connection:
            before = get_product(connection, "A")
        fill(database, sold("B", TOLUENE, CAS, "Toluene", quality=GOOD))
        compared(database)
        with database.read() as connection:
            after = get_product(connection, "A")
            assert [finding["message"] for finding in after.document["findings"]] == [
                f"CAS RN {CAS} is also on another compound: B (Toluene, C7H8). One of them has the wrong number."
            ]
            assert (after.document["quality"]["grade"], after.document["quality"]["points"]) == ("B", 75)
            assert "Correct or explain the warnings." in after.document["quality"]["to_raise"]
            assert after.etag != before.etag
            assert after.revision == before.revision
            assert numbers(database, finding=(CODES[0],)) == ["A", "B"]
            assert numbers(database, quality=("A",)) == []
            assert numbers(database, quality=("B",)) == ["A", "B"]
        fill(database, sold("B", TOLUENE, OTHER, "Toluene", quality=GOOD))
        compared(database)
        assert numbers(database, quality=("A",)) == ["A", "B"]
        assert numbers(database, finding=(CODES[0],)) == []

    def test_stays_when_the_indexes_are_made_anew(self, database: Database) -> None:
        fill(database, *CATALOGS["both"][0])
        compared(database)
        with database.write() as connection:
            reindex_texts(connection)
        for code in CODES:
            assert numbers(database, finding=(code,)) == ["A", "B"]

    def test_takes_chunk_after_chunk(self, database: Database) -> None:
        many = [sold(f"A{n}", None, None, f"Product {n}") for n in range(CHUNK)]
        fill(database, sold("B", BENZENE, CAS), *many, sold("C", TOLUENE, CAS, "Toluene"))
        comparer = CatalogComparer(database)
        assert [comparer.step(), comparer.step(), comparer.step()] == [True, True, False]
        assert numbers(database, finding=(CODES[0],)) == ["B", "C"]

    def test_goes_on_where_one_step_has_too_many(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(comparing, "MOST_CHANGED", 1)
        fill(database, *(sold(f"A{n}", (BENZENE, TOLUENE)[n % 2], CAS, f"Product {n}") for n in range(5)))
        comparer = CatalogComparer(database)
        assert [comparer.step() for _ in range(3)] == [True, True, False]
        assert compared(database) == {"A1": CAS_CONFLICT, "A3": CAS_CONFLICT}
        fill(database, sold("A4", TOLUENE, CAS, "Product 4"))
        assert set(compared(database)) == {"A0", "A2"}

    def test_begins_anew_with_an_older_catalog(self, database: Database) -> None:
        fill(database, *CATALOGS["both"][0])
        with database.write() as connection:
            connection.execute(catalog_comparison.insert().values(seq=900, version=4))
        assert set(compared(database)) == {"A", "B"}


def numbers(database: Database, **wanted: object) -> list[str]:
    with database.read() as connection:
        page = list_products(connection, ProductFilter(**wanted), Sort(), limit=100)  # type: ignore[arg-type]
    return [item.catalog_number for item in page.items]


def groups(database: Database) -> dict[str, str]:
    query = select(products.c.catalog_number, products.c.group_key)
    with database.read() as connection:
        return {row.catalog_number: row.group_key for row in connection.execute(query)}


def expected_groups(database: Database) -> dict[str, str]:
    """The compound of each product as the joiner finds it when asked."""
    with database.read() as connection:
        keys = connection.scalars(select(products.c.product_key)).all()
        members = [member for one in keys if (member := find_member(connection, one))]
        compounds = CompoundJoiner(connection).compounds_of(members)
        return {
            member.catalog_number: compound or member.product_key
            for member, compound in zip(members, compounds, strict=True)
        }


class TestGroups:
    def test_a_product_without_structure_joins_the_structure_of_its_cas_rn(self, database: Database) -> None:
        fill(database, sold("A", None, CAS, hill_formula="C6H6"), sold("N"))
        compared(database)
        assert groups(database) == {"A": CAS, "N": product_key("N")}
        fill(database, sold("B", BENZENE, CAS))
        compared(database)
        assert groups(database) == {"A": key(BENZENE), "B": key(BENZENE), "N": product_key("N")}
        fill(database, sold("B", BENZENE, OTHER))
        compared(database)
        assert groups(database)["A"] == CAS

    def test_follows_what_editors_say(self, database: Database) -> None:
        fill(database, sold("A", BENZENE, CAS), sold("B", TOLUENE, OTHER), sold("C", None, CAS, hill_formula="C6H6"))
        compared(database)
        with database.write() as connection:
            merge_compounds(connection, key(BENZENE), key(TOLUENE), "me", "a trial")
        compared(database)
        assert set(groups(database).values()) == {key(TOLUENE)}
        fill(database, sold("A", BENZENE, CAS, "Benzene, dry"))
        compared(database)
        assert set(groups(database).values()) == {key(TOLUENE)}
        with database.write() as connection:
            split_compound(connection, key(TOLUENE), ["A", "C"], "me", "it was not")
        compared(database)
        assert groups(database) == {"A": key(BENZENE), "B": key(TOLUENE), "C": key(BENZENE)}


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('laws')}/catalog.db")
    migrate(database)
    yield database
    database.close()


PRODUCT = st.tuples(
    st.sampled_from("ABCDEF"),
    st.sampled_from([BENZENE, TOLUENE, CAFFEINE, XYLENES[0][0], XYLENES[1][0], None]),
    st.sampled_from([CAS, OTHER, None]),
    st.sampled_from(["Solvent", "Benzene", "Wax"]),
    st.sampled_from(["C6H6", "C7H8", None]),
)
STEPS = st.lists(st.one_of(PRODUCT, st.sampled_from("ABCDEF"), st.sampled_from(["compare", "merge"])), max_size=14)


class TestLaws:
    @settings(deadline=None, max_examples=60)
    @given(steps=STEPS)
    def test_step_by_step_finds_what_one_comparison_of_all_finds(
        self, sqlite: Database, steps: list[str | tuple[str, str | None, str | None, str, str | None]]
    ) -> None:
        for step in steps:
            take(sqlite, step)
        gradually = compared(sqlite), groups(sqlite), stored_codes(sqlite)
        assert gradually[1] == expected_groups(sqlite)
        with sqlite.write() as connection:
            connection.execute(update(products).values(catalog_findings=None))
            connection.execute(delete(product_facts).where(product_facts.c.value.in_(CODES)))
            connection.execute(delete(catalog_comparison))
        assert (compared(sqlite), groups(sqlite), stored_codes(sqlite)) == gradually
        with sqlite.write() as connection:
            remove_products(connection, [product_key(number) for number in "ABCDEF"], Author("test"))


def take(database: Database, step: str | tuple[str, str | None, str | None, str, str | None]) -> None:
    if isinstance(step, tuple):
        number, smiles, cas_rn, name, formula = step
        content = {} if smiles else {"hill_formula": formula}
        fill(database, sold(number, smiles, cas_rn, name, **content))
    elif step == "compare":
        compared(database)
    elif step == "merge":
        with database.write() as connection:
            joining = CompoundJoiner(connection)
            both = (key(BENZENE), key(TOLUENE))
            if joining.canonical(both)[both[0]] != both[1] and all(joining.members_of(one) for one in both):
                merge_compounds(connection, *both, "me", "a trial")
    else:
        with database.write() as connection:
            remove_products(connection, [product_key(step)], Author("test"))


def stored_codes(database: Database) -> set[tuple[str, str]]:
    query = (
        select(products.c.catalog_number, product_facts.c.value)
        .join(products, products.c.id == product_facts.c.product_id)
        .where(product_facts.c.fact == "finding")
    )
    with database.read() as connection:
        return {(row[0], row[1]) for row in connection.execute(query)}
