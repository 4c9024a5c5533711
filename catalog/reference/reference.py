"""Reference knowledge: what is known of a CAS RN apart from what a supplier states. Values and the Protocol only."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class ReferenceEntry(NamedTuple):
    """What a source says of one CAS RN.

    Attributes:
        cas_rn: the CAS RN that is in use.
        formula: in Hill order with its charge, labels not marked; empty if the source is not sure of it.
        inchi_key: the standard InChIKey, or an empty text.
        parent_skeleton: the first block of the InChIKey without counter-ions, solvents and charges, or an empty text.
        smiles: or an empty text.
        ec_numbers: its EC numbers: as the source states them, or by the order of the inventory.
        source: where it comes from, with its licence.
    """

    cas_rn: str
    formula: str = ""
    inchi_key: str = ""
    parent_skeleton: str = ""
    smiles: str = ""
    ec_numbers: tuple[str, ...] = ()
    source: str = ""


class Reference(Protocol):
    """Reference knowledge, read-only. Threads and processes can share it."""

    def find(self, cas_rn: str) -> ReferenceEntry | None:
        """Return what is known of a CAS RN. A deleted CAS RN gives the entry of the one that replaced it."""
        ...

    def knows(self, cas_rn: str) -> bool:
        """Tell whether the CAS RN is in use or was, also where no more is known of it."""
        ...

    def names_of(self, cas_rn: str) -> tuple[str, ...]:
        """Return all names of a CAS RN, first the one to call it by."""
        ...

    def numbers_of_name(self, folded: str) -> tuple[str, ...]:
        """Return the CAS RNs that have a name. It is given folded, see ``catalog.product.text.folding.fold``."""
        ...

    def numbers_of_key(self, inchi_key: str) -> tuple[str, ...]:
        """Return the CAS RNs of an InChIKey."""
        ...

    def numbers_of_ec(self, ec_number: str) -> tuple[str, ...]:
        """Return the CAS RNs of an EC number."""
        ...


class NoReference:
    """Knows nothing."""

    def find(self, cas_rn: str) -> ReferenceEntry | None:  # noqa: ARG002  # It is a Reference.
        """See ``Reference``."""
        return None

    def knows(self, cas_rn: str) -> bool:  # noqa: ARG002
        """See ``Reference``."""
        return False

    def names_of(self, cas_rn: str) -> tuple[str, ...]:  # noqa: ARG002
        """See ``Reference``."""
        return ()

    numbers_of_name = numbers_of_key = numbers_of_ec = names_of


NO_REFERENCE = NoReference()
"""For checks of a record against itself only."""
