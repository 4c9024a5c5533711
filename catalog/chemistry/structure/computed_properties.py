"""Properties computed from a structure, each with its method. Only fast ones."""

from __future__ import annotations

from typing import Any, NamedTuple

from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from catalog.chemistry.structure.parser_words import parser_words
from catalog.errors import InvalidStructure


class ComputedProperty(NamedTuple):
    """One computed property.

    Attributes:
        property: its name.
        value: rounded to the precision of the method.
        unit: the unit, or None for a plain number.
        method: the method, with its source.
    """

    property: str
    value: float | int
    unit: str | None
    method: str


def computed_properties(smiles: str) -> list[ComputedProperty]:
    """Return the properties of a structure. All together take a millisecond.

    Raises:
        InvalidStructure: RDKit cannot read it.

    >>> [(one.property, one.value) for one in computed_properties("CCO")][2:6]
    [('heavy atoms', 3), ('rings', 0), ('rotatable bonds', 0), ('hydrogen bond donors', 1)]
    """
    with parser_words():
        mol: Any = Chem.MolFromSmiles(smiles)
    if mol is None:
        raise InvalidStructure("RDKit cannot read this structure.", stated=smiles)
    lipinski = "Lipinski's counting (doi:10.1016/S0169-409X(96)00423-1), RDKit"
    return [
        ComputedProperty(
            "average mass", round(rdMolDescriptors._CalcMolWt(mol), 3), "g/mol", "atomic weights of RDKit"
        ),
        ComputedProperty(
            "monoisotopic mass", round(rdMolDescriptors.CalcExactMolWt(mol), 5), "Da", "isotopes of RDKit"
        ),
        ComputedProperty("heavy atoms", mol.GetNumHeavyAtoms(), None, "count"),
        ComputedProperty("rings", rdMolDescriptors.CalcNumRings(mol), None, "smallest set of smallest rings, RDKit"),
        ComputedProperty(
            "rotatable bonds", rdMolDescriptors.CalcNumRotatableBonds(mol), None, "strict definition, RDKit"
        ),
        ComputedProperty("hydrogen bond donors", rdMolDescriptors.CalcNumHBD(mol), None, lipinski),
        ComputedProperty("hydrogen bond acceptors", rdMolDescriptors.CalcNumHBA(mol), None, lipinski),
        ComputedProperty(
            "topological polar surface area",
            round(rdMolDescriptors.CalcTPSA(mol), 2),
            "Å²",
            "Ertl's fragments (doi:10.1021/jm000942e), RDKit",
        ),
        ComputedProperty(
            "logP, calculated",
            round(rdMolDescriptors.CalcCrippenDescriptors(mol)[0], 2),
            None,
            "Wildman and Crippen's atoms (doi:10.1021/ci990307l), RDKit; an estimate, not a measurement",
        ),
    ]
