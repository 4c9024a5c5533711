"""Which products are one compound, on either engine: by structure, by CAS RN with formula, by an editor's word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import Conflict, NotFound
from catalog.product.text.folding import product_key
from catalog.store.compounds import joining
from catalog.store.compounds.change_preview import make_change, preview_change
from catalog.store.compounds.changes import compound_history, merge_compounds, split_compound
from catalog.store.compounds.compounds import Compound, find_compound
from catalog.store.compounds.joining import CompoundJoiner, find_member
from catalog.store.database import Database, Transaction
from catalog.store.entries import Entry
from catalog.store.migrate import migrate
from catalog.store.reading.sitemap import sitemap_compounds, sitemap_parts, sitemap_products
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.compounds_made import key, sold

CAFFEINE, ASPIRIN, NAPROXEN = "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(=O)Oc1ccccc1C(=O)O", "COc1ccc2cc(C(C)C(=O)O)ccc2c1"
CAS, OTHER_CAS = "58-08-2", "50-78-2"
FORMULA = "C8H10N4O2"

PRODUCTS = [
    sold("A1", CAFFEINE, CAS),
    sold("A2", CAFFEINE, None),
    sold("B1", ASPIRIN, OTHER_CAS),
    sold("C1", None, CAS, hill_formula=FORMULA),
    sold("C2", None, CAS),
    sold("C3", None, CAS, hill_formula="C8H12N4O3"),
    sold("D1", None, "9000-92-4"),
    sold("E1", None, None),
]
EXPECTED = {
    "A1": key(CAFFEINE), "A2": key(CAFFEINE), "B1": key(ASPIRIN), "C1": key(CAFFEINE), "C2": key(CAFFEINE), "C3": CAS,
    "D1": "9000-92-4", "E1": None,
}  # fmt: skip


def fill(database: Database, entries: list[Entry]) -> None:
    with database.write() as connection:
        keep_products(connection, entries, Author("test"))


def joined(connection: Transaction, numbers: list[str]) -> dict[str, str | None]:
    members = [member for number in numbers if (member := find_member(connection, product_key(number)))]
    return dict(zip(numbers, CompoundJoiner(connection).compounds_of(members), strict=True))


def numbers_of(connection: Transaction, compound: str) -> list[str]:
    return [member.catalog_number for member in CompoundJoiner(connection).members_of(compound)]


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database, PRODUCTS)
    return database


class TestJoining:
    def test_goes_by_structure_else_by_cas_rn_with_formula(self, filled: Database) -> None:
        with filled.read() as connection:
            assert joined(connection, list(EXPECTED)) == EXPECTED

    def test_a_compound_has_just_the_products_that_belong_to_it(self, filled: Database) -> None:
        with filled.read() as connection:
            for compound in {value for value in EXPECTED.values() if value}:
                assert numbers_of(connection, compound) == [n for n, own in EXPECTED.items() if own == compound]

    def test_a_cas_rn_on_two_structures_joins_nothing_to_either(self, filled: Database) -> None:
        fill(filled, [sold("X", NAPROXEN, CAS)])
        with filled.read() as connection:
            after = joined(connection, ["A1", "C1", "C2", "X"])
        assert after == {"A1": key(CAFFEINE), "C1": key(CAFFEINE), "C2": CAS, "X": key(NAPROXEN)}

    def test_follows_what_products_say_now(self, filled: Database) -> None:
        with filled.write() as connection:
            remove_products(connection, [product_key("A1")], Author("test"))
            assert joined(connection, ["C1"]) == {"C1": CAS}


class TestEditing:
    def test_a_merged_compound_has_the_products_of_both(self, filled: Database) -> None:
        with filled.write() as connection:
            merge_compounds(connection, key(ASPIRIN), key(CAFFEINE), "me", "a trial")
            assert numbers_of(connection, key(CAFFEINE)) == ["A1", "A2", "B1", "C1", "C2"]
            assert CompoundJoiner(connection).canonical([key(ASPIRIN)]) == {key(ASPIRIN): key(CAFFEINE)}

    def test_a_split_of_some_makes_a_compound_that_can_be_merged_back(self, filled: Database) -> None:
        with filled.write() as connection:
            change = split_compound(connection, key(CAFFEINE), ["a2", "C2"], "me", "another polymorph")
            assert change.target == f"{key(CAFFEINE)}~1"
            assert numbers_of(connection, change.target) == ["A2", "C2"]
            assert numbers_of(connection, key(CAFFEINE)) == ["A1", "C1"]
            merge_compounds(connection, change.target, key(CAFFEINE), "me", "it was not")
            assert numbers_of(connection, key(CAFFEINE)) == ["A1", "A2", "C1", "C2"]
            history = compound_history(connection, key(CAFFEINE))
        assert [(change.change, change.reason) for change in history] == [
            ("merged", "it was not"),
            ("split", "another polymorph"),
        ]

    def test_refuses_what_makes_no_sense(self, filled: Database) -> None:
        with filled.write() as connection:
            with pytest.raises(Conflict, match="already"):
                merge_compounds(connection, key(ASPIRIN), key(ASPIRIN), "me", "")
            with pytest.raises(NotFound):
                merge_compounds(connection, key(ASPIRIN), key(NAPROXEN), "me", "")
            with pytest.raises(Conflict, match="B1"):
                split_compound(connection, key(CAFFEINE), ["B1"], "me", "")
            with pytest.raises(Conflict, match="leave at least one product"):
                split_compound(connection, key(ASPIRIN), ["B1"], "me", "")


KEYS = sorted({value for value in EXPECTED.values() if value})


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('laws')}/catalog.db")
    migrate(database)
    fill(database, PRODUCTS)
    yield database
    database.close()


class TestLaws:
    @pytest.fixture(scope="module", params=[0, joining.FEW_MOVES], ids=["by key", "at once"])
    @staticmethod
    def few_moves(request: pytest.FixtureRequest) -> Iterator[None]:
        """Both ways of reading what editors moved."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(joining, "FEW_MOVES", request.param)
            yield

    @pytest.mark.usefixtures("few_moves")
    @settings(deadline=None, max_examples=30)
    @given(steps=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=4), data=st.data())
    def test_a_merger_is_undone_by_a_split_and_joining_parts_the_products(
        self, sqlite: Database, steps: list[tuple[str, str]], data: st.DataObject
    ) -> None:
        with sqlite.write() as connection, connection.begin_nested() as trial:
            for step in steps:
                merge_unless_one(connection, *step)
            before = joined(connection, list(EXPECTED))
            check_partition(connection, before)
            one, other = data.draw(st.sampled_from(KEYS)), data.draw(st.sampled_from(KEYS))
            source = CompoundJoiner(connection).canonical([one])[one]
            brought = numbers_of(connection, source)
            if merge_unless_one(connection, one, other):
                target = CompoundJoiner(connection).canonical([other])[other]
                check_partition(connection, joined(connection, list(EXPECTED)))
                split_compound(connection, target, brought, "me", "back")
            assert joined(connection, list(EXPECTED)) == before
            trial.rollback()


