"""Forms of a compound by its names: salts, hydrates, labels, free bases, isomers, solutions, grades.

One grammar reads them into a ``NameForm``. All forms of a compound share the name without these words. So a catalog
that lacks one form can find another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from catalog.product.text.folding import fold
from catalog.product.text.form_vocabulary import FORM_WORDS, HYDRATE_WORDS, METAL_WORDS, FormPart, PartKind, form_parts
from catalog.product.text.name_isomers import NO_ISOMER, IsomerWords, read_isomer
from catalog.product.text.name_strength import Strength, cut_strength

PREFIXES = frozenset({"r", "s", "rs", "l", "d", "dl", "rac", "racemic", "cis", "trans", "e", "z", "meso"})
"""Folded words before a name that state the stereoisomer."""
SHORTEST = 4
"""The minimum length of the rest of a name, in letters."""
LONGEST = 1_000
"""Longer names are not read, in characters."""

_DASHES = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"), "\u200b": "", "\u00ad": "",
                         "′": "'", "·": " ", "•": " "})  # fmt: skip
_GRADE_WORDS = (
    r"reagent(?:plus)?|grade|acs|a\.?r\.?|g\.?r\.?|hplc|gc|lc-?ms|uplc|usp|bp|ep|ph\.? ?eur\.?|nf|fcc|fg|puriss\.?|"
    r"purum|pure|ultrapure|p\.?a\.?|technical|tech\.|natural|kosher|powder|crystals?|crystalline|granul\w+|pellets?|"
    r"beads?|flakes?|stabili[sz]ed|contains|mixture of isomers|redistilled|bioreagent|optima|certified|purity|"
    r"spectrophotometric|electronic|"
    r"for (?:synthesis|analysis|hplc|biochem\w*|molecular biology|cell culture|spectroscopy|research)"
)
_GRADE = re.compile(rf"\b(?:{_GRADE_WORDS})(?![\w-])", re.IGNORECASE)
_GRADE_SEGMENT = re.compile(
    rf"[,;]\s+[^,;()\[\]]*?\b(?:{_GRADE_WORDS})(?![\w-])[^,;()\[\]]*(?:\([^()]*\))?"
    rf"|\s*[(\[][^()\[\]]*?\b(?:{_GRADE_WORDS})(?![\w-])[^()\[\]]*[)\]]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![A-Za-z0-9])(?:(13|14)C|(15)N|(17|18)O|(34)S)([0-9]{0,2})(?![A-Za-z0-9])"
    r"|(?:(?<=[-(\[,;])|^)d([0-9]{1,2})(?![A-Za-z0-9])|(?<=[a-z)]-)D([0-9]{1,2})(?![A-Za-z0-9])"
    r"|[\[(](?:2H|D)([0-9]{1,2})[\])]|(?<=[a-z]{4})-(d)(?=$|[\s;)])"
)
_BRACKETS_OR_COMMAS = frozenset("([,;")
_LABEL_ELEMENTS = (("C", 1), ("N", 2), ("O", 3), ("S", 4))
_MAY_BE_LABELLED = re.compile(r"[dDHCNOS][0-9]|-d|1[3-8][CNO]|34S|deuter|triti|label|[23]H\b|heavy|\bD", re.IGNORECASE)
_LABEL_WORDS = re.compile(r"deu(?:ter|t|cr)|triti|label+ed|\[[23]H|\bheavy\b|CD3|\bD2O\b", re.IGNORECASE)
_NO_LABEL = re.compile(
    r"(?:vitamin|prostaglandin|cyclin|resolvin|lipid|dopamine|pg|cathepsin|hepatitis)[- ]?$", re.IGNORECASE
)
_POLYMER = re.compile(
    r"\bpoly ?[(\[{]|\b(?:co|homo)?polymer\b|\b(?:PEG|PPG)[- ]?[0-9]{3,6}\b|"
    r"\bpoly(?:ethylene|propylene) ?glycol\b|\bpolystyrene\b|\bpolyvinyl\w*|\bpolysorbate\b|\bpolyacryl\w+",
    re.IGNORECASE,
)
_AVERAGE = re.compile(
    r"\b(?:PEG|PPG|poly ?\(?(?:ethylene|propylene) ?glycol\)?)[- ,]*([0-9]{3,6})\b|"
    r"\bM[nwv]\s?[~≈:=]?\s?(?:ca\.? ?)?([0-9][0-9,]{2,8})\b",
    re.IGNORECASE,
)
_NOT_OF_THE_COMPOUND = re.compile(
    r"\b(?:channels?|ionophores?|inhibitors?|agonists?|antagonists?|chelators?|activators?|blockers?|modulators?|"
    r"indicators?|transporters?|exchangers?|antibod\w+|kits?|buffer\w*|standards?|resins?|derivatives?|analog(?:ue)?s?|"
    r"mixtures?|and|with|selective|sensitive|impurit\w+|intermediates?|complex|adduct|finger|ester|alloy|ink|"
    r"[a-z]{3,}(?<!b)(?<!ph)ase)\b|\w+ate\([0-9]-\)|"
    r"(?:sodium|calcium|magnesium|potassium|zinc)[- ](?:green|red|orange|crimson)\b",
    re.IGNORECASE,
)
"""Words by which the name of a counter-ion is not one: sodium channel blocker, citrate synthase."""
_SHORT_PART = re.compile(r"\b([0-9])? ?(HCl|HBr|HI|TFA|H2O)\b")
_SHORT_WORDS = {"HCl": "hydrochloride", "HBr": "hydrobromide", "HI": "hydroiodide", "TFA": "tfa", "H2O": "hydrate"}
_STATE = re.compile(r"\((0|I{1,3}|IV|V|VI{0,3})\)")
_STATES = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}


class NameForm(NamedTuple):
    """The form of a compound, as its name states it.

    Attributes:
        bare: the folded name without the words of its form, its strength and its grade; empty if it has no parts.
        parts: counter-ions, metals and water.
        is_anhydrous: whether it says so.
        is_free: whether it says that it is the free base or the free acid.
        labels: the number of labelled atoms by element and mass number; None if the name does not say it.
        is_labelled: whether it can be the name of a labelled compound.
        is_polymer: whether it is that of a polymer.
        average_weight: that of the polymer, g/mol, if stated.
        isomer: what it says of the isomer.
        oxidation_state: of the one metal that has one in brackets, or None.
        strengths: percentages and molarities.
        words: the folded words of the name without strength, grade and labels.
    """

    bare: str = ""
    parts: tuple[FormPart, ...] = ()
    is_anhydrous: bool = False
    is_free: bool = False
    labels: Mapping[tuple[str, int], int | None] = {}
    is_labelled: bool = False
    is_polymer: bool = False
    average_weight: float | None = None
    isomer: IsomerWords = NO_ISOMER
    oxidation_state: int | None = None
    strengths: tuple[Strength, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        """Return the parts' words without their numbers."""
        return frozenset(part.stem for part in self.parts)


