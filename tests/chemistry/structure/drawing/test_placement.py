"""Placement: nothing overlaps, nothing lies beside the card, and the order of reading is kept."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.structure.drawing.placement import Size, place

SIDES = st.floats(1, 400)
SIZES = st.lists(st.builds(Size, SIDES, SIDES), min_size=1, max_size=12)


@given(SIZES, st.floats(0, 30))
def test_parts_stand_on_the_card_side_by_side(sizes: list[Size], gap: float) -> None:
    card = Size(348, 248)
    scale, corners = place(sizes, card, gap)
    boxes = [
        (left, top, left + scale * size.width, top + scale * size.height)
        for size, (left, top) in zip(sizes, corners, strict=True)
    ]
    slack = 1e-6
    assert 0 < scale <= 1
    for left, top, right, bottom in boxes:
        assert -slack <= left < right <= card.width + slack
        assert -slack <= top < bottom <= card.height + slack
    for one, other in combinations(boxes, 2):
        apart = max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])
        assert apart >= scale * gap - slack
    # Read as a text: by rows, and from left to right.
    for one, other in pairwise(boxes):
        assert other[0] >= one[2] - slack or other[1] >= one[3] - slack


@given(SIZES)
def test_what_fits_is_not_made_smaller(sizes: list[Size]) -> None:
    assert place(sizes, Size(12 * 400, 12 * 400), 0).scale == 1
