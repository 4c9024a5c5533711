"""Compounds and substances as PubChem's records (PC_Compounds, PC_Substances). Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.chemistry.anatomy.anatomy import Anatomy
from catalog.chemistry.anatomy.atom_table import AtomTable
from catalog.web.doors.pubchem.properties import Described

Record = dict[str, Any]
TWO_DIMENSIONS, COMPUTED, STANDARD_BONDS = 1, 5, 14
"""PubChem's codes of coordinates."""
NO_KEYS = "00000371" + "00" * 111
"""PubChem's fingerprint of 881 keys, with no bit set: these keys are not computed here. Programs fail where it is
missing. The first four bytes are the number of bits."""
OTHER_ELEMENT = 255


def compound_record(of: Described, table: AtomTable) -> Record:
    """Return the record of a compound.

    Args:
        of: the compound, with its parts.
        table: its atoms and bonds.
    """
    anatomy = of.anatomy
    record: Record = {"id": {"id": {"cid": of.cid}}, **structure_record(table)}
    record["charge"] = 0 if anatomy is None else anatomy.charge
    record["props"] = _props(of)
    if anatomy is not None:
        record["count"] = _counts(anatomy)
    return record


def structure_record(table: AtomTable) -> Record:
    """Return atoms, bonds and places, as far as there are any."""
    numbers = list(range(1, len(table.elements) + 1))
    atoms: Record = {"aid": numbers, "element": [element or OTHER_ELEMENT for element in table.elements]}
    if table.charges:
        atoms["charge"] = [{"aid": number, "value": value} for number, value in table.charges]
    if table.isotopes:
        atoms["isotope"] = [{"aid": number, "value": value} for number, value in table.isotopes]
    conformer: Record = {"x": list(table.xs), "y": list(table.ys)}
    drawn = [bond for bond in table.bonds if bond.wedge is not None]
    if drawn:
        conformer["style"] = {
            "annotation": [bond.wedge for bond in drawn],
            "aid1": [bond.begin for bond in drawn],
            "aid2": [bond.end for bond in drawn],
        }
    record: Record = {"atoms": atoms}
    if table.bonds:
        record["bonds"] = {
            "aid1": [bond.begin for bond in table.bonds],
            "aid2": [bond.end for bond in table.bonds],
            "order": [bond.order for bond in table.bonds],
        }
    coordinates = {"type": [TWO_DIMENSIONS, COMPUTED, STANDARD_BONDS], "aid": numbers, "conformers": [conformer]}
    return record | {"coords": [coordinates]}


def substance_record(
    sid: int, product: Mapping[str, Any], cid: int | None, table: AtomTable | None, url: str
) -> Record:
    """Return the record of a substance.

    Args:
        sid: its SID.
        product: the document of the product.
        cid: the CID of its structure, or None without one.
        table: the atoms and bonds of its structure, or None.
        url: the address of its page.
    """
    record: Record = {
        "sid": {"id": sid, "version": product["revision"]},
        "source": {"db": {"name": product["supplier"]["name"], "source_id": {"str": product["catalog_number"]}}},
        "synonyms": list(dict.fromkeys((product["name"], *product["synonyms"]))),
        "xref": [{"sburl": url}],
    }
    if product["cas_rn"]:
        record["xref"].append({"rn": product["cas_rn"]})
    compounds: list[Record] = [] if table is None else [{"id": {"type": 0}, **structure_record(table)}]
    if cid is not None:
        compounds.append({"id": {"type": 1, "id": {"cid": cid}}})
    return record | ({"compound": compounds} if compounds else {})


def _counts(anatomy: Anatomy) -> Record:
    return {
        "heavy_atom": anatomy.heavy_atoms,
        "atom_chiral": sum(anatomy.atom_stereo),
        "atom_chiral_def": anatomy.atom_stereo.defined,
        "atom_chiral_undef": anatomy.atom_stereo.undefined,
        "bond_chiral": sum(anatomy.bond_stereo),
        "bond_chiral_def": anatomy.bond_stereo.defined,
        "bond_chiral_undef": anatomy.bond_stereo.undefined,
        "isotope_atom": anatomy.isotope_atoms,
        "covalent_unit": anatomy.parts,
        "tautomers": -1,
    }


def _props(of: Described) -> list[Record]:
    """Return the properties of a record, those that have a value."""
    found = [
        _prop("Fingerprint", "SubStructure Keys", "binary", NO_KEYS, implementation="E_SCREEN"),
        _prop("IUPAC Name", "Preferred", "sval", of.systematic),
        _prop("InChI", "Standard", "sval", of.inchi),
        _prop("InChIKey", "Standard", "sval", of.inchi_key),
        _prop("Compound Complexity", None, "fval", of.complexity, implementation="E_COMPLEXITY"),
    ]
    anatomy = of.anatomy
    if anatomy is not None:
        mass = f"{anatomy.monoisotopic_mass:.8f}"
        found += [
            _prop("Count", "Hydrogen Bond Acceptor", "ival", anatomy.acceptors, implementation="E_NHACCEPTORS"),
            _prop("Count", "Hydrogen Bond Donor", "ival", anatomy.donors, implementation="E_NHDONORS"),
            _prop("Count", "Rotatable Bond", "ival", anatomy.rotatable_bonds, implementation="E_NROTBONDS"),
            _prop("Log P", "Crippen", "fval", anatomy.logp),
            _prop("Mass", "Exact", "sval", mass),
            _prop("Molecular Formula", None, "sval", anatomy.formula),
            _prop("Molecular Weight", None, "sval", f"{anatomy.molecular_weight:.2f}"),
            _prop("SMILES", "Absolute", "sval", anatomy.smiles),
            _prop("SMILES", "Connectivity", "sval", anatomy.connectivity),
            # Programs from before 2025 read these names.
            _prop("SMILES", "Canonical", "sval", anatomy.connectivity),
            _prop("SMILES", "Isomeric", "sval", anatomy.smiles),
            _prop("Topological", "Polar Surface Area", "fval", anatomy.tpsa, implementation="E_TPSA"),
            _prop("Weight", "MonoIsotopic", "sval", mass),
        ]
    return [prop for prop in found if prop["value"]]


def _prop(label: str, name: str | None, kind: str, value: object, *, implementation: str | None = None) -> Record:
    urn = {"label": label, "name": name, "implementation": implementation}
    return {
        "urn": {word: text for word, text in urn.items() if text is not None}
        | {"software": "RDKit", "source": "Catalog"},
        "value": {} if value is None else {kind: value},
    }
