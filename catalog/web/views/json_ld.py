"""JSON-LD for search engines: schema.org Product with its offers, and the substance as Bioschemas describes it.

Profiles: ChemicalSubstance 0.4 for every product, and MolecularEntity 0.5 if a structure is known
(bioschemas.org/profiles). It states only facts that the page prints, so never a withheld description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.store.suppliers import HOUSE_SLUG

Json = dict[str, Any]

BIOSCHEMAS = "https://bioschemas.org/profiles"
CONFORMS_TO = "http://purl.org/dc/terms/conformsTo"
CONTEXT = "https://schema.org"
AVAILABILITY = {
    "in-stock": "InStock",
    "on-request": "MadeToOrder",
    "backorder": "BackOrder",
    "discontinued": "Discontinued",
}
"""Our words for availability, and those of schema.org's ItemAvailability."""


def product_json_ld(document: Json, url: str) -> Json:
    """Return the JSON-LD of a product page: what is sold, the substance, and the molecule if it is known."""
    graph = [_product(document, url), _substance(document, url)]
    if document["structure"]:
        graph.append(_molecule(document, url))
    return {"@context": CONTEXT, "@graph": graph}


def _product(document: Json, url: str) -> Json:
    product: Json = {
        "@type": "Product",
        "@id": url,
        "url": url,
        "name": document["name"],
        "sku": document["catalog_number"],
        "category": "Chemical",
        "mainEntityOfPage": url,
        "additionalProperty": _properties(document),
        "material": {"@id": f"{url}#substance"},
        "identifier": _identifier(document),
    }
    supplier = document["supplier"]
    if supplier["slug"] != HOUSE_SLUG:
        product["brand"] = {"@type": "Brand", "name": supplier["name"]}
    offers = list(_offers(document, url))
    if offers:
        product["offers"] = offers
    if document["structure"]:
        product["image"] = f"{url}.svg"
    return product | _description(document)


def _description(document: Json) -> Json:
    description = document["description"]
    shown = description and description["status"] == "published"
    return {"description": description["text"]} if shown else {}


def _offers(document: Json, url: str) -> Iterator[Json]:
    """Return one offer for each price step of each pack. A price without a number or a currency gives no offer."""
    for pack in document["packs"]:
        for step in pack.get("prices") or ():
            if step["currency"] is None:
                continue
            offer: Json = {
                "@type": "Offer",
                "url": url,
                "name": f"{document['name']}, {pack['size']}",
                "sku": document["catalog_number"],
                "price": step["amount"],
                "priceCurrency": step["currency"],
                "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": step["from"], "unitText": pack["size"]},
            }
            if pack.get("availability") in AVAILABILITY:
                offer["availability"] = f"{CONTEXT}/{AVAILABILITY[pack['availability']]}"
            if pack.get("price_valid_until"):
                offer["priceValidUntil"] = pack["price_valid_until"]
            if pack.get("available_from"):
                offer["availabilityStarts"] = pack["available_from"]
            yield offer


def _properties(document: Json) -> list[Json]:
    rows = [_value(entry["test"], entry["text"]) for entry in document["specifications"]]
    rows += [_value(entry["property"], entry["text"]) for entry in document.get("properties") or ()]
    rows += [_value(entry["name"], entry["text"]) for entry in document.get("attributes") or ()]
    rows += [_value(entry["type"], entry["value"]) for entry in document["identifiers"]]
    if document["storage"]:
        rows.append(_value("Storage", document["storage"]["text"]))
    return rows


def _value(name: str, value: str) -> Json:
    return {"@type": "PropertyValue", "name": name, "value": value}


def _identifier(document: Json) -> Json:
    """Return the one identifier that both profiles ask for. The others are further properties of the product."""
    if document["cas_rn"]:
        return _value("CAS Registry Number", document["cas_rn"])
    return _value("Catalog number", document["catalog_number"])


def _profile(name: str) -> Json:
    return {CONFORMS_TO: {"@type": "CreativeWork", "@id": f"{BIOSCHEMAS}/{name}"}}


def _substance(document: Json, url: str) -> Json:
    """Return the substance in the bottle: ChemicalSubstance 0.4."""
    substance: Json = {
        "@type": "ChemicalSubstance",
        "@id": f"{url}#substance",
        **_profile("ChemicalSubstance/0.4-RELEASE"),
        "identifier": _identifier(document),
        "name": document["name"],
        "url": url,
    }
    if document["synonyms"]:
        substance["alternateName"] = document["synonyms"]
    if document["hill_formula"]:
        substance["chemicalComposition"] = document["hill_formula"]
    if document["structure"]:
        substance["hasBioChemEntityPart"] = {"@id": f"{url}#molecule"}
        substance["image"] = f"{url}.svg"
    return substance | _description(document)


def _molecule(document: Json, url: str) -> Json:
    """Return its molecule: MolecularEntity 0.5."""
    structure = document["structure"]
    key = structure["inchi_key"]
    facts = {
        "alternateName": document["synonyms"] or None,
        "image": f"{url}.svg",
        "molecularFormula": document["hill_formula"],
        "molecularWeight": _mass(document["molecular_weight"], "g/mol"),
        "monoisotopicMolecularWeight": _mass(document["monoisotopic_mass"], "Da"),
        "smiles": [structure["smiles"]],
        "inChI": structure["inchi"],
        "inChIKey": key,
    }
    return {
        "@type": "MolecularEntity",
        "@id": f"{url}#molecule",
        **_profile("MolecularEntity/0.5-RELEASE"),
        "identifier": _identifier(document),
        "name": document["name"],
        "url": url,
        **{name: value for name, value in facts.items() if value is not None},
    }


def _mass(value: float | None, unit: str) -> Json | None:
    if value is None:
        return None
    return {"@type": "QuantitativeValue", "value": value, "unitText": unit}
