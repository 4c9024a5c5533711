"""The query parameters of lists of products: their filters, order and facets, and the search box beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from catalog.chemistry.structure.sameness import IGNORABLE, Ignorable
from catalog.errors import InvalidQuery
from catalog.search.interpretation import Kind
from catalog.store.reading.filters import FACETS, SORT_KEYS, ProductFilter, Sort, SortKey, read_filter, read_sort
from catalog.store.reading.parameters import Parameter
from catalog.store.structures.index import StructureFilter
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.http.params import (
    BoundedText,
    FilledText,
    Mass,
    Molecule,
    PagingParameters,
    Smiles,
    StructureQueryText,
    Text,
    Time,
    name_list,
    schema_constraint,
    with_filters,
)


def _typed(parameter: Parameter) -> Any:  # noqa: ANN401  # A type and its default, as pydantic takes them.
    """A filter's parameter in the API."""
    text = Annotated[BoundedText, schema_constraint(**parameter.schema)] if parameter.schema else Text
    if parameter.kind == "texts":
        return list[text], Field([], max_length=50, description=parameter.description)  # type: ignore[valid-type]
    kind = {"number": Mass, "time": Time, "text": text}[parameter.kind]
    return kind | None, Field(None, description=parameter.description)


@with_filters(_typed)
class FilterParameters(PagingParameters):
    """The filters of a list, those of the store's table and those by structure; all combine."""

    structure: Smiles | None = Field(None, description="SMILES: products of the same compound.")
    ignore: Annotated[BoundedText, name_list(IGNORABLE)] | None = Field(
        None,
        description="For `structure`: what need not be the same, comma between, of `stereo`, `salt`, `isotope`, "
        "`tautomer`.",
    )
    substructure: StructureQueryText | None = Field(
        None, description="SMILES, SMARTS or molfile of one component: products whose structure holds it."
    )
    superstructure: Molecule | None = Field(
        None, description="SMILES or molfile of one component: products whose structure is contained in it."
    )
    similar_to: Smiles | None = Field(
        None, description="SMILES: products whose structure is like it (Morgan fingerprints, Tanimoto)."
    )
    threshold: float = Field(0.7, ge=0.1, le=1, description="The least similarity, for `similar_to`.")
    sort: Annotated[BoundedText, schema_constraint(pattern=f"^-?(?:{'|'.join(SORT_KEYS)})$")] | None = Field(
        None,
        description="`relevance`, `name`, `catalog_number`, `molecular_weight`, `updated_at`, `similarity` (the most "
        "similar first), `price_per_gram`, `price_per_mole` or `price_per_millilitre` (by the cheapest pack; see "
        "`currency`; products without such a price come last either way); `-` before it for the other way round. "
        "Where none is given: similarity with `similar_to`, relevance with `q`, else catalog number.",
    )
    facets: Annotated[BoundedText, name_list(FACETS)] | None = Field(
        None,
        description=f"Names of facets, comma between, of {', '.join(f'`{name}`' for name in FACETS)}. Each is counted "
        "as if it had no filter of its own, but for `element`, all of whose values must fit.",
    )

    def wanted(self) -> ProductFilter:
        """The filter for the store, but for ``structure``, which needs the worker pool.

        Raises:
            InvalidCasRn, InvalidFormula, InvalidQuery: a value cannot be read; ``field`` says which.
        """
        return read_filter(dict(self))

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
        return None if self.sort is None else read_sort(self.sort)


class ListParameters(FilterParameters):
    """Filters and words."""

    q: Text | None = Field(None, description="Words in names, synonyms and catalog numbers.")
    fields: Annotated[BoundedText, name_list(ProductSchema.model_fields)] | None = Field(
        None, description="Names of document fields, comma between: only these."
    )

    def wanted(self) -> ProductFilter:
        """The filter for the store, with the words; see ``FilterParameters.wanted``."""
        return replace(super().wanted(), words=self.q)

    def order(self) -> Sort:
        """The order that was asked for, or the usual one; see ``FilterParameters.order``."""
        usual: SortKey = "catalog_number" if self.q is None else "relevance"
        return super().order() or Sort(usual if self.similar_to is None else "similarity")


class SearchParameters(FilterParameters):
    """The search box, and what narrows its answer."""

    q: FilledText = Field(description="A CAS RN, catalog number, InChIKey, InChI, formula, SMILES or words.")
    kind: Kind | None = Field(
        None,
        description="Read it as this, instead of finding out; `substructure`, `superstructure` and `similar` only "
        "where asked for.",
    )
