"""The check of a salt's or another inorganic compound's name: its ions and its water against formula and weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.mass.weight import Verdict, judge_weight
from catalog.chemistry.names.salt_compositions import FittedWater, Salt, SaltFit, fit_salt, salt_compositions
from catalog.errors import InvalidWeight

_MOST_NAMED = 2
"""How many compositions a message names."""
_OTHER_WATER = frozenset({"hydrate", "multiple", "monoisotopic"})
"""Causes by which a weight fits a name that says no water."""
WATER = Composition.of({"H": 2, "O": 1})


def salt_words(salt: Salt, compositions: Sequence[tuple[str, Composition]]) -> Iterator[str]:
    """Yield how stated compositions contradict a salt.

    Args:
        salt: what the name says.
        compositions: each with the words for the fact that states it. One that fits is enough.
    """
    fits = [(words, fit_salt(salt, composition)) for words, composition in compositions]
    if not fits or any(one.fit is SaltFit.FITS for _, one in fits):
        return
    words, closest = min(fits, key=lambda pair: pair[1].fit is SaltFit.OTHER)
    if closest.fit is SaltFit.OTHER:
        yield f"The name means {_meant(salt)}, but {words} is another compound"
    elif not _is_undrawn(words, closest):
        yield f"The name says {_water_words(salt)}, but {words} has {_number_words(closest)}"


def _is_undrawn(words: str, fit: FittedWater) -> bool:
    """Tell whether it is only a drawing that leaves out the water."""
    return words == "the structure" and not fit.water


def _meant(salt: Salt) -> str:
    expected = [one.formula for one in salt_compositions(salt)]
    if not expected:
        symbols = {symbol for word in (*salt.cations, *salt.anions) for ion in word.meanings for symbol, _ in ion.atoms}
        return f"a compound of {', '.join(sorted(symbols - {'H', 'O'}) or ['O'])}"
    return " or ".join(expected[:_MOST_NAMED]) + (" or another" if len(expected) > _MOST_NAMED else "")


def _water_words(salt: Salt) -> str:
    return "anhydrous" if salt.water is None else f"{salt.water} H2O"


def _number_words(fit: FittedWater) -> str:
    return f"{fit.water} H2O" if fit.water else "no water"


def salt_weight_words(salt: Salt, weight: str) -> Iterator[str]:
    """Yield how a stated weight contradicts a salt, if neither formula nor structure is stated."""
    expected = salt_compositions(salt)
    if not expected or (salt.says_water and salt.water is None):
        return
    water = WATER * (salt.water or 0)
    try:
        verdict = judge_weight(weight, [one.composition + water for one in expected])
    except InvalidWeight:
        return
    is_water_open = salt.water is None and not salt.is_anhydrous
    is_explained = is_water_open and any(cause.kind in _OTHER_WATER for cause in verdict.causes)
    if verdict.verdict is Verdict.MISMATCH and not is_explained:
        said = f"·{salt.water}H2O" if salt.water else ""
        yield f"The name means {_meant(salt)}{said}, but the weight is {weight}"
