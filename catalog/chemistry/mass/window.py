"""Mass ranges, as people write them from a spectrum: ``478.0803±5ppm``."""

from __future__ import annotations

import math
from typing import NamedTuple

from catalog.errors import InvalidValue

USUAL_PPM = 5.0
"""The default tolerance: the one that most journals require of an exact mass."""
LARGEST = 1_000_000.0
"""Da: the largest mass in a search."""
_SIGNS = ("+/-", "+-", "±")
_UNITS = {"ppm": 1e-6, "mda": 1e-3, "da": 1.0, "u": 1.0, "amu": 1.0}
_MOST_DIGITS = 20


class MassWindow(NamedTuple):
    """Monoisotopic masses in Da, both ends included.

    Attributes:
        low: the lowest mass.
        high: the highest mass.
    """

    low: float
    high: float


def read_mass_window(text: str) -> MassWindow:
    """Read a mass with its tolerance in ppm, mDa or Da (``±``, ``+-`` or ``+/-`` between); the default is 5 ppm.

    Raises:
        InvalidValue: it cannot be read.

    >>> [round(end, 4) for end in read_mass_window("478.0803 ± 5 ppm")]
    [478.0779, 478.0827]
    >>> [round(end, 4) for end in read_mass_window("180.0423+/-2mDa")]
    [180.0403, 180.0443]
    """
    mass_text, tolerance_text = text, ""
    for sign in _SIGNS:
        if sign in text:
            mass_text, _sign, tolerance_text = text.partition(sign)
            break
    mass = _number(_without_unit(mass_text.strip(), "da"), "the mass", text)
    if not 0 < mass <= LARGEST:
        raise InvalidValue(f"A mass must be above 0 and at most {LARGEST:,.0f} Da.", stated=text)
    tolerance = mass * USUAL_PPM * 1e-6 if mass_text is text else _tolerance(tolerance_text.strip(), mass, text)
    return MassWindow(mass - tolerance, mass + tolerance)


def has_tolerance(text: str) -> bool:
    """Tell whether a tolerance is stated, which marks the number as a mass."""
    return any(sign in text for sign in _SIGNS)


def _tolerance(tolerance: str, mass: float, text: str) -> float:
    lower = tolerance.lower()
    unit = next((unit for unit in _UNITS if lower.endswith(unit)), None)
    if unit is None:
        raise InvalidValue("The tolerance needs a unit: ppm, mDa or Da.", stated=text)
    number = _number(tolerance[: -len(unit)].strip(), "the tolerance", text)
    da = number * _UNITS[unit] * (mass if unit == "ppm" else 1.0)
    if not 0 <= da <= mass:
        raise InvalidValue("The tolerance is larger than the mass.", stated=text)
    return da


def _without_unit(text: str, unit: str) -> str:
    return text[: -len(unit)].strip() if text.lower().endswith(unit) else text


def _number(text: str, what: str, stated: str) -> float:
    whole, _point, decimals = text.partition(".")
    digits = whole + decimals
    if not digits or len(digits) > _MOST_DIGITS or not (digits.isascii() and digits.isdigit()):
        message = (
            f"{text!r} is not a number. Write {what} like 478.0803±5ppm."
            if text
            else (f"A number is missing: {what}. Write it like 478.0803±5ppm.")
        )
        raise InvalidValue(message, stated=stated)
    value = float(f"{whole or 0}.{decimals or 0}")
    return value if math.isfinite(value) else LARGEST + 1
