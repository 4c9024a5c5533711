"""Words before an assay, as in ``ACS reagent, ≥99.5%``: grades, forms, additives and particle sizes.

They are conditions of the value. Words with another meaning are not: ``Water, 0.5%`` is no assay.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.specification.known_tests import ASSAY, IMPURITY_WORDS, TEST_NAMES
from catalog.product.specification.methods import METHODS, read_methods
from catalog.product.specification.scanner import Token, read_number
from catalog.product.specification.units import UNITS

_ENDS = frozenset({",", ";", "|"})
_MARKS = frozenset({"®", "™"})
_BRAND_WORDS = frozenset({"grade", "reagent", "standard", "quality", "certified"})
"""A part with one of these words is a grade, whatever name stands beside it."""

_PHARMACOPOEIAS = frozenset({"bp", "ph"})
"""The British and the European Pharmacopoeia here, and no boiling point and no pH."""

_LEAST_OF_BRAND = 50
"""Per cent: one unknown word before a smaller value can name an impurity (``Sulfate, 0.5%``)."""

_ADDITIVE_WORDS = frozenset(
    ("contains", "containing", "stabilized", "stabilised", "stabilizer", "stab", "inhibited", "denatured", "over")
)
_SIZE_UNITS = frozenset({"mesh", "μm", "nm"})
_OTHER_VALUES = frozenset(
    ("yield", "recovery", "loss", "ash", "excess", "ee", "de", "abundance", "conversion", "coupling", "activity",
     "remainder", "free", "less", "not", "no", "without", "below", "isotopic", "deuterium", "dose")
)  # fmt: skip
"""A part with one of these words names another value."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GRADES = _words(
    "acs reagent reagents reag grade puriss purum p a pa pro analysi analysis analytical technical tech "
    "industrial usp nf ep bp jp fcc fg fema iso din jis type class i ii iii iv v ph eur pharma "
    "pharmaceutical pharmacopoeia primary secondary standard certified reference material biological "
    "biotech bioreagent biology biochemistry molecular cell culture tested test assay purity spectroscopy "
    "spectrophotometric spectroscopic gradient isocratic preparative chromatography electrophoresis "
    "microscopy synthesis extra super ultra ultrapure hyper high highest higher pure purified redistilled "
    "distilled double recrystallized recrystallised sublimed refined zone electronic semiconductor "
    "optical scintillation food feed cosmetic laboratory lab lr ar gr cp rg general guaranteed special "
    "first selected select premium quality qualified kosher halal organic suitable meets specification "
    "specifications tests according to research residue trace metal metals low endotoxin sterile filtered "
    "peptide sequencing hplc gc lc ms lcms uhplc uplc uv ir nmr icp"
)
"""Words of grades and of what they are for."""
_FORMS = _words(
    "anhydrous dry dried natural synthetic recombinant crystalline crystals crystal crystallized powder "
    "powdered granular granulated granules flakes beads pellets chips lumps pieces ingot wire foil rod "
    "shot liquid solid gas solution aqueous lyophilized racemic racemate sum total mixture mixtures "
    "isomers isomer stereoisomers enantiomers diastereomers cis trans wet endo exo predominantly mainly "
    "hydrate monohydrate dihydrate trihydrate tetrahydrate pentahydrate hexahydrate heptahydrate "
    "hemihydrate hydrochloride dihydrochloride hydrobromide sodium potassium lithium calcium salt base "
    "unstabilized unstabilised amorphous colloidal fused fuming glacial white colorless"
)
"""Words of physical and chemical forms."""
_WORDS = _GRADES | _FORMS | _words("for of and or the in with as from on based - / & ( ) . +")


def leading_words_end(tokens: Sequence[Token], at: int, text: str) -> int | None:
    """Return the place after a part of words at the beginning of an assay, or None if there is none.

    A part ends at a comma, which is passed. Without a comma, only words that we know are taken, up to the number.

    Args:
        tokens: the tokens of the text.
        at: where the part begins.
        text: the harmonized text.

    >>> from catalog.product.specification.scanner import tokenize
    >>> [leading_words_end(tokenize(text), 0, text) for text in ("ACS reagent, 99%", "Water, 5%", "BioXtra, 99%")]
    [3, None, 2]
    """
    named = TEST_NAMES.match(tokens, at)
    if named is not None and named[0] is ASSAY:
        return None
    end = next((place for place in range(at, len(tokens)) if tokens[place].key in _ENDS), len(tokens))
    if end == at or end == len(tokens):
        return _known_run(tokens, at)
    part = tokens[at:end]
    keys = [token.key for token in part]
    if keys[0] in _ADDITIVE_WORDS or _is_size(part):
        return end + 1
    if any(token.is_number for token in part):
        return _known_run(tokens, at)
    is_method = read_methods(part) is not None
    following = next((token for token in tokens[end:] if token.is_number), None)
    return end + 1 if not is_method and _is_grade(part, keys, text, following) else None


def _is_grade(part: Sequence[Token], keys: Sequence[str], text: str, following: Token | None) -> bool:
    """Tell whether a part without a number is a grade or a form: known words, or a brand."""
    if not _OTHER_VALUES.isdisjoint(keys) or not IMPURITY_WORDS.isdisjoint(keys):
        return False
    if _WORDS.issuperset(keys):
        return not _is_another_test(part)
    if not _MARKS.isdisjoint(keys) or not _BRAND_WORDS.isdisjoint(keys):
        return True
    if len(part) > 1 or _is_another_test(part) or not text[part[0].start].isupper():
        return False
    value = read_number(following.key) if following else None
    return value is not None and value >= _LEAST_OF_BRAND


def _is_another_test(part: Sequence[Token]) -> bool:
    named = TEST_NAMES.match(part, 0)
    return named is not None and named[0] is not ASSAY and named[0].readable and part[0].key not in _PHARMACOPOEIAS


def _is_size(part: Sequence[Token]) -> bool:
    """Tell whether the part is a particle size: ``−325 mesh``, ``powder, 2 μm``."""
    numbers = [place for place, token in enumerate(part) if token.is_number]
    unit = UNITS.match(part, numbers[-1] + 1) if numbers else None
    return unit is not None and unit[0] in _SIZE_UNITS and unit[1] == len(part)


def _is_method(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a method is here, and not the first word of a grade, as in ``HPLC grade``."""
    method = METHODS.match(tokens, at)
    return method is not None and all(token.key not in _BRAND_WORDS for token in tokens[method[1] : method[1] + 1])


def _known_run(tokens: Sequence[Token], at: int) -> int | None:
    """Return the place after the known words from here to a number or a comparison, or None if there are none."""
    place = at
    while place < len(tokens) and tokens[place].key in _WORDS and not _is_method(tokens, place):
        place += 1
    run = tokens[at:place]
    is_words = any(token.key.isalpha() for token in run)
    return place if is_words and not _is_another_test(run) and IMPURITY_WORDS.isdisjoint(t.key for t in run) else None
