"""Filler: what a shop's program writes in place of a description: "lorem ipsum", "please log in to see prices"."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_LEAST_SHARE = 0.5
"""The share of filler in a text, by characters. A right description can end with a shop's sentence."""
_LONGEST = 2000
"""The most characters that are read. Filler is short, and a long text is a description."""
_ANYWHERE = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b|\bblindtext\b", re.IGNORECASE)
_SENTENCES = re.compile(r"[^.!?。！？\n|]+[.!?。！？]*")


def is_filler(text: str) -> bool:
    """Tell whether a text is mostly filler.

    >>> is_filler("Lorem ipsum dolor sit amet, consectetur."), is_filler("Please log in to see prices.")
    (True, True)
    >>> is_filler("White powder, soluble in ethanol and in hot water. Add to cart."), is_filler("请登录后查看价格")
    (False, True)
    """
    if _ANYWHERE.search(text[:_LONGEST]):
        return True
    if len(text) > _LONGEST:
        return False
    sentences = [sentence.strip() for sentence in _SENTENCES.findall(text) if sentence.strip()]
    filler = sum(len(sentence) for sentence in sentences if _phrase().search(sentence))
    return filler > 0 and filler >= _LEAST_SHARE * sum(map(len, sentences))


@cache
def _phrase() -> re.Pattern[str]:
    lines = (files(__package__) / "filler_phrases.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(line for line in lines if not line.startswith("#")), re.IGNORECASE)
