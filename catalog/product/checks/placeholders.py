"""Words that suppliers write into an empty field."""

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
