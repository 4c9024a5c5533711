"""The drawn form: a structure as chemists draw it, whatever way its SMILES is written.

Salts of alkali and alkaline earth metals are ions. A carbanion beside lithium, magnesium or zinc is bonded to it, as
suppliers draw butyllithium and Grignard reagents. Equal parts are drawn once and counted: ``2 Cl-``, ``5 H2O``.
"""

from __future__ import annotations

from typing import NamedTuple

from rdkit import Chem

SALT_METALS = frozenset({3, 11, 12, 19, 20, 37, 38, 55, 56})
"""Li, Na, Mg, K, Ca, Rb, Sr, Cs, Ba: their bonds to oxygen, sulfur and halogens are drawn as ions."""
SALT_PARTNERS = frozenset({8, 9, 16, 17, 34, 35, 53})
CARBON_METALS = frozenset({3, 12, 30})
"""Li, Mg, Zn: drawn with a bond to carbon."""
HALIDES = frozenset({9, 17, 35, 53})

_METAL = Chem.MolFromSmarts(f"[{','.join(f'#{number}' for number in sorted(SALT_METALS | CARBON_METALS))}]")
_CARBANION = Chem.MolFromSmarts(
    "[$([C-;!$([C-]#[#7,#8]);!$([C-]~[+,+2,+3]);!$([C-]~[#6,#7,#15,#16]=,#[#7,#8,#16])]),$([c-;D2;H0])]"
)
"""A carbanion whose charge stays at its carbon: no cyanide, no ylide, no enolate, no cyclopentadienide."""


class Part(NamedTuple):
    """One kind of fragment.

    Attributes:
        mol: the fragment.
        number: how many of it the structure has.
        charge: the sum of its charges.
    """

    mol: Chem.Mol
    number: int
    charge: int


def drawn_parts(mol: Chem.Mol) -> list[Part]:
    """Return the parts of a structure in the order in which they are drawn.

    Cations come before anions, and what is added (water, hydrogen chloride) comes last. A neutral part that is larger
    than every ion comes first.

    >>> parts = drawn_parts(Chem.MolFromSmiles("O.O.Cl[Mg]Cl"))
    >>> [(Chem.MolToSmiles(part.mol), part.number) for part in parts]
    [('O', 2), ('[Mg+2]', 1), ('[Cl-]', 2)]
    >>> [Chem.MolToSmiles(part.mol) for part in drawn_parts(Chem.MolFromSmiles("CC[CH2-].[Mg+2].[Br-]"))]
    ['CC[CH2][Mg][Br]']
    """
    drawn = _with_metals(mol) if mol.HasSubstructMatch(_METAL) else mol
    if len(Chem.GetMolFrags(drawn)) == 1:
        return [Part(drawn, 1, Chem.GetFormalCharge(drawn))]
    counted: dict[str, Part] = {}
    for fragment in Chem.GetMolFrags(drawn, asMols=True, sanitizeFrags=False):
        text = Chem.MolToSmiles(fragment)
        known = counted.get(text)
        counted[text] = Part(fragment, 1, Chem.GetFormalCharge(fragment)) if known is None else _one_more(known)
    return _in_order(list(counted.values()))


def _one_more(part: Part) -> Part:
    return part._replace(number=part.number + 1)


def _in_order(parts: list[Part]) -> list[Part]:
    by_size = sorted(parts, key=lambda part: -part.mol.GetNumHeavyAtoms())
    first = [part for part in by_size[:1] if part.charge == 0]
    rest = [part for part in by_size if part not in first]
    cations = [part for part in rest if part.charge > 0]
    anions = [part for part in rest if part.charge < 0]
    return first + cations + anions + [part for part in rest if part.charge == 0]


def _with_metals(mol: Chem.Mol) -> Chem.Mol:
    """Return the structure with its metals as they are drawn."""
    edited = Chem.RWMol(mol)
    metals = [atom for atom in edited.GetAtoms() if atom.GetAtomicNum() in SALT_METALS | CARBON_METALS]
    changed = [_make_ions(edited, atom) for atom in metals] + [_bind_carbon(edited, metals)]
    if not any(changed):
        return mol
    drawn = edited.GetMol()
    Chem.SanitizeMol(drawn)
    return drawn


def _make_ions(mol: Chem.RWMol, metal: Chem.Atom) -> bool:
    """Replace the bonds of a metal by charges, if all of them are those of a salt."""
    bonds = list(metal.GetBonds())
    partners = [bond.GetOtherAtom(metal) for bond in bonds]
    is_salt = bool(bonds) and metal.GetAtomicNum() in SALT_METALS and metal.GetFormalCharge() == 0
    if not is_salt or any(bond.GetBondType() != Chem.BondType.SINGLE for bond in bonds):
        return False
    if any(atom.GetAtomicNum() not in SALT_PARTNERS or atom.GetFormalCharge() for atom in partners):
        return False
    for atom in partners:
        mol.RemoveBond(metal.GetIdx(), atom.GetIdx())
        atom.SetFormalCharge(-1)
        atom.SetNumRadicalElectrons(0)
    metal.SetFormalCharge(len(partners))
    metal.SetNumRadicalElectrons(0)
    return True


def _bind_carbon(mol: Chem.RWMol, metals: list[Chem.Atom]) -> bool:
    """Bind carbanions to the ions of metals beside them, then halides to those metals."""
    ions = [atom for atom in metals if atom.GetAtomicNum() in CARBON_METALS and atom.GetFormalCharge() > 0]
    if not ions:
        return False
    # Magnesium holds two partners, so it chooses before lithium: iPrMgCl beside LiCl.
    ions.sort(key=lambda atom: -atom.GetFormalCharge())
    mol.UpdatePropertyCache(strict=False)
    carbanions = [place[0] for place in mol.GetSubstructMatches(_CARBANION)]
    halides = [
        atom.GetIdx()
        for atom in mol.GetAtoms()
        if atom.GetAtomicNum() in HALIDES and atom.GetFormalCharge() == -1 and not atom.GetDegree()
    ]
    bound = [_bind(mol, ion, carbanions) for ion in ions]
    bound += [_bind(mol, ion, halides) for ion in ions if any(one.GetAtomicNum() == 6 for one in ion.GetNeighbors())]
    return any(bound)


def _bind(mol: Chem.RWMol, ion: Chem.Atom, anions: list[int]) -> bool:
    """Bind as many anions to an ion as it has charges, and take them from the list."""
    some = anions[: ion.GetFormalCharge()]
    for index in some:
        anions.remove(index)
        mol.AddBond(ion.GetIdx(), index, Chem.BondType.SINGLE)
        mol.GetAtomWithIdx(index).SetFormalCharge(0)
        ion.SetFormalCharge(ion.GetFormalCharge() - 1)
    return bool(some)
