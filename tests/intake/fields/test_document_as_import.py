"""A product document, given back to an import as JSON, states what was stated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.intake.fields.drafting import draft_of_json
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
OFFERS = [json.loads(line) for line in (SEEDS / "demo_offers.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("fields", OFFERS, ids=lambda fields: str(fields["catalog_number"]))
def test_every_offer_comes_back_as_it_was(fields: dict[str, str]) -> None:
    draft = draft_of_json(fields)
    assert draft.fields == fields
    document = json.loads(json.dumps(document_of(examine(draft))))
    assert draft_of_json(document).fields == {name: text for name, text in fields.items() if name != "inchi_key"}


HARD: list[dict[str, str]] = [
    {"pack:5 x 1 mL": "1.234 €; perhaps", "pack:SAMPLE": "on request", "availability": "19", "lead_time": "2 weeks"},
    {
        "pack:5 g": "12 EUR (as of 2026-01-31); available from 2026-03; in stock",
        "pack:1 kg": "99 EUR; valid until 02/01/2026",
        "price_date": "31.01.2026",
        "price_valid_until": "02/01/2026",
        "available_from": "some day",
    },
    {"lot:L 1": "Assay: 97 %; expires 02/01/2026; some words", "lot:L2": "conforms"},
    {"property:mp": "164 °c (lit.)", "property:Odour threshold": "none known"},
    {
        "cas_rn": "67-64-1",
        "identifier:MDL": "MFCD00008765, MFCD1",
        "identifier:X": "y",
        "synonyms": "MFCD00003568|67-64-1|Propanone",
    },
    {"synonym:zh": "丙酮|二甲基酮", "synonym:trade": "Acetone Plus", "synonyms": "DMK"},
    {"hs_code": "2914", "country_of_origin": "Atlantis", "discontinued": "no", "replaced_by": "A2"},
    {"storage": "2-8 °C; light sensitive"},
]


@pytest.mark.parametrize("fields", HARD)
def test_what_could_not_be_read_comes_back_too(fields: dict[str, str]) -> None:
    whole = {"catalog_number": "A1", "name": "Acetone", **fields}
    document = json.loads(json.dumps(document_of(examine(Draft(whole)))))
    assert draft_of_json(document).fields == whole


def test_sensitivity_comes_from_columns_too() -> None:
    record = {"storage": "2-8 °C", "Light sensitive": "yes", "Hygroscopic": "No", "Air sensitive": "slightly"}
    assert draft_of_json(record).fields == {"storage": "2-8 °C; light sensitive; slightly"}
