"""What the product page says of prices, documents, identifiers and contradictions, by its pure functions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.web.views.external_records import external_records
from catalog.web.views.offer.documents import certificates, safety_sheets
from catalog.web.views.offer.prices import THIN, cheapest, comparable_prices, price_range
from catalog.web.views.product import agreement, contradictions

TODAY = date(2026, 11, 30)


def pack(
    size: float, unit: str, base: str, each: str | None, amount: str = "5", currency: str | None = "EUR"
) -> dict[str, Any]:
    """A pack as documents have it."""
    price = None if each is None else {"amount": each, "currency": currency, "unit": base}
    steps = [] if each is None else [{"from": 1, "amount": amount, "currency": currency}]
    return {"count": 1, "amount": size, "unit": unit, "unit_price": price, "prices": steps}


@pytest.mark.parametrize(
    ("packs", "shown"),
    [
        ([pack(1, "mg", "g", "200000"), pack(5, "mg", "g", "100000")], ["200 EUR per mg", "100 EUR per mg"]),
        ([pack(1, "g", "g", "12.50"), pack(1, "kg", "g", "0.3500")], ["12.50 EUR per g", "0.35 EUR per g"]),
        ([pack(100, "g", "g", "0.1234"), pack(1, "kg", "g", "0.0500")], ["12.34 EUR per 100 g", "5.00 EUR per 100 g"]),
        ([pack(25, "kg", "g", "0.001250")], ["1.25 EUR per kg"]),
        ([pack(500, "mL", "mL", "0.02500"), pack(2.5, "L", "mL", "0.009600")], ["25.00 EUR per L", "9.60 EUR per L"]),
        ([pack(1, "mL", "mL", "15600.4")], [f"15{THIN}600 EUR per mL"]),
        ([pack(10, "test", "test", "3.100"), pack(5, "g", "g", None)], ["3.10 EUR per test", None]),
        ([pack(5, "g", "g", "1.000", currency=None)], ["1.00 (currency not stated) per g"]),
        ([], []),
    ],
)  # fmt: skip
def test_prices_are_compared_for_one_unit_that_suits_the_packs(packs: list[Any], shown: list[str | None]) -> None:
    assert [str(one) if one else None for one in comparable_prices(packs)] == shown


def test_what_cannot_be_compared_is_not() -> None:
    euro, dollar = pack(5, "g", "g", "1.000"), pack(25, "g", "g", "0.5000", currency="USD")
    assert str(cheapest([euro, pack(25, "g", "g", "0.2000")])) == "0.20 EUR per g"
    assert cheapest([euro, dollar]) is None
    assert cheapest([euro, pack(1, "L", "mL", "0.1000")]) is None
    assert price_range([euro, dollar]) is None
    assert price_range([pack(5, "g", "g", "1.000", "5", None)]) == "5 (currency not stated)"


def sheet(title: str, language: str | None, revision: str | None, kind: str = "SDS") -> dict[str, Any]:
    """A document of a product."""
    return {
        "type": kind,
        "title": title,
        "url": f"/{title}",
        "language": language,
        "revision": revision,
        "lot_number": None,
    }


@pytest.mark.parametrize(
    ("entry", "words", "note", "is_old"),
    [
        (sheet("SDS (en)", "en", None), "SDS, English", None, False),
        (sheet("SDS (de-CH, 2023-11-29)", "de", "2023-11-29"), "SDS, Deutsch (CH)", "2023-11-29", True),
        (sheet("SDS (de-CH, 2023-11-30)", "de", "2023-11-30"), "SDS, Deutsch (CH)", "2023-11-30", False),
        (sheet("SDS (2019-02)", None, "2019-02"), "SDS", "2019-02", True),
        (sheet("SDS (el, rev 2.1)", "el", "2.1"), "SDS, el", "rev. 2.1", False),
    ],
)
def test_safety_data_sheets_say_language_region_and_age(
    entry: dict[str, Any], words: str, note: str | None, is_old: bool
) -> None:
    (link,) = safety_sheets({"documents": [entry, sheet("CoA", None, None, "CoA")]}, TODAY)
    assert (link.words, link.note, link.is_old) == (words, note, is_old)


def test_certificates_are_named_by_lot_each_once() -> None:
    lots = [{"lot_number": "L1", "certificate": "/1"}, {"lot_number": "L2", "certificate": None}]
    coa = {**sheet("CoA", None, None, "CoA"), "lot_number": "L3"}
    found = certificates({"lots": lots, "documents": [coa, {**coa, "url": "/1"}, {**coa, "url": None}]})
    assert [(one.words, one.url) for one in found] == [("CoA, lot L1", "/1"), ("CoA, lot L3", "/CoA")]


@pytest.mark.parametrize(
    ("system", "value", "valid", "label", "page"),
    [
        ("PubChem CID", "2519", True, "PubChem CID", "https://pubchem.ncbi.nlm.nih.gov/compound/2519"),
        ("ChEBI", "CHEBI:27732", True, "ChEBI ID", "https://www.ebi.ac.uk/chebi/CHEBI:27732"),
        ("ChEMBL", "CHEMBL113", True, "ChEMBL ID", "https://www.ebi.ac.uk/chembl/explore/compound/CHEMBL113"),
        ("EC", "200-362-1", True, "EC number", "https://chem.echa.europa.eu/substance-search?searchText=200-362-1"),
        ("CAS", "58-08-2", True, "CAS RN", "https://commonchemistry.cas.org/detail?cas_rn=58-08-2"),
        ("EC", "200-362-9", False, "EC number", None),
        ("OLD CODE", "A/1", None, "OLD CODE", None),
        ("PubChem CID", "1?x=<", None, "PubChem CID", "https://pubchem.ncbi.nlm.nih.gov/compound/1%3Fx%3D%3C"),
    ],
)
def test_identifiers_are_called_as_chemists_do(
    system: str, value: str, valid: bool | None, label: str, page: str | None
) -> None:
    (one,) = external_records({"identifiers": [{"type": system, "value": value, "valid": valid}]})
    assert (one.label, one.value, one.page, one.is_wrong) == (label, value, page, valid is False)


def fact(name: str, verdict: str, explanation: str = "…") -> dict[str, str]:
    """A row of the evidence."""
    return {"fact": name, "field": name.lower(), "verdict": verdict, "explanation": explanation}


def test_what_agrees_is_one_line_and_what_differs_is_said_once() -> None:
    rows = [
        fact("Name", "agrees"),
        fact("Weight", "within-range"),
        fact("Formula", "differs", "Too much carbon."),
        fact("Lots", "undetermined"),
        fact("Assay", "not-stated"),
        fact("Description", "differs", "Withheld."),
    ]
    findings = [
        {"severity": "warning", "field": "formula", "message": "Too much carbon."},
        {"severity": "warning", "field": "hs_code", "message": "No such code."},
        {"severity": "note", "field": "name", "message": "Fine."},
    ]
    product = {"evidence": rows, "findings": findings}
    assert agreement(product) == (["Name", "Weight"], ["Lots"], 5)
    found = [(one.fact, one.message) for one in contradictions(product)]
    assert found == [("Formula", "Too much carbon."), (None, "No such code.")]
