"""Both ways between a product's page and its document: no value unprinted, no word or number from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from catalog.product.hazard.pictograms import NAMES
from catalog.product.hazard.texts import CREDIT
from catalog.product.hazard.words import hazard_words
from catalog.product.identifier_systems import SYSTEMS
from catalog.web.views import external_records, product, rendering
from catalog.web.views.offer import documents, prices
from catalog.web.views.offer.packs import AVAILABILITY_WORDS
from catalog.web.views.safety import LANGUAGE_NAMES
from tests.web.page_parts import AVAILABILITY, LOT_VERDICTS, folded, spaced
from tests.web.page_text import PageText

Json = dict[str, Any]

LEFT_OUT = {
    # What is printed in another form, which other tests hold against it.
    "weight_check.low": "the explanation names the interval where it matters",
    "weight_check.high": "the explanation names the interval where it matters",
    "specifications[].value": "printed as read, by typed_text",
    "specifications[].low": "printed as read, by typed_text",
    "specifications[].high": "printed as read, by typed_text",
    "specifications[].comparison": "printed as a sign, by typed_text",
    "properties[].low": "printed as read, by typed_text",
    "properties[].high": "printed as read, by typed_text",
    "properties[].comparison": "printed as a sign, by typed_text",
    "properties[].kind": "printed where the text does not say it",
    "lots[].values[].value": "printed in the supplier's words",
    "lots[].values[].unit": "printed in the supplier's words",
    "packs[].count": "the size says it",
    "packs[].amount": "the size says it",
    "packs[].unit": "the size says it",
    "packs[].remark": "the size says it",
    "packs[].prices[].from": "printed above one",
    "storage.low_c": "printed as a range, where both ends are known",
    "storage.high_c": "printed as a range, where both ends are known",
    "trade.hs_digits": "printed in groups, as stated",
    # What stands behind a word or a link.
    "storage.code": "a key for filters; the words are printed",
    "storage.conditions[]": "keys for filters; the words are printed",
    "names[].field": "where it was read; the provenance table has it in words",
    "identifiers[].field": "where it was read; the provenance table has it in words",
    "identifiers[].valid": "printed where it is false",
    "findings[].field": "the message names it",
    "evidence[].field": "the anchor of the row",
    "properties[].label": "the supplier's label; the property's name is printed, and the table of provenance has it",
    "compound.key": "where the link to the compound leads, unless that was merged or split",
    "trade.country_code": "the country is printed",
    # What a supplier stated, where the reading of it is printed and the evidence has both.
    "structure.stated": "the evidence has it",
    "identifiers[].stated": "the evidence has it where a rule is known",
    "lots[].stated": "printed value by value",
    "documents[].stated": "printed as title and link",
    "hazards.stated_signal_word": "the evidence has it",
    "hazards.stated_pictograms": "the evidence has it",
    "hazards.hazard_statements[].stated": "printed where it says more than the official text",
    "hazards.precautionary_statements[].stated": "printed where it says more than the official text",
    "findings[].stated": "the message quotes what it needs",
    "findings[].expected": "the message says it",
    # What is for machines, or for editors.
    "quality.points": "the grade is printed, with its reasons",
    "supplier.slug": "it stands in addresses only",
    "provenance.record": "printed for imports of which the run is known",
    "created_at": "the history has it",
    "content_hash": "for machines",
    "description.text": "printed paragraph by paragraph; withheld where somebody has to look at it first",
    "packs[].unit_price.amount": "printed for a unit that suits the packs; says nothing without a currency",
    "packs[].unit_price.unit": "likewise",
    "packs[].price_per.gram": "printed below the packs; says nothing without a currency",
    "packs[].price_per.mole": "likewise",
    "packs[].price_per.millilitre": "likewise",
    "packs[].price": "printed where no sum is read from it, without what availability and delivery time say",
    "availability": "printed with each pack, or where there is none",
    "discontinued": "the notice says so",
    "documents[].sha256": "for machines",
    "documents[].bytes": "printed rounded",
    "stated_formula": "the evidence has it",
    "weight_check.verdict": "printed as a verdict in words",
}
"""Values that the page does not print as they are, and why that is right."""

LEFT_OUT_BELOW = ("provenance.deliveries[]", "provenance.fields", "hazards.stated.")
"""Provenance is printed field by field, in words; stated hazards stand in the evidence."""

WORDED: dict[str, Callable[[Any], str]] = {
    "supplier.name": lambda name: "" if name == "House" else name,
    "status": lambda word: "" if word == "published" else word,
    "evidence[].verdict": lambda word: rendering.VERDICT_WORDS[word],
    "lots[].values[].verdict": lambda word: LOT_VERDICTS[word] if word == "outside" else "",
    "packs[].availability": lambda word: AVAILABILITY[word],
    "packs[].unit_price.currency": lambda word: word or "",
    "packs[].prices[].amount": spaced,
    "names[].kind": lambda kind: "" if kind in ("name", "synonym", "translation") else kind,
    "description.status": lambda word: word if word == "withheld" else "",
    "hazards.pictograms[]": NAMES.__getitem__,
    # A code of another system stands among the identifiers, and there without the system's name.
    "synonyms[]": lambda text: re.sub("^UNII-?", "", text),
    "updated_at": lambda time: time[:10],
    "storage.sensitivity[]": lambda harm: f"sensitive to {harm}",
}
"""How the page words a value that it does not print as it is."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_TEMPLATES = Path(rendering.__file__).parent / "templates"
_PRINTED = ("product.html", "product_*.html", "_report_form.html", "_safety.html")


