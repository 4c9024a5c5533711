"""Write ``catalog/product/text/subject_words.tsv`` anew: ``python -m scripts.count_subject_words WORDNET DICTD``.

WORDNET is the folder with WordNet 3.0's ``data.noun``, DICTD that with FOLDOC's and the Jargon File's ``.dict.dz``
(Debian: wordnet-base, dict-foldoc, dict-jargon). Only counts of words are kept of them, no text. The words by hand
(``subject_words_by_hand.txt``) add what dictionaries lack, medicine above all, and overrule the counts.
"""

from __future__ import annotations

import gzip
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.product.text.description import stem

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "catalog" / "product" / "text" / "subject_words.tsv"
BY_HAND = ROOT / "scripts" / "subject_words_by_hand.txt"
SUBSTANCES = {27}
"""WordNet's files of nouns that name substances."""
OTHERS = {4, 6, 9, 10, 14, 15, 18, 28, 31, 41}
"""Those that name acts, things made, feelings, utterances, groups, places, people, times; and two of verbs."""
SPOILT = re.compile(r"drug|trade name|antibiotic|chemical|compound|acid|medic|inhibit|used to treat|salt")
"""Things made that are substances after all."""
MOST = 3.0
BY_HAND_WEIGHT = 2.5
LEAST_FOR, LEAST_AGAINST = 0.9, -1.0
SEEN_FOR, SEEN_AGAINST = 25, 50
"""How often a word must have been seen to count."""
HEADER = """\
# Word without its ending, and what it says of a text's subject: natural logarithm of the odds for a substance.
# Written by scripts/count_subject_words.py; how they were found: docs/decisions/0006-descriptions.md.
"""


def words_of(text: str) -> set[str]:
    """The words of a text without their endings, each once."""
    plain = re.sub(r"&#?\w+;|<[^>]*>", " ", text.lower())
    return {stem(word) for word in re.findall(r"[a-z]{3,}", plain)}


def glosses(folder: Path, kinds: set[int]) -> Iterator[str]:
    """WordNet's explanations of the words of some kinds (wndb(5))."""
    for name in ("data.noun", "data.verb"):
        for line in (folder / name).read_text(encoding="utf-8", errors="replace").splitlines():
            fields, bar, gloss = line.rpartition(" | ")
            if bar and not line.startswith("  ") and int(fields.split()[1]) in kinds:
                yield gloss.strip()


def entries(path: Path) -> Iterator[str]:
    """The entries of a dictionary in dictd's form: a headword at the margin, its text indented below."""
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as stream:
        entry: list[str] = []
        for line in stream:
            if line[:1].strip():
                yield " ".join(entry)
                entry = []
            else:
                entry.append(line.strip())
        yield " ".join(entry)


def count(texts: Iterable[str]) -> tuple[Counter[str], int]:
    """In how many texts each word stands, and how many texts there are."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(words_of(text))
        total += 1
    return counts, total


def words_by_hand() -> Iterator[tuple[str, str]]:
    """Each word by hand without its ending, with its sign."""
    for line in BY_HAND.read_text(encoding="utf-8").splitlines():
        sign, _, words = line.partition(" ")
        if sign in ("+", "-", "0"):
            yield from ((stem(word), sign) for word in words.split())


def weigh(substances: Iterable[str], others: Iterable[str]) -> dict[str, float]:
    """The weight of every word that says enough, from two kinds of texts and the words by hand."""
    found, of_found = count(substances)
    against, of_against = count(others)
    hand = list(words_by_hand())
    neutral = {word for word, sign in hand if sign == "0"}
    weights: dict[str, float] = {}
    for word in (found.keys() | against.keys()) - neutral:
        odds = math.log((found[word] + 1) / (of_found + 2)) - math.log((against[word] + 1) / (of_against + 2))
        seen = found[word] + against[word]
        if (odds >= LEAST_FOR and seen >= SEEN_FOR) or (odds <= LEAST_AGAINST and seen >= SEEN_AGAINST):
            weights[word] = max(-MOST, min(MOST, odds))
    for word in (word for word, sign in hand if sign == "+"):
        weights[word] = max(weights.get(word, 0.0), BY_HAND_WEIGHT)
    for word in (word for word, sign in hand if sign == "-"):
        if weights.get(word, 0.0) <= 0:
            weights[word] = min(weights.get(word, 0.0), -BY_HAND_WEIGHT)
    return weights | {"*chemical*": BY_HAND_WEIGHT}


def main() -> None:
    """Count, weigh, write."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    wordnet, dictionaries = Path(sys.argv[1]), Path(sys.argv[2])
    computing = [text for name in ("foldoc", "jargon") for text in entries(dictionaries / f"{name}.dict.dz")]
    others = [gloss for gloss in glosses(wordnet, OTHERS) if not SPOILT.search(gloss)]
    weights = weigh(glosses(wordnet, SUBSTANCES), [*(text for text in computing if len(text) > 60), *others])
    lines = (f"{word}\t{weight:.1f}\n" for word, weight in sorted(weights.items()))
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{len(weights)} words in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
