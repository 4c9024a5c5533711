"""Names: the other names of a product, each with its kind and its language.

Suppliers write CAS RNs, codes of databases and order numbers among synonyms. These are recognised by their format and
check digit, and become identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from catalog.chemistry.names.systematic_names import is_systematic
from catalog.product.identifiers import Identifier, cas_number, chembl_id, ec_number, inchi_key, mdl_number, unii

KINDS = frozenset({"systematic", "trade", "abbreviation", "synonym"})
"""The kinds in ``synonym:KIND``. Any other member is the code of a language."""

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ru", re.compile("[\u0400-\u04ff]{2}")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
"""Scripts that show the language. Kana comes before the characters that Japanese shares with Chinese. Greek is missing:
names in every language have single Greek letters."""

_LANGUAGE = re.compile("[a-z]{2}(?:-[a-z]{2,4})?")
_ABBREVIATION = re.compile("[A-Z][A-Z0-9-]{1,7}")
_CODES = (
    ("DTXSID", re.compile(r"DTXSID\d{6,}")),
    ("ChEBI", re.compile(r"CHEBI:\d+")),
    ("ChEMBL", re.compile(r"CHEMBL\d+")),
    ("MDL", re.compile(r"MFCD\d{8}")),
    ("UNII", re.compile(r"UNII[- :]?[0-9A-Z]{10}")),
    ("NSC", re.compile(r"NSC[- ]?\d{1,7}")),
    ("EC", re.compile(r"(?:EC|EINECS)[- ]?\d{3}-\d{3}-\d")),
    ("FEMA", re.compile(r"FEMA (?:NO\. ?|NUMBER )?\d{4}")),
    ("CCRIS", re.compile(r"CCRIS \d+")),
    ("HSDB", re.compile(r"HSDB \d+")),
    ("SCHEMBL", re.compile(r"SCHEMBL\d+")),
    ("ZINC", re.compile(r"ZINC\d{6,}")),
    ("AKOS", re.compile(r"AKOS\d{6,}")),
    ("BRN", re.compile(r"BRN \d{5,}")),
)
"""Codes of registries and databases, as among the synonyms in PubChem's lists, in capitals."""

_ANY_CODE = re.compile("|".join([shape.pattern for _, shape in _CODES]))
"""Shows at once that a name is none of them, like most names."""

_DIGIT = re.compile(r"\d")
_CHECKED = {"MDL": mdl_number, "UNII": unii, "EC": ec_number, "ChEMBL": chembl_id}


class Name(NamedTuple):
    """One name.

    Attributes:
        text: as stated.
        kind: ``name``, ``synonym``, ``systematic``, ``trade``, ``abbreviation`` or ``translation``.
        language: the ISO 639 code, or None if neither script nor label gives it.
        field: the field that it was stated in.
    """

    text: str
    kind: str
    language: str | None
    field: str

    def document(self) -> dict[str, str | None]:
        """Return the name in the form of the document."""
        return {"text": self.text, "kind": self.kind, "language": self.language, "field": self.field}


class ProductNames(NamedTuple):
    """The names of a product.

    Attributes:
        names: the name first, each text once.
        identifiers: the identifiers that were among the synonyms.
    """

    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...]


def read_names(
    name: str, synonyms: Sequence[str], labelled: Iterable[tuple[str, str]], catalog_number: str
) -> ProductNames:
    """Sort the names of a product.

    Args:
        name: the main name.
        synonyms: other names, as stated.
        labelled: members of the family ``synonym`` with their texts, ``|`` between names.
        catalog_number: the catalog number. Some suppliers repeat it among the synonyms.

    >>> called = read_names("Acetone", ["Propan-2-one", "67-64-1", "DMK"], [("zh", "丙酮")], "A1")
    >>> [(name.text, name.kind, name.language) for name in called.names]
    [('Acetone', 'name', None), ('Propan-2-one', 'systematic', None), ('DMK', 'abbreviation', None), ('丙酮',
     'translation', 'zh')]
    >>> [(one.type, one.value) for one in called.identifiers]
    [('CAS', '67-64-1')]
    """
    names = [Name(name, "name", language_of(name), "name")] if name else []
    identifiers: list[Identifier] = []
    seen = {name, catalog_number}
    for text in synonyms:
        if text in seen:
            continue
        seen.add(text)
        kind, language, code, value = _sorted_out(text)
        if code:
            identifiers.append(Identifier(code, text, value, "synonyms", valid=True))
        else:
            names.append(Name(text, kind, language, "synonyms"))
    for member, texts in labelled:
        for text in texts.split("|"):
            bare = text.strip()
            if bare and bare not in seen:
                seen.add(bare)
                names.append(_labelled(bare, member.strip().casefold(), f"synonym:{member}"))
    return ProductNames(tuple(names), tuple(identifiers))


def language_of(text: str) -> str | None:
    """Return the language of a script, or None.

    >>> language_of("丙酮"), language_of("アセトン"), language_of("α-Pinene"), language_of("Ацетон")
    ('zh', 'ja', None, 'ru')
    """
    if text.isascii():
        return None
    return next((language for language, script in _SCRIPTS if script.search(text)), None)


def _sorted_out(text: str) -> tuple[str, str | None, str, str]:
    """Return a synonym's kind and language, or the system and value if it is an identifier."""
    if _DIGIT.search(text) or len(text) == 27:
        code, value = _code(text)
        if code:
            return "", None, code, value
    language = language_of(text)
    if language is not None:
        return "translation", language, "", ""
    if text.endswith(("®", "™", "(TM)", "(R)")):
        return "trade", None, "", ""
    if _ABBREVIATION.fullmatch(text):
        return "abbreviation", None, "", ""
    return "systematic" if is_systematic(text) else "synonym", None, "", ""


def _code(text: str) -> tuple[str, str]:
    """Return the system and canonical value of an identifier, or empty texts for a name."""
    bare = text.upper().removeprefix("CAS-").removeprefix("CAS ")
    if cas_number(bare) is not None:
        return "CAS", bare
    key = inchi_key(text) if len(text) >= 27 else None
    if key is not None:
        return "InChIKey", key
    number = ec_number(text) if text[:1].isdigit() and text.count("-") == 2 else None
    if number is not None:
        return "EC", number
    if not _ANY_CODE.fullmatch(bare):
        return "", ""
    for system, shape in _CODES:
        if shape.fullmatch(bare):
            rule = _CHECKED.get(system)
            value = rule(bare) if rule is not None else text
            return (system, value) if value is not None else ("", "")
    return "", ""


def _labelled(text: str, member: str, field: str) -> Name:
    if member in KINDS:
        return Name(text, member, language_of(text), field)
    language = member if _LANGUAGE.fullmatch(member) else language_of(text)
    return Name(text, "translation" if language else "synonym", language, field)
