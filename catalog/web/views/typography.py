"""Typography of chemistry: names, formulas with subscripts, and JSON that cannot end its script element."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

_SMALL = r"(?<![^\s\-,(\[{])(?:DL|D|L)(?=-[A-Za-z(\[])"
"""Configuration by reference to glyceraldehyde: small capitals (IUPAC 2013 recommendations, P-102.3.2)."""

_STEREO = r"(?<=[(\[,])\s?[0-9]*[a-z]?'*(?:RS|SR|[RSEZrs])\*?(?=[,)\]])"
"""A stereodescriptor in its parentheses, with its locant: (2R,3S), (E), (4aR*) (P-91.2.1.1)."""

_WORD = (
    r"(?<![A-Za-z0-9])(?:cis|trans|tert|sec|syn|anti|endo|exo|rac|rel|meso|ortho|meta|para|[ompnst])(?=-[A-Za-z0-9(\[])"
)
"""Prefixes in italics (P-14.5.1, P-14.3.1, P-93.1)."""

_ELEMENT = r"(?<![A-Za-z0-9'])(?:N|O|S)(?:[0-9]+|'+)?(?=(?:,(?:N|O|S)[0-9']*)*-[A-Za-z(\[])"
"""Letters that name the atom of a substituent: N,N-dimethyl (P-14.3.1)."""

_HYDROGEN = r"(?<=[0-9])H(?=[,\-)\]][A-Za-z0-9(\[\-]?)"
"""Indicated hydrogen: 1H-indole (P-14.7.1)."""

_NAME = re.compile(f"(?P<small>{_SMALL})|(?P<italic>{_STEREO}|{_WORD}|{_ELEMENT}|{_HYDROGEN})")
_LETTERS = re.compile(r"[A-Za-z]+(?=\*?$)")
NAME_CHARACTERS = 1_000
"""Longer names are printed unchanged."""


def name_html(text: str) -> Markup:
    """Return a chemical name in chemists' typography. The text that is read or copied stays the same.

    >>> str(name_html("N-acetyl-D-glucosamine"))
    '<i>N</i>-acetyl-<span class="small-cap">D</span>-glucosamine'
    >>> str(name_html("(2R,3E)-tert-butyl 1H-indole"))
    '(2<i>R</i>,3<i>E</i>)-<i>tert</i>-butyl 1<i>H</i>-indole'
    >>> str(name_html("D & L <b>"))
    'D &amp; L &lt;b&gt;'
    """
    if len(text) > NAME_CHARACTERS:
        return escape(text)
    parts: list[Markup] = []
    end = 0
    for found in _NAME.finditer(text):
        parts += [escape(text[end : found.start()]), _set(found)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _set(found: re.Match[str]) -> Markup:
    """Return one descriptor: in small capitals, or with italic letters and an upright locant."""
    if found.lastgroup == "small":
        return Markup('<span class="small-cap">{}</span>').format(found.group())
    text = found.group()
    letters = _LETTERS.search(text)
    is_stereo = text[0].isdigit() or text[0].isspace()
    if letters is None or not is_stereo:
        return Markup("<i>{}</i>").format(text)
    # The small letter of a locant such as 4a stays upright. The descriptor follows it.
    start = letters.start() + (letters.group()[0].islower() and len(letters.group()) > 1)
    return Markup("{}<i>{}</i>").format(text[:start], text[start:])


def formula_html(text: str) -> Markup:
    """Return a formula with subscripts: digits after an element or a bracket. A charge at the end is raised.

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
    """Split a formula from the charge at its end: ``SO4-2`` (as we write it), ``[SO4]2-`` or ``NO3-``."""
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
    r"""Return JSON for a script element. ``<``, ``>`` and ``&`` are escaped, so that nothing can end the element.

    >>> str(script_json({"name": "</script>"}))
    '{"name": "\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # Everything that could end the element is escaped above.


def css_text(text: str) -> Markup:
    r"""Return a text as a string of a style sheet. All but letters and digits are escaped (CSS Syntax 3, 4.3.7).

    >>> str(css_text("A-1")), str(css_text("\"}</style>"))
    ('"A\\2d 1"', '"\\22 \\7d \\3c \\2f style\\3e "')
    """
    escaped = "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):x} " for char in text)
    return Markup(f'"{escaped}"')  # noqa: S704  # Only letters, digits, blanks and backslashes are left.
