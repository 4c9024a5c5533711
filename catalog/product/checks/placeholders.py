"""Words that suppliers write into a field for which a product has no value."""

from __future__ import annotations

import re

_DIGIT = re.compile(r"[0-9]")
"""None of the words has one, and nearly every stated fact that is looked at has."""

_PLACEHOLDERS = frozenset(
    {
        "-", "--", "---", "–", "—", ".", "/", "?", "*",
        "n/a", "n.a.", "n.a", "na", "#n/a", "n/d", "n.d.", "nd", "n/k", "none", "nil", "null", "nan", "tbd", "tba",
        "unknown", "undefined", "unspecified", "not available", "not applicable", "not assigned", "not determined",
        "not specified", "not known", "not listed", "not given", "no data", "no data available", "pending",
        "proprietary", "confidential", "trade secret", "see sds", "无", "暂无",
    }
)  # fmt: skip


def is_placeholder(stated: str) -> bool:
    """Tell whether the text is blank or a placeholder such as ``N/A``.

    Element symbols such as ``Na`` are not placeholders.

    >>> is_placeholder("N/A"), is_placeholder("NA"), is_placeholder("Na"), is_placeholder(" ")
    (True, True, False, True)
    """
    if _DIGIT.search(stated):
        return False
    text = " ".join(stated.strip(" \t\r\n\u00a0\u200b\ufeff()[]").split())
    return not text or (text.casefold() in _PLACEHOLDERS and text not in {"Na", "Nd"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KINDS = _words(
    "mixture mixtures polymer polymers polymeric copolymer oligomer resin protein proteins peptide "
    "peptides enzyme antibody oligonucleotide nucleotide dna rna polysaccharide various varies vary "
    "variable several multiple natural product products extract extracts oil unlisted uvcb complex blend "
    "compound composite alloy solution high low mass molecular weight undefined unspecified indefinite "
    "indeterminate substance substances isomers isomer of and or a the not listed applicable available "
    "defined disclosed determined assigned stated see label lot specific dependent biological material "
    "botanical source plant kit reagent media medium buffer glass ceramic no cas number formula structure "
    "smiles na none proprietary confidential secret trade inorganic organic compounds"
)
"""Words for kinds of products that have no formula, weight, CAS RN or structure of their own."""
_SHORTEST = 3
"""Letters of the longest of the words. ``No`` and ``In`` are elements."""
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"[^\W\d_][a-zà-ÿ]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}")
_TIED = re.compile(r"[A-Za-z][0-9]|[0-9][A-Za-z]|[)\]][A-Za-z0-9]|[=#@\\\[{]|[A-Za-z]\(")
"""Letters tied to digits or brackets: a formula, a structure or a number, however wrong."""


def says_no_value(stated: str) -> bool:
    """Tell whether the text says that the product is of a kind without such a value: ``Mixture``, ``UVCB``.

    >>> says_no_value("Natural product"), says_no_value("Various"), says_no_value("Caffeine")
    (True, True, False)
    """
    if _DIGIT.search(stated):
        return False
    words = _WORD.findall(stated)
    return max(map(len, words), default=0) >= _SHORTEST and _KINDS.issuperset(word.casefold() for word in words)


def is_wording(stated: str) -> bool:
    """Tell whether a text that cannot be read as a value is words: ``Caffeine``, ``single-chain 14.3 kDa``.

    >>> is_wording("Caffeine"), is_wording("single-chain 14.3 kDa"), is_wording("C6H5Zq"), is_wording("Zn(acetate)2")
    (True, True, False, False)
    """
    return says_no_value(stated) or (_LONG_WORD.search(stated) is not None and _TIED.search(stated) is None)
