"""Simple salts by their names: the ratio of metal and anion follows from charges, as in iron(III) chloride."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from catalog.chemistry.formula.composition import Composition
from catalog.product.text.form_vocabulary import FormPart, PartKind
from catalog.product.text.name_forms import NameForm

_ANIONS = frozenset({
    "chloride", "bromide", "iodide", "fluoride", "sulfate", "nitrate", "nitrite", "sulfite", "oxide", "sulfide",
    "hydroxide", "acetate", "perchlorate", "tetrafluoroborate", "hexafluorophosphate", "thiocyanate", "cyanide",
    "chlorate", "bromate", "iodate", "triflate", "trifluoromethanesulfonate", "acetylacetonate",
})  # fmt: skip
"""Anions whose salts of one metal and one charge have one composition; phosphates and citrates have several."""
_COUNTED_BY = {
    "hydroxide": ("O", 1), "oxide": ("O", 1), "acetate": ("C", 2), "acetylacetonate": ("C", 5), "cyanide": ("C", 1),
}  # fmt: skip
"""The element by which an anion is counted, and its number in one; else the first one of its formula."""
_OTHER_WORDS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "anhydrous"})


def mineral_words(form: NameForm, formula: str, readings: Sequence[Composition]) -> Iterator[str]:
    """Yield how a formula contradicts the charges that the name of a simple salt says.

    Nothing is found unless each word of the name is known, and the formula has only their elements.
    """
    cations = [part for part in form.parts if part.kind is PartKind.METAL or part.stem == "ammonium"]
    anions = [part for part in form.parts if part.kind is PartKind.ANION]
    if len(cations) != 1 or len(anions) != 1 or anions[0].stem not in _ANIONS or not readings:
        return
    cation, anion = cations[0], anions[0]
    known = {part.word for part in form.parts} | _OTHER_WORDS
    expected = _expected_ratio(cation, anion, form.oxidation_state)
    if expected is None or not known.issuperset(form.words):
        return
    found = [_ratio(reading, cation, anion, form) for reading in readings]
    if all(ratio is not None and ratio != expected for ratio in found):
        text = f"{expected.numerator}:{expected.denominator}"
        yield f"The name says {anion.stem} and {cation.stem} in the ratio {text}, but the formula is {formula}"


def _expected_ratio(cation: FormPart, anion: FormPart, state: int | None) -> Fraction | None:
    """Return the number of anions for each cation."""
    charge = cation.charge if state is None else state
    is_counted = cation.number is not None or (not charge and anion.charge == 1)
    if anion.number is not None and is_counted:
        return anion.number / (cation.number or 1)
    if not charge or anion.number is not None or cation.number is not None:
        return None
    return Fraction(charge, anion.charge)


def _ratio(composition: Composition, cation: FormPart, anion: FormPart, form: NameForm) -> Fraction | None:
    elements = composition.elements()
    metal = next(iter(cation.atoms))
    symbol, number = _COUNTED_BY.get(anion.stem, (next(iter(anion.atoms)), 1))
    counted = elements.get(symbol, Fraction(0))
    water = next((part for part in form.parts if part.kind is PartKind.WATER), None)
    if symbol == "O":
        if water is not None:
            return None
        if anion.stem == "hydroxide" and elements.get("H", 0) != counted:
            return None
    is_other = elements.keys() - {metal, "H", "O", *anion.atoms}
    if is_other or not elements.get(metal) or not counted or metal in anion.atoms:
        return None
    return counted / (number * elements[metal])
