"""How chemistry is written on a page: subscripts in formulas, and JSON that cannot break out of a script element."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape


def formula_html(text: str) -> Markup:
    """A formula with real subscripts: digits that follow an element or a bracket; a charge at the end is raised.

    >>> str(formula_html("CuSO4·5H2O")), str(formula_html("H4N+")), str(formula_html("O4S-2"))
    ('CuSO<sub>4</sub>·5H<sub>2</sub>O', 'H<sub>4</sub>N<sup>+</sup>', 'O<sub>4</sub>S<sup>2-</sup>')
    """
    body, charge = _split_charge(text)
    parts: list[str] = []
    before = ""
    for run in _runs(body):
        is_count = run[0].isdigit() and bool(before) and (before[-1].isalpha() or before[-1] in ")]")
        parts.append(f"<sub>{escape(run)}</sub>" if is_count else str(escape(run)))
        before = run
    raised = f"<sup>{escape(charge)}</sup>" if charge else ""
    return Markup("".join(parts) + raised)  # noqa: S704  # Every part was escaped above.


def _split_charge(text: str) -> tuple[str, str]:
    """Part a formula from the charge at its end: ``SO4-2`` (as we write it), ``[SO4]2-`` or ``NO3-``."""
    body = text.rstrip("0123456789")
    if body.endswith(("+", "-")) and body != text:
        return body[:-1], text[len(body) :] + body[-1]
    if not text.endswith(("+", "-")):
        return text, ""
    bracket = text.rfind("]", 0, -1)
    inside = text[bracket + 1 : -1]
    return (text[: bracket + 1], inside + text[-1]) if bracket >= 0 and inside.isdigit() else (text[:-1], text[-1])


def _runs(text: str) -> list[str]:
    """Split a text into runs of digits (with a decimal point inside) and runs of everything else."""
    runs: list[str] = []
    for index, char in enumerate(text):
        inside = char == "." and runs and runs[-1][-1].isdigit() and text[index + 1 : index + 2].isdigit()
        is_digit = char.isdigit() or bool(inside)
        if runs and runs[-1][0].isdigit() == is_digit:
            runs[-1] += char
        else:
            runs.append(char)
    return runs


def script_json(value: Mapping[str, Any]) -> Markup:
    r"""JSON for a script element: ``<``, ``>`` and ``&`` are written as escapes, so that nothing can end the element.

    >>> str(script_json({"name": "</script>"}))
    '{"name": "\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # What could end the element was escaped above.
