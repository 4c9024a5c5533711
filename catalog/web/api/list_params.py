"""The query parameters of product lists (filters, order, facets) and of the search box."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from catalog.chemistry.structure.sameness import IGNORABLE, Ignorable
from catalog.errors import InvalidQuery
from catalog.search.interpretation import Kind
from catalog.store.reading.filters import FACETS, ProductFilter, read_filter
from catalog.store.reading.parameters import MOST_JOINT, Parameter
from catalog.store.reading.sorts import SORT_KEYS, Sort, SortKey, read_sort
from catalog.store.structures.index import StructureFilter
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.http.params import (
    BoundedText,
    FilledText,
    Mass,
    Molecule,
    NoParameters,
    PagingParameters,
    Smiles,
    StructureQueryText,
    Text,
    Time,
    name_list,
    schema_constraint,
    with_filters,
)
from catalog.web.http.responses import Shown, only, read_fields, summary, whole


def _typed(parameter: Parameter) -> Any:  # noqa: ANN401  # A type and its default, as pydantic takes them.
    """Return the API parameter of a filter."""
    text = Annotated[BoundedText, schema_constraint(**parameter.schema)] if parameter.schema else Text
    if parameter.kind == "texts":
        most = MOST_JOINT if parameter.is_joint else 50
        return list[text], Field([], max_length=most, description=parameter.description)  # type: ignore[valid-type]
    kind = {"number": Mass, "time": Time, "text": text}[parameter.kind]
    return kind | None, Field(None, description=parameter.description)


DOCUMENT_FIELDS = tuple(ProductSchema.model_fields)


@with_filters(_typed)
class ProductFilters(NoParameters):
    """The filters of products: those in the store's table, and those by structure. All are combined."""

    structure: Smiles | None = Field(None, description="SMILES: finds products of the same compound.")
    ignore: Annotated[BoundedText, name_list(IGNORABLE)] | None = Field(
        None,
        description="For `structure`: what may differ, separated by commas: `stereo`, `salt`, `isotope`, `tautomer`.",
    )
    substructure: StructureQueryText | None = Field(
        None, description="SMILES, SMARTS or molfile of one component: finds products that contain it."
    )
    superstructure: Molecule | None = Field(
        None, description="SMILES or molfile of one component: finds products that it contains."
    )
    similar_to: Smiles | None = Field(
        None, description="SMILES: finds products with a similar structure (Morgan fingerprints, Tanimoto)."
    )
    threshold: float = Field(0.7, ge=0.1, le=1, description="The minimum similarity, for `similar_to`.")

    def wanted(self) -> ProductFilter:
        """Return the filter for the store, without ``structure``, which needs the worker pool.

        Raises:
            InvalidCasRn, InvalidFormula, InvalidQuery: a value cannot be read; ``field`` says which.
        """
        return read_filter(dict(self))

    def ignored(self) -> frozenset[Ignorable]:
        """Return what may differ from ``structure``.

        Raises:
            InvalidQuery: a name is not known, or no structure is given.
        """
        names = frozenset(name.strip() for name in (self.ignore or "").split(",") if name.strip())
        known = frozenset(name for name in IGNORABLE if name in names)
        if known != names:
            message = f"Cannot ignore {', '.join(sorted(names - known))}. Use {', '.join(IGNORABLE)}."
            raise InvalidQuery(message, stated=self.ignore or "", field="ignore")
        if names and self.structure is None:
            message = "`ignore` needs `structure`."
            raise InvalidQuery(message, stated=self.ignore or "", field="ignore")
        return known

    def structures(self) -> StructureFilter | None:
        """Return the conditions on structures, or None."""
        if self.substructure is None and self.similar_to is None and self.superstructure is None:
            return None
        return StructureFilter(self.substructure, self.similar_to, self.threshold, self.superstructure)


