"""Structure search over what is kept: what is asked, what answers it, and the page that is made of the answer.

There are two engines behind ``StructureIndex``: a file beside the database (``FileIndex``), and PostgreSQL's RDKit
cartridge (``CartridgeIndex``). Each searches as of one state of the catalog; filters, order, cursor and count are the
same for both, because they are made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from catalog.store.clock import last_change
from catalog.store.reader import Reader
from catalog.store.reading.cursors import read_cursor, write_cursor
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page, list_products, matching_ids
from catalog.store.reading.sorts import Sort
from catalog.store.reading.structure_matches import StructureMatches
from catalog.store.structure_hits import Hits
from catalog.store.structures.structure_query import StructureQuery

GRACE_SECONDS = 0.5
"""How much longer than its time a search may take before its worker is ended: reading a query cannot be left."""
CATALOG_ORDER = Sort("catalog_number")


@dataclass(frozen=True, slots=True)
class StructureFilter:
    """The structure conditions of a search.

    Attributes:
        substructure: a SMILES, a SMARTS or a molfile that they hold.
        similar_to: a SMILES that they are like.
        threshold: the least Tanimoto coefficient.
        superstructure: a SMILES or a molfile that they are contained in.
    """

    substructure: str | None = None
    similar_to: str | None = None
    threshold: float = 0.7
    superstructure: str | None = None


class StructureSearch(Protocol):
    """Searches structures."""

    def list_products(
        self,
        wanted: ProductFilter,
        structures: StructureFilter,
        sort: Sort,
        *,
        limit: int,
        cursor: str | None = None,
        facets: Sequence[str] = (),
    ) -> Page:
        """One page of the products that fit filters and structure.

        Where they are listed by catalog number, without facets, the search goes only as far as the page; where its time
        ends before, the page says so and its cursor goes on from there.

        Raises:
            InvalidStructure: the query cannot be read, or is refused.
            InvalidQuery: the cursor or the order does not fit.
        """


class StructureIndex(Protocol):
    """Searches the structures of one database, without a connection while matching."""

    def list_products(
        self,
        wanted: ProductFilter,
        structures: StructureFilter,
        sort: Sort,
        *,
        limit: int,
        cursor: str | None = None,
        facets: Sequence[str] = (),
        seconds: float | None = None,
    ) -> Page:
        """See ``StructureSearch``; ``seconds`` is how long it may take, where that is less than the index's own."""

    def make_anew(self) -> int:
        """Rebuild the index from the tables. Return its number of structures."""

    def close(self) -> None:
        """Stop the work in the background."""


class SearchBudget(NamedTuple):
    """How far a search goes.

    Attributes:
        after: the catalog key behind which to begin.
        enough: how many hits end it; None for all of them.
        seconds: how long it may take.
    """

    after: str | None
    enough: int | None
    seconds: float


class EngineSearch(Protocol):
    """A search by one engine in one state of the catalog."""

    @property
    def seq(self) -> int:
        """The last change that the engine's index knows of; what it says of products changed later is void."""

    def similar(self, smiles: str, threshold: float, seconds: float) -> Hits:
        """Return the products with similar structures and their scores, in this many seconds.

        Raises:
            InvalidStructure: the structure cannot be read, or is refused.
        """

    def structures(self, asked: StructureQuery, going: SearchBudget, allowed: Sequence[int] | None) -> Hits:
        """Return the products whose structures are what is asked for, in the order of their catalog keys.

        Args:
            asked: what is asked of structures.
            going: where to begin and when to end.
            allowed: ids of the products that pass other filters, or None without filters.

        Raises:
            InvalidStructure: a structure cannot be read, or is refused.
        """


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The list of the requested page; see ``StructureIndex.list_products``."""

    wanted: ProductFilter
    structures: StructureFilter
    sort: Sort
    limit: int
    cursor: str | None
    facets: Sequence[str]


def list_found(reader: Reader, searching: EngineSearch, listed: ListRequest, seconds: float) -> Page:
    """Return one page of a list, from what an engine finds in this many seconds."""
    as_of = last_change(reader.transaction)
    asked = StructureQuery(listed.structures.substructure, listed.structures.superstructure)
    similar = None
    if listed.structures.similar_to is not None:
        hits = searching.similar(listed.structures.similar_to, listed.structures.threshold, seconds)
        similar = StructureMatches(hits, searching.seq, as_of)
    if asked == StructureQuery():
        complete = similar is None or not similar.hits.out_of_time
        return replace(_page(reader.transaction, listed, similar), complete=complete)
    allowed = None
    # A facet counts what other values of it would find; so its own filter must not stop the search.
    loose = listed.wanted.without(*listed.facets)
    if similar is not None or not loose.is_empty():
        allowed = matching_ids(reader.transaction, loose, similar)
    by_page = listed.sort == CATALOG_ORDER and not listed.facets
    after = read_cursor(listed.cursor, listed.sort)[0] if by_page and listed.cursor is not None else None
    going = SearchBudget(after, listed.limit + 1 if by_page else None, seconds)
    hits = searching.structures(asked, going, allowed)
    if similar is not None:
        hits = hits._replace(scores=similar.hits.scores)
    page = _page(reader.transaction, listed, StructureMatches(hits, searching.seq, as_of))
    return _continued(page, hits, by_page=by_page, from_start=listed.cursor is None)


def _page(transaction: Connection, listed: ListRequest, structures: StructureMatches | None) -> Page:
    return list_products(
        transaction,
        listed.wanted,
        listed.sort,
        limit=listed.limit,
        cursor=listed.cursor,
        structures=structures,
        facets=listed.facets,
    )


def _continued(page: Page, hits: Hits, *, by_page: bool, from_start: bool) -> Page:
    """Return a page of a substructure search: its total if complete, and where it continues."""
    cursor = page.cursor
    if cursor is None and hits.reached is not None and by_page:
        cursor = write_cursor([hits.reached], CATALOG_ORDER)
    counted = hits.reached is None and (from_start or not by_page)
    return replace(page, total=page.total if counted else None, cursor=cursor, complete=not hits.out_of_time)
