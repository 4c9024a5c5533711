"""Markup in texts of suppliers: tags, entities and marks of databases become the characters that chemists write.

A name has no markup of its own, since pages set it in italics and small capitals by its parts. Sub- and superscripts
become the characters of Unicode where all of them exist; searches read these as plain digits.
"""

from __future__ import annotations

import html
import re

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_NAMES = "|".join(_GREEK)
_LOWERED = str.maketrans("0123456789+-−=()aehklmnoprstx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕₖₗₘₙₒₚᵣₛₜₓ")
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_BREAK = re.compile(r"\s*<(?:br|/p|/div|/li|/tr|/h[1-6])\s*/?>\s*", re.IGNORECASE)
_SHIFTED = re.compile(r"<(sub|sup)(?:\s[^<>]{0,200})?>([^<>]{0,40})</\1\s*>", re.IGNORECASE)
_GREEK_TAG = re.compile(rf"<greek>\s*({_NAMES})\s*</greek>|<({_NAMES})\s*/>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|small|big|sub|sup|greek|span|font|a|p|br|div|ul|ol|li|table|tbody|tr|td|th|h[1-6]|tt|sc|wbr|nobr"
    r"|italic|bold|stereo|locant|ital|smallcaps|scp)(?:\s[^<>]{0,300})?\s*/?>",
    re.IGNORECASE,
)
_MARK = re.compile(r"~\{([^{}]{1,20})\}|''([A-Za-z0-9]{1,6})''|(?<![\w*])\*([A-Za-z]{1,5})\*(?=[-,)\]]|$)")
"""Italics as in the PDB (``~{N}``), in wikis, and in Markdown."""
_GREEK_WORD = re.compile(rf"(?<![A-Za-z.])\.({_NAMES})\.|\$?\\({_NAMES})\b\$?|\{{({_NAMES})\}}", re.IGNORECASE)
"""Greek letters as in lists of the EPA and NIST (``.alpha.``), in TeX, and in brackets."""
_HINTS = ("<", "&", "~{", "''", "*", "\\", "{", ".")


def without_markup(text: str) -> str:
    """Return a text without markup. Signs such as ``<`` before a number are left.

    >>> without_markup("<i>N</i>-Acetyl-<small>L</small>-cysteine"), without_markup("&alpha;-Pinene")
    ('N-Acetyl-L-cysteine', 'α-Pinene')
    >>> without_markup("<greek>beta</greek>-Carotene"), without_markup("~{N}-methyl"), without_markup(".alpha.-Pinene")
    ('β-Carotene', 'N-methyl', 'α-Pinene')
    >>> without_markup("CO<sub>2</sub>, 10<sup>-3</sup>"), without_markup("water <5 %, R&D, a<b>c")
    ('CO₂, 10⁻³', 'water <5 %, R&D, ac')
    """
    if not any(hint in text for hint in _HINTS):
        return text
    clean = text
    for _ in range(2):
        # Exports of web shops are sometimes escaped twice.
        clean = _ENTITY.sub(lambda entity: html.unescape(entity[0]), clean) if "&" in clean else clean
    if "<" in clean:
        clean = _BREAK.sub("\n", clean)
        clean = _GREEK_TAG.sub(_letter, clean)
        clean = _SHIFTED.sub(_shifted, clean)
        clean = _TAG.sub("", clean)
    clean = _GREEK_WORD.sub(_letter, clean)
    clean = _MARK.sub(lambda mark: next(filter(None, mark.groups())), clean)
    return clean if clean == text else clean.strip()


def _letter(found: re.Match[str]) -> str:
    name = next(filter(None, found.groups()))
    letter = _GREEK[name.lower()]
    return letter.upper() if name[0].isupper() else letter


def _shifted(found: re.Match[str]) -> str:
    """Return a sub- or superscript in its characters, or plain if one of them does not exist."""
    text = found[2].strip()
    moved = text.translate(_LOWERED if found[1].lower() == "sub" else _RAISED)
    return moved if all(old != new for old, new in zip(text, moved, strict=True)) else text
