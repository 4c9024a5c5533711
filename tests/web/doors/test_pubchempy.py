"""PubChemPy, unmodified, against a real server: whoever changes its address only finds this catalog."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.processes import free_port, started, wait_for
from tests.web.doors.answers import served

BENZENE = {"cid": 241, "molecular_formula": "C6H6", "molecular_weight": 78.11, "charge": 0, "heavy_atom_count": 6}


@pytest.fixture(scope="module")
def pubchem(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The library, with our address in the place of PubChem's."""
    library = pytest.importorskip("pubchempy", reason="needs PubChemPy: pip install -r requirements/test.txt")
    folder = tmp_path_factory.mktemp("pubchempy")
    url, port = f"sqlite:///{folder}/catalog.db", free_port()
    with served(url, folder):
        pass
    settings = {"CATALOG_DATABASE_URL": url, "CATALOG_SEARCH_SECONDS": "30", "CATALOG_CLIENT_SECONDS": "3600"}
    command = [sys.executable, "-m", "catalog", "serve", "--port", str(port)]
    with pytest.MonkeyPatch.context() as patch, started(command, settings) as server:
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        patch.setattr(library, "API_BASE", f"http://127.0.0.1:{port}/pug")
        # It waits two seconds before it asks for the result of a search.
        patch.setattr(library.time, "sleep", lambda _seconds: None)
        yield library


def test_a_compound_has_its_attributes(pubchem: ModuleType) -> None:
    benzene = pubchem.Compound.from_cid(241)
    assert {name: getattr(benzene, name) for name in BENZENE} == BENZENE
    assert {atom.element for atom in benzene.atoms} == {"C", "H"}
    assert len(benzene.cactvs_fingerprint) == 881
    assert "Benzol" in benzene.synonyms
    assert len(benzene.sids) == 2
    assert benzene.to_dict()["bonds"][0]["order"] in (1, 2)


@pytest.mark.parametrize(
    ("identifier", "arguments", "expected"),
    [
        ("aspirin", {"namespace": "name"}, [2244]),
        ("50-78-2", {"namespace": "name"}, [2244]),
        ("1,2-dibromoethane", {"namespace": "name"}, [2000000003]),
        ("CC(=O)Oc1ccccc1C(=O)O", {"namespace": "smiles"}, [2244]),
        ("InChI=1S/C6H6/c1-2-4-6-5-3-1/h1-6H", {"namespace": "inchi"}, [241]),
        ("UHOVQNZJYSORNB-UHFFFAOYSA-N", {"namespace": "inchikey"}, [241]),
        ("C3H7NO2", {"namespace": "formula"}, [2000000001, 2000000002]),
        ("C3H7NO2", {"namespace": "formula", "listkey_count": 1}, [2000000001]),
        ("OC(=O)c1ccccc1", {"namespace": "smiles", "searchtype": "substructure"}, [2244, 2000000000]),
        ("Cc1ccccc1", {"namespace": "smiles", "searchtype": "superstructure", "MaxRecords": 1}, [241]),
        (2244, {"namespace": "cid", "searchtype": "similarity", "Threshold": 90}, [2244]),
        ("50-78-2", {"namespace": "RN", "searchtype": "xref"}, [2244]),
        ("nothing of the sort", {"namespace": "name"}, []),
    ],
)
def test_cids_are_found(
    pubchem: ModuleType, identifier: str | int, arguments: dict[str, object], expected: list[int]
) -> None:
    assert pubchem.get_cids(identifier, **arguments) == expected


def test_properties_and_substances_are_read(pubchem: ModuleType, tmp_path: Path) -> None:
    rows = pubchem.get_properties(["smiles", "molecular_weight"], [2244, 241])
    assert [row["MolecularWeight"] for row in rows] == ["180.16", "78.11"]
    aspirin = pubchem.Substance.from_sid(901)
    assert (aspirin.source_name, aspirin.source_id, aspirin.standardized_cid) == ("Alpha", "A-1", 2244)
    assert aspirin.deposited_compound.elements.count("O") == 4
    assert [one.source_id for one in pubchem.get_substances("S-1", "sourceid/Alpha")] == ["S-1"]
    assert pubchem.get_all_sources() == ["Alpha", "Beta/Fine Chemicals"]
    pubchem.download("PNG", tmp_path / "benzene.png", "benzene", "name")
    assert (tmp_path / "benzene.png").read_bytes().startswith(b"\x89PNG")
    assert pubchem.get_sdf(241).startswith("241\n")


def test_errors_are_those_that_it_knows(pubchem: ModuleType) -> None:
    with pytest.raises(pubchem.NotFoundError):
        pubchem.Compound.from_cid(999999999)
    with pytest.raises(pubchem.BadRequestError):
        pubchem.Compound.from_cid("aspirin")
    with pytest.raises(pubchem.NotFoundError):
        pubchem.Compound.from_cid(241, record_type="3d")