@lru_cache(maxsize=2048)
def read_name_form(name: str) -> NameForm:
    """Read the form of a compound from its name.

    >>> form = read_name_form("Lidocaine hydrochloride monohydrate, ≥99%")
    >>> form.bare, [(part.stem, part.number) for part in form.parts], form.strengths[0].low
    ('lidocaine', [('hydrochloride', None), ('hydrate', Fraction(1, 1))], 99.0)
    >>> read_name_form("Toluene-d8").labels, read_name_form("Iron(III) chloride").oxidation_state
    ({('H', 2): 8}, 3)
    >>> read_name_form("Sodium channel blocker 1").parts
    ()
    """
    if len(name) > LONGEST:
        return NameForm()
    text = name if name.isascii() else name.translate(_DASHES)
    strengths, text = cut_strength(text) if "%" in text or "M" in text or "mol/" in text else ((), text)
    text = without_grade(text)
    labels, said_labelled, text = _cut_labels(text)
    states = _STATE.findall(text) if "(" in text else []
    words = tuple(fold(text).split())
    is_polymer = _POLYMER.search(text) is not None
    average = _AVERAGE.search(text) if is_polymer else None
    parts = _parts(text, words)
    return NameForm(
        bare_name(text)[0] if parts else "",
        parts,
        "anhydrous" in words,
        "free" in words and ("base" in words or "acid" in words),
        labels,
        said_labelled,
        is_polymer,
        float((average[1] or average[2]).replace(",", "")) if average else None,
        read_isomer(text),
        _STATES[states[0]] if len(states) == 1 else None,
        strengths,
        words,
    )


