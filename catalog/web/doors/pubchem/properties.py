"""The properties of PUG REST: which there are, and where each comes from. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from catalog.chemistry.anatomy.anatomy import Anatomy
from catalog.errors import InvalidQuery

Value = str | int | float | None


class Described(NamedTuple):
    """What is known of a compound, as far as it was asked for.

    Attributes:
        cid: its CID.
        inchi_key: its InChIKey.
        smiles: its structure, as stored.
        title: what its first product is called.
        inchi: its standard InChI, or None if it was not read.
        systematic: a systematic name that a product states, or None.
        anatomy: its parts, or None if they were not computed.
        complexity: or None if it was not computed.
    """

    cid: int
    inchi_key: str
    smiles: str
    title: str
    inchi: str | None = None
    systematic: str | None = None
    anatomy: Anatomy | None = None
    complexity: float | None = None


def _computed(value: Callable[[Anatomy], Value]) -> Callable[[Described], Value]:
    return lambda of: None if of.anatomy is None else value(of.anatomy)


OF_PARTS: Mapping[str, Callable[[Described], Value]] = {
    "MolecularFormula": _computed(lambda one: one.formula),
    "MolecularWeight": _computed(lambda one: f"{one.molecular_weight:.2f}"),
    "SMILES": _computed(lambda one: one.smiles),
    "ConnectivitySMILES": _computed(lambda one: one.connectivity),
    "XLogP": _computed(lambda one: one.logp),
    "ExactMass": _computed(lambda one: f"{one.monoisotopic_mass:.8f}"),
    "MonoisotopicMass": _computed(lambda one: f"{one.monoisotopic_mass:.8f}"),
    "TPSA": _computed(lambda one: one.tpsa),
    "Charge": _computed(lambda one: one.charge),
    "HBondDonorCount": _computed(lambda one: one.donors),
    "HBondAcceptorCount": _computed(lambda one: one.acceptors),
    "RotatableBondCount": _computed(lambda one: one.rotatable_bonds),
    "HeavyAtomCount": _computed(lambda one: one.heavy_atoms),
    "IsotopeAtomCount": _computed(lambda one: one.isotope_atoms),
    "AtomStereoCount": _computed(lambda one: sum(one.atom_stereo)),
    "DefinedAtomStereoCount": _computed(lambda one: one.atom_stereo.defined),
    "UndefinedAtomStereoCount": _computed(lambda one: one.atom_stereo.undefined),
    "BondStereoCount": _computed(lambda one: sum(one.bond_stereo)),
    "DefinedBondStereoCount": _computed(lambda one: one.bond_stereo.defined),
    "UndefinedBondStereoCount": _computed(lambda one: one.bond_stereo.undefined),
    "CovalentUnitCount": _computed(lambda one: one.parts),
}
"""The properties that are computed from the structure."""
OF_DOCUMENT: Mapping[str, Callable[[Described], Value]] = {
    "InChI": lambda of: of.inchi,
    "IUPACName": lambda of: of.systematic,
}
"""The properties that the product's document has."""
OTHERS: Mapping[str, Callable[[Described], Value]] = {
    "InChIKey": lambda of: of.inchi_key,
    "Title": lambda of: of.title,
    "Complexity": lambda of: of.complexity,
}
PROPERTIES = {**OF_PARTS, **OF_DOCUMENT, **OTHERS}
RENAMED = {"IsomericSMILES": "SMILES", "CanonicalSMILES": "ConnectivitySMILES"}
"""Former names, with those under which PubChem answers today."""
NOT_HERE = frozenset(
    {
        "Volume3D", "XStericQuadrupole3D", "YStericQuadrupole3D", "ZStericQuadrupole3D", "FeatureCount3D",
        "FeatureAcceptorCount3D", "FeatureDonorCount3D", "FeatureAnionCount3D", "FeatureCationCount3D",
        "FeatureRingCount3D", "FeatureHydrophobeCount3D", "ConformerModelRMSD3D", "EffectiveRotorCount3D",
        "ConformerCount3D", "Fingerprint2D", "PatentCount", "PatentFamilyCount", "AnnotationTypes",
        "AnnotationTypeCount", "SourceCategories", "LiteratureCount",
    }
)  # fmt: skip
"""Properties of PubChem's that no compound has here. They are left out of the answer, as PubChem does where it has no
value."""
_KNOWN = {name.lower(): name for name in (*PROPERTIES, *RENAMED, *NOT_HERE)}


def read_properties(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of properties as the answer has them, each once.

    >>> read_properties(("isomericsmiles", "TPSA", "SMILES"))
    ('SMILES', 'TPSA')

    Raises:
        InvalidQuery: there is no such property.
    """
    unknown = [name for name in names if name.lower() not in _KNOWN]
    if unknown:
        message = f"Invalid property {', '.join(unknown)[:80]}. There are {', '.join(PROPERTIES)}."
        raise InvalidQuery(message, stated=unknown[0][:80])
    known = [_KNOWN[name.lower()] for name in names]
    return tuple(dict.fromkeys(RENAMED.get(name, name) for name in known))


def property_row(of: Described, names: tuple[str, ...]) -> dict[str, Value]:
    """Return one row of a table of properties, without those that have no value."""
    values = {name: PROPERTIES[name](of) for name in names if name in PROPERTIES}
    return {"CID": of.cid} | {name: value for name, value in values.items() if value is not None}
