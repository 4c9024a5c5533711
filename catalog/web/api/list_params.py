"""The query parameters of lists of products: their filters, order and facets, and the search box beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, TypeVar

from pydantic import Field

from catalog.chemistry.formula.element_ranges import read_element_ranges, read_elements
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.chemistry.mass.window import read_mass_window
from catalog.chemistry.structure.sameness import IGNORABLE, Ignorable
from catalog.errors import InvalidQuery, InvalidValue
from catalog.product.offer.facts import grade_key
from catalog.search.query import is_inchi_key
from catalog.search.reading import Kind
from catalog.store.reading.facets import FACETS
from catalog.store.reading.filters import ProductFilter, Sort, SortKey
from catalog.store.structures.index import StructureFilter
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.http.params import (
    BoundedText,
    CasRn,
    FilledText,
    Mass,
    Molecule,
    Paging,
    Smiles,
    StructureQuery,
    Text,
    Time,
    described,
    listed,
    store_time,
)

S = TypeVar("S")
T = TypeVar("T")

SORT_KEYS: dict[str, SortKey] = {
    "relevance": "relevance",
    "name": "name",
    "catalog_number": "catalog_number",
    "molecular_weight": "molecular_weight",
    "updated_at": "updated_at",
    "similarity": "similarity",
}
ElementSymbols = Annotated[BoundedText, described(format="element-symbols")]
_LETTERS = "[A-Za-z]"


class Filters(Paging):
    """The filters of a list; all combine."""

    cas: CasRn | None = Field(None, description="CAS RN; dashes optional, unicode dashes and spaces forgiven.")
    formula: Annotated[BoundedText, described(format="molecular-formula")] | None = Field(
        None, description="Molecular formula, in any order: C20H22N4O4S3."
    )
    mw_min: Mass | None = Field(None, description="Least average molecular weight, g/mol.")
    mw_max: Mass | None = Field(None, description="Greatest average molecular weight, g/mol.")
    monoisotopic_min: Mass | None = Field(None, description="Least monoisotopic mass, Da.")
    monoisotopic_max: Mass | None = Field(None, description="Greatest monoisotopic mass, Da.")
    monoisotopic: Annotated[BoundedText, described(format="mass-window")] | None = Field(
        None, description="Monoisotopic mass with its tolerance: `478.0803±5ppm`, `+-` or `+/-`, in ppm, mDa or Da."
    )
    elements: Annotated[BoundedText, described(format="element-ranges")] | None = Field(
        None, description="Ranges of element counts: `C10-12 H* N>=2 no Cl`."
    )
    inchi_key: (
        Annotated[BoundedText, described(pattern=f"^ *{_LETTERS}{{14}}(?:-{_LETTERS}{{10}}-{_LETTERS})? *$")] | None
    ) = Field(None, description="InChIKey, whole or its first block.")
    structure: Smiles | None = Field(None, description="SMILES: products of the same compound.")
    ignore: Annotated[BoundedText, listed(IGNORABLE)] | None = Field(
        None,
        description="For `structure`: what need not be the same, comma between, of `stereo`, `salt`, `isotope`, "
        "`tautomer`.",
    )
    substructure: StructureQuery | None = Field(
        None, description="SMILES, SMARTS or molfile of one component: products whose structure holds it."
    )
    superstructure: Molecule | None = Field(
        None, description="SMILES or molfile of one component: products whose structure is contained in it."
    )
    similar_to: Smiles | None = Field(
        None, description="SMILES: products whose structure is like it (Morgan fingerprints, Tanimoto)."
    )
    threshold: float = Field(0.7, ge=0.1, le=1, description="The least similarity, for `similar_to`.")
    assay_min: Mass | None = Field(None, description="Least promised assay, per cent.")
    storage: list[Text] = Field([], max_length=50, description="Storage codes, such as `ambient`; any of them fits.")
    finding: list[Text] = Field(
        [], max_length=50, description="Codes of findings that products bear; any of them fits."
    )
    status: list[Text] = Field([], max_length=50, description="States, such as `published`; any of them fits.")
    supplier: list[Text] = Field([], max_length=50, description="Names of suppliers; any of them fits.")
    availability: list[Text] = Field(
        [],
        max_length=50,
        description="States of stock, any of which fits: `in-stock`, `on-request`, `backorder`, `discontinued`.",
    )
    grade: list[Text] = Field([], max_length=50, description="Grades as stated, in any case; any of them fits.")
    pictogram: list[Text] = Field([], max_length=50, description="GHS pictograms, such as `GHS02`; any of them fits.")
    hazard: list[Text] = Field([], max_length=50, description="H statements, such as `H225`; any of them fits.")
    element: list[ElementSymbols] = Field(
        [], max_length=50, description="Symbols of elements, such as `Cl`; the formula contains all of them."
    )
    no_element: list[ElementSymbols] = Field(
        [], max_length=50, description="Symbols of elements; the formula, a definite one, contains none of them."
    )
    changed_since: Time | None = Field(None, description="RFC 3339 time: products changed at or after it.")
    sort: Annotated[BoundedText, described(pattern=f"^-?(?:{'|'.join(SORT_KEYS)})$")] | None = Field(
        None,
        description="`relevance`, `name`, `catalog_number`, `molecular_weight`, `updated_at` or `similarity` (the most "
        "similar first); `-` before it for the other way round. Where none is given: similarity with `similar_to`, "
        "relevance with `q`, else catalog number.",
    )
    facets: Annotated[BoundedText, listed(FACETS)] | None = Field(
        None,
        description="Names of facets, comma between, of `storage`, `assay`, `status`, `supplier`, `finding`, "
        "`availability`, `grade`, `pictogram`, `hazard`, `element`. Each is counted as if it had no filter of its own, "
        "but for `element`, all of whose values must fit.",
    )

    def wanted(self) -> ProductFilter:
        """The filter for the store, but for ``structure``, which needs the worker pool.

        Raises:
            InvalidCasRn, InvalidFormula, InvalidQuery: a value cannot be read; ``field`` says which.
        """
        window = None if self.monoisotopic is None else _named("monoisotopic", read_mass_window, self.monoisotopic)
        lowest, highest = (None, None) if window is None else window
        return ProductFilter(
            cas_rn=None if self.cas is None else _named("cas", parse_cas_rn, self.cas),
            formula_keys=None if self.formula is None else _named("formula", formula_keys, self.formula),
            mw_min=self.mw_min,
            mw_max=self.mw_max,
            monoisotopic_min=_strictest(max, self.monoisotopic_min, lowest),
            monoisotopic_max=_strictest(min, self.monoisotopic_max, highest),
            elements=None if self.elements is None else _named("elements", read_element_ranges, self.elements),
            inchi_key=None if self.inchi_key is None else _named("inchi_key", _inchi_key, self.inchi_key),
            assay_min=self.assay_min,
            storage=tuple(self.storage) or None,
            finding=tuple(self.finding) or None,
            status=tuple(self.status) or None,
            supplier=tuple(self.supplier) or None,
            availability=tuple(self.availability) or None,
            grade=tuple(map(grade_key, self.grade)) or None,
            pictogram=tuple(map(str.upper, self.pictogram)) or None,
            hazard=tuple(self.hazard) or None,
            element=_named("element", read_elements, self.element) or None,
            no_element=_named("no_element", read_elements, self.no_element) or None,
            changed_since=None if self.changed_since is None else store_time(self.changed_since),
        )

    def ignored(self) -> frozenset[Ignorable]:
        """What need not be the same in ``structure``.

        Raises:
            InvalidQuery: there is no such thing to ignore, or no structure to ignore it in.
        """
        names = frozenset(name.strip() for name in (self.ignore or "").split(",") if name.strip())
        known = frozenset(name for name in IGNORABLE if name in names)
        if known != names:
            message = f"Nothing called {', '.join(sorted(names - known))} can be ignored, only {', '.join(IGNORABLE)}."
            raise InvalidQuery(message, stated=self.ignore or "", field="ignore")
        if names and self.structure is None:
            message = "What may be ignored needs a structure to be ignored in."
            raise InvalidQuery(message, stated=self.ignore or "", field="ignore")
        return known

    def facet_names(self) -> tuple[str, ...]:
        """The facets that were asked for, each once.

        Raises:
            InvalidQuery: there is none of that name.
        """
        names = dict.fromkeys(name.strip() for name in (self.facets or "").split(",") if name.strip())
        unknown = [name for name in names if name not in FACETS]
        if unknown:
            message = f"There is no facet {', '.join(unknown)}; there are {', '.join(FACETS)}."
            raise InvalidQuery(message, stated=", ".join(unknown), field="facets")
        return tuple(names)

    def structures(self) -> StructureFilter | None:
        """What is asked of structures; None where nothing is."""
        if self.substructure is None and self.similar_to is None and self.superstructure is None:
            return None
        return StructureFilter(self.substructure, self.similar_to, self.threshold, self.superstructure)

    def order(self) -> Sort | None:
        """The order that was asked for; None where none was.

        Raises:
            InvalidQuery: there is none of that name.
        """
        if self.sort is None:
            return None
        key = self.sort.removeprefix("-")
        if key not in SORT_KEYS:
            message = f"There is no sort order {key!r}. Use one of {', '.join(SORT_KEYS)}."
            raise InvalidQuery(message, stated=self.sort, field="sort")
        return Sort(SORT_KEYS[key], descending=self.sort.startswith("-"))


class Listing(Filters):
    """Filters and words."""

    q: Text | None = Field(None, description="Words in names, synonyms and catalog numbers.")
    fields: Annotated[BoundedText, listed(ProductSchema.model_fields)] | None = Field(
        None, description="Names of document fields, comma between: only these."
    )

    def wanted(self) -> ProductFilter:
        """The filter for the store, with the words; see ``Filters.wanted``."""
        return replace(super().wanted(), words=self.q)

    def order(self) -> Sort:
        """The order that was asked for, or the usual one; see ``Filters.order``."""
        usual: SortKey = "catalog_number" if self.q is None else "relevance"
        return super().order() or Sort(usual if self.similar_to is None else "similarity")


class SearchBox(Filters):
    """The search box, and what narrows its answer."""

    q: FilledText = Field(description="A CAS RN, catalog number, InChIKey, InChI, formula, SMILES or words.")
    kind: Kind | None = Field(
        None,
        description="Read it as this, instead of finding out; `substructure`, `superstructure` and `similar` only "
        "where asked for.",
    )


def formula_keys(text: str) -> tuple[str, ...]:
    """The Hill texts of every reading of a formula.

    Raises:
        InvalidFormula: it cannot be read.
    """
    formula = read_formula(text)
    return tuple(reading.hill() for reading in formula.readings) or (formula.hill_formula,)


def _inchi_key(text: str) -> str:
    key = text.strip().upper()
    if not is_inchi_key(key):
        raise InvalidQuery("An InChIKey has 14, 10 and 1 letters with dashes between.", stated=text, field="inchi_key")
    return key


def _strictest(choose: Callable[[list[float]], float], *bounds: float | None) -> float | None:
    """The bound that lets through the least, of those that are set."""
    known = [bound for bound in bounds if bound is not None]
    return choose(known) if known else None


def _named(field: str, read: Callable[[S], T], text: S) -> T:
    """Read a parameter; what cannot be read says which parameter it was."""
    try:
        return read(text)
    except InvalidValue as error:
        error.field = field
        raise
