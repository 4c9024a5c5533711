"""A catalog in which every kind of page has something to show, public and at the desk."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from catalog.feeds.downloads import write_downloads
from catalog.intake.regulatory_files import SHIPPED
from catalog.store.access.people import create_person
from catalog.store.database import Database
from catalog.store.facts.regulatory_lists import put_list
from catalog.store.reading.exporting import Export
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.conftest import SEEDS, make_key
from tests.web.pages import tasks_made
from tests.web.pages.desk_made import DESK, OWN, WATER, commit, keep, settled, upload
from tests.web.pages.test_review import BPTA, OFF_TOPIC

INHIBITORS = b"""Catalog number,Name,SMILES,Size,Price,Target,Application,Phase
IN-1,Alpha inhibitor,CCOc1ccccc1,25 g,9 EUR,EGFR,HPLC,3
IN-2,Beta inhibitor,CCNc1ccccc1,5 mg,9 EUR,EGFR,GC,3
IN-3,Gamma inhibitor with a long name: 4-[(3-chlorophenyl)amino]-6-methoxyquinazolin-7-ol,,2 kg,9 EUR,HER2,GC,3
IN-4,Delta inhibitor,,2 x 250 mg,,Epidermal growth factor receptor (EGFR),,3
"""
HELD = b"catalog_number,name,cas_rn,formula,molecular_weight\n" + b"".join(
    [*(b"T%d,Toluene,108-88-,C7H8,92.14\n" % number for number in range(4)), b"E1,Ethanol,64-17-5,C2H6O,x46\n"]
)
PRICES = b"catalog_number,name,cas_rn,Wie es heisst,assay\nB1,Benzene,71-43-2,Benzol,99 %%\nB2,Phenol,108-95-2,,%d %%\n"
TWICE = "CTD-1001"
"""A number that two suppliers use."""


def fill(url: str, folder: Path) -> dict[str, str]:
    """Make a catalog with the seeds and much besides. Return addresses of pages that only it has, by name."""
    tasks_made.fill(url, folder)
    database = Database(url)
    with database.write() as transaction:
        create_person(
            transaction, "Grace Hopper", "grace.hopper@a-very-long-name-of-a-laboratory.example.org", "editor"
        )
        put_list(transaction, SHIPPED["tsca"], ["67-64-1", "58-08-2", "50-78-2", "64-17-5"])
    with TestClient(create_app(unhurried(url)), follow_redirects=False) as client:
        addresses = _fill_desk(client, url)
    with database.read() as transaction:
        write_downloads(Export(transaction), folder / "downloads")
    database.close()
    return addresses


def _fill_desk(client: TestClient, url: str) -> dict[str, str]:
    key = make_key(url, "admin")
    typed = {"key": key["Authorization"].removeprefix("Bearer ")}
    assert client.post("/editor/sign-in", data=typed, headers=OWN).status_code == 303
    for path in sorted(SEEDS.iterdir()):
        if path.suffix != ".md":
            commit(client, upload(client, path.read_bytes(), path.name))
    commit(client, upload(client, INHIBITORS, "inhibitors.csv"))
    commit(
        client,
        upload(
            client,
            b"Catalog number,Name,CAS,Pack,Price\nCTD-1001,Acetone,67-64-1,1 L,9",
            "a.csv",
            supplier="Deneb Fine Chemicals",
        ),
    )
    held = commit(client, upload(client, HELD, "held.csv"))
    commit(client, upload(client, PRICES % 98, "prices.csv"))
    undone = commit(client, upload(client, PRICES % 97, "prices.csv"))
    client.post(f"{undone}/undo", headers=OWN)
    settled(client, undone)
    for number in ("W-1", "W-2"):
        keep(client, key, number, {**BPTA, "description": OFF_TOPIC, "un_number": "99"})
    keep(client, key, "W-3", WATER)
    keep(client, key, "W-3", {"assay": "98 %"}, reason="the new certificate of the supplier")
    for number, smiles in (("ET-1", "CCO"), ("ET-2", "COC")):
        keep(client, key, number, {"name": f"Ether {number}", "cas_rn": "60-29-7", "smiles": smiles})
    report = {
        "product": "W-3",
        "supplier": "house",
        "text": "The melting point cannot be right.",
        "email": "",
        "website": "",
    }
    assert client.post("/report", data=report, headers=OWN).status_code == 200
    look = upload(client, PRICES % 96, "prices.csv")
    draft = client.get("/api/v1/admin/drafts", headers=key).json()["items"][0]["id"]
    return {
        "upload": look,
        "run": held,
        "run-undone": undone,
        "undo": f"{held}/undo",
        "redo": f"{undone}/redo",
        "draft": f"/editor/held/{draft}",
        "desk-compound": "/editor/compounds/CSCPPACGZOOCGX-UHFFFAOYSA-N",
        "edit": f"{DESK}/W-3/edit",
        "product-history": f"{DESK}/W-3/history",
        "compare-revisions": f"{DESK}/W-3/compare?old=1&new=2",
        "end": f"{DESK}/W-3/end",
    }