SMILES = (CAFFEINE, ASPIRIN, None)
FORMULAS = (FORMULA, "C9H8O4", None)


class TestAnyCatalog:
    @settings(deadline=None, max_examples=40)
    @given(
        drawn=st.lists(
            st.tuples(st.sampled_from(SMILES), st.sampled_from((CAS, OTHER_CAS, None)), st.sampled_from(FORMULAS)),
            max_size=8,
        )
    )
    def test_is_parted_into_compounds(
        self, sqlite: Database, drawn: list[tuple[str | None, str | None, str | None]]
    ) -> None:
        entries = [
            sold(f"Z{place}", smiles, cas_rn) if smiles else sold(f"Z{place}", None, cas_rn, hill_formula=formula)
            for place, (smiles, cas_rn, formula) in enumerate(drawn)
        ]
        with sqlite.write() as connection, connection.begin_nested() as trial:
            keep_products(connection, entries, Author("test"))
            of = joined(connection, [*EXPECTED, *(entry.catalog_number for entry in entries)])
            check_partition(connection, of)
            trial.rollback()


def merge_unless_one(connection: Transaction, one: str, other: str) -> bool:
    now = CompoundJoiner(connection).canonical([one, other])
    if now[one] == now[other]:
        return False
    merge_compounds(connection, one, other, "me", "a trial")
    return True


