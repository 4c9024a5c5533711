"""Filler: what a shop's program writes in place of a description: "lorem ipsum", "please log in to see prices"."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_LEAST_SHARE = 0.5
"""The share of filler in a text, by characters. A right description can end with a shop's sentence."""
_LONGEST = 2000
"""The most characters that are read. Filler is short, and a long text is a description."""
_SENTENCES = re.compile(r"[^.!?。！？\n|]+[.!?。！？]*")
_EMPTY_WORDS = frozenset({"tbd", "tba", "test", "todo", "n/a", "na", "null", "none", "undefined", "nan", "xxx", "xxxx"})
"""With one of these words alone a text says nothing."""


def is_filler(text: str) -> bool:
    """Tell whether a text is mostly filler.

    >>> is_filler("Lorem ipsum dolor sit amet, consectetur."), is_filler("Please log in to see prices.")
    (True, True)
    >>> is_filler("White powder, soluble in ethanol and in hot water. Add to cart."), is_filler("请登录后查看价格")
    (False, True)
    """
    lowered = text[: _LONGEST + 1].lower()
    if len(lowered) > _LONGEST:
        return False
    if lowered.strip(" .!-*") in _EMPTY_WORDS:
        return True
    patterns = [pattern for word, pattern in _phrases() if word in lowered]
    if not patterns:
        return False
    sentences = [sentence.strip() for sentence in _SENTENCES.findall(lowered) if sentence.strip()]
    filler = sum(len(sentence) for sentence in sentences if any(pattern.search(sentence) for pattern in patterns))
    return filler > 0 and filler >= _LEAST_SHARE * sum(map(len, sentences))


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = (files(__package__) / "filler_phrases.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple([(word, re.compile(pattern, re.IGNORECASE)) for word, pattern in rows])
