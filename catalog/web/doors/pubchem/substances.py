"""What PUG REST says of substances: each is a product of a supplier. And of sources: each is a supplier."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.errors import InvalidQuery, NotFound
from catalog.product.borrowed_structure import shown_structure
from catalog.store.compounds.structure_products import ids_of, structures_of
from catalog.store.reading.products import StoredProduct, stored_products
from catalog.store.suppliers import list_suppliers
from catalog.web.doors.pubchem.asking import Asking, require_few
from catalog.web.doors.pubchem.compounds import sd_record
from catalog.web.doors.pubchem.finding import found_products
from catalog.web.doors.pubchem.forms import Document
from catalog.web.doors.pubchem.records import substance_record
from catalog.web.views.addresses import path_of


def answer(asking: Asking) -> Document:
    """Return the answer to a question about substances.

    Raises:
        NotFound: nothing is found.
        InvalidValue: the question cannot be read.
    """
    operation = asking.question.operation
    if operation not in OPERATIONS:
        raise InvalidQuery(f"Substances have no {operation} here.", stated=operation)
    return OPERATIONS[operation](asking, found_products(asking))


def sources(asking: Asking) -> Document:
    """Return the names of all suppliers."""
    if asking.question.namespace != "substance":
        raise NotFound("No sources found: this catalog has sources of substances only.")
    with asking.services.database.read() as transaction:
        names = [supplier.name for supplier in list_suppliers(transaction) if supplier.products]
    return {"InformationList": {"SourceName": names}}


def sd_file(asking: Asking) -> str:
    """Return the substances of a question as an SD file; those without a structure are left out."""
    keys = found_products(asking)
    drawn = [(product, smiles) for product in _products(asking, keys) if (smiles := _smiles_of(product))]
    sids, blocks = asking.sids(keys), asking.molblocks([smiles for _, smiles in drawn])
    pairs = zip(drawn, blocks, strict=True)
    return "".join(sd_record(block, sids[one.key], "SUBSTANCE_ID") for (one, _), block in pairs if block)


def _products(asking: Asking, keys: Sequence[str]) -> list[StoredProduct]:
    require_few(keys)
    with asking.services.database.read() as transaction:
        return stored_products(transaction, ids_of(transaction, keys))


def _smiles_of(product: StoredProduct) -> str:
    return str((shown_structure(product.document) or {}).get("smiles") or "")


def _structures(asking: Asking, keys: Sequence[str]) -> dict[str, int]:
    """Return the CID of each product that has a structure."""
    with asking.services.database.read() as transaction:
        structures = structures_of(transaction, keys)
    cids = asking.cids(list(dict.fromkeys(structures.values())))
    return {product: cids[structure] for product, structure in structures.items()}


def _records(asking: Asking, keys: Sequence[str]) -> Document:
    products = _products(asking, keys)
    drawn = list(dict.fromkeys(filter(None, map(_smiles_of, products))))
    tables = dict(zip(drawn, asking.tables(drawn), strict=True))
    sids, cids = asking.sids(keys), _structures(asking, keys)
    return {
        "PC_Substances": [
            substance_record(
                sids[one.key],
                one.document,
                cids.get(one.key),
                tables.get(_smiles_of(one)),
                asking.site + path_of(one.document),
            )
            for one in products
        ]
    }


def _sids(asking: Asking, keys: Sequence[str]) -> Document:
    return {"IdentifierList": {"SID": list(asking.sids(keys).values())}}


def _cids(asking: Asking, keys: Sequence[str]) -> Document:
    sids, cids = asking.sids(keys), _structures(asking, keys)
    if not cids:
        raise NotFound("No CID found")
    said = [{"SID": sids[key]} | ({"CID": [cids[key]]} if key in cids else {}) for key in keys]
    return {"InformationList": {"Information": said}}


def _aids(_asking: Asking, _keys: Sequence[str]) -> Document:
    raise NotFound("No AID found")


def _synonyms(asking: Asking, keys: Sequence[str]) -> Document:
    products = _products(asking, keys)
    sids = asking.sids(keys)
    named = [(sids[one.key], [one.document["name"], *one.document["synonyms"]]) for one in products]
    said = [{"SID": sid, "Synonym": list(dict.fromkeys(names))} for sid, names in named]
    return {"InformationList": {"Information": said}}


OPERATIONS = {"record": _records, "sids": _sids, "cids": _cids, "aids": _aids, "synonyms": _synonyms}
