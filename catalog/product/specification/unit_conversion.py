"""Converting values between units that measure the same thing.

Only units whose ratio is exact by definition, and only where no property of the substance is needed: a percentage of
unknown basis is not taken for one of area, nor one of mass for one of volume.
"""

from __future__ import annotations

_FACTORS = (
    {"%": 1.0, "w/w%": 1.0, "ppm": 1e-4, "ppb": 1e-7, "mg/g": 0.1, "mg/kg": 1e-4, "μg/g": 1e-4},
    {"%": 1.0, "area%": 1.0},
    {"%": 1.0, "v/v%": 1.0},
    {"g/mL": 1000.0, "g/L": 1.0, "mg/mL": 1.0, "mg/L": 1e-3, "μg/mL": 1e-3},
    {"mol/L": 1000.0, "mmol/L": 1.0},
    {"U/mg": 1000.0, "U/g": 1.0},
    {"μm": 1000.0, "nm": 1.0},
    {"kDa": 1000.0, "Da": 1.0},
    {"kPa": 10.0, "hPa": 1.0, "mmHg": 1.33322387415},
    {"mS/cm": 1000.0, "μS/cm": 1.0},
)  # fmt: skip
"""Units of one kind, each with how many of a common one it is. The conventional millimetre of mercury is
133.322387415 Pa (BS 350)."""


def convert(value: float | None, unit: str | None, to: str | None) -> float | None:
    """Return a value in another unit, or None without a value or for another quantity.

    >>> convert(0.05, "%", "ppm"), convert(68.0, "°F", "°C"), convert(1.0, "area%", "w/w%")
    (500.0, 20.0, None)
    """
    if value is None or unit == to:
        return value
    if unit in {"°C", "°F", "K"} and to in {"°C", "°F", "K"}:
        return _from_celsius(_to_celsius(value, unit), to)
    for factors in _FACTORS:
        if unit in factors and to in factors:
            return round(value * factors[unit] / factors[to], 12)
    return None


def _to_celsius(value: float, unit: str) -> float:
    return round((value - 32) / 1.8, 9) if unit == "°F" else round(value - 273.15, 9) if unit == "K" else value


def _from_celsius(value: float, unit: str) -> float:
    return round(value * 1.8 + 32, 9) if unit == "°F" else round(value + 273.15, 9) if unit == "K" else value
