"""Choose, from the many names that a public identifier file has for a compound, the few that a chemist would print.

The file's names are lower case and mixed with registry codes, index names and trade names: codes are left out, and the
rest is given the capitals of chemical writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_LETTERS = 60
"""Longer names are printed by nobody."""

ABBREVIATIONS = re.compile(
    "aibn|asa|atp|bht|boc|cbz|dbu|dcc|dce|dcm|dea|deet|dhea|diad|dibal|diea|dipea|dma|dmac|dmap|dme|dmf|dmso|dopa|edc"
    "|edta|etoac|fmoc|gaba|hepes|hmds|hmpa|hobt|mcpba|meoh|mes|mibk|mops|mtbe|nad|nbs|ncs|nis|nmp|paba|ptsa|sds"
    "|tba|tbaf|tbdms|tca|tea|teos|tfa|tfaa|thf|tmeda|tms|tris"
)
"""Lower-case abbreviations that chemists write in capitals."""

GREEK = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "omega": "ω"}

CODE = re.compile(
    r"[0-9]{2,7}-[0-9]{2}-[0-9]"  # A CAS Registry Number, somewhere in it.
    r"|[0-9]{4}"  # Four digits in a row number a register or a colour, not an atom.
    r"|(?:^|[ (])(?:ai3|ccris|caswell|chebi|chembl|c\.?i\.?|cpd|dsstox|ec|einecs|epa|fema|hsdb|nci|nsc|ncgc|rcra|stk"
    r"|tox21|unii|un|usaf|wln|zinc|acs|usp|bp|jp|nf|ph eur|reagent|mixture|solution|standard)(?:$|[ :).,0-9-])"
)
CODE_WORD = re.compile(r"[a-z]{1,6}[ -]?[0-9]{2,}[a-z]?|[0-9a-z]{8,}")
STRAIGHT_CHAIN = re.compile(
    r"n-(?:prop|but|pent|hex|hept|oct|non|dec|undec|dodec|amyl|alk|caproi|capryl|valer|lauryl|eicos|hexadec)"
)


def synonyms(names: Iterable[str], name: str, limit: int) -> list[str]:
    """The first ``limit`` of ``names`` that are worth printing beside ``name``, each once whatever its capitals."""
    chosen: dict[str, str] = {}
    for raw in names:
        text = spelled(raw)
        key = letters(text)
        if key != letters(name) and key not in chosen and is_printable(raw):
            chosen[key] = text
    return list(chosen.values())[:limit]


def letters(text: str) -> str:
    """What is left when two spellings of one name are compared: letters and digits, Greek ones by their names."""
    for word, letter in GREEK.items():
        text = text.replace(letter, word)
    return "".join(character for character in text.casefold() if character.isalnum())


def is_printable(raw: str) -> bool:
    """Tell a name from a registry code, an index name turned round (``benzene, methyl-``) and other filing marks."""
    has_digits_and_letters = any(c.isdigit() for c in raw) and any(c.isalpha() for c in raw)
    return (
        2 < len(raw) <= MOST_LETTERS
        and raw.isascii()
        and any(c.isalpha() for c in raw)
        and not any(mark in raw for mark in "|;?%=@_&*:{}")
        and ", " not in raw
        and not raw.endswith("-")
        and raw.count("(") == raw.count(")")
        and not re.search(
            r"[\[(][a-z0-9:. ]*(?:ci|inn|ban|usan|jan|iso|tn|iupac|french|german|latin|spanish)[^\])]*[\])]$", raw
        )
        and not CODE.search(raw)
        and not (has_digits_and_letters and CODE_WORD.fullmatch(raw))
    )


def spelled(raw: str) -> str:
    """A lower-case name with the capitals of chemical writing.

    >>> spelled("n,n-dimethylformamide"), spelled("n-hexane"), spelled("l-alanine"), spelled("dmf")
    ('N,N-Dimethylformamide', 'n-Hexane', 'L-Alanine', 'DMF')
    >>> spelled("(+/-)-1h-indole"), spelled("p-xylene"), spelled(".beta.-alanine"), spelled("iron(iii) chloride")
    ('(±)-1H-Indole', 'p-Xylene', 'β-Alanine', 'Iron(III) chloride')
    """
    text = raw.strip()
    if ABBREVIATIONS.fullmatch(text):
        return text.upper()
    text = text.replace("(+/-)", "(±)").replace("(+-)", "(±)").replace("aluminum", "aluminium")
    text = re.sub(r"\.?\b(alpha|beta|gamma|delta|epsilon|omega)\b\.?", lambda m: GREEK[m[1]], text)
    text = re.sub(r"\((?:i{1,3}|iv|vi{0,3})\)", lambda m: m[0].upper(), text)
    text = re.sub(r"\((?:[0-9]*[a-z]?[rsez],?)+\)(?=-)", lambda m: m[0].upper(), text)
    text = re.sub(r"(?<![a-z])[0-9]+h(?=[-,)])", lambda m: m[0].upper(), text)
    text = re.sub(r"(?<![a-z])(?:dl|[dl])-(?=[a-z(])", lambda m: m[0].upper(), text)
    text = re.sub(r"(?<![a-z])(?:[no],)+[no]'?(?=[-,])|(?<![a-z])n(?:,n'?)*-(?=[a-z(0-9])", capital_locants, text)
    text = re.sub(r"\bvitamin ([a-z])", lambda m: f"vitamin {m[1].upper()}", text)
    return capitalized(text)


def capital_locants(match: re.Match[str]) -> str:
    """Write nitrogen locants in capitals, but leave the ``n-`` of a straight chain."""
    rest = match.string[match.start() :]
    return match[0] if STRAIGHT_CHAIN.match(rest) else match[0].upper()


def capitalized(text: str) -> str:
    """Raise the first letter that begins a word of the name: not a locant, and not ``o-``, ``tert-`` or ``trans-``."""
    start = re.match(
        r"(?:[^A-Za-z]|[A-Z]+(?=[-,)'0-9])|(?:tert|sec|cis|trans|meso|myo|syn|anti|exo|endo|iso|rac|[a-z])(?=[-,'])"
        r"|[0-9]+[a-z](?=[-,]))*",
        text,
    )
    place = start.end() if start else 0
    return text[:place] + text[place : place + 1].upper() + text[place + 1 :]
