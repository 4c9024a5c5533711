"""What PUG REST says of compounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.errors import NotFound
from catalog.product.borrowed_structure import shown_structure
from catalog.store.compounds.structure_products import (
    FirstProduct,
    cas_rns_of,
    first_products,
    names_of,
    products_of,
    sources_of,
)
from catalog.store.reading.products import StoredProduct, stored_products
from catalog.web.doors.pubchem.asking import Asking, require_few
from catalog.web.doors.pubchem.finding import found_structures
from catalog.web.doors.pubchem.forms import Document
from catalog.web.doors.pubchem.properties import (
    OF_DOCUMENT,
    OF_PARTS,
    Described,
    property_row,
    read_properties,
)
from catalog.web.doors.pubchem.records import compound_record
from catalog.web.views.addresses import path_of, product_path


def answer(asking: Asking) -> Document:
    """Return the answer to a question about compounds.

    Raises:
        NotFound: nothing is found.
        InvalidValue: the question cannot be read.
    """
    if asking.question.options.get("record_type", "2d").lower() != "2d":
        raise NotFound("No 3D conformer found: this catalog has none.")
    keys = found_structures(asking)
    return OPERATIONS[asking.question.operation](asking, keys)


def described(asking: Asking, keys: Sequence[str], names: Sequence[str], *, whole: bool = False) -> list[Described]:
    """Return what is known of some structures.

    Args:
        asking: the question.
        keys: the structures.
        names: the properties that are asked for. What no property needs is not read.
        whole: whether everything is asked for.
    """
    require_few(keys)
    cids = asking.cids(keys)
    with asking.services.database.read() as transaction:
        first = first_products(transaction, keys)
        needs = whole or not OF_DOCUMENT.keys().isdisjoint(names)
        products = stored_products(transaction, [one.id for one in first.values()]) if needs else []
    there = [key for key in keys if key in first]
    by_key = {_key_of(product): product for product in products}
    smiles = [first[key].smiles for key in there]
    parts = whole or not OF_PARTS.keys().isdisjoint(names)
    anatomies = asking.anatomies(smiles) if parts else [None] * len(there)
    complexities = asking.complexities(smiles) if whole or "Complexity" in names else [None] * len(there)
    return [
        _described(cids[key], key, first[key], by_key.get(key))._replace(anatomy=anatomy, complexity=complexity)
        for key, anatomy, complexity in zip(there, anatomies, complexities, strict=True)
    ]


def _key_of(product: StoredProduct) -> str | None:
    structure = shown_structure(product.document)
    return None if structure is None else structure["inchi_key"]


def _described(cid: int, key: str, first: FirstProduct, product: StoredProduct | None) -> Described:
    if product is None:
        return Described(cid, key, first.smiles, first.name)
    structure = shown_structure(product.document) or {}
    names = product.document.get("names") or ()
    systematic = next((name["text"] for name in names if name["kind"] == "systematic"), None)
    return Described(cid, key, first.smiles, first.name, structure.get("inchi"), systematic)


def _records(asking: Asking, keys: Sequence[str]) -> Document:
    whole = described(asking, keys, (), whole=True)
    tables = asking.tables([one.smiles for one in whole])
    drawn = [(one, table) for one, table in zip(whole, tables, strict=True) if table is not None]
    return {"PC_Compounds": [compound_record(one, table) for one, table in drawn]}


def _properties(asking: Asking, keys: Sequence[str]) -> Document:
    names = read_properties(asking.question.of)
    rows = [property_row(one, names) for one in described(asking, keys, names)]
    return {"PropertyTable": {"Properties": rows}}


def _cids(asking: Asking, keys: Sequence[str]) -> Document:
    return {"IdentifierList": {"CID": list(asking.cids(keys).values())}}


def _synonyms(asking: Asking, keys: Sequence[str]) -> Document:
    with asking.services.database.read() as transaction:
        names = names_of(transaction, keys)
    return _information(asking, keys, {key: {"Synonym": names[key]} for key in keys if key in names})


def _sids(asking: Asking, keys: Sequence[str]) -> Document:
    with asking.services.database.read() as transaction:
        of = products_of(transaction, keys)
    sids = asking.sids([product for products in of.values() for product in products])
    return _information(asking, keys, {key: {"SID": [sids[one] for one in products]} for key, products in of.items()})


def _aids(_asking: Asking, _keys: Sequence[str]) -> Document:
    raise NotFound("No AID found")


def _xrefs(asking: Asking, keys: Sequence[str]) -> Document:
    """Return cross references: CAS RNs, registry identifiers (numbers of suppliers, and CAS RNs), sources and pages."""
    with asking.services.database.read() as transaction:
        rns, sources = cas_rns_of(transaction, keys), sources_of(transaction, keys)
    asked = {name.lower() for name in asking.question.of}
    said: dict[str, Document] = {}
    for key in keys:
        numbers = list(dict.fromkeys(number for _, _, number in sources.get(key, [])))
        found = {
            "RN": rns.get(key, []),
            "RegistryID": [*numbers, *rns.get(key, [])],
            "SourceName": list(dict.fromkeys(name for _, name, _ in sources.get(key, []))),
            "SBURL": [asking.site + product_path(number, slug) for slug, _, number in sources.get(key, [])],
        }
        said[key] = {name: values for name, values in found.items() if name.lower() in asked and values}
    if not any(said.values()):
        raise NotFound("No cross references found: there are RN, RegistryID, SourceName and SBURL.")
    return _information(asking, keys, said)


def _descriptions(asking: Asking, keys: Sequence[str]) -> Document:
    require_few(keys)
    cids = asking.cids(keys)
    with asking.services.database.read() as transaction:
        first = first_products(transaction, keys)
        products = stored_products(transaction, [one.id for one in first.values()])
    entries: list[dict[str, Any]] = []
    for product in products:
        key = _key_of(product)
        if key not in cids:
            continue
        document = product.document
        entries.append({"CID": cids[key], "Title": document["name"]})
        text = (document["description"] or {}).get("text")
        if text:
            told = {"Description": text, "DescriptionSourceName": product.supplier}
            entries.append({"CID": cids[key], **told, "DescriptionURL": asking.site + path_of(document)})
    return {"InformationList": {"Information": entries}}


def _information(asking: Asking, keys: Sequence[str], said: dict[str, Any]) -> Document:
    cids = asking.cids(keys)
    return {"InformationList": {"Information": [{"CID": cids[key]} | dict(said.get(key, {})) for key in keys]}}


OPERATIONS = {
    "record": _records,
    "property": _properties,
    "synonyms": _synonyms,
    "cids": _cids,
    "sids": _sids,
    "aids": _aids,
    "xrefs": _xrefs,
    "description": _descriptions,
}


def sd_file(asking: Asking) -> str:
    """Return the compounds of a question as an SD file."""
    keys = found_structures(asking)
    require_few(keys)
    cids = asking.cids(keys)
    with asking.services.database.read() as transaction:
        first = first_products(transaction, keys)
    blocks = asking.molblocks([one.smiles for one in first.values()])
    written = dict(zip(first, blocks, strict=True))
    return "".join(sd_record(block, cids[key], "COMPOUND_CID") for key in keys if (block := written.get(key)))


def sd_record(block: str, number: int, field: str) -> str:
    """Return one record of an SD file, with its number as title and data."""
    return f"{number}{block}> <PUBCHEM_{field}>\n{number}\n\n$$$$\n"
