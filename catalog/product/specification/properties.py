"""Physical properties: the supplier's text, typed if it can be read.

A specification is a promise about the delivered product. A property is a fact about the substance, often from a
handbook or a program. So a property has its kind and its source, if stated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from catalog.product.specification.known_tests import KnownTest
from catalog.product.specification.quantity import QuantityReader
from catalog.product.specification.scanner import MAX_LENGTH, harmonize, tokenize
from catalog.product.specification.specification import Specification, read_specification

_KINDS = {
    "literature": ("lit", "literature", "handbook", "literatur", "文献"),
    "calculated": ("calc", "calcd", "calculated", "predicted", "prediction", "estimated", "est", "berechnet", "预测"),
    "measured": ("exp", "experimental", "measured", "found", "gemessen", "实测"),
}
_WORDS = {word: kind for kind, words in _KINDS.items() for word in words}
_MARK = re.compile(
    r"\s*[(\[（]\s*(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b\.?[\s,:;]*([^()\[\]（）]{0,80})[)\]）]",
    re.IGNORECASE,
)
"""A bracket with the source of a value, after a word such as "lit."."""
_BARE_MARK = re.compile(r"(?:^|\s)(lit|calcd|predicted|calculated)\b\.?:?(?=\s|$)\s*", re.IGNORECASE)
_SOURCE = re.compile(r"\s*[(\[]\s*(?:ref|source|from)\b[.:]?\s*([^()\[\]]{1,80})[)\]]", re.IGNORECASE)

_CONCENTRATION = KnownTest("Concentration", lowest=0.0)
_CONCENTRATION_UNITS = frozenset(
    {"g/L", "mg/mL", "mg/L", "μg/mL", "g/mL", "mol/L", "mmol/L", "%", "w/v%", "w/w%", "v/v%", "ppm", "mg/g"}
)
_EDGES = " ,;:.()-–=/"
_SOLUBLE = re.compile(r"^(?:soluble|solubility|löslich)\s*(?:in|at)?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a substance.

    Attributes:
        name: as shown to people, ``Boiling point``; the stated label if it is unknown.
        label: as stated.
        text: the supplier's text, unchanged.
        reading: the text without its source, typed like a specification.
        conditions: pressure, temperature, solvent.
        source: the stated source.
        kind: ``measured``, ``calculated`` or ``literature``, or None.
    """

    name: str
    label: str
    text: str
    reading: Specification
    conditions: str | None
    source: str | None
    kind: str | None

    @property
    def low(self) -> float | None:
        """The lower end in ``reading.unit``; of a single value the value itself, of an upper limit None."""
        return self._ends[0]

    @property
    def high(self) -> float | None:
        """The upper end, in the same way."""
        return self._ends[1]

    @property
    def _ends(self) -> tuple[float | None, float | None]:
        reading = self.reading
        if reading.comparison == "range" and reading.low is not None and reading.high is not None:
            # Rotations of levorotatory substances are written from the smaller figure to the larger.
            return min(reading.low, reading.high), max(reading.low, reading.high)
        lower = None if reading.comparison in {"<", "<="} else reading.value
        return lower, None if reading.comparison in {">", ">="} else reading.value

    def document(self) -> dict[str, object]:
        """Return the property in the form of the document.

        >>> document = read_property("bp", "132 °C / 20 mmHg (lit.)").document()
        >>> document["property"], document["low"], document["unit"], document["conditions"], document["kind"]
        ('Boiling point', 132.0, '°C', '20 mmHg', 'literature')
        """
        return {
            "property": self.name,
            "label": self.label,
            "text": self.text,
            "low": self.low,
            "high": self.high,
            "comparison": self.reading.comparison,
            "unit": self.reading.unit,
            "conditions": self.conditions,
            "source": self.source,
            "kind": self.kind,
        }


@lru_cache(maxsize=4096)
def read_property(label: str, text: str) -> Property:
    """Read a property from its label and text. What cannot be read completely stays text.

    >>> read_property("Solubility", "Soluble in DMSO > 10 mM").conditions
    'DMSO'
    >>> read_property("Density", "0.79 g/cm3 at 20 °C (calc., ACD/Labs)").source
    'ACD/Labs'
    """
    if len(label) + len(text) > MAX_LENGTH:
        return Property(label, label, text, Specification(label, text), None, None, None)
    bare, source, kind = _without_marks(text)
    reading = read_specification(label, bare)
    if reading.comparison is None and reading.test == "Solubility":
        reading = _solubility(reading) or reading
    methods = [reading.method] if reading.method else []
    conditions = ", ".join([*methods, *([_bare(reading.conditions)] if reading.conditions else [])]) or None
    name = label if reading.test == "Solubility" else reading.test
    return Property(name, label, text, replace(reading, text=text), conditions, source, kind)


def _without_marks(text: str) -> tuple[str, str | None, str | None]:
    """Return the words without the source, the source, and the kind."""
    kind = source = None
    found = _MARK.search(text)
    if found is not None:
        kind, source = _WORDS[found.group(1).casefold()], found.group(2).strip(" .,;") or None
        text = text[: found.start()] + text[found.end() :]
    elif (found := _BARE_MARK.search(text)) is not None:
        kind = _WORDS[found.group(1).casefold()]
        text = f"{text[: found.start()]} {text[found.end() :]}"
    named = _SOURCE.search(text)
    if named is not None:
        source = source or named.group(1).strip()
        text = text[: named.start()] + text[named.end() :]
    return text.strip(), source, kind


def _bare(conditions: str) -> str:
    """Return a condition without its first word or bracket: ``25 °C`` for ``at 25 °C``."""
    whole = conditions.startswith("(") and conditions.endswith(")") and conditions.count("(") == 1
    return (conditions[1:-1] if whole else conditions).removeprefix("at ").removeprefix("@ ")


def _solubility(stated: Specification) -> Specification | None:
    """Return the first concentration in a text about a solvent, or None."""
    text = harmonize(stated.text)
    tokens = tokenize(text)
    at = 0
    while at < len(tokens):
        reader = QuantityReader(tokens, at, _CONCENTRATION, None)
        quantity = reader.read() if tokens[at].is_number or tokens[at].key in {">", "<", "≥", "≤", ">=", "<="} else None
        if quantity is None or quantity.unit not in _CONCENTRATION_UNITS:
            at = max(at + 1, reader.at if quantity is not None else 0)
            continue
        before = _SOLUBLE.sub("", text[: tokens[at].start].strip(_EDGES) + " ").strip(_EDGES)
        after = text[tokens[reader.at].start :].partition(";")[0] if reader.at < len(tokens) else ""
        return Specification(
            stated.test, stated.text, quantity.comparison, quantity.value, quantity.low, quantity.high, quantity.unit,
            conditions=", ".join(part for part in (before, _bare(after.strip(" ,:.-=/"))) if part) or None,
        )  # fmt: skip
    return None
