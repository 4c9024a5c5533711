"""Texts that may be about a person: e-mail and web addresses, numbers of telephones and accounts, dates, forms of
address, streets. Whoever counts what people type leaves them out.

It is meant to find too much rather than too little: a catalog number of eight digits is left out too.
"""

from __future__ import annotations

import re
import unicodedata

MOST_DIGITS = 7
"""The most digits of a number that is surely none of a telephone or an account. CAS RNs and EC numbers are known by
their form."""

_REGISTERED = re.compile(r"(?<![0-9-])(?:[0-9]{2,7}-[0-9]{2}|[0-9]{3}-[0-9]{3})-[0-9](?![0-9-])")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_ADDRESS = re.compile(r"@|\(at\)|://|\bwww\.", re.I)
_NUMBER = re.compile(r"(?<![A-Za-z0-9])\+?[0-9](?:[0-9 ()/.\-]*[0-9])?(?![A-Za-z])")
_DATE = re.compile(r"\b[0-9]{1,2}[./ -][0-9]{1,2}[./ -](?:19|20)[0-9]{2}\b|\b(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\b")
_PERSON = re.compile(
    r"\b(?:dr|prof|mr|mrs|herr|frau|hr|fr|mme|monsieur|madame|señora?)(?:\. *| +)[^\W\d_]{2,}"
    r"|\b(?:passw(?:or[dt]|d)|kennwort|iban|phone|telefon|geburt)", re.I,
)  # fmt: skip
_STREET = re.compile(r"(?:stra(?:ß|ss)e|str\.|\b(?:street|avenue|boulevard))\W", re.I)


def may_be_personal(text: str) -> bool:
    """Tell whether a text may say something about a person.

    >>> may_be_personal("ada@example.org"), may_be_personal("+49 30 1234567"), may_be_personal("50-78-2")
    (True, True, False)
    >>> may_be_personal("2,2',4,4'-tetrabromodiphenyl ether"), may_be_personal("Dr. Ada Lovelace")
    (False, True)
    """
    plain = _DASH.sub("-", unicodedata.normalize("NFKC", text))
    if any(pattern.search(f"{plain} ") for pattern in (_ADDRESS, _PERSON, _STREET)):
        return True
    bare = _REGISTERED.sub(" ", plain)
    numbers = (found.group() for found in _NUMBER.finditer(bare))
    return _DATE.search(bare) is not None or any(sum(map(str.isdigit, one)) > MOST_DIGITS for one in numbers)