def without_grade(text: str) -> str:
    """Return a name without the words of its grade and the brackets around them.

    >>> without_grade("Ammonium chloride, ACS reagent"), without_grade("Sucrose [for Biochemical Research]")
    ('Ammonium chloride', 'Sucrose')
    """
    if _BRACKETS_OR_COMMAS.isdisjoint(text) or _GRADE.search(text) is None:
        return text.strip(" ,;")
    return _GRADE_SEGMENT.sub("", text).strip(" ,;")


def _cut_labels(text: str) -> tuple[Mapping[tuple[str, int], int | None], bool, str]:
    """Return the labels of a name, whether it may be labelled, and the name without them."""
    if _MAY_BE_LABELLED.search(text) is None:
        return {}, False, text
    labels: dict[tuple[str, int], int | None] = {}

    def keep(match: re.Match[str]) -> str:
        """Note a label, and return what stays of it in the name."""
        if _NO_LABEL.search(text[: match.start()].rstrip("-")):
            return match[0]
        kind, number = _label(match)
        known = labels.get(kind, 0)
        labels[kind] = None if number is None or known is None else known + number
        return ""

    rest = _LABEL.sub(keep, text)
    return labels, bool(labels) or _LABEL_WORDS.search(text) is not None, rest if labels else text


def _label(match: re.Match[str]) -> tuple[tuple[str, int], int | None]:
    """Return the kind and the number of labelled atoms."""
    for symbol, group in _LABEL_ELEMENTS:
        if match[group]:
            return (symbol, int(match[group])), int(match[5]) if match[5] else None
    number = match[6] or match[7] or match[8]
    return ("H", 2), int(number) if number else 1


def _parts(text: str, words: tuple[str, ...]) -> tuple[FormPart, ...]:
    """Return the parts of a form that a name states."""
    known = form_parts()
    parts = [
        known[word]._replace(kind=PartKind.ACID) if following == "salt" and known[word].charge > 0 else known[word]
        for word, following in zip_longest(words, words[1:])
        if word in known and word not in ("hcl", "hbr")
    ]
    if "HCl" in text or "HBr" in text or "HI" in text or "H2O" in text:
        for number, short in _SHORT_PART.findall(text):
            if short != "TFA":
                parts.append(known[_SHORT_WORDS[short]]._replace(number=Fraction(int(number)) if number else None))
    return tuple(parts) if parts and _NOT_OF_THE_COMPOUND.search(text) is None else ()


def bare_name(name: str) -> tuple[str, str]:
    """Return a folded name without the words of its form, and those words. A name is never left empty.

    ``acid`` counts only after ``free``: acetic acid is not a form of acetic. After a group or a metal, as in ethyl
    acetate or copper sulfate, only water is removed: the other words belong to the compound.

    >>> bare_name("Metformin Hydrochloride"), bare_name("(S)-Ibuprofen, sodium salt dihydrate")
    (('metformin', 'hydrochloride'), ('ibuprofen', 's sodium salt dihydrate'))
    >>> bare_name("Acetic acid"), bare_name("Ethyl acetate"), bare_name("Sodium chloride")
    (('acetic acid', ''), ('ethyl acetate', ''), ('sodium chloride', ''))
    >>> bare_name("Ciprofloxacin free acid"), bare_name("D-Glucose"), bare_name("Copper sulfate pentahydrate")
    (('ciprofloxacin', 'free acid'), ('glucose', 'd'), ('copper sulfate', 'pentahydrate'))
    """
    words = fold(name).split()
    for form_words in (FORM_WORDS, HYDRATE_WORDS):
        kept, said = _parted(words, form_words)
        if said and len(" ".join(kept)) >= SHORTEST and not (_is_part(kept) and form_words is FORM_WORDS):
            return " ".join(kept), " ".join(said)
    return " ".join(words), ""


def _parted(words: list[str], form_words: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the other words and the words of a form, in order."""
    first = next((place for place, word in enumerate(words) if word not in PREFIXES), len(words))
    kept: list[str] = []
    said = words[:first]
    for place, word in enumerate(words[first:], start=first):
        is_form = word in form_words and (word not in ("acid", "base") or words[place - 1] == "free")
        (said if is_form else kept).append(word)
    return kept, said


def _is_part(kept: list[str]) -> bool:
    """Tell whether the rest is a metal, or the alcohol part of an ester."""
    return kept[0] in METAL_WORDS or kept[-1].endswith(("yl", "ylene"))
