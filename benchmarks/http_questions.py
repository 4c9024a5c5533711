"""The kinds of requests of ``http_requests``, each drawn from the catalog as people make them."""

from __future__ import annotations

import json
import random
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from rdkit import Chem
from sqlalchemy import func, select

from benchmarks.text_search import LETTERS, with_slips
from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.identifiers.cas_rn_digits import has_valid_check_digit, with_dashes
from catalog.chemistry.substructures.compound_classes import compound_classes
from catalog.product.text.folding import fold
from catalog.store.database import Transaction
from catalog.store.reading.cursors import write_cursor
from catalog.store.reading.filters import FACETS
from catalog.store.reading.products import get_product
from catalog.store.reading.sitemap import sitemap_parts
from catalog.store.reading.sorts import Sort
from catalog.store.tables import product_names, products, texts

API = "/api/v1"
SAMPLED = 400
"""How many products are drawn."""
TAGGED = 20
"""Of how many of them the entity tag is known."""
COMMON = 40
"""How many of the commonest words are drawn from."""
LONGEST_PARAMETER = 2_000
"""Characters."""
COMMON_ELEMENTS = ("N", "O", "S", "Cl", "F", "Br", "P", "Si", "Na", "I")


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and the status of its answer."""

    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Limit:
    """The most milliseconds of processor time, at the median and at the worst."""

    median: float
    worst: float


COMMON_LIMIT = Limit(50, 100)
MANY_LIMIT = Limit(1_000, 1_000)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of requests.

    Attributes:
        name: what is asked.
        draw: draws one request.
        limit: its limit; None where there is none.
        number: how many are asked.
        after_commit: whether something is committed before each.
    """

    name: str
    draw: Callable[[], Question]
    limit: Limit | None = COMMON_LIMIT
    number: int = 5
    after_commit: bool = False


