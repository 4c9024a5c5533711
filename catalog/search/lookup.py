"""Lookup of many identifiers: each is read like the search box, and answered in the given order.

What names a product outright (a catalog number, a CAS RN, an InChIKey, a whole name, any other identifier) is looked up
for all identifiers together; only the rest is read one by one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key
from catalog.product.checks.presence import has_broken
from catalog.product.identifier_keys import read_cas_rn
from catalog.product.identifier_texts import identifier_queries
from catalog.product.text.cell_escape import escape_cell
from catalog.product.text.folding import catalog_key, fold, greek_variants
from catalog.search.interpretation import Chemistry, Kind, QueryInterpretation, Relative
from catalog.search.interpreter import TextInterpreter
from catalog.search.pasted_text import bare_text, compact_number
from catalog.search.query import MAX_CHARACTERS, is_inchi_key, read_as_formula, words_of_identifier
from catalog.search.typed_structures import TypedStructures
from catalog.store.database import Transaction
from catalog.store.facts.identifier_index import identifier_types
from catalog.store.reader import Reader
from catalog.store.reading.batches import (
    KeyMatches,
    SupplierIds,
    products_by_cas_rns,
    products_by_formulas,
    products_by_identifiers,
    products_by_inchi_keys,
    products_by_names,
    products_by_numbers,
    products_by_references,
)
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
from catalog.store.suppliers import supplier_ids
from catalog.store.words.asked_together import words_of_no_name
from catalog.store.words.vocabulary import LONGEST, Vocabulary

PRODUCTS_EACH = 10
"""The largest number of products in the answer to one identifier. The search page shows all."""

SUMMARY_FIELDS = ("catalog_number", "name", "cas_rn", "hill_formula", "molecular_weight")
CSV_HEADER = ("input", "kind", "value", *SUMMARY_FIELDS, "supplier", "note", "suggestions", "relatives")


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """The result for one identifier.

    Attributes:
        text: the identifier as given.
        read_as: how it was read, or None if it is empty or too long.
        products: summaries of the products found.
        note: a note on the answer, such as a wrong check digit.
        suggestions: near misses in the catalog.
        relatives: products that are other forms of a missing one; the suggestions list them too.
    """

    text: str
    read_as: QueryInterpretation | None
    products: tuple[dict[str, Any], ...]
    note: str | None
    suggestions: tuple[str, ...] = ()
    relatives: tuple[Relative, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return it as the API writes it."""
        read_as = None if self.read_as is None else {"kind": self.read_as.kind, "value": self.read_as.value}
        return {
            "input": self.text,
            "read_as": read_as,
            "products": list(self.products),
            "note": self.note,
            "suggestions": list(self.suggestions),
            "relatives": [relative.document() for relative in self.relatives],
        }


def look_up(
    reader: Reader,
    identifiers: Sequence[str],
    chemistry: Chemistry,
    vocabulary: Vocabulary,
    suppliers: Sequence[str] = (),
) -> list[LookupAnswer]:
    """Answer each identifier, in order.

    Args:
        reader: reads the catalog.
        identifiers: texts of any kind.
        chemistry: runs computations for users.
        vocabulary: the catalog's words, to correct spelling.
        suppliers: slugs or names of suppliers; only their products are looked up. Empty for all.
    """
    of = supplier_ids(reader.transaction, suppliers) if suppliers else None
    outright = _ExactMatches(reader.transaction, list(dict.fromkeys(filter(_is_askable, identifiers))), of)
    structures = TypedStructures(reader, chemistry)
    answering = TextInterpreter(reader, vocabulary, structures, shows_some_words=False, suppliers=tuple(suppliers))
    answering.counted.update(dict.fromkeys(outright.fruitless(), 0))
    _pass_over_unheard_words(answering, outright.left)
    undecided = [text for text in outright.left if not answering.is_decided(text)]
    structures.read_ahead(undecided)
    found = _of_facts(answering, undecided, of)
    answering.count_words([text.strip() for text in undecided if not _is_fact(answering, text, found)])
    chosen = {text: answering.read(text)[1] for text in outright.left}
    fruitless = (one for one in chosen.values() if one.kind == "words" and not answering.count(one.wanted))
    answering.correct([reading.value for reading in fruitless])
    answers = {
        text: outright.answer(text)
        or (_answer(answering, text, chosen[text], found) if text in chosen else _refusal(text))
        for text in dict.fromkeys(identifiers)
    }
    return [answers[text] for text in identifiers]


