"""JSON-LD for search engines: schema.org Product, and Bioschemas MolecularEntity where a structure is known.

Profiles: ChemicalSubstance 0.4 and MolecularEntity 0.5 (bioschemas.org). Only facts that the page prints.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

BIOSCHEMAS = "https://bioschemas.org/profiles"


def product_json_ld(document: Json, url: str) -> Json:
    """The JSON-LD of a product page at an address: what is sold, and the substance that it is."""
    return {"@context": "https://schema.org", "@graph": [_product(document, url), _substance(document, url)]}


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
    }
    description = document["description"]
    if description and description["status"] == "published":
        product["description"] = description["text"]
    return product | _identifier(document)


def _properties(document: Json) -> list[Json]:
    rows = [_value(entry["test"], entry["text"]) for entry in document["specifications"]]
    if document["storage"]:
        rows.append(_value("Storage", document["storage"]["text"]))
    return rows


def _value(name: str, value: str) -> Json:
    return {"@type": "PropertyValue", "name": name, "value": value}


def _identifier(document: Json) -> Json:
    number = document["cas_rn"]
    if number:
        return {"identifier": _value("CAS Registry Number", number)}
    return {"identifier": _value("Catalog number", document["catalog_number"])}


def _substance(document: Json, url: str) -> Json:
    """A MolecularEntity where the structure is known, else a ChemicalSubstance."""
    structure = document["structure"]
    kind = "MolecularEntity/0.5-RELEASE" if structure else "ChemicalSubstance/0.4-RELEASE"
    substance: Json = {
        "@type": kind.partition("/")[0],
        "@id": f"{url}#substance",
        "http://purl.org/dc/terms/conformsTo": {"@type": "CreativeWork", "@id": f"{BIOSCHEMAS}/{kind}"},
        "name": document["name"],
        "url": url,
        "alternateName": document["synonyms"],
    } | _identifier(document)
    if structure:
        return substance | _molecular_facts(document)
    if document["hill_formula"]:
        substance["chemicalComposition"] = document["hill_formula"]
    return substance


def _molecular_facts(document: Json) -> Json:
    structure = document["structure"]
    facts = {
        "molecularFormula": document["hill_formula"],
        "molecularWeight": _mass(document["molecular_weight"]),
        "monoisotopicMolecularWeight": _mass(document["monoisotopic_mass"]),
        "smiles": structure["smiles"],
        "inChI": structure["inchi"],
        "inChIKey": structure["inchi_key"],
    }
    return {name: value for name, value in facts.items() if value is not None}


def _mass(value: float | None) -> str | None:
    return None if value is None else f"{value} g/mol"