class Sample:
    """Products and words of a catalog, drawn by chance.

    Attributes:
        chance: the source of chance.
        documents: documents of products.
        common: the commonest words of names.
        places: the sorting keys of products.
        tags: catalog numbers, and the entity tags of their documents.
        parts: the numbers of the parts of the sitemap.
    """

    def __init__(self, transaction: Transaction, seed: int) -> None:
        """Draw from the catalog."""
        self.chance = random.Random(seed)  # noqa: S311  # Nothing is kept secret by it.
        number = transaction.scalar(select(func.max(products.c.id))) or 0
        self.parts = [part.number for part in sitemap_parts(transaction) if part.has_compounds]
        ids = self.chance.sample(range(1, number + 1), SAMPLED)
        bodies = select(texts.c.text).join(products, products.c.body_id == texts.c.id).where(products.c.id.in_(ids))
        self.documents = [json.loads(text) for text in transaction.scalars(bodies.order_by(products.c.id))]
        self.chance.shuffle(self.documents)
        words = Counter(word for name in transaction.scalars(select(product_names.c.folded)) for word in name.split())
        self.common = [word for word, _number in words.most_common(5 * COMMON) if word.isalpha() and len(word) > 3]
        rows = transaction.execute(select(products.c.name_key, products.c.weight_order, products.c.product_key))
        self.places = self.chance.sample(rows.all(), SAMPLED)
        numbers = [str(document["catalog_number"]) for document in self.documents[:TAGGED]]
        self.tags = [(number, get_product(transaction, number).etag) for number in numbers]

    def product(self, needed: str = "name") -> dict[str, Any]:
        """A product that has something."""
        while True:
            document: dict[str, Any] = self.chance.choice(self.documents)
            if document.get(needed):
                return document

    def number(self) -> str:
        """A catalog number."""
        return str(self.product()["catalog_number"])

    def name(self, longest: int = 60) -> str:
        """A name or synonym."""
        while True:
            document = self.product()
            text: str = self.chance.choice([document["name"], *document["synonyms"]])
            if len(text) <= longest and any(len(word) >= 6 and word.isalpha() for word in fold(text).split()):
                return text

    def long_name(self) -> str:
        """A systematic name that fills more than a line."""
        names: list[str] = [document["name"] for document in self.chance.sample(self.documents, 40)]
        return max(names, key=len)[:900]

    def slip(self) -> str:
        """A name with a slip."""
        while not (wrong := with_slips([self.name()], self.chance)):
            pass
        return wrong[0]

    def missing_letter(self) -> str:
        """A name with a letter missing in its longest word."""
        name = fold(self.name())
        word = max(name.split(), key=len)
        place = self.chance.randrange(1, len(word) - 1)
        return name.replace(word, word[:place] + word[place + 1 :], 1)

    def sitemap(self) -> int:
        """The number of a part of the sitemap."""
        return self.chance.choice(self.parts)

    def common_word(self) -> str:
        """A word of many names."""
        word: str = self.chance.choice(self.common[:COMMON])
        return word

    def unknown_word(self) -> str:
        """A word of no name."""
        return "".join(self.chance.choices(LETTERS, k=self.chance.randrange(7, 13)))

    def cas_rn(self) -> str:
        """A CAS RN of the catalog."""
        return str(self.product("cas_rn")["cas_rn"])

    def unknown_cas_rn(self) -> str:
        """A CAS RN with a valid check digit that most likely nobody has."""
        while True:
            digits = "".join(self.chance.choices(string.digits, k=9))
            if digits[0] != "0" and has_valid_check_digit(digits):
                return with_dashes(digits)

    def structure(self) -> dict[str, Any]:
        """The structure of a product that is neither tiny nor huge."""
        while True:
            structure: dict[str, Any] = self.product("structure")["structure"]
            if 8 <= len(structure["smiles"]) <= 80:
                return structure

    def component(self) -> str:
        """The largest component of a structure."""
        return str(max(self.structure()["smiles"].split("."), key=len))

    def piece(self) -> tuple[Chem.Mol, list[int]]:
        """A structure, and atoms of it that hang together: whole rings and what is bound to them."""
        mol = Chem.MolFromSmiles(self.component())
        atoms = {self.chance.randrange(mol.GetNumAtoms())}
        for _ in range(3):
            near = {n.GetIdx() for i in atoms for n in mol.GetAtomWithIdx(i).GetNeighbors()}
            atoms |= {place for place in near if self.chance.random() < 0.7}
            atoms.update(*(ring for ring in mol.GetRingInfo().AtomRings() if atoms & set(ring)))
        return mol, sorted(atoms)

    def fragment(self) -> str:
        """A piece of a structure as SMILES."""
        return str(Chem.MolFragmentToSmiles(*self.piece()))

    def pattern(self) -> str:
        """A piece of a structure as SMARTS."""
        return str(Chem.MolFragmentToSmarts(*self.piece()))

    def molfile(self) -> str:
        """A small structure as an editor draws it, of no more characters than a parameter may have."""
        while True:
            text = str(Chem.MolToMolBlock(Chem.MolFromSmiles(self.component())))
            if len(text) <= LONGEST_PARAMETER:
                return text

    def ranges(self) -> str:
        """Ranges of atoms around a formula."""
        carbons = self.chance.randrange(4, 25)
        symbol = self.chance.choice(COMMON_ELEMENTS)
        return f"C{carbons}-{carbons + 2} H* {symbol}>={self.chance.randrange(1, 3)}"

    def weight(self) -> float:
        """A molecular weight."""
        return float(self.product("molecular_weight")["molecular_weight"])


def listed(**parameters: object) -> Question:
    """A list of products from the API."""
    return Question(f"{API}/products?{urlencode(parameters)}")


def boxed(text: str, **parameters: object) -> Question:
    """The search box of the API."""
    return Question(f"{API}/search?{urlencode({'q': text, **parameters})}")


def shown(text: str, **parameters: object) -> Question:
    """The page of a search, with all its facets."""
    return Question(f"/search?{urlencode({'q': text, **parameters})}", headers={"Accept": "text/html"})


def paged(path: str) -> Question:
    """A page."""
    return Question(path, headers={"Accept": "text/html"})


def product(number: str, suffix: str = "", **headers: str) -> Question:
    """A product in one of its forms."""
    return Question(f"{API}/products/{quote(number)}{suffix}", headers=headers)


def looked_up(identifiers: Sequence[str]) -> Question:
    """A lookup of many."""
    body = json.dumps({"identifiers": list(identifiers)}).encode()
    return Question(f"{API}/lookup", body, {"Content-Type": "application/json"})


def kinds(drawn: Sample) -> Iterator[Kind]:
    """Every kind of requests, in the order of the table."""
    yield from _boxes(drawn)
    yield from _lists(drawn)
    yield from _facets(drawn)
    yield from _pages(drawn)
    yield from _lookups(drawn)
    yield from _structures(drawn)
    yield from _documents(drawn)
    yield from _whole(drawn)


