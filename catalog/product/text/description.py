"""Is a description about this substance? It may be about another subject, or about another compound.

Each word with a weight counts once, for a substance or against it. A text about a substance has many words for it; a
text about programming or a football club has others. The weights are data (``subject_words.tsv``).
docs/decisions/0006-descriptions.md explains the weights and the threshold, with figures.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from catalog.chemistry.formula.composition import Composition
from catalog.product.text.folding import fold
from catalog.product.text.other_compound import names_other_compound
from catalog.product.text.subject_languages import foreign_score

OFF_TOPIC_BELOW = -5.0
"""The threshold (natural logarithm of odds), in the middle between texts with known results."""
SENTENCES_SHOWN = 2
_EXPANSION = -6.0
_QUANTITY = 2.5
_FORMULA = 3.0

_WORD = re.compile(r"[a-z]{3,}")
_MARKUP = re.compile(r"<[^>]{1,80}>")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ0-9(\[\"'])|(?<=[。！？])|\n+")
_QUANTITIES = re.compile(
    r"\b(?:IC50|EC50|ED50|LD50|[pK]?Ki|Kd|pKa|\d[\d.,]{0,20}\s?(?:[nµμm]M|mg|µg|μg|°\s?C|g/mol|wt\s?%))"
)
_ENDINGS = """oxide oxyl amine amide azole azine idine oate phenyl methyl ethyl propyl butyl benzyl chloride bromide
    iodide fluoride sulfate phosphate nitrate acetate floxacin mycin cillin olone statin prazole sartan dipine tinib
    ciclib quinone terpene peptide glycol aldehyde ketone benzene toluene pyridine silane siloxane ylene acrylate"""
_CHEMICAL_ENDINGS = tuple(ending + plural for ending in _ENDINGS.split() for plural in ("", "s"))
_SUFFIXES = (
    "ization", "ations", "ation", "ingly", "ities", "ically", "ical", "ising", "izing", "ness", "ing", "ies", "ed",
    "es", "ly", "s",
)  # fmt: skip


class Topic(StrEnum):
    """The likely topic of a text."""

    SUBSTANCE = "substance"
    OTHER_SUBJECT = "other-subject"
    OTHER_COMPOUND = "other-compound"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a description should be about.

    Attributes:
        name: the product's name.
        synonyms: its other names.
        hill_formula: its formula, or None.
        cas_rns: its numbers, the main one first.
        compositions: the readings of its formula, or that of its structure.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    hill_formula: str | None = None
    cas_rns: tuple[str, ...] = ()
    compositions: tuple[Composition, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the usual one first."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class TopicVerdict:
    """The likely topic of a text, and the reasons.

    Attributes:
        topic: the verdict.
        score: natural logarithm of the odds for a substance; below ``OFF_TOPIC_BELOW`` it is another subject.
        sentences: those that count most against a substance, or the one with the name of the other compound.
        other: the name of the other compound, or empty.
    """

    topic: Topic
    score: float
    sentences: tuple[str, ...] = ()
    other: str = ""


def judge_description(text: str, subject: Subject) -> TopicVerdict:
    """Judge what a text is about. The result is deterministic.

    >>> seed = "Backpropagation through time trains recurrent neural networks: the error gradient of each layer is ..."
    >>> judge_description(seed, Subject("BPTA")).topic.value
    'other-subject'
    >>> judge_description("A colourless liquid with a fruity odour, soluble in ethanol.", Subject("X")).topic.value
    'substance'
    >>> judge_description("Granisetron is a 5-HT3 receptor antagonist.", Subject("Inobrodib")).other
    'Granisetron'
    """
    plain = _MARKUP.sub(" ", html.unescape(text)).strip()
    if not plain:
        return TopicVerdict(Topic.SUBSTANCE, 0.0)
    score = _score(plain) + _signals(plain, subject)
    if score < OFF_TOPIC_BELOW:
        return TopicVerdict(Topic.OTHER_SUBJECT, score, _telling_sentences(plain))
    other = names_other_compound(plain, subject.names)
    if other:
        return TopicVerdict(Topic.OTHER_COMPOUND, score, (_SENTENCE.split(plain)[0],), other)
    return TopicVerdict(Topic.SUBSTANCE, score)


def _score(text: str) -> float:
    foreign = foreign_score(text)
    if foreign is not None:
        return foreign
    weights = _weights()
    return sum(weights.get(word, 0.0) for word in _stems(text))


def _stems(text: str) -> set[str]:
    """Return the words of a text without their endings, each once."""
    found = set()
    for word in _WORD.findall(text.lower()):
        found.add(stem(word))
        if len(word) > 6 and word.endswith(_CHEMICAL_ENDINGS):
            found.add("*chemical*")
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word without its ending, so that `programming` and `programs` match.

    >>> stem("polymers"), stem("crystallization"), stem("gas")
    ('polymer', 'crystall', 'gas')
    """
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


def _signals(text: str, subject: Subject) -> float:
    """Yield the signals for or against, other than single words."""
    total = _QUANTITY if _QUANTITIES.search(text) else 0.0
    if subject.hill_formula and len(subject.hill_formula) > 3 and subject.hill_formula in text.replace(" ", ""):
        total += _FORMULA
    if any(cas_rn in text for cas_rn in subject.cas_rns):
        total += _FORMULA
    return total + (_EXPANSION if _expands_otherwise(text, subject) else 0.0)


def _expands_otherwise(text: str, subject: Subject) -> bool:
    """Tell whether the text expands the product's acronym into words that are not its name.

    A chemical name after an acronym is rarely several words with these initials.
    """
    letters = subject.name.strip().lower()
    if not (3 <= len(letters) <= 6 and subject.name.strip().isupper() and letters.isalpha()):
        return False
    words = fold(text).split()
    initials = "".join(word[0] for word in words)
    start = initials.find(letters)
    while start >= 0:
        expansion = words[start : start + len(letters)]
        is_chemical = any(word.endswith(_CHEMICAL_ENDINGS) for word in expansion)
        if not is_chemical and sum(map(len, expansion)) >= 4 * len(letters):
            return True
        start = initials.find(letters, start + 1)
    return False


def _telling_sentences(text: str) -> tuple[str, ...]:
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE.split(text) if sentence.strip()]
    worst = sorted(sentences, key=_score)[:SENTENCES_SHOWN]
    return tuple(sentence for sentence in sentences if sentence in worst)[:SENTENCES_SHOWN]


@cache
def _weights() -> dict[str, float]:
    return dict(_read_weights())


def _read_weights() -> Iterator[tuple[str, float]]:
    for line in (files(__package__) / "subject_words.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, weight = line.partition("\t")
            yield word, float(weight)