def check_partition(connection: Transaction, of: dict[str, str | None]) -> None:
    """Every product is among those of its own compound, and of no other."""
    for compound in {value for value in of.values() if value}:
        assert numbers_of(connection, compound) == sorted(number for number, own in of.items() if own == compound)


class TestForetelling:
    def test_says_what_the_change_then_does_and_changes_nothing(self, filled: Database) -> None:
        caffeine, aspirin = key(CAFFEINE), key(ASPIRIN)
        with filled.write() as transaction:
            before = joined(transaction, list(EXPECTED))
            for change in (
                lambda: merge_compounds(transaction, aspirin, caffeine, "Ed", "why"),
                lambda: split_compound(transaction, caffeine, ["A2", "c1"], "Ed", "why"),
            ):
                foretold = preview_change(transaction, caffeine, change)
                assert joined(transaction, list(EXPECTED)) == before
                assert compound_history(transaction, caffeine) == []
                assert foretold.change.target in (caffeine, f"{caffeine}~1")
            merged = make_change(
                transaction, aspirin, lambda: merge_compounds(transaction, aspirin, caffeine, "Ed", "")
            )
            assert (merged.moved_numbers(), merged.source) == (["B1"], None)
            assert numbers_of(transaction, caffeine) == ["A1", "A2", "B1", "C1", "C2"]
            back = make_change(transaction, caffeine, lambda: split_compound(transaction, caffeine, ["B1"], "Ed", ""))
            assert (back.moved_numbers(), back.target.key) == (["B1"], aspirin)
            assert back.source is not None
            assert [member.catalog_number for member in back.source.members] == ["A1", "A2", "C1", "C2"]

    def test_what_cannot_be_done_is_not_foretold(self, filled: Database) -> None:
        with filled.write() as transaction:
            with pytest.raises(Conflict):
                preview_change(transaction, CAS, lambda: merge_compounds(transaction, CAS, CAS, "Ed", ""))
            with pytest.raises(NotFound):
                preview_change(transaction, CAS, lambda: merge_compounds(transaction, CAS, "64-17-5", "Ed", ""))
            assert joined(transaction, list(EXPECTED)) == EXPECTED


def test_a_compound_goes_by_the_name_that_most_of_its_products_have(database: Database) -> None:
    names = ("Coffeinum, technical", "caffeine", "Caffeine", "Theine")
    fill(database, [sold(f"N{number}", CAFFEINE, CAS, name=name) for number, name in enumerate(names)])
    with database.read() as transaction:
        found = find_compound(transaction, key(CAFFEINE))
    assert isinstance(found, Compound)
    assert found.names() == ["caffeine", "Coffeinum, technical", "Theine"]


def test_a_sitemap_names_each_compound_once_by_its_present_key(filled: Database) -> None:
    with filled.write() as transaction:
        [part] = sitemap_parts(transaction)
        assert part.has_compounds
        found = sitemap_compounds(transaction, part.number)
        assert set(found) == {compound for compound in EXPECTED.values() if compound}
        assert set(found.values()) <= {item.updated_at for item in sitemap_products(transaction, part.number)}
        merge_compounds(transaction, key(ASPIRIN), key(CAFFEINE), "Ed", "why")
        assert set(sitemap_compounds(transaction, part.number)) == set(found) - {key(ASPIRIN)}
