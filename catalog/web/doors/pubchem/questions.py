"""What an address of PUG REST asks: domain, search, namespace, identifier, operation and output. Pure functions."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.errors import InvalidQuery

OUTPUTS = ("JSON", "XML", "SDF", "CSV", "TXT", "PNG", "ASNT", "ASNB", "JSONP")
"""PubChem's outputs. Not all of them are answered."""
SEARCHES = ("substructure", "superstructure", "similarity", "identity")
COMPOUND_NAMESPACES = (
    "cid", "name", "smiles", "smarts", "inchi", "inchikey", "sdf", "formula", "fastformula", "xref", "listkey",
)  # fmt: skip
SUBSTANCE_NAMESPACES = ("sid", "sourceid", "name", "xref")
OPERATIONS = ("record", "property", "synonyms", "cids", "sids", "aids", "xrefs", "description")
MOST_CHARACTERS = 4_000
"""The longest identifier that a list key can hold. An address has no room for a longer one."""


class Question(NamedTuple):
    """One request.

    Attributes:
        domain: ``compound``, ``substance`` or ``sources``.
        search: the kind of structure search, or an empty text.
        is_fast: whether a search is answered at once, without a list key.
        namespace: what the identifier is.
        within: the kind of a cross reference, or the source of a number; else an empty text.
        identifier: as sent.
        operation: what is asked of what is found.
        of: the names of properties or kinds of cross references.
        output: in capitals.
        options: the parameters of the address, names in lower case.
    """

    domain: str
    search: str
    is_fast: bool
    namespace: str
    within: str
    identifier: str
    operation: str
    of: tuple[str, ...]
    output: str
    options: Mapping[str, str]

    def number(self, option: str, usual: int, most: int) -> int:
        """Return an option that is a whole number from 0.

        Raises:
            InvalidQuery: it is no such number.
        """
        text = self.options.get(option, str(usual))
        if not (text.isascii() and text.isdecimal()):
            raise InvalidQuery(f"{option} is a whole number, not {text!r}.", stated=text, field=option)
        return min(int(text), most)

    @property
    def waits(self) -> bool:
        """Tell whether PubChem answers this with a list key first."""
        return self.namespace == "formula" or bool(self.search and not self.is_fast and self.namespace != "listkey")


def read_question(segments: Sequence[str], sent: Mapping[str, str], options: Mapping[str, str]) -> Question:
    """Read an address.

    Args:
        segments: the decoded parts of the path, from the domain on.
        sent: the form of a POST.
        options: the parameters of the address.

    Raises:
        InvalidQuery: it is no address of PUG REST, or of a part of it that is not here.

    >>> asked = read_question(["compound", "cid", "2244", "property", "TPSA,InChI", "CSV"], {}, {})
    >>> asked.identifier, asked.operation, asked.of, asked.output
    ('2244', 'property', ('TPSA', 'InChI'), 'CSV')
    >>> asked = read_question(["compound", "fastsimilarity_2d", "smiles", "cids", "txt"], {"smiles": "CC/C=C/C"}, {})
    >>> asked.search, asked.is_fast, asked.identifier, asked.operation, asked.output
    ('similarity', True, 'CC/C=C/C', 'cids', 'TXT')
    >>> asked = read_question(["substance", "sourceid", "DTP.NCI", "747285", "SDF"], {}, {})
    >>> asked.within, asked.identifier
    ('DTP.NCI', '747285')
    """
    rest = [part for part in segments if part]
    options = {name.lower(): value for name, value in options.items()}
    domain = rest.pop(0).lower() if rest else ""
    if domain == "sources":
        kind = rest.pop(0).lower() if rest else ""
        return Question(
            domain=domain, search="", is_fast=False, namespace=kind, within="", identifier="",
            operation="record", of=(), output=_output(rest), options=options,
        )  # fmt: skip
    if domain not in ("compound", "substance"):
        raise _refusal("The domains here are compound, substance and sources", domain)
    search, is_fast = _search(rest) if domain == "compound" else ("", False)
    namespace = rest.pop(0).lower() if rest else ""
    if namespace not in (COMPOUND_NAMESPACES if domain == "compound" else SUBSTANCE_NAMESPACES):
        raise _refusal(f"There is no namespace of the domain {domain}", namespace)
    within = rest.pop(0) if namespace in ("xref", "sourceid") and rest else ""
    identifier = _identifier(namespace, rest, sent, options)
    output = _output(rest)
    operation, of = _operation(rest)
    return Question(domain, search, is_fast, namespace, within, identifier, operation, of, output, options)


