"""Converting values between units of the same quantity.

Only units with a ratio that is exact by definition and needs no property of the substance. A percentage of unknown
basis is not read as one of area, and a percentage of mass not as one of volume.
"""

from __future__ import annotations

from catalog.product.specification.units import PERCENTAGES

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
"""Units of one kind, each with its size in a common unit. The conventional millimetre of mercury is
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


BASE_UNITS = ("%", "°C", "g/mL", "mol/L", "U/mg", "nm", "Da", "hPa", "μS/cm")
"""The unit of each kind for comparing numbers."""


def in_base_unit(value: float, unit: str | None) -> tuple[float, str | None]:
    """Return a value in the base unit of its kind, and that unit. Without a base unit, return both unchanged.

    Percentages of any basis are per cent: a search for a share accepts the supplier's basis.

    >>> in_base_unit(1000.0, "ppm"), in_base_unit(248.0, "°F"), in_base_unit(99.0, "area%"), in_base_unit(7.0, None)
    ((0.1, '%'), (120.0, '°C'), (99.0, '%'), (7.0, None))
    """
    if unit in PERCENTAGES:
        return value, "%"
    if unit is not None:
        for base in BASE_UNITS:
            converted = convert(value, unit, base)
            if converted is not None:
                return converted, base
    return value, unit


def _to_celsius(value: float, unit: str) -> float:
    return round((value - 32) / 1.8, 9) if unit == "°F" else round(value - 273.15, 9) if unit == "K" else value


def _from_celsius(value: float, unit: str) -> float:
    return round(value * 1.8 + 32, 9) if unit == "°F" else round(value + 273.15, 9) if unit == "K" else value
