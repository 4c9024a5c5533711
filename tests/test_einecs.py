"""EC numbers by the order of the inventory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.product.identifiers import ec_number
from catalog.reference.layout import cas_rn_of
from scripts.einecs import numbers_by_order

INVENTORY = [cas_rn_of(number) for number in range(50_000, 50_400)]
RIGHT = numbers_by_order(INVENTORY, {INVENTORY[0]: ["200-001-8"], INVENTORY[-1]: ["200-441-0"]})


def test_numbers_are_valid_and_in_order() -> None:
    numbers = list(RIGHT.values())
    assert numbers == sorted(numbers)
    assert all(ec_number(number) == number for number in numbers)


def test_a_number_whose_check_digit_would_be_ten_is_left_out() -> None:
    numbers = {number[:7] for number in RIGHT.values()}
    assert len(numbers) == len(INVENTORY) - 1
    assert "200-016" not in numbers


@given(st.integers(50, 350), st.integers(1, 5))
def test_nothing_is_said_where_the_list_is_not_whole(place: int, lacking: int) -> None:
    known = {cas_rn: [RIGHT[cas_rn]] for cas_rn in (INVENTORY[1], INVENTORY[20], INVENTORY[370], INVENTORY[390])}
    found = numbers_by_order(INVENTORY[:place] + INVENTORY[place + lacking :], known)
    assert all(RIGHT[cas_rn] == number for cas_rn, number in found.items())
    assert INVENTORY[10] in found
    assert INVENTORY[380] in found
    assert INVENTORY[place - 1] not in found


def test_a_number_far_away_is_no_witness() -> None:
    known = {INVENTORY[1]: [RIGHT[INVENTORY[1]]], INVENTORY[9]: ["231-953-2"], INVENTORY[40]: [RIGHT[INVENTORY[40]]]}
    assert numbers_by_order(INVENTORY, known)[INVENTORY[9]] == RIGHT[INVENTORY[9]]
