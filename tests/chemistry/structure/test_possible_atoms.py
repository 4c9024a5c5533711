"""Atoms with a charge or a mass number that none has: refused, and never read as another one."""

from __future__ import annotations

import pytest

from catalog.chemistry.structure.readers import read_molecule
from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.errors import InvalidStructure, StructureRefused

POSSIBLE = "Possible: −15 to +15."


def v2000(symbol: str, *lines: str, difference: str = "0", charge: str = "0") -> str:
    atom = f"    0.0000    0.0000    0.0000 {symbol:<3}{difference:>2}{charge:>3}  0  0  0  0"
    return "\n".join(["", "", "", "  1  0  0  0  0  0  0  0  0  0999 V2000", atom, *lines, "M  END", ""])


def v3000(atom: str) -> str:
    head = (
        "\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 COUNTS 1 0 0 0 0\nM  V30 BEGIN ATOM\n"
    )
    return f"{head}M  V30 1 {atom}\nM  V30 END ATOM\nM  V30 END CTAB\nM  END\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[Na+257].[Cl-257]", f"The atom [Na+257] has the charge +257. {POSSIBLE}"),
        ("[Na+].[Cl+255]", f"The atom [Cl+255] has the charge +255. {POSSIBLE}"),
        ("[Fe+99999999]", f"The atom [Fe+99999999] has the charge +99999999. {POSSIBLE}"),
        ("[C-256]", f"The atom [C-256] has the charge −256. {POSSIBLE}"),
        ("[Fe+16:12]", f"The atom [Fe+16:12] has the charge +16. {POSSIBLE}"),
        ("[#11+257]", f"The atom [#11+257] has the charge +257. {POSSIBLE}"),
        ("[*+257]C", f"The atom [*+257] has the charge +257. {POSSIBLE}"),
        ("C" * 200 + "[N+257]", f"The atom [N+257] has the charge +257. {POSSIBLE}"),
        ("[999C]", "The atom [999C] has the mass number 999. Known for carbon: 8 to 22."),
        ("[65549CH4]", "The atom [65549CH4] has the mass number 65549. Known for carbon: 8 to 22."),
        ("c1cc[99nH]c1", "The atom [99nH] has the mass number 99. Known for nitrogen: 10 to 25."),
        ("[8H]C", "The atom [8H] has the mass number 8. Known for hydrogen: 1 to 7."),
    ],
)
def test_an_impossible_atom_of_a_smiles_is_refused_and_named(text: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        read_molecule(text, "smiles")
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("molfile", "words"),
    [
        (v2000("Na", "M  CHG  1   1 257"), f"Atom 1 of the molfile has the charge +257. {POSSIBLE}"),
        (v2000("Na", "M  CHG  1   1-255"), f"Atom 1 of the molfile has the charge −255. {POSSIBLE}"),
        (v2000("Na", "M  CHG  1   1  16"), f"Atom 1 of the molfile has the charge +16. {POSSIBLE}"),
        ("a\x0bb" + v2000("Na", charge="259"), f"Atom 1 of the molfile has the charge −255. {POSSIBLE}"),
        (v2000("Na", charge="259"), f"Atom 1 of the molfile has the charge −255. {POSSIBLE}"),
        (
            v2000("C", "M  ISO  1   1 999"),
            "Atom 1 (C) has the mass number 999. Known for carbon: 8 to 22.",
        ),
        (v2000("C", difference="99"), "Atom 1 (C) has the mass number 111. Known for carbon: 8 to 22."),
        (v3000("Na 0 0 0 0 CHG=257"), f"Atom 1 (Na) of the molfile has the charge +257. {POSSIBLE}"),
        (v3000("Na 0 0 0 0 CHG=2-\nM  V30 57"), f"Atom 1 (Na) of the molfile has the charge +257. {POSSIBLE}"),
        (v3000("Na 0 0 0 0 -\r\nM  V30 CHG=257"), f"Atom 1 (Na) of the molfile has the charge +257. {POSSIBLE}"),
        (v3000("Na 0 0 0 0 chg=-300"), f"Atom 1 (Na) of the molfile has the charge −300. {POSSIBLE}"),
        (
            v3000("C 0 0 0 0 MASS=65549"),
            "Atom 1 (C) of the molfile has the mass number 65549. Known for carbon: 8 to 22.",
        ),
    ],
)
def test_an_impossible_atom_of_a_molfile_is_refused_and_named(molfile: str, words: str) -> None:
    for read in (lambda: read_molecule(molfile, "molfile"), lambda: read_substructure_query(molfile)):
        with pytest.raises(StructureRefused) as refused:
            read()
        assert str(refused.value) == words


@pytest.mark.parametrize(
    ("inchi", "words"),
    [
        ("InChI=1S/Na/q+255", "The InChI layer /q+255 has +255. Possible: −126 to +126."),
        ("InChI=1S/Na/q+16", f"Atom 1 (Na) has the charge +16. {POSSIBLE}"),
        ("InChI=1S/CH4/h1H4/p-300", "The InChI layer /p-300 has -300. Possible: −126 to +126."),
        ("InChI=1S/CH4/h1H4/i1+257", "The InChI layer /i1+257 has +257. Possible: −126 to +126."),
        (
            "InChI=1S/CH4/h1H4/i1+100",
            "Atom 1 (C) has the mass number 112. Known for carbon: 8 to 22.",
        ),
    ],
)
def test_an_impossible_atom_of_an_inchi_is_refused(inchi: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        read_molecule(inchi, "inchi")
    assert str(refused.value) == words


@pytest.mark.parametrize("query", ["[Na+257]", "[C+257,N]", "[999C]", "[#6;+256]"])
def test_a_query_for_an_impossible_atom_is_refused(query: str) -> None:
    with pytest.raises(InvalidStructure, match=r"has the (charge|mass number)"):
        read_substructure_query(query)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[13CH4]", "smiles"),
        ("[2H]C([2H])([2H])Cl", "smiles"),
        ("[0CH4]", "smiles"),
        ("[Fe+3].[Fe++]", "smiles"),
        ("[W+15]", "smiles"),
        ("[999*]C", "smiles"),
        ("[C:300]", "smiles"),
        ("C1CC-1", "smiles"),
        ("C%12CCCCC-%12", "smiles"),
        ("[238U]", "smiles"),
        ("[75se]1cccc1", "smiles"),
        (v2000("Na", "M  CHG  1   1   1", charge="3"), "molfile"),
        (v2000("R#", "M  ISO  1   1 999"), "molfile"),
        (v2000("C", difference="1"), "molfile"),
        (v3000("Na 0 0 0 0 CHG=1 MASS=23"), "molfile"),
        ("InChI=1S/Na/q+1", "inchi"),
        ("InChI=1S/CH4/h1H4/i1+1D", "inchi"),
        ("InChI=1S/ClH.Na/h1H;/q;+1/p-1", "inchi"),
    ],
)
def test_every_possible_atom_is_read(text: str, kind: str) -> None:
    assert read_molecule(text, kind).mol.GetNumAtoms()


def test_queries_keep_their_bonds_and_ranges() -> None:
    for query in ("[$(C-1CC-1)]", "[#6+{1-3}]", "[D12]", "[13#6]", "[h1]"):
        assert read_substructure_query(query).mol.GetNumAtoms()