def _boxes(drawn: Sample) -> Iterator[Kind]:
    yield Kind("box: catalog number", lambda: boxed(drawn.number()))
    yield Kind("box: CAS RN", lambda: boxed(drawn.cas_rn()))
    yield Kind("box: CAS RN that nobody has", lambda: boxed(drawn.unknown_cas_rn()))
    yield Kind("box: InChIKey", lambda: boxed(drawn.structure()["inchi_key"]))
    yield Kind("box: first block of an InChIKey", lambda: boxed(drawn.structure()["inchi_key"][:14]))
    yield Kind("box: InChI", lambda: boxed(drawn.structure()["inchi"]))
    yield Kind("box: SMILES", lambda: boxed(drawn.structure()["smiles"]))
    yield Kind("box: formula", lambda: boxed(drawn.product("hill_formula")["hill_formula"]))
    yield Kind("box: formula that nobody has", lambda: boxed(f"C{drawn.chance.randrange(61, 99)}H3N7O2Xe"))
    yield Kind("box: ranges of atoms", lambda: boxed(drawn.ranges()))
    yield Kind("box: exact mass", lambda: boxed(f"{drawn.product('monoisotopic_mass')['monoisotopic_mass']:.4f}±5ppm"))
    yield Kind("box: name", lambda: boxed(drawn.name()))
    yield Kind("box: long systematic name", lambda: boxed(drawn.long_name()))
    yield Kind("box: name with a slip", lambda: boxed(drawn.slip()))
    yield Kind("box: common word", lambda: boxed(drawn.common_word()))
    yield Kind("box: two common words", lambda: boxed(f"{drawn.common_word()} {drawn.common_word()}"))
    yield Kind("box: beginning of a word", lambda: boxed(fold(drawn.name())[: drawn.chance.randrange(2, 6)]))
    yield Kind("box: unknown word", lambda: boxed(drawn.unknown_word()))
    yield Kind("suggest: one letter", lambda: Question(f"{API}/suggest?q={drawn.chance.choice(LETTERS)}"))
    yield Kind("suggest: first letters", lambda: _suggested(drawn.name()[: drawn.chance.randrange(3, 9)]))
    yield Kind("suggest: first letters with a slip", lambda: _suggested(drawn.slip()[: drawn.chance.randrange(6, 10)]))


def _suggested(text: str) -> Question:
    return Question(f"{API}/suggest?{urlencode({'q': text})}")


def _lists(drawn: Sample) -> Iterator[Kind]:
    choose = drawn.chance.choice
    yield Kind("list: all", listed)
    for order in ("name", "-name", "molecular_weight", "-molecular_weight", "-updated_at", "price_per_gram"):
        yield Kind(f"list: all by {order}", lambda order=order: listed(sort=order))  # type: ignore[misc]
    yield Kind("list: deep page by name", lambda: listed(sort="name", cursor=_by_name(drawn)))
    yield Kind("list: deep page by weight", lambda: listed(sort="molecular_weight", cursor=_by_weight(drawn)))
    yield Kind("list: words", lambda: listed(q=drawn.name()))
    yield Kind("list: common word", lambda: listed(q=drawn.common_word()))
    yield Kind("list: common word by name", lambda: listed(q=drawn.common_word(), sort="name"))
    yield Kind("list: common word by weight", lambda: listed(q=drawn.common_word(), sort="-molecular_weight"))
    yield Kind("list: common word and a weight", lambda: _worded_and_weighed(drawn))
    yield Kind("list: narrow weights", lambda: _weighed(drawn, 5.0))
    yield Kind("list: wide weights", lambda: listed(mw_min=0, mw_max=drawn.chance.randrange(5_000, 20_000)))
    yield Kind("list: wide weights by name", lambda: listed(mw_min=drawn.chance.randrange(1, 100), sort="name"))
    yield Kind("list: exact masses", lambda: listed(monoisotopic_min=(low := drawn.weight()), monoisotopic_max=low + 1))
    yield Kind("list: formula", lambda: listed(formula=drawn.product("hill_formula")["hill_formula"]))
    yield Kind("list: element", lambda: listed(element=choose(COMMON_ELEMENTS)))
    yield Kind("list: without an element", lambda: listed(no_element=choose(COMMON_ELEMENTS)))
    yield Kind("list: ranges of atoms", lambda: listed(elements=drawn.ranges()))
    yield Kind("list: finding", lambda: listed(finding=choose(drawn.product("findings")["findings"])["code"]))
    yield Kind("list: state", lambda: listed(status="published", sort="name"))
    yield Kind("list: changed since", lambda: listed(changed_since="2020-01-01T00:00:00Z"))
    yield Kind("list: the last changes", lambda: Question(f"{API}/changes?since={drawn.chance.randrange(60_000)}"))
    yield Kind("list: 1,000 products", lambda: listed(limit=1_000, cursor=_by_name(drawn), sort="name"), None, 4)


