"""One meaning of a typed text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, ParamSpec, Protocol, TypeVar

from catalog.chemistry.structure.structure import Structure
from catalog.errors import InvalidStructure
from catalog.store.reading.filters import ProductFilter
from catalog.store.structures.index import StructureFilter

Kind = Literal[
    "catalog_number",
    "cas_rn",
    "inchi_key",
    "inchi",
    "identifier",
    "formula",
    "smiles",
    "elements",
    "mass",
    "words",
    "substructure",
    "superstructure",
    "similar",
]
StructureKind = Literal["substructure", "superstructure", "similar"]
STRUCTURE_KINDS: tuple[StructureKind, ...] = ("substructure", "superstructure", "similar")

T = TypeVar("T")
P = ParamSpec("P")


class Chemistry(Protocol):
    """Runs computations for users. They can be stopped, as in ``WorkerPool``."""

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of the function.

        Raises:
            StructureRefused: it was stopped.
            OutOfTime: there was no time left for it.
            ServerBusy: no worker was free in time.
        """
        ...

    def run_each(self, function: Callable[..., T], items: Sequence[tuple[str, ...]]) -> list[T | InvalidStructure]:
        """Return the result for each item's arguments, or why it was refused or left out."""
        ...


@dataclass(frozen=True, slots=True)
class Relative:
    """A product that is related to the one searched for.

    Attributes:
        catalog_number: of the product.
        name: of the product.
        relation: what it is, seen from what was asked for: ``hydrochloride``, ``the mirror image (enantiomer)``.
        supplier: the slug and the name of its supplier.
    """

    catalog_number: str
    name: str
    relation: str
    supplier: tuple[str, str]

    def document(self) -> dict[str, object]:
        """Return the relative in the API's form."""
        slug, name = self.supplier
        return {
            "catalog_number": self.catalog_number,
            "name": self.name,
            "relation": self.relation,
            "supplier": {"slug": slug, "name": name},
        }


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """One meaning of a text.

    Attributes:
        kind: the kind of the meaning.
        value: its canonical form.
        wanted: the filter that finds it.
        structures: a structure search in addition, or None.
        corrected: the words used instead of the typed ones, if those find nothing.
        note: a note on the answer: a correction, a wrong check digit, near misses.
        suggestions: other texts to try: similar CAS RNs, other corrections, catalog numbers of related products.
        relatives: related products, if the one asked for is not here: other salts, hydrates, stereoisomers.
        structure: the structure of the text, if it is one.
    """

    kind: Kind
    value: str
    wanted: ProductFilter
    structures: StructureFilter | None = None
    corrected: str | None = None
    note: str | None = None
    suggestions: tuple[str, ...] = ()
    relatives: tuple[Relative, ...] = ()
    structure: Structure | None = None
