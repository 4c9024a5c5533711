"""What a list shows of each product: its name with the searched words marked, its assay, its packs in short."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from catalog.product.folding import fold
from catalog.product.pictograms import NAMES
from catalog.store.listing import Page
from catalog.web.typography import name_html

SHORTEST_MARKED = 2
"""Words of fewer letters are not marked: they stand in nearly every name."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One product in a list.

    Attributes:
        product: its document.
        name: its name, searched words marked.
        also: the synonym that holds the searched words, marked, where the name does not hold them.
        assay: the promised assay as stated.
        packs: its packs in short: ``3 packs from 25 g``.
        pictograms: the hazard pictograms, each with its code and its name.
        similarity: Tanimoto coefficient, where that was asked.
    """

    product: dict[str, Any]
    name: Markup
    also: Markup | None
    assay: str | None
    packs: str | None
    pictograms: tuple[tuple[str, str], ...]
    similarity: float | None


def result_rows(page: Page, words: str | None) -> list[ResultRow]:
    """The rows of a page; ``words`` are those that were searched for, if any were."""
    scores: Sequence[float | None] = page.similarities or (None,) * len(page.items)
    pairs = zip(page.items, scores, strict=True)
    return [result_row(json.loads(item.body), words, score) for item, score in pairs]


def result_row(product: dict[str, Any], words: str | None = None, similarity: float | None = None) -> ResultRow:
    """One row of a list."""
    name = marked(product["name"], words)
    is_marked = "<mark>" in name
    also = None if words is None or is_marked else _synonym(product["synonyms"], words)
    name = name if is_marked else name_html(product["name"])
    packs = packs_text(product["packs"])
    return ResultRow(product, name, also, assay_text(product), packs, pictograms_of(product), similarity)


def pictograms_of(product: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The hazard pictograms of a product, each with its code and its name."""
    codes = (product["hazards"] or {}).get("pictograms") or ()
    return tuple((code, NAMES[code]) for code in codes if code in NAMES)


def _synonym(synonyms: Sequence[str], words: str) -> Markup | None:
    wanted = fold(words).split()
    fitting = (text for text in synonyms if all(word in fold(text) for word in wanted))
    found = next(fitting, None) if wanted else None
    return None if found is None else marked(found, words)


def marked(text: str, words: str | None) -> Markup:
    """A text with the beginnings of words that were searched for in ``mark`` elements.

    >>> str(marked("2-Acetoxybenzoic acid <b>", "ACID acetoxy"))
    '2-<mark>Acetoxy</mark>benzoic <mark>acid</mark> &lt;b&gt;'
    """
    wanted = sorted({w for w in re.split(r"\W+", words or "") if len(w) >= SHORTEST_MARKED}, key=len, reverse=True)
    if not wanted:
        return escape(text)
    pattern = re.compile(r"(?<![^\W\d_])(" + "|".join(map(re.escape, wanted)) + ")", re.IGNORECASE)
    parts = pattern.split(text)
    written = (f"<mark>{escape(part)}</mark>" if index % 2 else str(escape(part)) for index, part in enumerate(parts))
    return Markup("".join(written))  # noqa: S704  # Every part was escaped above.


def assay_text(product: dict[str, Any]) -> str | None:
    """The promised assay as the supplier states it; None where none is stated."""
    stated = (row["text"] for row in product["specifications"] if row["test"] in ("Assay", "Purity"))
    return next(stated, None)


def packs_text(packs: Sequence[dict[str, Any]]) -> str | None:
    """The packs of a product in a few words; None where there are none.

    >>> packs_text([{"size": "5 g", "price": None}]), packs_text([{"size": "5 g"}, {"size": "25 g"}])
    ('5 g', '5 g, 25 g')
    >>> packs_text([{"size": s} for s in ("1 g", "5 g", "25 g", "100 g")])
    '1 g to 100 g (4 packs)'
    >>> packs_text([{"size": "5 g", "prices": [{"from": 1, "amount": "12.50", "currency": "EUR"}]}, {"size": "25 g"}])
    '5 g, 25 g; from 12.50 EUR'
    """
    sizes = [str(pack["size"]) for pack in packs]
    if not sizes:
        return None
    shown = ", ".join(sizes) if len(sizes) <= 3 else f"{sizes[0]} to {sizes[-1]} ({len(sizes)} packs)"
    first = next((pack["prices"][0] for pack in packs if pack.get("prices")), None)
    return shown if first is None else f"{shown}; from {first['amount']} {first['currency']}"
