"""Related products, if the catalog does not have the one asked for: another salt, hydrate, stereoisomer, free base.

They come from the catalog's own data: keys of parents, names, and editors' notes on CAS RNs. Nothing is looked up
elsewhere. So a number or name that the catalog does not mention has no relatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from catalog.chemistry.structure.kinship import StructureIdentity, form_words, identity_of_structure, kinships
from catalog.chemistry.structure.parent import split_parent
from catalog.chemistry.structure.structure import Structure
from catalog.product.text.name_forms import PREFIXES, bare_name
from catalog.search.interpretation import Relative
from catalog.search.typed_structures import TypedStructures
from catalog.store.compounds.changes import relations_of_cas_rn
from catalog.store.compounds.joining import CompoundJoiner, CompoundMember
from catalog.store.compounds.near_products import products_of_blocks
from catalog.store.compounds.related_products import KIN_ORDER, identity_of
from catalog.store.database import Transaction
from catalog.store.json_text import Document, from_json
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort

MOST = 10
"""The largest number of relatives that are named."""
MOST_NAMED_ALIKE = 50
"""Other forms are looked for among this many products with the words in their names."""

_SAID: Mapping[str, str] = {
    "same": "the same compound, as stated by an editor",
    "replaced": "its CAS RN replaced this one",
    "salt": "this CAS RN is another salt of it, or of its parent",
    "hydrate": "this CAS RN is another hydrate of it",
    "stereo": "this CAS RN is another stereoisomer of it",
    "isotope": "this CAS RN is a labelled form of it",
    "mixture": "this CAS RN is a mixture with it",
}


def relatives_of_structure(structures: TypedStructures, structure: Structure) -> tuple[Relative, ...] | None:
    """Return the products of the same parent, the smallest difference first, or None if it takes too long."""
    if not structure.inchi_key:
        return ()
    form = structures.compute(identity_of_structure, structure.smiles, structure.inchi, structure.inchi_key)
    if form is None:
        return None
    members = products_of_blocks(structures.reader.transaction, {form.inchi_key[:14], form.parent_key[:14]})
    forms = [(member, other) for member in members if (other := identity_of(member)) is not None]
    relations = structures.compute(kinships, form, [other for _member, other in forms]) if forms else []
    if relations is None:
        return None
    near = [(kin, member) for (member, _), kin in zip(forms, relations, strict=True) if kin is not None]
    near.sort(key=lambda pair: KIN_ORDER.index(pair[0].kin))
    return tuple(_relative(member, kin.words) for kin, member in near[:MOST])


def relatives_of_key(transaction: Transaction, inchi_key: str) -> tuple[Relative, ...]:
    """Return the products with the skeleton of an InChIKey (complete or first block), and its salts."""
    members = products_of_blocks(transaction, {inchi_key[:14]})
    told = [(member, _words_of_key(inchi_key, form)) for member in members if (form := identity_of(member)) is not None]
    return tuple(_relative(member, words) for member, words in told[:MOST])


def _words_of_key(inchi_key: str, form: StructureIdentity) -> str:
    """Return the relation of a product to an InChIKey without a known structure."""
    if form.inchi_key[:14] != inchi_key[:14]:
        _parent, companions = split_parent(form.smiles)
        return form_words(companions) or "another form of it"
    if form.inchi_key[:25] == inchi_key[:25]:
        return "the same with other protons or charge"
    return "the same skeleton, other stereo or isotopes"


def relatives_of_cas_rn(transaction: Transaction, number: str) -> tuple[Relative, ...]:
    """Return the products of compounds that an editor related to the CAS RN."""
    said = relations_of_cas_rn(transaction, number)
    if not said:
        return ()
    joining = CompoundJoiner(transaction)
    now = joining.canonical(said)
    found = ((member, _SAID[said[key]]) for key in said for member in joining.members_of(now[key]))
    return tuple(_relative(member, words) for member, words in islice(found, MOST))


def relatives_of_name(transaction: Transaction, name: str) -> tuple[Relative, ...]:
    """Return the products with a name that differs only in salt, hydrate or stereo."""
    bare, form = bare_name(name)
    if not form:
        return ()
    alike = list_products(
        transaction, ProductFilter(words=bare), Sort("relevance"), limit=MOST_NAMED_ALIKE, total=MOST_NAMED_ALIKE
    )
    return tuple(islice(_named_alike((from_json(item.body) for item in alike.items), bare, form), MOST))


def _named_alike(documents: Iterable[Document], bare: str, form: str) -> Iterator[Relative]:
    for document in documents:
        for text in (document["name"], *document["synonyms"]):
            other, words = bare_name(text)
            if other == bare and words != form:
                supplier = (document["supplier"]["slug"], document["supplier"]["name"])
                yield Relative(document["catalog_number"], document["name"], printed_form(words), supplier)
                break


def printed_form(words: str) -> str:
    """Return the folded words of a form as a person writes them.

    >>> printed_form("hydrochloride"), printed_form("l"), printed_form("s sodium salt"), printed_form("")
    ('hydrochloride', 'L form', '(S) sodium salt', 'without salt or stereo in the name')
    """
    prefixes = [word for word in words.split() if word in PREFIXES]
    others = " ".join(words.split()[len(prefixes) :])
    stereo = " ".join(word if word in ("cis", "trans", "meso", "rac", "racemic") else word.upper() for word in prefixes)
    if not prefixes:
        return others or "without salt or stereo in the name"
    return f"({stereo}) {others}" if others else f"{stereo} form"


def _relative(member: CompoundMember, words: str) -> Relative:
    supplier = (member.slug, member.supplier)
    return Relative(member.catalog_number, from_json(member.body)["name"], words, supplier)