def list_key_of(question: Question) -> str:
    """Return the key under which a search is asked again: the search itself. So no server must remember it.

    Raises:
        InvalidQuery: the search is too long for an address.
    """
    if len(question.identifier) > MOST_CHARACTERS:
        message = f"A search that waits holds {MOST_CHARACTERS} characters. Use its fast form."
        raise InvalidQuery(message, stated=question.identifier[:80])
    whole = [question.search, question.namespace, question.identifier, dict(question.options)]
    return base64.urlsafe_b64encode(json.dumps(whole, separators=(",", ":")).encode()).decode().rstrip("=")


def with_search(question: Question) -> Question:
    """Return a question about a list key as one about the search that it stands for.

    >>> first = read_question(["compound", "formula", "C6H6", "JSON"], {}, {})
    >>> again = read_question(["compound", "listkey", list_key_of(first), "cids", "TXT"], {}, {"listkey_count": "2"})
    >>> with_search(again).identifier, with_search(again).operation, with_search(again).options
    ('C6H6', 'cids', {'listkey_count': '2'})

    Raises:
        InvalidQuery: it is no list key.
    """
    key = question.identifier
    try:
        whole = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        search, namespace, identifier, options = whole
        known = {str(name): str(value) for name, value in options.items()}
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _refusal("This is no list key of this server", key) from error
    is_known = (search in SEARCHES and namespace in COMPOUND_NAMESPACES) or (search, namespace) == ("", "formula")
    if not is_known or namespace == "listkey" or not isinstance(identifier, str):
        raise _refusal("This is no list key of this server", key)
    return question._replace(
        search=search, namespace=namespace, within="", identifier=identifier, options=known | dict(question.options)
    )


def _search(rest: list[str]) -> tuple[str, bool]:
    """Take the kind of a structure search from the front of a path, and tell whether it is fast."""
    kind = rest[0].lower() if rest else ""
    name = kind.removeprefix("fast").removesuffix("_2d")
    if name not in SEARCHES:
        return "", False
    rest.pop(0)
    return name, kind.startswith("fast")


def _identifier(namespace: str, rest: list[str], sent: Mapping[str, str], options: Mapping[str, str]) -> str:
    """Take the identifier from the form, the parameters or the path."""
    for name, value in sent.items():
        if name.lower().partition("/")[0] == namespace:
            return value.strip()
    if namespace in options:
        return options[namespace].strip()
    if not rest:
        raise InvalidQuery(f"The {namespace} is missing.", stated="", field=namespace)
    return rest.pop(0).strip()


def _output(rest: list[str]) -> str:
    """Take the output from the end of a path. JSON is the usual one."""
    return rest.pop().upper() if rest and rest[-1].upper() in OUTPUTS else "JSON"


def _operation(rest: list[str]) -> tuple[str, tuple[str, ...]]:
    operation = rest[0].lower() if rest else "record"
    names = tuple(name.strip() for name in rest[1].split(",") if name.strip()) if len(rest) > 1 else ()
    takes_names = operation in ("property", "xrefs")
    if operation not in OPERATIONS or len(rest) > 1 + takes_names or (takes_names and not names):
        raise _refusal("There is no such operation here", "/".join(rest))
    return operation, names


def _refusal(message: str, stated: str) -> InvalidQuery:
    return InvalidQuery(f"{message}: {stated[:80]!r}.", stated=stated[:80])
