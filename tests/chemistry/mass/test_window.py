"""Windows of mass: every way to write a tolerance, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.mass.window import read_mass_window
from catalog.errors import InvalidValue


class TestReading:
    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("100±10ppm", 99.999, 100.001),
            ("100 +- 10 ppm", 99.999, 100.001),
            ("100+/-10PPM", 99.999, 100.001),
            ("100.5 Da ± 2 mDa", 100.498, 100.502),
            ("100 ± 0.5 Da", 99.5, 100.5),
            ("100", 99.9995, 100.0005),
            ("100±0ppm", 100, 100),
        ],
    )
    def test_understands(self, text: str, low: float, high: float) -> None:
        assert read_mass_window(text) == pytest.approx((low, high), abs=1e-9)

    @pytest.mark.parametrize(
        "text",
        ["", "±5ppm", "100±5", "100±ppm", "abc±5ppm", "0±5ppm", "1e5±5ppm", "-100", "100±200Da", "١٠٠", "9" * 30],
    )
    def test_refuses(self, text: str) -> None:
        with pytest.raises(InvalidValue):
            read_mass_window(text)

    @given(st.text(alphabet="0123456789.±+-/ pmDa", max_size=20) | st.text(max_size=20))
    def test_never_fails_otherwise(self, text: str) -> None:
        try:
            low, high = read_mass_window(text)
        except InvalidValue:
            return
        assert 0 <= low <= high