def _pass_over_unheard_words(answering: TextInterpreter, texts: Sequence[str]) -> None:
    """Find the words of texts that are in no name, all of them together; a text with such a word finds nothing."""
    transaction, vocabulary = answering.reader.transaction, answering.vocabulary
    vocabulary.catch_up(transaction)
    words = {text: fold(text).split() for text in texts}
    unknown = {word for some in words.values() for word in some if len(word) > LONGEST or vocabulary.is_strange(word)}
    nowhere = words_of_no_name(transaction, unknown)
    answering.unheard.update((word, word in nowhere) for word in unknown)
    lost = (ProductFilter(words=text.strip()) for text in texts if not nowhere.isdisjoint(words[text]))
    answering.counted.update(dict.fromkeys(lost, 0))


def _of_facts(answering: TextInterpreter, texts: Sequence[str], of: SupplierIds) -> dict[ProductFilter, KeyMatches]:
    """Return the products of the texts' structures and formulas, by their filters, looked up together."""
    structures, transaction = answering.structures, answering.reader.transaction
    keys = {read.inchi_key for text in texts if (read := structures.of(text)) is not None and read.inchi_key}
    formulas = {some[0] for text in texts if len(some := _formula_keys(text)) == 1}
    by_key = products_by_inchi_keys(transaction, keys, PRODUCTS_EACH, of)
    by_formula = products_by_formulas(transaction, formulas, PRODUCTS_EACH, of)
    answering.counted.update((ProductFilter(inchi_key=key), 0) for key in keys - by_key.keys())
    answering.counted.update((ProductFilter(formula_keys=(key,)), 0) for key in formulas - by_formula.keys())
    found = {ProductFilter(inchi_key=key): some for key, some in by_key.items()}
    found |= {ProductFilter(formula_keys=(key,)): some for key, some in by_formula.items()}
    answering.counted.update((wanted, some.total) for wanted, some in found.items())
    return found


def _is_fact(answering: TextInterpreter, text: str, found: Mapping[ProductFilter, KeyMatches]) -> bool:
    """Tell whether products of the text's structure or formula were found."""
    structure = answering.structures.of(text)
    is_structure = structure is not None and ProductFilter(inchi_key=structure.inchi_key) in found
    return is_structure or ProductFilter(formula_keys=_formula_keys(text)) in found


def _formula_keys(text: str) -> tuple[str, ...]:
    """Return the Hill texts of every reading of a text as a formula."""
    reading = read_as_formula(text.strip())
    return () if reading is None else reading.wanted.formula_keys or ()


