"""Read the notation for optical measurements and densities: ``[α]20/D``, ``nD20``, ``d20/4``.

The number is the temperature in °C, D is the sodium line at 589.3 nm. The second number of a density is the temperature
of the water for comparison. International Union of Pure and Applied Chemistry, Quantities, Units and Symbols in
Physical Chemistry (the Green Book), 3rd edition, section 2.8.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.specification.scanner import Token

_SYMBOLS = {"α": "α", "a": "α", "alpha": "α", "n": "n", "d": "d"}
_GLUED = {"αd": "α", "ad": "α", "nd": "n"}


def read_optics(tokens: Sequence[Token], at: int, expected: str | None) -> tuple[str, int] | None:
    """Return the conditions in the notation, such as ``20 °C, D``, and the place after it.

    ``expected`` is the symbol of the test: ``α``, ``n`` or ``d``. Return None for another notation.

    >>> from catalog.product.specification.scanner import tokenize
    >>> read_optics(tokenize("[α]20/D +25"), 0, "α")
    ('20 °C, D', 6)
    >>> read_optics(tokenize("nD20 1.4960"), 0, "n")
    ('20 °C, D', 2)
    >>> read_optics(tokenize("d20/4 1.05"), 0, "d")
    ('20/4 °C', 4)
    >>> read_optics(tokenize("dried"), 0, "d")
    """
    if expected is None:
        return None
    symbol, line, at, in_brackets = _symbol(tokens, at)
    if symbol != expected:
        return None
    start = at
    temperatures: list[str] = []
    while at < len(tokens):
        token = tokens[at]
        if token.key == "d" and not line:
            line = "D"
        elif _is_temperature(tokens, at, glued=at == start or tokens[at - 1].end == token.start):
            temperatures.extend(_split(token.key))
        elif not (token.key in {"/", "°", "c"} and temperatures) and not (token.key == "/" and line):
            break
        at += 1
    if not in_brackets and not (temperatures if symbol == "d" else line):
        return None
    degrees = "/".join(temperatures[:2]) + " °C" if temperatures else ""
    return ", ".join(part for part in (degrees, line) if part), at


def _symbol(tokens: Sequence[Token], at: int) -> tuple[str | None, str, int, bool]:
    """Return the symbol, the line if it is part of the same word, the place after, and whether it has brackets."""
    if at >= len(tokens):
        return None, "", at, False
    key = tokens[at].key
    if key == "[" and at + 2 < len(tokens) and tokens[at + 1].key in {"α", "a", "alpha"} and tokens[at + 2].key == "]":
        return "α", "", at + 3, True
    if key in _GLUED:
        return _GLUED[key], "D", at + 1, False
    return _SYMBOLS.get(key), "", at + 1, False


def _is_temperature(tokens: Sequence[Token], at: int, *, glued: bool) -> bool:
    """Tell whether a number is a temperature: it touches the notation, or a number follows: ``[α]D 20 +25``."""
    token = tokens[at]
    if not token.is_number or not token.key.isdecimal() or len(token.key) > 3:
        return False
    if glued and tokens[at - 1].end == token.start:
        return True
    follower = next((other for other in tokens[at + 1 : at + 5] if other.key not in {"/", "°", "c", "d"}), None)
    return follower is not None and (follower.is_number or follower.key in {"+", "-", "=", ":"})


def _split(key: str) -> tuple[str, ...]:
    """Separate the figures of ``d₄²⁰``, which harmonizing joins. Other numbers stay."""
    return (key[1:], key[0]) if len(key) == 3 and key[0] == "4" else (key,)
