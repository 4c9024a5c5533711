"""The label elements of hazard codes: pictograms and signal word, by the tables of the CLP Regulation.

The tables are data (``hazard_classes.tsv``, with their sections); the rules of precedence are Article 26 and Article
20(3) of Regulation (EC) No 1272/2008.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

DANGER: Final = "Danger"
WARNING: Final = "Warning"

_SKIN_AND_EYES = frozenset({"H315", "H319"})
_SKIN_SENSITISATION = frozenset({"H317"})
_ACUTE = frozenset({"H302", "H312", "H332"})


@dataclass(frozen=True, slots=True)
class HazardClass:
    """The meaning of one hazard code.

    Attributes:
        code: such as ``H302``.
        pictograms: those that a label needs for it.
        possible: those that only some of its categories need.
        signal_words: the required word; several if its categories differ; empty if none is required.
        title: class and category in words.
        source: the regulation's section.
    """

    code: str
    pictograms: tuple[str, ...]
    possible: tuple[str, ...]
    signal_words: tuple[str, ...]
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class HazardLabel:
    """The label elements of a set of hazard codes.

    Attributes:
        pictograms: the required ones, in order.
        optional: the optional ones.
        signal_words: the required word; two if it depends on the category; empty if none is required.
    """

    pictograms: tuple[str, ...]
    optional: frozenset[str]
    signal_words: tuple[str, ...]


def hazard_class(code: str) -> HazardClass | None:
    """Return the class of a single code. Letters after the number do not change it.

    >>> hazard_class("H360FD").title, hazard_class("H999")
    ('Reproductive toxicity, category 1', None)
    """
    classes = _classes()
    found = classes.get(code)
    return classes.get(code[:4]) if found is None and code[:1] == "H" else found


def derive_label(codes: Iterable[str]) -> HazardLabel:
    """Return the pictograms and signal words of single codes.

    >>> derive_label(["H225", "H319", "H336"]).pictograms, derive_label(["H225", "H319"]).signal_words
    (('GHS02', 'GHS07'), ('Danger',))
    >>> derive_label(["H301", "H315"]).pictograms, derive_label(["H314", "H335"]).pictograms
    (('GHS06',), ('GHS05', 'GHS07'))
    """
    classes = [found for code in codes if (found := hazard_class(code)) is not None]
    by_pictogram: dict[str, set[str]] = {}
    for entry in classes:
        for pictogram in entry.pictograms:
            by_pictogram.setdefault(pictogram, set()).add(entry.code)
    needless = _apply_precedence(by_pictogram)
    required = tuple(sorted(set(by_pictogram) - needless))
    possible = {pictogram for entry in classes for pictogram in entry.possible}
    return HazardLabel(required, frozenset((needless | possible) - set(required)), _signal_words(classes))


def _apply_precedence(by_pictogram: dict[str, set[str]]) -> set[str]:
    """Remove pictograms that others replace (CLP, Article 26(1)). Return those that become optional."""
    optional: set[str] = set()
    if "GHS01" in by_pictogram:
        # (a): the flame is optional beside the bomb, except for type B, which needs both.
        optional |= {name for name in ("GHS02", "GHS03") if "H241" not in by_pictogram.get(name, ())}
    exclaiming = by_pictogram.get("GHS07", set())
    if "GHS06" in by_pictogram and exclaiming:
        # (b): the skull replaces the exclamation mark. In GHS and OSHA only for acute toxicity.
        if exclaiming - _ACUTE:
            optional.add("GHS07")
        exclaiming.clear()
    if "GHS05" in by_pictogram:
        exclaiming -= _SKIN_AND_EYES  # (c)
    if "H334" in by_pictogram.get("GHS08", ()):
        exclaiming -= _SKIN_AND_EYES | _SKIN_SENSITISATION  # (d)
    if not exclaiming:
        by_pictogram.pop("GHS07", None)
    if "GHS02" in by_pictogram or "GHS06" in by_pictogram:
        optional.add("GHS04")  # (e)
    return optional


def _signal_words(classes: Iterable[HazardClass]) -> tuple[str, ...]:
    """Return the signal words. The more severe word replaces the other (CLP, Article 20(3))."""
    words = [entry.signal_words for entry in classes]
    if (DANGER,) in words:
        return (DANGER,)
    if any(len(several) > 1 for several in words):
        return (DANGER, WARNING)
    return (WARNING,) if (WARNING,) in words else ()


@cache
def _classes() -> dict[str, HazardClass]:
    lines = (files(__package__) / "hazard_classes.tsv").read_text(encoding="utf-8").splitlines()
    return {entry.code: entry for line in lines if not line.startswith("#") for entry in (_read(line),)}


def _read(line: str) -> HazardClass:
    code, pictograms, words, title, source = line.split("\t")
    names = [] if pictograms == "-" else pictograms.split()
    required = tuple(name for name in names if not name.startswith("("))
    possible = tuple(name.strip("()") for name in names if name.startswith("("))
    return HazardClass(code, required, possible, () if words == "-" else tuple(words.split(" or ")), title, source)
