"""One meaning of a text that somebody typed."""

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
    """Runs computations for users where they can be stopped, as ``WorkerPool`` does."""

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of the function.

        Raises:
            StructureRefused: it was stopped.
            OutOfTime: there was no time left for it.
            ServerBusy: no worker was free in time.
        """
        ...

    def run_each(self, function: Callable[..., T], items: Sequence[tuple[str, ...]]) -> list[T | InvalidStructure]:
        """Yield the result for each item's arguments, or why it was refused or left out."""
        ...


@dataclass(frozen=True, slots=True)
class Relative:
    """A product that is related to the one searched for.

    Attributes:
        catalog_number: of the product.
        name: of the product.
        relation: what it is, seen from what was asked for: ``hydrochloride``, ``the mirror image (enantiomer)``.
    """

    catalog_number: str
    name: str
    relation: str

    def document(self) -> dict[str, str]:
        """As JSON."""
        return {"catalog_number": self.catalog_number, "name": self.name, "relation": self.relation}


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """One meaning of a text.

    Attributes:
        kind: what it is read as.
        value: its canonical form.
        wanted: the filter that finds it.
        structures: what is asked of structures beyond that, if anything.
        corrected: the words that were taken instead of those typed, where these find nothing.
        note: what there is to say about the answer: a correction, a wrong check digit, near misses.
        suggestions: what else could be typed: near CAS RNs, other corrections, catalog numbers of near relatives.
        relatives: products that are near to what is not here: other salts, hydrates, stereoisomers.
        structure: what a text was read as, if it is a structure.
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