def answers_as_csv(answers: Iterable[LookupAnswer]) -> str:
    """Return the answers as CSV: a row for each product, or one row without. No spreadsheet runs a cell."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(CSV_HEADER)
    for answer in answers:
        reading = answer.read_as
        head = [answer.text, *(["", ""] if reading is None else [reading.kind, reading.value])]
        relatives = [f"{one.catalog_number}: {one.relation}" for one in answer.relatives]
        tail = [answer.note or "", " | ".join(answer.suggestions), " | ".join(relatives)]
        for product in answer.products or ({},):
            cells = [str(value) if (value := product.get(name)) is not None else "" for name in SUMMARY_FIELDS]
            cells.append(product["supplier"]["name"] if product else "")
            writer.writerow(map(escape_cell, [*head, *cells, *tail]))
    return stream.getvalue()


class _ExactMatches:
    """Products that identifiers name directly, for all identifiers at once, in the search box's order of meanings.

    Attributes:
        left: the identifiers that name none.
    """

    def __init__(self, transaction: Transaction, texts: Sequence[str], of: SupplierIds) -> None:
        cas_rns = {text: number for text in texts if (number := read_cas_rn(text)) is not None}
        keys = {text: key for text in texts if _is_whole_key(key := harmonize_inchi_key(text))}
        self._transaction, self._of = transaction, of
        self._read = [*((text, ProductFilter(cas_rn=number)) for text, number in cas_rns.items())]
        self._read += ((text, ProductFilter(inchi_key=key)) for text, key in keys.items())
        names = {text: greek_variants(fold(text)) for text in texts if text not in cas_rns and text not in keys}
        by_number = products_by_numbers(transaction, {catalog_key(text) for text in texts}, PRODUCTS_EACH, of)
        by_cas_rn = products_by_cas_rns(transaction, set(cas_rns.values()), PRODUCTS_EACH, of)
        by_key = products_by_inchi_keys(transaction, set(keys.values()), PRODUCTS_EACH, of)
        every_name = {name for variants in names.values() for name in variants}
        by_name = products_by_names(transaction, every_name, PRODUCTS_EACH, of)
        self._answers: dict[str, LookupAnswer] = {}
        for text, variants in names.items():
            self._keep(text, "words", text.strip(), next(filter(None, map(by_name.get, variants)), None))
        for text, key in keys.items():
            self._keep(text, "inchi_key", key, by_key.get(key))
        for text, number in cas_rns.items():
            self._keep(text, "cas_rn", number, by_cas_rn.get(number))
        for text in texts:
            self._keep(text, "catalog_number", text.strip(), by_number.get(catalog_key(text)))
        for text, match in products_by_references(transaction, texts, of).items():
            self._keep(text, "catalog_number", text.strip(), match)
        asked = {text: identifier_queries(text) for text in texts if text not in self._answers}
        kinds = identifier_types(transaction, asked)
        for text, found in products_by_identifiers(transaction, asked, PRODUCTS_EACH, of).items():
            self._keep(text, "identifier", words_of_identifier(kinds[text], text.strip()), found)
        self.left = [text for text in texts if text not in self._answers]

    def fruitless(self) -> Iterator[ProductFilter]:
        """Yield the filters that find nothing, as was seen here."""
        compact = {number for text in self.left if (number := compact_number(bare_text(text))) is not None}
        there = products_by_numbers(self._transaction, compact, 1, self._of)
        yield from (ProductFilter(catalog_number=number) for number in compact - there.keys())
        for text in self.left:
            yield ProductFilter(catalog_number=catalog_key(text))
            yield ProductFilter(name=text.strip())
            yield ProductFilter(identifier=(text.strip(),))
        yield from (wanted for text, wanted in self._read if text not in self._answers)

    def answer(self, text: str) -> LookupAnswer | None:
        """Return the answer if the text names products directly, or else None."""
        return self._answers.get(text)

    def _keep(self, text: str, kind: Kind, value: str, found: KeyMatches | None) -> None:
        if found is not None:
            self._answers[text] = _found(text, QueryInterpretation(kind, value, ProductFilter()), found)


def _is_askable(text: str) -> bool:
    return bool(text.strip()) and len(text) <= MAX_CHARACTERS and not has_broken(text)


def _is_whole_key(text: str) -> bool:
    return "-" in text and is_inchi_key(text)


def _refusal(text: str) -> LookupAnswer:
    if not text.strip():
        return LookupAnswer(text, None, (), "The identifier is empty.")
    if len(text) > MAX_CHARACTERS:
        return LookupAnswer(text[:80] + "…", None, (), f"Longer than {MAX_CHARACTERS:,} characters.")
    return LookupAnswer(text, None, (), "The identifier has a control character or half of a surrogate pair.")


def _answer(
    answering: TextInterpreter,
    text: str,
    chosen: QueryInterpretation,
    found: Mapping[ProductFilter, KeyMatches],
) -> LookupAnswer:
    """Return the answer to a text as it was read. ``found`` has products that were looked up already."""
    if answering.is_others(chosen):
        return LookupAnswer(text, chosen, (), "Only other suppliers have it.")
    reading = answering.finish(chosen)
    if reading.corrected is not None:
        note = " ".join(filter(None, (chosen.note, f"No product has this name. “{reading.corrected}” may be meant.")))
        return LookupAnswer(text, reading, (), note, (reading.corrected, *reading.suggestions))
    if reading.relatives:
        return LookupAnswer(text, reading, (), reading.note, reading.suggestions, reading.relatives)
    total = answering.counted.get(reading.wanted)
    if total == 0:
        several = reading.kind == "words" and len(fold(text).split()) > 1
        nothing = "No name in this catalog contains all of these words." if several else "No products found."
        return LookupAnswer(text, reading, (), reading.note or nothing, reading.suggestions)
    if reading.wanted in found:
        return _found(text, reading, found[reading.wanted])
    sort = Sort("relevance") if reading.wanted.words is not None else Sort()
    wanted = answering.narrowed(reading.wanted)
    page = list_products(answering.reader.transaction, wanted, sort, limit=PRODUCTS_EACH, total=total)
    bodies = [item.body for item in page.items]
    return _found(text, reading, KeyMatches(bodies, page.total or len(bodies)))


def _found(text: str, reading: QueryInterpretation, found: KeyMatches) -> LookupAnswer:
    note = reading.note
    if found.total > PRODUCTS_EACH:
        note = f"The first {PRODUCTS_EACH} of {found.total:,} products."
    return LookupAnswer(text, reading, tuple(map(_summary, found.bodies)), note)


def _summary(body: str) -> dict[str, Any]:
    document = json.loads(body)
    return {name: document[name] for name in (*SUMMARY_FIELDS, "supplier")}