def leaves(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its path, ``[]`` for a member of a list; None is no value."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member, f"{path}[]")
    elif value is not None:
        yield path, value


def unprinted(document: Json, page: PageText) -> list[str]:
    """Values of a document that its page neither prints nor may leave out."""
    said = page.by_id["content"].replace("\u2212", "-")
    shown = [said, *(text for section in page.sections.values() for text in (*section.pictures, *section.links))]
    return [
        f"{path}: {value!r}"
        for path, value in leaves(document)
        if path not in LEFT_OUT and not path.startswith(LEFT_OUT_BELOW)
        if not any(folded(WORDED.get(path, str)(value)) in text for text in shown)
    ]


def from_elsewhere(page: PageText, *documents: object) -> set[str]:
    """Words and numbers that a page prints, and that neither the API says, values and names, nor its templates."""
    said = {word for document in documents for leaf in leaves(document) for part in leaf for word in _words(part)}
    # The formula may be as the supplier writes it; another test reads it again.
    return words(page.by_id["content"]) - said - words(page.by_id.get("formula", "")) - _furniture()


def words(text: str) -> set[str]:
    """The words and numbers of a text, without case."""
    return {word.casefold() for word in _WORD.findall(text)}


def _words(value: object) -> set[str]:
    """Those of a value, and of a number as it is printed when it is read: ``99.0`` is ``99``."""
    if isinstance(value, float):
        return words(f"{value} {value:.6g} {round(value)}")
    return words(str(value))


@cache
def _furniture() -> set[str]:
    """The words that the templates and what they print words with hold themselves."""
    files = [file for pattern in _PRINTED for file in _TEMPLATES.glob(pattern)]
    texts = [re.sub(r"<[^>]*>", " ", file.read_text(encoding="utf-8")) for file in files]
    worded = (product, prices, documents, external_records)
    texts += [Path(str(module.__file__)).read_text(encoding="utf-8") for module in worded]
    texts += [
        *(system.called for system in SYSTEMS),
        *rendering.VERDICT_WORDS.values(),
        *rendering.LOT_WORDS.values(),
        *LANGUAGE_NAMES.values(),
        *AVAILABILITY_WORDS.values(),
        *hazard_words("en").values(),
        CREDIT,
    ]
    return words(" ".join(texts))
