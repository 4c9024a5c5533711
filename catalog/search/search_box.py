"""The answer of the search box, narrowed by filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from catalog.errors import InvalidQuery, InvalidStructure
from catalog.search.interpretation import STRUCTURE_KINDS, Chemistry, QueryInterpretation
from catalog.search.interpreter import TextInterpreter
from catalog.search.pasted_text import bare_text
from catalog.search.query import MAX_CHARACTERS, possible_interpretations, structure_interpretation
from catalog.search.typed_structures import TypedStructures
from catalog.store.reader import Reader
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page, list_products
from catalog.store.reading.sorts import Sort
from catalog.store.structures.index import StructureFilter, StructureSearch
from catalog.store.words.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer of the search box.

    Attributes:
        read_as: the chosen meaning.
        alternatives: the other meanings.
        page: the products.
        wanted: the filters that found them: those of the meaning and those beside the box.
        sort: their order.
        structures: the structure search that found them, or None.
    """

    read_as: QueryInterpretation
    alternatives: tuple[QueryInterpretation, ...]
    page: Page
    wanted: ProductFilter
    sort: Sort
    structures: StructureFilter | None = None


@dataclass(frozen=True, slots=True)
class SearchNarrowing:
    """The filters and the order of a search.

    Attributes:
        filters: conditions in addition to the box. They do not change how the box is read.
        structures: a structure search in addition to the box, or None.
        sort: the order, or None for the default order of the box's meaning.
        facets: the facets to count.
        by_compound: whether the list has one product for each compound, with its offers.
    """

    filters: ProductFilter | None = None
    structures: StructureFilter | None = None
    sort: Sort | None = None
    facets: tuple[str, ...] = ()
    by_compound: bool = False


NOTHING_MORE = SearchNarrowing()


def search(
    reader: Reader,
    text: str,
    chemistry: Chemistry,
    structures: StructureSearch,
    vocabulary: Vocabulary,
    narrowing: SearchNarrowing = NOTHING_MORE,
    *,
    kind: str | None = None,
    limit: int = 25,
    cursor: str | None = None,
) -> SearchAnswer:
    """Read the search box, and find products with its meaning.

    Args:
        reader: reads the catalog.
        text: the typed text.
        chemistry: runs computations for users.
        structures: searches the stored structures.
        vocabulary: the catalog's words, to correct spelling.
        narrowing: filters, order and facets.
        kind: read the text as this kind, when somebody follows the link of an alternative.
        limit: the number of products on a page.
        cursor: where the page begins.

    Raises:
        InvalidQuery: the text is empty or too long, cannot be read as ``kind``, or filters and box ask for two
            different structure searches.
        InvalidStructure: the structure to search for cannot be read, or is refused.
    """
    if not text.strip():
        raise InvalidQuery("Type a CAS RN, a catalog number, a name, a formula or a structure.", stated=text, field="q")
    if len(text) > MAX_CHARACTERS:
        raise InvalidQuery(
            f"The search text is longer than {MAX_CHARACTERS:,} characters.", stated=text[:80], field="q"
        )
    answering = TextInterpreter(reader, vocabulary, TypedStructures(reader, chemistry))
    readings, chosen = answering.read(text) if kind is None else _read_as(kind, text, answering)
    others = tuple(reading for reading in readings if reading.kind != chosen.kind)
    chosen = answering.finish(chosen)
    filters = narrowing.filters
    is_alone = filters is None or filters.is_empty()
    total = answering.counted.get(chosen.wanted) if is_alone and not narrowing.by_compound else None
    wanted = replace(chosen.wanted, also=None if is_alone else filters)
    asked = _both([asked for asked in (chosen.structures, narrowing.structures) if asked is not None])
    sort = replace(narrowing.sort or default_sort(wanted, asked), by_compound=narrowing.by_compound)
    if asked is None:
        page = list_products(
            reader.transaction, wanted, sort, limit=limit, cursor=cursor, facets=narrowing.facets, total=total
        )
        return SearchAnswer(chosen, others, page, wanted, sort)
    reader.pause()
    try:
        page = structures.list_products(wanted, asked, sort, limit=limit, cursor=cursor, facets=narrowing.facets)
    except InvalidStructure as error:
        if narrowing.structures is None:
            error.field = "q"
        raise
    return SearchAnswer(chosen, others, page, wanted, sort, asked)


def default_sort(wanted: ProductFilter, structures: StructureFilter | None) -> Sort:
    """Return the default order: the most similar or the most relevant first."""
    if structures is not None and structures.similar_to is not None:
        return Sort("similarity")
    return Sort() if wanted.words is None else Sort("relevance")


def _both(asked: Sequence[StructureFilter]) -> StructureFilter | None:
    """Return the structure search of the box and the filters combined."""
    if len(asked) < 2:
        return asked[0] if asked else None
    box, filters = asked
    changes = {}
    for field in fields(StructureFilter):
        ours, theirs = getattr(box, field.name), getattr(filters, field.name)
        if ours == field.default:
            changes[field.name] = theirs
        elif theirs not in (field.default, ours):
            message = "The search box and the filters have two different structures. Use one of them."
            raise InvalidQuery(message, stated=str(theirs), field=field.name)
    return replace(box, **changes)


def _read_as(kind: str, text: str, answering: TextInterpreter) -> tuple[list[QueryInterpretation], QueryInterpretation]:
    """Return the possible meanings of a text, and its meaning of one kind."""
    reference = answering.read_reference(text) if kind == "catalog_number" else None
    if reference is not None:
        return possible_interpretations(text, None), reference
    structures = answering.structures
    readings = possible_interpretations(text, structures.of(text))
    bare = bare_text(text)
    if all(reading.kind != kind for reading in readings) and bare and bare != text.strip():
        readings = possible_interpretations(bare, structures.of(bare))
    return readings, _of_kind(readings, kind, text)


def _of_kind(readings: list[QueryInterpretation], kind: str, text: str) -> QueryInterpretation:
    for reading in readings:
        if reading.kind == kind:
            return reading
    for structure_kind in STRUCTURE_KINDS:
        if kind == structure_kind:
            return structure_interpretation(structure_kind, text)
    raise InvalidQuery(f"This cannot be read as {kind.replace('_', ' ')}.", stated=text, field="kind")