class FilterParameters(ProductFilters, PagingParameters):
    """The filters of a list, its pages, order and facets."""

    sort: Annotated[BoundedText, schema_constraint(pattern=f"^-?(?:{'|'.join(SORT_KEYS)})$")] | None = Field(
        None,
        description="`relevance`, `name`, `catalog_number`, `molecular_weight`, `updated_at`, `similarity` (most "
        "similar first), `price_per_gram`, `price_per_mole`, `price_per_millilitre` (of the cheapest pack; see "
        "`currency`) or `assay_min` (the promised assay). Products without such a price or assay always come last. "
        "Put `-` before it to reverse the order. Default: similarity with `similar_to`, relevance with `q`, else "
        "catalog number.",
    )
    facets: Annotated[BoundedText, name_list(FACETS)] | None = Field(
        None,
        description=f"Facets, separated by commas: {', '.join(f'`{name}`' for name in FACETS)}. Each is counted "
        "without its own filter. Only `element` is counted with it, since all its values must fit.",
    )
    group: Literal["compound"] | None = Field(
        None,
        description="`compound`: one item for each compound, its first product in the order of the list, with the "
        "compound's key and its `offers`. `total` counts compounds then; facets count products.",
    )

    def facet_names(self) -> tuple[str, ...]:
        """Return the requested facets, each once.

        Raises:
            InvalidQuery: there is no such facet.
        """
        names = dict.fromkeys(name.strip() for name in (self.facets or "").split(",") if name.strip())
        unknown = [name for name in names if name not in FACETS]
        if unknown:
            message = f"There is no facet {', '.join(unknown)}. Use {', '.join(FACETS)}."
            raise InvalidQuery(message, stated=", ".join(unknown), field="facets")
        return tuple(names)

    def order(self) -> Sort | None:
        """Return the requested order, or None.

        Raises:
            InvalidQuery: there is no such order.
        """
        return None if self.sort is None else read_sort(self.sort)


class ListFilters(ProductFilters):
    """The filters and words of a list."""

    q: Text | None = Field(None, description="Words in names, synonyms and catalog numbers.")

    def wanted(self) -> ProductFilter:
        """Return the filter for the store, with the words. See ``ProductFilters.wanted``."""
        return replace(super().wanted(), words=self.q)


class FieldParameters(NoParameters):
    """Which fields of a document are returned."""

    fields: Annotated[BoundedText, name_list(ProductSchema.model_fields)] | None = Field(
        None,
        description="Names of the fields that JSON shows, separated by commas. Other forms have their own columns.",
    )

    def shown(self) -> Shown:
        """Return what shows these fields.

        Raises:
            InvalidQuery: one of them is not a field of the document.
        """
        return whole if self.fields is None else only(read_fields(self.fields, DOCUMENT_FIELDS))


class ProductParameters(FieldParameters):
    """The time for which a document is wanted, and its fields."""

    as_of: Time | None = Field(None, description="Return the document as it was at this time (RFC 3339).")


class ViewParameters(FilterParameters):
    """A list with its products in full, or in a few words each."""

    view: Literal["full", "summary"] = Field(
        "full",
        description="What JSON shows. `summary`: number, name (at most 80 characters), CAS RN, formula, weight and "
        "supplier. With `fields` it does not count.",
    )

    def shown(self) -> Shown:
        """Return what shows a product."""
        return summary if self.view == "summary" else whole


class ListParameters(ListFilters, ViewParameters, FieldParameters):
    """The filters and words of a list, its pages, order and fields."""

    def shown(self) -> Shown:
        """Return what shows a product.

        Raises:
            InvalidQuery: a field is not known.
        """
        return (ViewParameters if self.fields is None else FieldParameters).shown(self)

    def order(self) -> Sort:
        """Return the requested order, or the default. See ``FilterParameters.order``."""
        usual: SortKey = "catalog_number" if self.q is None else "relevance"
        order = super().order() or Sort(usual if self.similar_to is None else "similarity")
        return replace(order, by_compound=self.group is not None)


class SearchParameters(ViewParameters):
    """The search box and the filters beside it."""

    q: FilledText = Field(description="A CAS RN, catalog number, InChIKey, InChI, formula, SMILES or words.")
    kind: Kind | None = Field(
        None,
        description="How to read the text. By default this is detected; `substructure`, `superstructure` and "
        "`similar` never are.",
    )
