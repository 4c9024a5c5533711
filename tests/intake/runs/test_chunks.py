"""Chunks: how records are cut into them, and how their size follows the time that they hold the writer's lock."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.runs.chunks import AIM, GROWTH, LEAST, LOCK_SECONDS, MOST, ChunkSize, cut


class Record(NamedTuple):
    """A record with a load."""

    file: str
    key: str
    load: float = 1.0


def records(text: str) -> list[Record]:
    """``aX`` is a record of the file a with the key X, ``a`` one without a key."""
    return [Record(part[0], part[1:]) for part in text.split()]


class TestCutting:
    @pytest.mark.parametrize(
        ("text", "size", "cuts"),
        [
            ("", 2, []),
            ("aA aB aC", 2, ["aA aB", "aC"]),
            ("aA aB", 2, ["aA aB"]),
            ("aA aA aB", 3, ["aA aA aB"]),
            ("aA bA", 3, ["aA", "bA"]),
            ("aA bB aC bC aA", 9, ["aA bB aC", "bC aA"]),
            ("a b a b", 9, ["a b a b"]),
            ("aA bA bB bC", 2, ["aA", "bA bB", "bC"]),
        ],
    )
    def test_a_product_of_two_files_is_in_two_groups(self, text: str, size: int, cuts: list[str]) -> None:
        assert list(cut(records(text), lambda: size)) == [records(part) for part in cuts]

    def test_heavy_records_fill_a_group_sooner(self) -> None:
        some = [Record("a", str(number), load) for number, load in enumerate([0.5, 0.5, 2.0, 0.5, 0.5])]
        assert [len(group) for group in cut(some, lambda: 1.0, lambda one: one.load)] == [2, 1, 2]

    def test_the_size_can_change_between_groups(self) -> None:
        sizes = iter([1, 2, 2, 3, 3, 3])
        assert [len(group) for group in cut(records("aA aB aC aD aE aF"), lambda: next(sizes))] == [1, 2, 3]

    def test_a_group_of_light_records_ends_too(self) -> None:
        some = [Record("a", str(number), 0.0) for number in range(MOST + 1)]
        assert [len(group) for group in cut(some, lambda: 1.0, lambda one: one.load)] == [MOST, 1]

    @given(st.lists(st.builds(Record, st.sampled_from("ab"), st.sampled_from(["", "A", "B", "C"]))), st.integers(1, 4))
    def test_every_record_is_in_one_group_in_order(self, some: list[Record], size: int) -> None:
        groups = list(cut(some, lambda: size))
        assert [record for group in groups for record in group] == some
        assert all(1 <= len(group) <= size for group in groups)


class TestSize:
    @pytest.mark.parametrize(
        ("load", "seconds", "size"),
        [
            (100, LOCK_SECONDS, 100 * AIM),
            (100, LOCK_SECONDS * AIM / 1.5, 150),
            (100, 0.001, 100 * GROWTH),
            (MOST, 0.001, MOST),
            (100, 5.0, LEAST),
        ],
    )
    def test_follows_the_time_of_the_last_chunk(self, load: float, seconds: float, size: float) -> None:
        chosen = ChunkSize()
        chosen.learn(load, seconds)
        assert chosen.load == pytest.approx(size)

    @pytest.mark.parametrize(("fixed_part", "each"), [(0.004, 0.0004), (0.02, 0.0006), (0.001, 0.001)])
    def test_comes_to_rest_below_the_time(self, fixed_part: float, each: float) -> None:
        chosen = ChunkSize()
        for _ in range(20):
            chosen.learn(chosen.load, fixed_part + each * chosen.load)
        held = fixed_part + each * chosen.load
        assert held <= LOCK_SECONDS
        assert held == pytest.approx(AIM * LOCK_SECONDS, rel=0.01) or chosen.load in (LEAST, MOST)

    def test_a_fixed_size_stays(self) -> None:
        chosen = ChunkSize(5)
        chosen.learn(5, 0.001)
        assert (chosen.load, chosen.most) == (5, 5)
