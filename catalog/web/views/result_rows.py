"""The rows of a list: each product's name with the searched words marked, and its offer in short; alone, or with the
other offers of its compound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape

from catalog.product.hazard.pictograms import NAMES
from catalog.product.offer.pack_sizes import read_pack_size
from catalog.product.text.marking import Place, SearchedWords, holds_all, matched_places, searched_words
from catalog.store.reading.listing import CompoundOffers, Page
from catalog.web.views.offer.offers import OfferWords, offer_words
from catalog.web.views.typography import name_html


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One product in a list.

    Attributes:
        product: its document.
        name: its name, with the searched words marked.
        also: a synonym with the searched words, marked, if the name does not contain them.
        assay: the promised assay as stated.
        packs: its packs in short: ``3 packs from 25 g``.
        offer: its prices and availability in words.
        pictograms: the hazard pictograms, each with its code and its name.
        similarity: the Tanimoto coefficient, if similarity was asked for.
        offers: in a list by compound, the offers of its compound, with its own.
        total: how many offers its compound has in this list.
        compound: the key of its compound in a list by compound, or None.
    """

    product: dict[str, Any]
    name: Markup
    also: Markup | None
    assay: str | None
    packs: str | None
    offer: OfferWords
    pictograms: tuple[tuple[str, str], ...]
    similarity: float | None
    offers: tuple[ResultRow, ...] = ()
    total: int = 1
    compound: str | None = None


OFFERS = 3
"""The most offers of a compound that a list shows. Its own page has all of them."""


def result_rows(page: Page, words: str | None) -> list[ResultRow]:
    """Return the rows of a page. ``words`` are the searched words, if any."""
    scores: Sequence[float | None] = page.similarities or (None,) * len(page.items)
    pairs = zip(page.items, scores, strict=True)
    rows = [result_row(item.document, words, score) for item, score in pairs]
    if page.offers is None:
        return rows
    return [_with_offers(row, offers) for row, offers in zip(rows, page.offers, strict=True)]


def _with_offers(row: ResultRow, found: CompoundOffers) -> ResultRow:
    offers = tuple(result_row(one.document) for one in found.products[:OFFERS])
    return replace(row, offers=offers, total=found.total, compound=found.compound)


def result_row(product: dict[str, Any], words: str | None = None, similarity: float | None = None) -> ResultRow:
    """Return one row of a list."""
    wanted = searched_words(words or "")
    places = matched_places(product["name"], wanted)
    name = mark_places(product["name"], places) if places else name_html(product["name"])
    also = _synonym(product["synonyms"], wanted) if wanted.words and not holds_all(product["name"], wanted) else None
    packs = packs_text(product["packs"])
    offer = offer_words(product)
    return ResultRow(product, name, also, assay_text(product), packs, offer, pictograms_of(product), similarity)


def pictograms_of(product: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the hazard pictograms of a product, each with its code and its name."""
    codes = (product["hazards"] or {}).get("pictograms") or ()
    return tuple((code, NAMES[code]) for code in codes if code in NAMES)


def _synonym(synonyms: Sequence[str], wanted: SearchedWords) -> Markup | None:
    found = next((text for text in synonyms if holds_all(text, wanted)), None)
    return None if found is None else mark_places(found, matched_places(found, wanted))


def mark_places(text: str, places: Iterable[Place]) -> Markup:
    """Return a text with some places in ``mark`` elements.

    >>> str(mark_places("2-Acetoxybenzoic acid <b>", [(2, 9), (17, 21)]))
    '2-<mark>Acetoxy</mark>benzoic <mark>acid</mark> &lt;b&gt;'
    """
    parts: list[Markup] = []
    before = 0
    for start, end in places:
        parts += [escape(text[before:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        before = end
    return Markup("").join([*parts, escape(text[before:])])


def assay_text(product: dict[str, Any]) -> str | None:
    """Return the promised assay as the supplier states it, or None."""
    stated = (row["text"] for row in product["specifications"] if row["test"] in ("Assay", "Purity"))
    return next(stated, None)


def packs_text(packs: Sequence[dict[str, Any]]) -> str | None:
    """Return the packs of a product in a few words, or None if it has none.

    >>> packs_text([{"size": "5 g", "price": None}]), packs_text([{"size": "5 g"}, {"size": "25 g"}])
    ('5 g', '5 g, 25 g')
    >>> packs_text([{"size": s} for s in ("1 g", "5 g", "25 g", "100 g")])
    '1 g to 100 g (4 packs)'
    >>> packs_text([{"size": s} for s in ("25 g", "100 g", "500 g", "10 mM * 1 mL in H2O")])
    '25 g to 500 g (4 packs)'
    >>> packs_text([{"size": s} for s in ("1 g", "5 mL", "kit A", "kit B")])
    '4 packs'
    """
    sizes = [str(pack["size"]) for pack in packs]
    if not sizes:
        return None
    return ", ".join(sizes) if len(sizes) <= 3 else _range_text(sizes)


def _range_text(sizes: Sequence[str]) -> str:
    """Return many packs as a range of the commonest kind of size (mass, volume or number)."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for text in sizes:
        size = read_pack_size(text)
        if size is not None:
            kinds[size.base].append(text)
    commonest = max(kinds.values(), key=len, default=[])
    count = f"{len(sizes)} packs"
    return f"{commonest[0]} to {commonest[-1]} ({count})" if len(commonest) > 1 else count