def _by_name(drawn: Sample) -> str:
    place = drawn.chance.choice(drawn.places)
    return write_cursor((place.name_key, place.product_key), Sort("name"))


def _by_weight(drawn: Sample) -> str:
    place = drawn.chance.choice(drawn.places)
    return write_cursor((place.weight_order, place.product_key), Sort("molecular_weight"))


def _weighed(drawn: Sample, width: float, **more: object) -> Question:
    low = drawn.weight()
    return listed(mw_min=max(0.0, round(low - width / 2, 2)), mw_max=round(low + width / 2, 2), **more)


def _worded_and_weighed(drawn: Sample) -> Question:
    low = drawn.weight()
    return listed(q=drawn.common_word(), mw_min=low, mw_max=low + 50)


def _facets(drawn: Sample) -> Iterator[Kind]:
    every = ",".join(FACETS)
    for name in FACETS:
        yield Kind(f"facet: {name}", lambda name=name: listed(facets=name), after_commit=True, number=5)  # type: ignore[misc]
    yield Kind("facets: all", lambda: listed(facets=every), after_commit=True)
    yield Kind("facets: all, of narrow weights", lambda: _weighed(drawn, 5.0, facets=every), after_commit=True)
    yield Kind("facets: all, of wide weights", lambda: _weighed(drawn, 200.0, facets=every), after_commit=True)
    yield Kind("facets: all, of a word", lambda: listed(q=drawn.common_word(), facets=every), after_commit=True)
    yield Kind(
        "facets: all, of an element",
        lambda: listed(element=drawn.chance.choice(COMMON_ELEMENTS), facets=every),
        after_commit=True,
    )


def _pages(drawn: Sample) -> Iterator[Kind]:
    choose = drawn.chance.choice
    yield Kind("page: home", lambda: paged("/"), after_commit=True)
    yield Kind("page: search for a name", lambda: shown(drawn.name()))
    yield Kind("page: search for a name with a slip", lambda: shown(drawn.slip()))
    yield Kind("page: search for a common word", lambda: shown(drawn.common_word()), after_commit=True)
    yield Kind("page: search for a common word, by name", lambda: shown(drawn.common_word(), sort="name"))
    yield Kind("page: search for a CAS RN", lambda: shown(drawn.cas_rn()))
    yield Kind("page: search for a formula", lambda: shown(drawn.product("hill_formula")["hill_formula"]))
    yield Kind("page: search by an element", lambda: shown("", element=choose(COMMON_ELEMENTS)), after_commit=True)
    yield Kind("page: search by weights", lambda: shown("", mw_min=int(drawn.weight())), after_commit=True)
    yield Kind("page: product", lambda: paged(f"/products/{quote(drawn.number())}"))
    yield Kind("page: compound by CAS RN", lambda: _compound_page(drawn.product("structure")))
    yield Kind("page: compare four", lambda: paged("/compare?" + urlencode([("n", drawn.number()) for _ in range(4)])))
    yield Kind("page: browse", lambda: paged("/browse"), after_commit=True)
    yield Kind("page: browse a letter", lambda: paged(f"/browse/letter/{choose(LETTERS)}"), after_commit=True)
    yield Kind("page: browse an element", lambda: paged(f"/browse/element/{choose(sorted(ELEMENTS)[:90])}"))
    yield Kind("page: browse a class", lambda: paged(f"/browse/class/{choose(sorted(compound_classes()))}"), None)
    yield Kind("page: lookup of 25 names", lambda: _pasted([drawn.name() for _ in range(25)]))
    yield Kind("page: lookup", lambda: paged("/lookup"))


def _compound_page(document: dict[str, Any]) -> Question:
    return paged(f"/compounds/{document['structure']['inchi_key']}")


