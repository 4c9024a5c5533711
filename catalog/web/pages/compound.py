"""The page of one compound. It works without JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from catalog.errors import InvalidStructure, TooManyRequests
from catalog.store.compounds.compounds import Compound
from catalog.store.json_text import Document
from catalog.store.reading.products import numbers_of_several, reference_to
from catalog.web.api.compound_keys import read_compound
from catalog.web.api.compounds import compound_document
from catalog.web.services.drawings import is_large
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.addresses import product_path
from catalog.web.views.comparison import LEAST, MOST
from catalog.web.views.compound_offers import CompoundOffer, best_offers, compound_offers, families
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

BIOSCHEMAS = "https://bioschemas.org/profiles"
RELATION_WORDS = {
    "same": "this compound",
    "salt": "a salt or the free form",
    "hydrate": "a hydrate or solvate",
    "stereo": "a stereoisomer, or stereo undefined",
    "isotope": "isotope-labelled or not",
    "mixture": "a mixture",
    "replaced": "replaced by another number",
}
BASIS_WORDS = {
    "stated": "as the products state",
    "structures": "from the structures",
    "editor": "as stated by an editor",
}


@router.get("/compounds/{key}")
def get_compound_page(request: Request, services: ProvidedServices, key: str) -> Response:
    """Show one compound. Other spellings and former keys redirect to its canonical address."""
    found = read_compound(request, services, key)
    if not isinstance(found, Compound):
        return found
    document = compound_document(services, found)
    url = str(request.url.replace(query=""))
    title = document["names"][0] if document["names"] else document["key"]
    drawing = draw_compound(services, document, title)
    offers = compound_offers(_offered(found), services.rates)
    with services.database.read() as transaction:
        several = numbers_of_several(transaction, [member.catalog_number for member in found.members])
    context = {
        "compound": document,
        "title": title,
        "url": url,
        "q": "",
        "drawing": drawing,
        "picture": _picture(found) if is_large(drawing) else None,
        "relation_words": RELATION_WORDS,
        "basis_words": BASIS_WORDS,
        "offers": offers,
        "rates": services.rates,
        "choices": best_offers(offers, services.rates),
        "families": families(document["related"]),
        "compared": _comparison(offers, several),
        "several": several,
        "json_ld": compound_json_ld(document, url),
    }
    return render(request, "compound.html", context)


def _offered(compound: Compound) -> list[Document]:
    """Return the documents of its products, with their suppliers."""
    pairs = zip(compound.documents, compound.members, strict=True)
    return [{**document, "supplier": {"slug": one.slug, "name": one.supplier}} for document, one in pairs]


def _comparison(offers: list[CompoundOffer], several: set[str]) -> str | None:
    """Return the address that compares the first offers, or None if there is only one."""
    if len(offers) < LEAST:
        return None
    return "/compare?" + urlencode([("n", reference_to(one.row.product, several)) for one in offers[:MOST]])


def draw_compound(services: Services, document: Document, title: str) -> Markup | None:
    """Return the drawing of a compound, or None without a structure that can be drawn."""
    structure = document["structure"]
    if structure is None:
        return None
    description = f"{document['formula'] or ''} {structure['smiles']}".strip()
    title = f"Structure of {title}"
    try:
        drawn = services.drawings.draw(services.chemistry, structure["smiles"], title, description)
    except (InvalidStructure, TooManyRequests):
        return None
    return Markup(drawn)  # noqa: S704  # Our own SVG.


def compound_title(compound: Compound) -> str:
    """Return what a compound is called: its first name, or its key."""
    names = compound.names()
    return names[0] if names else compound.key


def compound_side(services: Services, compound: Compound) -> dict[str, Any]:
    """Return one of two compounds, beside each other, as the preview of a merger shows it."""
    title = compound_title(compound)
    drawing = draw_compound(services, compound.document(), title)
    return {"title": title, "key": compound.key, "count": len(compound.members), "drawing": drawing}


def _picture(compound: Compound) -> str | None:
    """Return the picture of a product that has the compound's structure, or None."""
    drawn = compound.form.inchi_key if compound.form else None
    paths = (product_path(m.catalog_number, m.slug) for m in compound.members if m.inchi_key == drawn)
    path = next(paths, None)
    return None if path is None else f"{path}.svg"


def compound_json_ld(document: Document, url: str) -> dict[str, Any]:
    """Return the JSON-LD of a compound's page: a MolecularEntity, or a ChemicalSubstance without a known structure."""
    structure = document["structure"]
    kind = "MolecularEntity/0.5-RELEASE" if structure else "ChemicalSubstance/0.4-RELEASE"
    numbers = [entry["cas_rn"] for entry in document["cas_rns"] if entry["relation"] == "same"]
    node = {
        "@type": kind.partition("/")[0],
        "@id": f"{url}#compound",
        "http://purl.org/dc/terms/conformsTo": {"@type": "CreativeWork", "@id": f"{BIOSCHEMAS}/{kind}"},
        "name": document["names"][0] if document["names"] else document["key"],
        "url": url,
        "identifier": _value("CAS Registry Number", numbers[0]) if numbers else _own_key(document),
    }
    facts = _molecular_facts(document) if structure else {"chemicalComposition": document["formula"]}
    facts["alternateName"] = document["names"][1:]
    node |= {name: value for name, value in facts.items() if value}
    return {"@context": "https://schema.org", "@graph": [node]}


def _molecular_facts(document: Document) -> dict[str, Any]:
    structure = document["structure"]
    return {
        "molecularFormula": document["formula"],
        "molecularWeight": _mass(document["molecular_weight"], "g/mol"),
        "monoisotopicMolecularWeight": _mass(document["monoisotopic_mass"], "Da"),
        "smiles": [structure["smiles"]],
        "inChI": structure["inchi"],
        "inChIKey": structure["inchi_key"],
    }


def _own_key(document: Document) -> dict[str, str]:
    return _value("InChIKey" if document["structure"] else "CAS Registry Number", document["key"])


def _value(name: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "name": name, "value": value}


def _mass(value: float | None, unit: str) -> dict[str, Any] | None:
    return None if value is None else {"@type": "QuantitativeValue", "value": value, "unitText": unit}
