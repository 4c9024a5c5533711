"""Choose one meaning of a text among the possible ones, and write a note on the answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from catalog.product.identifier_keys import read_cas_rn
from catalog.product.identifier_texts import identifier_queries
from catalog.product.text.folding import catalog_key, fold, greek_alternatives
from catalog.product.text.name_forms import bare_name
from catalog.search.interpretation import QueryInterpretation, Relative
from catalog.search.near_misses import is_shaped_as_cas_rn, near_cas_rns
from catalog.search.pasted_text import bare_text, compact_number
from catalog.search.query import (
    choose_interpretation,
    is_inchi_key,
    possible_interpretations,
    structure_text,
    words_of_identifier,
)
from catalog.search.relatives import relatives_of_cas_rn, relatives_of_key, relatives_of_name, relatives_of_structure
from catalog.search.spelling import Spelling, correct_spelling
from catalog.search.typed_structures import LATE_RELATIVES, TypedStructures
from catalog.store.facts.identifier_index import identifier_types
from catalog.store.reader import Reader
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import count_matching
from catalog.store.reading.products import parts_of_reference
from catalog.store.suppliers import find_supplier
from catalog.store.words.asked_together import count_texts, texts_that_begin_names, words_of_no_name
from catalog.store.words.vocabulary import Vocabulary
from catalog.store.words.word_matches import telling_words


@dataclass(frozen=True, slots=True)
class TextInterpreter:
    """Chooses among readings by what the catalog contains.

    Attributes:
        reader: reads the catalog.
        vocabulary: the catalog's words.
        structures: reads texts as structures.
        counted: counts that are known already.
        unheard: for words that are missing in the vocabulary, whether they are really in no name.
        spelled: corrections of texts that find nothing, or None, if they were looked for already.
        shows_some_words: whether to find names with some of the words if no name has all of them.
        suppliers: slugs or names of the suppliers whose products are read for; empty for all.
    """

    reader: Reader
    vocabulary: Vocabulary
    structures: TypedStructures
    counted: dict[ProductFilter, int] = field(default_factory=dict)
    unheard: dict[str, bool] = field(default_factory=dict)
    spelled: dict[str, Spelling | None] = field(default_factory=dict)
    shows_some_words: bool = True
    suppliers: tuple[str, ...] = ()

    def choose(self, readings: list[QueryInterpretation]) -> QueryInterpretation:
        """Return the meaning that finds products; see ``choose_interpretation``."""
        return choose_interpretation(readings, self.count)

    def read(self, text: str) -> tuple[list[QueryInterpretation], QueryInterpretation]:
        """Return the possible meanings of a text, and the one that finds products. If it finds nothing, try again
        without the words that people paste around an identifier.
        """
        reference = self.read_reference(text)
        if reference is not None:
            return possible_interpretations(text, None), reference
        readings, chosen = self.read_plainly(text)
        bare = bare_text(text)
        if is_shaped_as_cas_rn(text) or self.count(chosen.wanted):
            return readings, chosen
        compact = compact_number(bare)
        if compact is not None and self.count(ProductFilter(catalog_number=compact)):
            number = QueryInterpretation("catalog_number", compact, ProductFilter(catalog_number=compact))
            return readings, replace(number, note=f"Read as “{compact}”.")
        if not bare or bare == text.strip():
            return readings, chosen
        readings, chosen = self.read_plainly(bare)
        note = " ".join(filter(None, (f"Read as “{bare}”.", chosen.note)))
        return readings, replace(chosen, note=note)

    def read_reference(self, text: str) -> QueryInterpretation | None:
        """Return the reading of a catalog number with its supplier, ``NUMBER~SLUG``, if there is this product."""
        parts = parts_of_reference(text.strip())
        if parts is None:
            return None
        number, supplier = parts
        wanted = ProductFilter(catalog_number=catalog_key(number), supplier=(supplier,))
        return QueryInterpretation("catalog_number", text.strip(), wanted) if self.count(wanted) else None

    def read_plainly(self, text: str) -> tuple[list[QueryInterpretation], QueryInterpretation]:
        """Return the possible meanings of a text, and the one that finds products.

        What is decided without chemistry waits for none: a catalog number or an identifier that is here, a valid CAS
        RN, a whole InChIKey.
        """
        structure = None if self.is_decided(text) else self.structures.of(text)
        readings = possible_interpretations(text, structure)
        chosen = self.choose(readings)
        return readings, replace(chosen, note=self.structures.why_unread(text))

    def is_decided(self, text: str) -> bool:
        """Tell whether the meaning of a text does not depend on reading it as a structure."""
        certain = (is_inchi_key(text.strip()) and "-" in text) or read_cas_rn(text) is not None
        if certain or self.count(ProductFilter(catalog_number=catalog_key(text))):
            return True
        return structure_text(text) is not None and self.count(ProductFilter(identifier=(text.strip(),))) > 0

    def count(self, wanted: ProductFilter) -> int:
        """Return the number of products, counted once."""
        if wanted not in self.counted:
            finds_nothing = wanted.words is not None and wanted.missing is None and self._is_unheard_of(wanted.words)
            self.counted[wanted] = (
                0 if finds_nothing else count_matching(self.reader.transaction, self.narrowed(wanted))
            )
        return self.counted[wanted]

    def is_others(self, reading: QueryInterpretation) -> bool:
        """Tell whether a reading finds products, but none of the suppliers."""
        if not self.suppliers or self.count(reading.wanted):
            return False
        return count_matching(self.reader.transaction, reading.wanted) > 0

    def narrowed(self, wanted: ProductFilter) -> ProductFilter:
        """Return a filter that finds only products of the suppliers."""
        return replace(wanted, also=ProductFilter(supplier=self.suppliers)) if self.suppliers else wanted

    def _is_unheard_of(self, text: str) -> bool:
        """Tell whether a text has a word that is in no name. For several words this is faster than a search for all of
        them; a single word is searched, unless it is known already. Only the longest word is checked. A letter that may
        stand for a Greek one does not count.
        """
        words = greek_alternatives(fold(text))
        strange = [word for word, *others in words if not others and self.vocabulary.is_strange(word)]
        if not strange:
            return False
        longest = max(strange, key=len)
        if longest not in self.unheard:
            if len(words) == 1:
                return False
            self.unheard[longest] = bool(words_of_no_name(self.reader.transaction, [longest]))
        return self.unheard[longest]

    def finish(self, reading: QueryInterpretation) -> QueryInterpretation:
        """Return a chosen reading. Without products, add corrected words or related products.

        Only the catalog decides whether anything matches. Filters beside the box narrow the results, but never change
        how the text is read.
        """
        finished = self._finished(replace(reading, note=None))
        return replace(finished, note=" ".join(filter(None, (reading.note, finished.note))) or None)

    def _finished(self, reading: QueryInterpretation) -> QueryInterpretation:
        if reading.kind == "words" and is_shaped_as_cas_rn(reading.value):
            # Names that only contain such numbers were not meant.
            reading = replace(reading, wanted=ProductFilter(cas_rn=reading.value))
        if reading.kind == "identifier":
            return self._identified(reading)
        if reading.structures is not None or self.count(reading.wanted):
            return reading
        if reading.kind == "words":
            return self._words(reading)
        if reading.kind == "cas_rn":
            found = relatives_of_cas_rn(self.reader.transaction, reading.value)
            return self._with_relatives(replace(reading, note="A valid CAS RN that is not in this catalog."), found)
        if reading.structure is not None:
            relatives = relatives_of_structure(self.structures, reading.structure)
            if relatives is None:
                return replace(reading, note=LATE_RELATIVES)
            found = relatives
        elif reading.wanted.inchi_key is not None:
            found = relatives_of_key(self.reader.transaction, reading.wanted.inchi_key)
        else:
            return reading
        note = (
            "No product is exactly this compound. Others have the same skeleton, or are salts of it." if found else None
        )
        return self._with_relatives(replace(reading, note=note), found)

    def _identified(self, reading: QueryInterpretation) -> QueryInterpretation:
        """Return the reading with the systems that it was found in, or what there is to say where it was in none."""
        if not self.count(reading.wanted):
            return replace(reading, note=f"No product in this catalog has this identifier ({reading.value}).")
        [text] = reading.wanted.identifier or ()
        kinds = identifier_types(self.reader.transaction, {text: identifier_queries(text)})[text]
        return replace(reading, value=words_of_identifier(kinds, text))

    def _words(self, reading: QueryInterpretation) -> QueryInterpretation:
        slip = self.structures.slip_in(reading.value)
        if slip is not None:
            return replace(reading, note=slip)
        near = near_cas_rns(self.reader.transaction, reading.value)
        if near is not None:
            return replace(reading, note=near[0], suggestions=near[1])
        bare, _form = bare_name(reading.value)
        is_unknown = self.counted.get(ProductFilter(words=bare)) == 0 or self._is_unheard_of(bare)
        found = () if is_unknown else relatives_of_name(self.reader.transaction, reading.value)
        if found:
            note = f"No product is named “{reading.value}”. These are other forms of it."
            return self._some_words(self._with_relatives(replace(reading, note=note), found))
        self.correct([reading.value])
        spelling = self.spelled[reading.value]
        if spelling is not None:
            note = f"No product is named “{reading.value}”. Showing “{spelling.text}”."
            wanted = ProductFilter(words=spelling.text)
            return replace(reading, wanted=wanted, corrected=spelling.text, note=note, suggestions=spelling.others[:5])
        return self._some_words(reading)

    def _some_words(self, reading: QueryInterpretation) -> QueryInterpretation:
        """Return the reading for products with names that contain some of the words, with the fewest words missing."""
        if not self.shows_some_words:
            return reading
        words = greek_alternatives(fold(reading.value))
        number = len(telling_words(words))
        for missing in sorted({0, min(1, number - 1), number - 1} if number > 0 and len(words) > 1 else ()):
            some = replace(reading.wanted, missing=missing)
            if self.count(some):
                note = reading.note or "No name contains all of these words. These contain some of them."
                return replace(reading, wanted=some, note=note)
        return reading

    def correct(self, texts: Collection[str]) -> None:
        """Look for the corrections of texts that find nothing, all of them together."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self.spelled]
        if not unknown:
            return
        transaction = self.reader.transaction
        corrected = correct_spelling(transaction, self.vocabulary, unknown, self.count_words, self._begin_names)
        self.spelled.update((text, corrected.get(text)) for text in unknown)

    def _begin_names(self, texts: Collection[str]) -> Collection[str]:
        """Return the texts with which names begin. Those of all suppliers tell nothing of those of some."""
        return () if self.suppliers else texts_that_begin_names(self.reader.transaction, texts)

    def count_words(self, texts: Collection[str]) -> dict[str, int]:
        """Return the numbers of products with all words of texts, counted once and together."""
        wanted = {text: ProductFilter(words=text) for text in texts}
        uncounted = [text for text in texts if wanted[text] not in self.counted]
        self.counted.update({wanted[text]: 0 for text in uncounted if self._is_unheard_of(text)})
        left = [text for text in uncounted if wanted[text] not in self.counted]
        if self.suppliers:
            return {text: self.count(wanted[text]) for text in texts}
        numbers = count_texts(self.reader.transaction, left)
        self.counted.update((wanted[text], number) for text, number in numbers.items())
        return {text: self.counted[wanted[text]] for text in texts}

    def _with_relatives(self, reading: QueryInterpretation, relatives: tuple[Relative, ...]) -> QueryInterpretation:
        """Return a reading with related products, only of the suppliers."""
        if self.suppliers:
            found = (find_supplier(self.reader.transaction, word) for word in self.suppliers)
            slugs = {one.slug for one in found if one is not None}
            relatives = tuple(relative for relative in relatives if relative.supplier[0] in slugs)
        numbers = tuple(relative.catalog_number for relative in relatives)
        return replace(reading, relatives=relatives, suggestions=(*reading.suggestions, *numbers))
