"""Export profiles: files in the form that an aggregator takes. What they hold is data (``profiles.toml``)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO, Literal, NamedTuple
from urllib.parse import quote

from catalog.errors import InvalidQuery
from catalog.feeds.sdf_feed import END_OF_RECORD, data_item, molfile_of
from catalog.store.json_text import Document
from catalog.store.reading.exporting import Export

Facts = Mapping[str, str]

_SPELLED = str.maketrans(
    {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ω": "omega", "µ": "u", "μ": "u",
     "±": "+/-", "′": "'", "″": '"', "’": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "·": ".", "•": ".",
     "≥": ">=", "≤": "<=", "×": "x", "°": " deg ", "→": "->", "ß": "ss"}
)  # fmt: skip
"""How letters of chemical names are written in ASCII."""


class ProfileColumn(NamedTuple):
    """A column or field of a profile.

    Attributes:
        name: its name in the file.
        fact: the fact that it shows, or nothing.
        text: its fixed text.
        required: whether a row without it is left out.
        wanted: whether a row without it is reported.
        most: the largest number of characters, or None.
        ascii: whether other letters are spelled in ASCII.
        words: other words for some texts.
    """

    name: str
    fact: str = ""
    text: str = ""
    required: bool = False
    wanted: bool = False
    most: int | None = None
    ascii: bool = False
    words: Mapping[str, str] = {}

    def text_of(self, facts: Facts) -> str:
        """Return the text of the column; it is empty if the fact is unknown."""
        text = facts.get(self.fact, "") if self.fact else self.text
        text = self.words.get(text, text)
        text = _in_ascii(text) if self.ascii else text
        return text if self.most is None else text[: self.most].rstrip()


class Profile(NamedTuple):
    """A form that an aggregator takes.

    Attributes:
        title: what the file holds.
        source: where the form is described, and whether it was tried.
        form: the kind of file.
        columns: its columns or fields, in order.
        by_pack: whether each pack is a row, instead of each product.
    """

    title: str
    source: str
    form: Literal["sdf", "tsv"]
    columns: tuple[ProfileColumn, ...]
    by_pack: bool = False


class ProfileReport(NamedTuple):
    """What a file of a profile holds, and what is missing.

    Attributes:
        written: the number of rows.
        left_out: by required column, the catalog numbers whose rows were left out.
        lacking: by wanted column, the catalog numbers whose rows were written without it.
        without_packs: the catalog numbers of products without packs, for a profile of packs.
    """

    written: int
    left_out: dict[str, list[str]]
    lacking: dict[str, list[str]]
    without_packs: list[str]


@cache
def profiles() -> dict[str, Profile]:
    """Return all profiles by name."""
    stated = tomllib.loads((files(__package__) / "profiles.toml").read_text("utf-8"))
    return {name: _profile(**parts) for name, parts in stated.items()}


def _profile(columns: list[dict[str, Any]], **parts: Any) -> Profile:  # noqa: ANN401  # The table's own types.
    return Profile(columns=tuple(ProfileColumn(**column) for column in columns), **parts)


def get_profile(name: str) -> Profile:
    """Return a profile.

    Raises:
        InvalidQuery: there is none with this name.
    """
    found = profiles().get(name)
    if found is None:
        raise InvalidQuery(f"There is no profile {name!r}. Use {', '.join(profiles())}.", stated=name, field="profile")
    return found


def write_profile(profile: Profile, products: Export, site: str | None, stream: BinaryIO) -> ProfileReport:
    """Write products in the form of a profile, and return what is missing.

    Args:
        profile: the profile.
        products: the products, without withheld descriptions.
        site: the public address of the pages, without a slash at its end, or None if it is not known.
        stream: where to write.
    """
    report = ProfileReport(0, {}, {}, [])
    written = 0
    if profile.form == "tsv":
        stream.write(_line(column.name for column in profile.columns))
    for product in products:
        document = product.document()
        molfile = molfile_of(product) if profile.form == "sdf" else ""
        for facts in _rows(profile, document, site):
            texts = {column.name: column.text_of(facts) for column in profile.columns}
            if not _is_complete(profile, texts, product.catalog_number, report):
                continue
            written += 1
            stream.write(_line(texts.values()) if profile.form == "tsv" else _record(molfile, texts))
        if profile.by_pack and not document["packs"]:
            report.without_packs.append(product.catalog_number)
    return report._replace(written=written)


def _is_complete(profile: Profile, texts: Facts, number: str, report: ProfileReport) -> bool:
    """Note what a row lacks, and tell whether it is written."""
    missing = [column for column in profile.columns if not texts[column.name]]
    required = [column.name for column in missing if column.required]
    for name in required:
        report.left_out.setdefault(name, []).append(number)
    for column in missing:
        if column.wanted and not required:
            report.lacking.setdefault(column.name, []).append(number)
    return not required


def _rows(profile: Profile, document: Document, site: str | None) -> Iterator[Facts]:
    facts = product_facts(document, site)
    if not profile.by_pack:
        yield facts
        return
    for pack in document["packs"]:
        yield {**facts, **pack_facts(document, pack)}


def product_facts(document: Document, site: str | None) -> dict[str, str]:
    """Return the facts of a product that profiles can show."""
    number, supplier = document["catalog_number"], document["supplier"]
    names = dict.fromkeys([document["name"], *filter(None, [document["cas_rn"]]), *document["synonyms"]])
    tests = [f"{entry['test']}: {entry['text']}" for entry in document["specifications"]]
    stated = [document["name"], *(f"CAS RN {rn}" for rn in [document["cas_rn"]] if rn), *tests]
    path = f"/suppliers/{quote(supplier['slug'], safe='')}/products/{quote(number, safe='')}"
    described = (document["description"] or {}).get("text")
    return {
        "catalog_number": number,
        "names": "\n".join(" ".join(name.split()) for name in names),
        "page": "" if site is None else site + path,
        "promise": "\n".join(tests),
        "description": described or ". ".join(stated),
        "supplier": supplier["name"],
    }


def pack_facts(document: Document, pack: Document) -> dict[str, str]:
    """Return the facts of one pack. Its price is that of a single one, with the currency."""
    single = next((price for price in pack["prices"] if price["from"] == 1 and price["currency"]), None)
    return {
        "pack_id": f"{document['catalog_number']}-{pack['size']}".replace(" ", ""),
        "pack_title": f"{document['name']}, {pack['size']}",
        "pack_size": pack["size"],
        "price": "" if single is None else f"{single['amount']} {single['currency']}",
        "availability": pack["availability"] or document["availability"] or "",
    }


def _line(texts: Iterable[str]) -> bytes:
    return ("\t".join(" ".join(text.split()) for text in texts) + "\n").encode()


def _record(molfile: str, texts: Facts) -> bytes:
    data = "".join(data_item(name, text) for name, text in texts.items() if text)
    return f"{molfile}{data}{END_OF_RECORD}\n".encode()


def _in_ascii(text: str) -> str:
    """Return a text in ASCII. Lines that cannot be spelled are left out.

    >>> _in_ascii("β-Alanine\\n水\\nCafé, ≥ 98 %")
    'beta-Alanine\\nCafe, >= 98 %'
    """
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    plain = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return "\n".join(line for line in plain.split("\n") if line.isascii())
