"""Refusing impossible charges and mass numbers by the text.

RDKit stores a charge in one byte and a mass number in two, so it reads ``[Na+257]`` as ``[Na+]`` without a message.
"""

from __future__ import annotations

import re

from rdkit import Chem

from catalog.chemistry.formula.elements import ELEMENTS, is_known_nuclide
from catalog.errors import StructureRefused

MOST_CHARGE = 15
"""The largest charge of an atom, of either sign (OpenSMILES, 3.1.3; ``M  CHG`` of CTfile formats, BIOVIA 2020)."""
MOST_IN_INCHI = 126
"""The InChI program stores the numbers of these layers in one signed byte, and a mass shift plus one."""

_WORTH_A_LOOK = re.compile(r"\[[0-9]|[+-][0-9]{2}")
_BRACKET_ATOM = re.compile(r"\[([0-9]*)(#[0-9]{1,3}|[A-Z][a-z]?|se|as|te|si|[a-z]|\*)([^\[\]()]*)")
_CHARGE = re.compile(r"[+-][0-9]+")
_V3000_CONTINUED = re.compile(r"-[ \t]*\n[ \t]*M  V30 ")
_V3000_ATOM = re.compile(r"M  V30 +([0-9]+) +(\S+)(?: +[-+.0-9eE]+){4}(.*)")
_V3000_VALUE = re.compile(r"\b(CHG|MASS)=(-?[0-9]{1,20})", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r" *(-?[0-9]+) *")
_COUNTS_LINE = slice(3, 4)
_FIRST_ATOM_LINE = 4
_CHARGE_FIELD = slice(36, 39)
_UNCHARGED = 4
"""The charge code of a V2000 atom line is four minus the charge; 0 is no charge."""


def vet_smiles_atoms(text: str) -> None:
    """Refuse a SMILES or a SMARTS with an impossible atom. Texts without isotopes and large charges pass at once.

    Raises:
        StructureRefused: the message names the atom, its value and the possible values.

    >>> vet_smiles_atoms("[13CH4].[Fe+3]")
    """
    if _WORTH_A_LOOK.search(text) is None:
        return
    for atom in _BRACKET_ATOM.finditer(text):
        mass_number, symbol, rest = atom.groups()
        where = f"The atom {atom[0]}]"
        for charge in _CHARGE.findall(rest):
            _require_charge(where, int(charge), text)
        _require_mass_number(where, _symbol(symbol), int(mass_number or 0), text)


def vet_molfile_atoms(text: str) -> None:
    """Refuse a molfile with a charge, or in the form V3000 a mass number, that would be read as another one.

    Raises:
        StructureRefused: as above.
    """
    # RDKit ends lines at line feeds only. Other line ends of Python would hide the counts.
    lines = [line.rstrip("\r") for line in text.split("\n")]
    counts = _WHOLE_NUMBER.fullmatch("".join(lines[_COUNTS_LINE])[:3])
    atoms = lines[_FIRST_ATOM_LINE : _FIRST_ATOM_LINE + (0 if counts is None else int(counts[1]))]
    for number, line in enumerate(atoms, start=1):
        field = _WHOLE_NUMBER.fullmatch(line[_CHARGE_FIELD])
        if field is not None and int(field[1]):
            _require_charge(f"Atom {number} of the molfile", _UNCHARGED - int(field[1]), "molfile")
    for line in lines:
        if line.startswith("M  CHG"):
            _vet_charge_line(line)
    if "M  V30" in text:
        for line in _V3000_CONTINUED.sub("", "\n".join(lines)).split("\n"):
            _vet_v3000_line(line)


def vet_inchi_atoms(text: str) -> None:
    """Refuse an InChI with charges, protons or mass shifts that are too large for the InChI program.

    Raises:
        StructureRefused: the message names the layer.
    """
    for layer in text.split("/")[1:]:
        if layer[:1] not in ("q", "p", "i"):
            continue
        for number in _CHARGE.findall(layer):
            if len(number) > 5 or abs(int(number)) > MOST_IN_INCHI:
                message = (
                    f"The InChI layer /{layer[:40]} has {number[:20]}. Possible: −{MOST_IN_INCHI} to +{MOST_IN_INCHI}."
                )
                raise StructureRefused(message, stated=text)


def vet_parsed_atoms(mol: Chem.Mol, text: str) -> None:
    """Refuse a molecule from a molfile or an InChI with an impossible atom; labels of dummy atoms are left alone.

    Raises:
        StructureRefused: as above.
    """
    for atom in mol.GetAtoms():
        where = f"Atom {atom.GetIdx() + 1} ({atom.GetSymbol()})"
        _require_charge(where, atom.GetFormalCharge(), text)
        _require_mass_number(where, atom.GetSymbol(), atom.GetIsotope(), text)


def _vet_v3000_line(line: str) -> None:
    atom = _V3000_ATOM.match(line)
    if atom is None:
        return
    number, symbol, rest = atom.groups()
    where = f"Atom {number} ({symbol}) of the molfile"
    for name, value in _V3000_VALUE.findall(rest):
        if name.upper() == "CHG":
            _require_charge(where, int(value), "molfile")
        else:
            _require_mass_number(where, symbol, int(value), "molfile")


def _vet_charge_line(line: str) -> None:
    """The entries of ``M  CHG``: pairs of an atom's number and its charge, in four columns each."""
    for start in range(9, len(line), 8):
        charge = _WHOLE_NUMBER.fullmatch(line[start + 4 : start + 8])
        if charge is not None:
            _require_charge(f"Atom {line[start : start + 4].strip()} of the molfile", int(charge[1]), "molfile")


def _symbol(stated: str) -> str:
    """The element's symbol for that of an aromatic atom, or for an atomic number."""
    if not stated.startswith("#"):
        return stated.capitalize()
    return next((symbol for number, symbol in enumerate(ELEMENTS, 1) if number == int(stated[1:])), "")


def _require_charge(where: str, charge: int, text: str) -> None:
    if abs(charge) > MOST_CHARGE:
        stated = f"{charge:+}".replace("-", "−")
        message = f"{where} has the charge {stated}. Possible: −{MOST_CHARGE} to +{MOST_CHARGE}."
        raise StructureRefused(message, stated=text)


def _require_mass_number(where: str, symbol: str, mass_number: int, text: str) -> None:
    element = ELEMENTS.get(symbol)
    if element is None or not mass_number or is_known_nuclide(symbol, mass_number):
        return
    known = f"Known for {element.name}: {element.lightest} to {element.heaviest}"
    raise StructureRefused(f"{where} has the mass number {mass_number}. {known}.", stated=text)
