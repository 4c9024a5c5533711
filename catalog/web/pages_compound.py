"""The page of one compound, complete without JavaScript."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from catalog.errors import InvalidStructure
from catalog.store.compounds import Compound
from catalog.store.entries import Document
from catalog.web.api_compounds import compound_document
from catalog.web.compound_keys import read_compound
from catalog.web.pages import render
from catalog.web.params import NoParameters
from catalog.web.services import Provided, Services

router = APIRouter(include_in_schema=False, default_response_class=Response)

PROFILE = "https://bioschemas.org/profiles/MolecularEntity/0.5-RELEASE"
RELATION_WORDS = {
    "same": "this compound",
    "salt": "a salt or the free form",
    "hydrate": "a hydrate or solvate",
    "stereo": "a stereoisomer, or stereo left open",
    "isotope": "isotope-labelled or not",
    "mixture": "a mixture",
    "replaced": "replaced by another number",
}
BASIS_WORDS = {
    "stated": "as the products state",
    "structures": "as the structures tell",
    "editor": "as an editor says",
}


@router.get("/compounds/{key}")
def get_compound_page(
    request: Request, services: Provided, key: str, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """The page of one compound; other spellings and former keys lead to its canonical address."""
    found = read_compound(request, services, key)
    if not isinstance(found, Compound):
        return found
    document = compound_document(services, found)
    url = str(request.url.replace(query=""))
    title = document["names"][0] if document["names"] else document["key"]
    context = {
        "compound": document,
        "title": title,
        "url": url,
        "q": "",
        "drawing": _drawing(services, document, title),
        "relation_words": RELATION_WORDS,
        "basis_words": BASIS_WORDS,
        "json_ld": compound_json_ld(document, url),
    }
    return render(request, "compound.html", context)


def _drawing(services: Services, document: Document, title: str) -> Markup | None:
    structure = document["structure"]
    if structure is None:
        return None
    description = f"{document['formula'] or ''} {structure['smiles']}".strip()
    try:
        return Markup(services.drawings.draw(structure["smiles"], f"Structure of {title}", description))  # noqa: S704  # Our own SVG.
    except InvalidStructure:
        return None


def compound_json_ld(document: Document, url: str) -> dict[str, Any]:
    """The JSON-LD of a compound's page: a Bioschemas MolecularEntity, only facts that the page prints."""
    numbers = [entry["cas_rn"] for entry in document["cas_rns"] if entry["relation"] == "same"]
    identifiers = [
        {"@type": "PropertyValue", "name": "CAS Registry Number", "propertyID": "cas", "value": n} for n in numbers
    ]
    structure = document["structure"] or {}
    facts = {
        "name": document["names"][0] if document["names"] else document["key"],
        "alternateName": document["names"][1:],
        "molecularFormula": document["formula"],
        "molecularWeight": _mass(document["molecular_weight"]),
        "monoisotopicMolecularWeight": _mass(document["monoisotopic_mass"]),
        "smiles": structure.get("smiles"),
        "inChI": structure.get("inchi"),
        "inChIKey": structure.get("inchi_key"),
        "identifier": identifiers or document["key"],
    }
    return {
        "@context": "https://schema.org",
        "@type": "MolecularEntity",
        "@id": url,
        "http://purl.org/dc/terms/conformsTo": {"@type": "CreativeWork", "@id": PROFILE},
        "url": url,
        **{name: value for name, value in facts.items() if value},
    }


def _mass(value: float | None) -> str | None:
    return None if value is None else f"{value} g/mol"
