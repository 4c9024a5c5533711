"""The systems of identifiers under all their names, and how these names precede an identifier."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from catalog.product.identifiers import DASHES, RULES, Rule

CAS = "CAS"
"""The system of CAS RNs."""
MOST_OF_TYPE = 100
"""The most characters of a system's name."""


class IdentifierSystem(NamedTuple):
    """A system of identifiers.

    Attributes:
        type: the stored name: ``MDL``.
        called: one identifier of the system, for people: ``MDL number``.
        labels: other names in lower case, without "number" and the like.
        prefix: the start of each identifier, followed by digits.
    """

    type: str
    called: str
    labels: tuple[str, ...]
    prefix: str = ""

    @property
    def rule(self) -> Rule | None:
        """Return the rule for its identifiers, or None if none is known."""
        return RULES.get(self.type.casefold())


CODE = IdentifierSystem("Code", "code", ())
"""A number of a supplier or laboratory, as found among synonyms: ``MK-0431``."""
SYSTEMS = (
    CODE,
    IdentifierSystem(CAS, "CAS RN", ("cas rn", "cas registry")),
    IdentifierSystem("EC", "EC number", ("einecs", "elincs", "nlp", "eg")),
    IdentifierSystem("MDL", "MDL number", ("mfcd",), "MFCD"),
    IdentifierSystem("UNII", "UNII", ()),
    IdentifierSystem("PubChem CID", "PubChem CID", ("cid", "pubchem compound", "pubchem")),
    IdentifierSystem("PubChem SID", "PubChem SID", ("sid", "pubchem substance")),
    IdentifierSystem("ChEMBL", "ChEMBL ID", ("molecule chembl",), "CHEMBL"),
    IdentifierSystem("ChEBI", "ChEBI ID", ()),
    IdentifierSystem("InChIKey", "InChIKey", ("inchi key",)),
    IdentifierSystem("UN", "UN number", ()),
    IdentifierSystem("RTECS", "RTECS number", ()),
    IdentifierSystem("DrugBank", "DrugBank ID", ()),
    IdentifierSystem("KEGG", "KEGG ID", ("kegg compound", "kegg drug")),
    IdentifierSystem("DTXSID", "DTXSID", ("dsstox", "dsstox substance", "comptox"), "DTXSID"),
    IdentifierSystem("NSC", "NSC number", ()),
    IdentifierSystem("FEMA", "FEMA number", ()),
    IdentifierSystem("CCRIS", "CCRIS number", ()),
    IdentifierSystem("HSDB", "HSDB number", ()),
    IdentifierSystem("SCHEMBL", "SureChEMBL ID", ("surechembl",), "SCHEMBL"),
    IdentifierSystem("ZINC", "ZINC ID", (), "ZINC"),
    IdentifierSystem("AKOS", "AKOS number", (), "AKOS"),
    IdentifierSystem("Beilstein", "Beilstein number", ("beilstein registry", "brn")),
    IdentifierSystem("Reaxys", "Reaxys number", ("reaxys registry",)),
    IdentifierSystem("Merck Index", "Merck Index number", ("merck",)),
    IdentifierSystem("SDBS", "SDBS number", ()),
)
"""The systems that are known by name or by the form of their identifiers."""

BY_TYPE = {system.type: system for system in SYSTEMS}
_BY_LABEL = {label: system for system in SYSTEMS for label in (system.type.casefold(), *system.labels)}
_NUMBER_WORDS = r"(?:number|no|nr|id|code)"
_LAST_WORD = re.compile(rf"[\s.]*\b{_NUMBER_WORDS}[\s.:]*$")


_DIVIDED = r"[\s\-._/:#=]"


def _any_of(labels: Iterable[str]) -> str:
    longest = sorted((re.escape(label).replace(r"\ ", r"[\s-]*") for label in labels), key=len, reverse=True)
    return f"({'|'.join(longest)})"


_NUMBER = rf"[\s.-]*{_NUMBER_WORDS}\b\.?"
_PREFIXES = {system.prefix.casefold() for system in SYSTEMS if system.prefix}
_LABELS = (
    # The name and the identifier are separated, or a digit follows.
    re.compile(
        rf"{_any_of(_BY_LABEL.keys() - _PREFIXES)}(?:{_NUMBER})?(?:{_DIVIDED}+|(?=[0-9]))(?!{_DIVIDED}|$)",
        re.IGNORECASE,
    ),
    # A prefix belongs to the digits behind it: "zinc 2-ethylhexanoate" is not an identifier.
    re.compile(rf"{_any_of(_PREFIXES)}(?:{_NUMBER}{_DIVIDED}*|{_DIVIDED}+(?=\1))(?!{_DIVIDED}|$)", re.IGNORECASE),
)
"""Names of systems before an identifier."""


@lru_cache(maxsize=1024)
def identifier_type(stated: str) -> str:
    """Return the stored name of a system, given by any of its names.

    >>> identifier_type("cid"), identifier_type("EINECS No."), identifier_type("BRN"), identifier_type("Old  code")
    ('PubChem CID', 'EC', 'Beilstein', 'OLD CODE')
    """
    words = " ".join(plain_text(stated).split())[:MOST_OF_TYPE]
    label = words.casefold().replace("-", " ")
    system = _BY_LABEL.get(label) or _BY_LABEL.get(_LAST_WORD.sub("", label))
    return system.type if system is not None else words.upper()[:MOST_OF_TYPE]


def split_label(text: str) -> tuple[str, str] | None:
    """Return the system that a text names before an identifier (its stored name) and the identifier, or None. Before a
    colon, any word is a system.

    >>> split_label("EC No. 200-662-2"), split_label("cid2244"), split_label("Old code: A1"), split_label("ecdysone")
    (('EC', '200-662-2'), ('PubChem CID', '2244'), ('OLD CODE', 'A1'), None)
    """
    for pattern in _LABELS:
        if (label := pattern.match(text)) is not None:
            return identifier_type(label[1]), text[label.end() :]
    head, colon, tail = (part.strip() for part in text.partition(":"))
    return (identifier_type(head), tail) if colon and head and tail else None


def without_label(name: str, text: str) -> str:
    """Return an identifier without the name of its system before it.

    >>> without_label("ChEBI", "CHEBI:15365"), without_label("MDL", "CHEBI:15365")
    ('15365', 'CHEBI:15365')
    """
    named = split_label(text)
    return named[1] if named is not None and named[0] == name else text


def plain_text(text: str) -> str:
    """Return a text without differences in looks: widths, dashes, invisible characters, outer blanks.

    >>> plain_text("CID\\u200b 22\\uff14\\uff14 "), plain_text("200\\u2011662\\u20112")
    ('CID 2244', '200-662-2')
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    normal = unicodedata.normalize("NFKC", text).translate(DASHES)
    shown = (" " if char.isspace() else char for char in normal)
    return "".join(char for char in shown if unicodedata.category(char) not in ("Cf", "Cc", "Mn")).strip()
