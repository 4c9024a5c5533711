"""Which structures and products a question means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from catalog.chemistry.structure.readers import INCHI, MOLFILE, SMILES
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidQuery, NotFound, OutOfTime
from catalog.product.borrowed_structure import shown_structure
from catalog.store.compounds.numbers import CIDS, SIDS, keys_of
from catalog.store.compounds.structure_products import (
    MOST_KEYS,
    first_products,
    has_formula,
    has_registered,
    has_structure,
    is_called,
    is_product_of,
    products_with,
    structures_in_order,
    structures_with,
)
from catalog.store.database import Transaction
from catalog.store.reading.filter_conditions import has_inchi_key, read_formula_keys
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.sorts import Sort
from catalog.store.structures.index import StructureFilter
from catalog.web.doors.pubchem.asking import Asking
from catalog.web.doors.pubchem.questions import Question, with_search

PAGE = 1_000
KINDS = {"smiles": SMILES, "smarts": SMILES, "inchi": INCHI, "sdf": MOLFILE}
SAME_STRUCTURE = ("same_stereo_isotope", "")
SAME_SKELETON = ("same_connectivity",)
USUAL_THRESHOLD = 90
"""The similarity that is asked for, per cent, if no other is."""


def found_structures(asking: Asking) -> list[str]:
    """Return the InChIKeys of the compounds that a question means, in the order of their numbers or by age.

    Raises:
        NotFound: there are none.
        InvalidValue: the identifier cannot be read.
        OutOfTime: the search was not done in time.
    """
    question = asking.question
    if question.namespace == "listkey":
        asking = replace(asking, question=with_search(question))
    found = _searched(asking) if asking.question.search else _named(asking)
    part = _part(question, found)
    if not part:
        raise NotFound("No CID found")
    return part


def found_products(asking: Asking) -> list[str]:
    """Return the keys of the products that a question about substances means, the oldest first.

    Raises:
        NotFound: there are none.
        InvalidValue: the identifier cannot be read.
    """
    question, database = asking.question, asking.services.database
    with asking.services.chemistry.read(database) as transaction:
        if question.namespace == "sid":
            known = keys_of(transaction, SIDS, numbers := _numbers(question, "SID"))
            found = [known[number] for number in numbers if number in known]
        elif question.namespace == "name":
            found = _of_names(transaction, question.identifier, products_with)
        elif question.namespace == "xref":
            found = products_with(transaction, has_registered(_system(question.within), question.identifier))
        else:
            found = _of_source(transaction, question)
    part = _part(question, found)
    if not part:
        raise NotFound("No SID found")
    return part


def _named(asking: Asking) -> list[str]:
    """Return the structures of an identifier."""
    question = asking.question
    if question.namespace in KINDS:
        read = asking.services.chemistry.run(read_structure, question.identifier, KINDS[question.namespace])
        return _there(asking, [read.inchi_key])
    with asking.services.chemistry.read(asking.services.database) as transaction:
        match question.namespace:
            case "cid":
                known = keys_of(transaction, CIDS, numbers := _numbers(question, "CID"))
                return structures_in_order(transaction, [known[number] for number in numbers if number in known])
            case "inchikey":
                return structures_in_order(transaction, question.identifier.upper().replace(" ", "").split(","))
            case "name":
                return _of_names(transaction, question.identifier, structures_with)
            case "xref":
                system = _system(question.within)
                return structures_with(transaction, has_registered(system, question.identifier))
            case _:
                return structures_with(transaction, has_formula(read_formula_keys(question.identifier)))


def _searched(asking: Asking) -> list[str]:
    """Return the structures that a structure search finds."""
    question = asking.question
    most = question.number("maxrecords", MOST_KEYS, MOST_KEYS)
    if question.search == "identity":
        return _identical(asking)[:most]
    text = _structure_text(asking)
    threshold = max(question.number("threshold", USUAL_THRESHOLD, 100), 10) / 100
    wanted = {
        "substructure": StructureFilter(substructure=text),
        "superstructure": StructureFilter(superstructure=text),
        "similarity": StructureFilter(similar_to=text, threshold=threshold),
    }[question.search]
    sort = Sort("similarity" if question.search == "similarity" else "catalog_number")
    found: dict[str, None] = {}
    cursor: str | None = None
    while True:
        page = asking.services.chemistry.list_products(ProductFilter(), wanted, sort, limit=PAGE, cursor=cursor)
        shown = (shown_structure(item.document) for item in page.items)
        found.update((structure["inchi_key"], None) for structure in shown if structure and structure["inchi_key"])
        if not page.complete:
            raise OutOfTime("The search was not done in time. Ask for a more specific structure.", stated=text[:80])
        cursor = page.cursor
        if cursor is None or len(found) >= most:
            return list(found)[:most]


def _identical(asking: Asking) -> list[str]:
    kind = asking.question.options.get("identity_type", "").lower()
    key = asking.services.chemistry.run(read_structure, _structure_text(asking), SMILES).inchi_key
    if kind in SAME_STRUCTURE:
        return _there(asking, [key])
    if kind in SAME_SKELETON:
        with asking.services.chemistry.read(asking.services.database) as transaction:
            return structures_with(transaction, has_inchi_key(key.partition("-")[0]))
    raise InvalidQuery(f"identity_type is {', '.join(filter(None, SAME_STRUCTURE + SAME_SKELETON))}.", stated=kind[:80])


def _structure_text(asking: Asking) -> str:
    """Return the structure of a search as the structure index reads it."""
    question = asking.question
    if question.namespace == "cid":
        with asking.services.database.read() as transaction:
            key = next(iter(keys_of(transaction, CIDS, _numbers(question, "CID")).values()), None)
            first = {} if key is None else first_products(transaction, [key])
        if not first:
            raise NotFound("No CID found")
        return next(iter(first.values())).smiles
    if question.namespace not in KINDS:
        raise InvalidQuery("A structure search takes smiles, smarts, inchi, sdf or cid.", stated=question.namespace)
    if question.namespace == "inchi" or (question.namespace == "sdf" and question.search != "substructure"):
        return asking.services.chemistry.run(read_structure, question.identifier, KINDS[question.namespace]).smiles
    return question.identifier


def _there(asking: Asking, keys: Sequence[str]) -> list[str]:
    """Return those structures that a product has."""
    with asking.services.database.read() as transaction:
        return structures_with(transaction, has_structure(transaction, keys))


def _of_names(transaction: Transaction, text: str, found: Callable[..., list[str]]) -> list[str]:
    """Return what has a name. If nothing has it, it may be a list of names with commas between, also in names."""
    whole = found(transaction, is_called(text))
    parts = text.split(",")[:MOST_NAMES]
    if whole or len(parts) == 1:
        return whole
    keys: dict[str, None] = {}
    while parts:
        lengths = range(min(MOST_COMMAS + 1, len(parts)), 0, -1)
        tried = ((length, found(transaction, is_called(",".join(parts[:length]).strip()))) for length in lengths)
        length, named = next((one for one in tried if one[1]), (1, []))
        keys |= dict.fromkeys(named)
        parts = parts[length:]
    return list(keys)


MOST_NAMES, MOST_COMMAS = 200, 4
"""The most names of a list that are looked up, and the most commas of a name in it."""


def _of_source(transaction: Transaction, question: Question) -> list[str]:
    """Return the products of a supplier with some catalog numbers. In an address, a dot may stand for a slash."""
    for source in dict.fromkeys((question.within, question.within.replace(".", "/"))):
        each = (products_with(transaction, is_product_of(source, number)) for number in _numbers_of_source(question))
        found = list(dict.fromkeys(key for keys in each for key in keys))
        if found:
            return found
    return []


def _numbers_of_source(question: Question) -> list[str]:
    return [question.identifier, *question.identifier.split(",")[:MOST_NAMES]]


def _system(kind: str) -> str | None:
    """Return the system of a kind of cross reference, or None for any."""
    return {"rn": "CAS", "registryid": None}.get(kind.lower(), kind)


def _numbers(question: Question, called: str) -> list[int]:
    """Return the numbers of a list.

    Raises:
        InvalidQuery: one of them is none.
    """
    texts = [text.strip() for text in question.identifier.split(",")][: MOST_KEYS + 1]
    wrong = [text for text in texts if not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text))]
    if wrong or len(texts) > MOST_KEYS:
        message = f"A {called} is a whole number above 0: {wrong[0][:80]!r}." if wrong else f"At most {MOST_KEYS}."
        raise InvalidQuery(message, stated=question.identifier[:80])
    return list(dict.fromkeys(int(text) for text in texts))


def _part(question: Question, found: list[str]) -> list[str]:
    """Return the part of what was found that is asked for."""
    start = question.number("listkey_start", 0, MOST_KEYS)
    return found[start : start + question.number("listkey_count", MOST_KEYS, MOST_KEYS)]