def _pasted(identifiers: Sequence[str]) -> Question:
    form = urlencode({"text": "\n".join(identifiers)}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    return Question("/lookup", form, headers)


def _lookups(drawn: Sample) -> Iterator[Kind]:
    sorts: dict[str, Callable[[], str]] = {
        "CAS RNs": drawn.cas_rn,
        "names": drawn.name,
        "names with a letter missing": drawn.missing_letter,
        "SMILES": lambda: drawn.structure()["smiles"],
        "unknown words": drawn.unknown_word,
        "unknown CAS RNs": drawn.unknown_cas_rn,
        "formulas": lambda: drawn.product("hill_formula")["hill_formula"],
    }
    every = tuple(sorts.values())
    for number in (10, 100):
        yield Kind(
            f"lookup of {number}, mixed",
            lambda number=number: looked_up([drawn.chance.choice(every)() for _ in range(number)]),  # type: ignore[misc]
            COMMON_LIMIT if number == 10 else Limit(100, 150),
        )
    for name, draw in sorts.items():
        yield Kind(
            f"lookup of 1,000 {name}",
            lambda draw=draw: looked_up([draw() for _ in range(1_000)]),  # type: ignore[misc]
            MANY_LIMIT,
            3,
        )


def _structures(drawn: Sample) -> Iterator[Kind]:
    every = ",".join(FACETS)
    yield Kind("structure: same compound, SMILES", lambda: listed(structure=drawn.structure()["smiles"]))
    yield Kind("structure: substructure, SMILES", lambda: listed(substructure=drawn.fragment()), None)
    yield Kind("structure: substructure, SMARTS", lambda: listed(substructure=drawn.pattern()), None)
    yield Kind("structure: substructure, molfile", lambda: listed(substructure=drawn.molfile()), None)
    yield Kind("structure: substructure and a weight", lambda: _weighed(drawn, 50, substructure=drawn.fragment()), None)
    yield Kind("structure: substructure, by name", lambda: listed(substructure=drawn.fragment(), sort="name"), None)
    yield Kind("structure: with all facets", lambda: listed(substructure=drawn.fragment(), facets=every), None)
    yield Kind("structure: superstructure", lambda: listed(superstructure=drawn.component()), None)
    yield Kind("structure: similar", lambda: listed(similar_to=drawn.structure()["smiles"], threshold=0.6), None)
    yield Kind("structure: page of a substructure", lambda: shown(drawn.fragment(), kind="substructure"), None)


def _documents(drawn: Sample) -> Iterator[Kind]:
    yield Kind("product: JSON", lambda: product(drawn.number()))
    yield Kind("product: not there", lambda: Question(f"{API}/products/none-{drawn.chance.random()}", status=404))
    yield Kind("product: by CAS RN", lambda: listed(cas=drawn.cas_rn()))
    yield Kind("product: related", lambda: product(drawn.number(), "/related"))
    yield Kind("product: CSV", lambda: product(drawn.number(), ".csv"))
    yield Kind("product: SD file", lambda: product(drawn.number(), ".sdf"))
    yield Kind("product: SVG", lambda: product(drawn.product("structure")["catalog_number"], "/structure.svg"))
    yield Kind("product: PDF", lambda: product(drawn.number(), ".pdf"), None, 4)
    yield Kind("product: PDF, not modified", lambda: _unmodified(drawn))
    yield Kind("compound: JSON", lambda: Question(f"{API}/compounds/{drawn.structure()['inchi_key']}"))


def _unmodified(drawn: Sample) -> Question:
    number, tag = drawn.chance.choice(drawn.tags)
    return Question(f"{API}/products/{quote(number)}.pdf", headers={"If-None-Match": f'{tag[:-1]}.pdf"'}, status=304)


def _whole(drawn: Sample) -> Iterator[Kind]:
    yield Kind("export: a common word, CSV", lambda: Question(f"/search.csv?q={drawn.common_word()}"), None, 3)
    yield Kind("export: narrow weights, SD file", lambda: _exported(drawn, "sdf"), None, 3)
    yield Kind("export: narrow weights, XLSX", lambda: _exported(drawn, "xlsx"), None, 3)
    yield Kind("sitemap: index", lambda: Question("/sitemap.xml"), after_commit=True)
    yield Kind("sitemap: products", lambda: Question(f"/sitemap-{drawn.sitemap()}.xml"))
    yield Kind("sitemap: compounds", lambda: Question(f"/sitemap-compounds-{drawn.sitemap()}.xml"))
    yield Kind("feed", lambda: Question("/feed.atom"), after_commit=True)


def _exported(drawn: Sample, suffix: str) -> Question:
    low = drawn.weight()
    return Question(f"/search.{suffix}?{urlencode({'q': '', 'mw_min': low, 'mw_max': low + 2})}")
