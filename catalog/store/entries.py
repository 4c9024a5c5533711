"""The stored form of one product, and the columns that follow from its document.

Every column of the product tables follows only from the stated fields and the document. So the tables can be rebuilt
from the revisions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from catalog.chemistry.formula.element_ranges import element_counts
from catalog.chemistry.structure.fingerprints import Fingerprints, fingerprints_of_smiles
from catalog.chemistry.structure.parent import parent_of
from catalog.product.borrowed_structure import shown_structure
from catalog.product.specification.units import PERCENTAGES
from catalog.product.text.folding import catalog_key, fold, product_key
from catalog.store.bulk import Row
from catalog.store.derived_rows import derived_rows
from catalog.store.json_text import Document, digest, from_json, to_json

UNSTORED = frozenset({"revision", "provenance", "created_at", "updated_at"})
"""The parts that the store adds to a document. All other parts are its content."""


class SupplierName(NamedTuple):
    """A supplier as records name it.

    Attributes:
        key: its part in the keys of its products; empty for the house.
        name: as stated.
    """

    key: str = ""
    name: str = ""


HOUSE_NAME = SupplierName()
"""The supplier of products without a stated supplier."""


class Entry(NamedTuple):
    """One product ready to be written: texts, keys and columns.

    Imports make entries in worker processes, so that the single writing process has little to do for each.

    Attributes:
        key: the product's key: its catalog number in the form for look-up, and its supplier's key.
        fields: the stated facts, canonical field to text, as JSON text.
        stated_hash: the digest of ``fields`` and of the checks' version. An equal digest needs no new examination.
        content: the document without revision, times and provenance, as JSON text.
        content_hash: the digest of ``content``. An equal digest makes no new revision.
        provenance: the sources of the facts, as JSON text. A change of it alone makes no new revision.
        supplier: the supplier of the product; empty for the house.
        columns: the values of ``PRODUCT_COLUMNS``.
        names: the values of ``NAME_COLUMNS`` for each name.
        derived: the rows of the derived tables; see ``derived_rows``.
        fingerprints: for structure search, or None without a structure.
    """

    key: str
    fields: str
    stated_hash: str
    content: str
    content_hash: str
    provenance: str
    supplier: SupplierName
    columns: tuple[str | float | None, ...]
    names: tuple[tuple[str, str, str], ...]
    derived: tuple[tuple[Row, ...], ...]
    fingerprints: Fingerprints | None

    @property
    def catalog_number(self) -> str:
        """Return the catalog number as printed."""
        return str(self.columns[0])


PRODUCT_COLUMNS = (
    "catalog_number", "catalog_key", "name", "name_key", "status", "formula_key", "elements", "molecular_weight",
    "weight_order", "monoisotopic_mass", "inchi_key", "smiles", "cas_rn", "parent_key", "parent_formula", "assay_min",
    "storage_code", "in_stock", "grade", "borrowed_key",
)  # fmt: skip
"""The columns of ``products`` that follow from the document."""

MISSING_WEIGHT = 1e300
"""The value for a missing weight in the order, so that these products come last."""

NAME_COLUMNS = ("kind", "text", "folded")
"""The columns of ``product_names`` that follow from the document."""


def make_entry(
    fields: Mapping[str, str],
    stated_hash: str,
    content: Document,
    provenance: Document,
    *,
    supplier: SupplierName = HOUSE_NAME,
    fingerprints: Fingerprints | None = None,
) -> Entry:
    """Return the entry of a product.

    Args:
        fields: the stated facts, canonical field to text.
        stated_hash: the result of ``stated_hash``.
        content: the document without revision, times and provenance.
        provenance: the sources of the facts.
        supplier: the supplier of the product.
        fingerprints: those of the structure, if they are known already; else they are computed.
    """
    text, structure = to_json(content), shown_structure(content)
    if fingerprints is None and structure is not None:
        fingerprints = fingerprints_of_smiles(structure["smiles"])
    return Entry(
        key=product_key(content["catalog_number"], supplier.key),
        fields=to_json(fields),
        stated_hash=stated_hash,
        content=text,
        content_hash=content_digest(text),
        provenance=to_json(provenance),
        supplier=supplier,
        columns=product_columns(content),
        names=name_rows(content),
        derived=derived_rows(content),
        fingerprints=fingerprints,
    )


class KeptState(NamedTuple):
    """The stored state of a product at one time.

    Attributes:
        fields, body: the stated fields, and the whole document, as JSON text.
        supplier: the supplier of the product.
        seq: the number of its revision.
        stated_hash: the digest of the stated fields. It is empty for a state from a revision, which has none.
    """

    fields: str
    body: str
    supplier: SupplierName
    seq: int
    stated_hash: str = ""

    @property
    def mark(self) -> tuple[int, str]:
        """Return a mark that shows a change: another revision, or other stored texts for the same facts."""
        return self.seq, self.stated_hash


def entries_of_states(states: Sequence[KeptState]) -> list[Entry]:
    """Return the entries that restore products. Their stated digests are empty, so that the next delivery is examined
    again. This is a job for a worker process, because it computes fingerprints and parents.
    """
    return [_entry_of_state(state, _content(state)) for state in states]


def entry_without_search(state: KeptState) -> Entry:
    """Return the entry that restores a product with a structure that costs a worker too much. The document is complete,
    but a search by structure does not find it.
    """
    content = to_json(_content(state))
    entry = _entry_of_state(state, {**_content(state), "structure": None, "borrowed_structure": None})
    return entry._replace(content=content, content_hash=content_digest(content))


def _content(state: KeptState) -> Document:
    return {name: value for name, value in from_json(state.body).items() if name not in UNSTORED}


def _entry_of_state(state: KeptState, content: Document) -> Entry:
    provenance = from_json(state.body)["provenance"]
    return make_entry(from_json(state.fields), "", content, provenance, supplier=state.supplier)


def content_digest(content: str) -> str:
    """Return the digest of a content as JSON text, with its keys in fixed order."""
    return hashlib.sha256(content.encode()).hexdigest()


def stated_hash(fields: Mapping[str, str], checks_version: int) -> str:
    """Return the digest of the stated facts and the version of the checks."""
    stated = [checks_version, dict(fields)]
    try:
        return hashlib.sha256(orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)).hexdigest()
    except TypeError:
        return digest(stated)


def product_columns(document: Document) -> tuple[str | float | None, ...]:
    """Return the values of ``PRODUCT_COLUMNS`` for a document."""
    structure, shown = document["structure"] or {}, shown_structure(document) or {}
    return (
        document["catalog_number"],
        catalog_key(document["catalog_number"]),
        document["name"],
        name_key(document["name"]),
        document["status"],
        document["hill_formula"],
        elements_of(document["hill_formula"]),
        document["molecular_weight"],
        MISSING_WEIGHT if document["molecular_weight"] is None else document["molecular_weight"],
        document["monoisotopic_mass"],
        structure.get("inchi_key"),
        shown.get("smiles"),
        document["cas_rn"],
        *parent_columns(document),
        assay_min(document),
        (document["storage"] or {}).get("code"),
        in_stock(document),
        (document.get("quality") or {}).get("grade"),
        (document.get("borrowed_structure") or {}).get("inchi_key"),
    )


@lru_cache(maxsize=1024)
def elements_of(hill_formula: str | None) -> str | None:
    """Return the symbols of the elements in a formula, with a blank between, or None without a definite formula.

    >>> elements_of("C2H5DO"), elements_of("(C2H4O)n")
    ('C H O', None)
    """
    return " ".join(sorted(element_counts(hill_formula or ""))) or None


def in_stock(document: Document) -> int:
    """Return 1 if any pack is in stock, else 0."""
    return int(any(pack.get("availability") == "in-stock" for pack in document.get("packs") or ()))


def parent_columns(document: Document) -> tuple[str | None, str | None]:
    """Return the InChIKey and the formula of a product's parent, which all its salts share.

    They follow from the document. Only salts, mixtures and ions need a second InChI.
    """
    structure = document["structure"]
    if structure is None or not structure["inchi_key"] or not structure["inchi"]:
        return None, None
    return parent_of(structure["smiles"], structure["inchi"], structure["inchi_key"])


def assay_min(document: Document) -> float | None:
    """Return the minimum assay in the specification, in any kind of per cent, or None."""
    for entry in document["specifications"]:
        if entry["test"] == "Assay" and (entry.get("unit") or "%") in PERCENTAGES:
            ends = [entry[end] for end in ("low", "high", "value") if entry.get(end) is not None]
            if ends and entry.get("comparison") not in ("<", "<="):
                return float(min(ends))
    return None


MOST_CAS_RN = 12
"""A CAS RN has up to ten digits and two hyphens (CAS Registry, since 2008)."""


def cas_numbers(document: Document) -> tuple[str, ...]:
    """Return every CAS RN in a document, each once."""
    others = [entry["value"] for entry in document["identifiers"] if entry["type"] == "CAS"]
    stated = [document["cas_rn"], *others] if document["cas_rn"] else others
    return tuple(dict.fromkeys(number for number in stated if len(number) <= MOST_CAS_RN))


def name_rows(document: Document) -> tuple[tuple[str, str, str], ...]:
    """Return the values of ``NAME_COLUMNS`` for all names of a product that have letters or digits.

    Documents from an earlier version have no ``names``.
    """
    texts = [("name", document["name"]), ("catalog_number", document["catalog_number"])]
    others = [*document["synonyms"], *[name["text"] for name in document.get("names", ()) if name["kind"] != "name"]]
    texts += [("synonym", synonym) for synonym in dict.fromkeys(others)]
    return tuple([(kind, text, folded) for kind, text in texts if (folded := name_key(text))])


KEY_BYTES = 1_400
"""How many bytes of a folded name count. An index of PostgreSQL takes at most 2,700 bytes, and a catalog number can
have 1,200 of them. The longest name of 71,347 real compounds has 947 letters."""


def name_key(text: str) -> str:
    """Return a name in the form for comparison and search."""
    folded = fold(text)
    return folded.encode()[:KEY_BYTES].decode(errors="ignore").rstrip() if len(folded) * 4 > KEY_BYTES else folded


def body_of(entry: Entry, revision: int, created_at: str, updated_at: str) -> str:
    """Return the stored and served document as JSON text: the content with the store's additions.

    It is composed of texts. To parse and write a document again would cost more than all other work of saving.
    """
    times = f'"created_at":{to_json(created_at)},"updated_at":{to_json(updated_at)}'
    return f'{entry.content[:-1]},"revision":{revision},"provenance":{entry.provenance},{times}}}'
