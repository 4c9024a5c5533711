"""Hold the verdict on printed weights against real ones: ``python -m benchmarks.truth_weight``.

The data are not part of this repository; they are found through ``CATALOG_TEST_DATA`` (default ``../shared/data``
beside the repository). Three tables: false alarms on records whose formula and weight belong together; errors of
the truth file; and errors made here, from the same records, of which the right cause is known.

An error cannot be seen by weight where the wrong pair still agrees, or natural material can weigh so much; such pairs
are counted apart. They are told by a plain reckoning that shares nothing with the verdict but the table of 2021.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.formula import Formula, read_formula
from catalog.chemistry.mass.masses import PROTON_MASS, monoisotopic_mass, weights
from catalog.chemistry.mass.weight import Verdict, WeightVerdict, judge_weight
from catalog.errors import InvalidFormula, InvalidWeight

ROOT = Path(__file__).resolve().parent.parent
NAMED_AT_LEAST = 0.9
CAUGHT_AT_LEAST = 0.97
FALSE_ALARMS_AT_MOST = 0.001
_Counts = dict[str | tuple[str, int], int | Fraction]
_SEED = 20220503
_STRAYS_SHOWN = 6


@dataclass(slots=True)
class Row:
    """One line of a table.

    Attributes:
        name: the source, or the kind of error.
        pairs: how many pairs of formula and weight were judged.
        alarms: how many were called a mismatch.
        noted: how many were only said to be within the range of natural material.
        unseen: of errors, how many the weight cannot show.
        named: of errors, in how many the right cause was named first; None where no cause is expected.
        strays: pairs worth looking at.
    """

    name: str
    pairs: int = 0
    alarms: int = 0
    noted: int = 0
    unseen: int = 0
    named: int | None = None
    strays: list[str] | None = None

    @property
    def caught_share(self) -> float:
        """Of the errors that a weight can show, how many were caught."""
        visible = self.pairs - self.unseen
        return self.alarms / visible if visible else 1.0

    @property
    def named_share(self) -> float:
        """Of the errors caught, in how many the right cause was named first."""
        return (self.named or 0) / self.alarms if self.alarms else 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """The three tables."""

    real: list[Row]
    truth: list[Row]
    made: list[Row]


@dataclass(frozen=True, slots=True)
class Pair:
    """A formula and the weight printed beside it."""

    formula: str
    weight: str


_CAUSES_OF_TRUTH = {
    "MW of monohydrate": ("hydrate", "the monohydrate"),
    "MW of hemihydrate": ("hydrate", "the hemihydrate"),
    "MW of HCl salt": ("salt", "the hydrochloride"),
    "MW of Na salt": ("salt", "the sodium salt"),
    "MW monoisotopic": ("monoisotopic", ""),
    "MW = m/z": ("protonated-ion", ""),
    "MW: one digit wrong": ("digit", "one digit"),
    "MW: adjacent digits": ("swapped-digits", ""),
    "MW: last two decimals": ("swapped-digits", ""),
    "MW: decimal point shifted": ("decimal-shift", ""),
}
"""The cause that should be named first, by the beginning of the truth's own words."""


def data_folder() -> Path:
    """Where the data are."""
    return Path(os.environ.get("CATALOG_TEST_DATA", ROOT / "../shared/data"))


def measure(folder: Path, *, registry: bool = True, errors_of_each_kind: int = 600) -> Measure:
    """Judge every pair.

    Args:
        folder: where the data are.
        registry: also the 71,347 pairs of a public registry, which take some seconds.
        errors_of_each_kind: so many pairs, chosen by chance but always the same, have each error put into them.
    """
    vendors = vendor_pairs(folder)
    sources = dict(vendors)
    if registry:
        sources["registry (PubChem)"] = registry_pairs(folder)
    real = [_false_alarms(name, pairs) for name, pairs in sources.items()]
    consistent, truth = _truth(folder)
    every = [pair for pairs in vendors.values() for pair in pairs]
    return Measure([*real, consistent], truth, made_errors(every, errors_of_each_kind))


def vendor_pairs(folder: Path) -> dict[str, list[Pair]]:
    """What vendors print, by vendor."""
    products = folder / "products"
    with (products / "mce_products.csv").open(encoding="utf-8-sig", newline="") as lines:
        mce = [Pair(row["Formula"], row["M.Wt"]) for row in csv.DictReader(lines)]
    with (products / "sigma_ff.tsv").open(encoding="utf-8", newline="") as lines:
        sigma = [Pair(row["formula"], row["fw"]) for row in csv.DictReader(lines, delimiter="\t")]
    prefix = "general information.general information.Molecular "
    with (products / "tci_products.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    tci = [Pair(row[prefix + "Formula"], row[prefix + "Weight"]) for row in rows if prefix + "Weight" in row]
    return {"MCE": mce, "Sigma": sigma, "TCI": tci}


def registry_pairs(folder: Path) -> list[Pair]:
    """What a public registry prints."""
    with gzip.open(folder / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Pair(row["formula"], row["mw"]) for row in rows]


def _judged(pair: Pair) -> tuple[Formula, WeightVerdict] | None:
    """The verdict on a pair; None where formula or weight cannot be read, and nothing is said of their agreement."""
    try:
        formula = read_formula(pair.formula)
        return formula, judge_weight(pair.weight, formula.readings, formula.indefinite)
    except (InvalidFormula, InvalidWeight):
        return None


def _false_alarms(name: str, pairs: list[Pair]) -> Row:
    row = Row(name, strays=[])
    for pair in pairs:
        judged = _judged(pair)
        if judged is None or judged[1].verdict is Verdict.UNDETERMINED:
            continue
        row.pairs += 1
        row.noted += judged[1].verdict is Verdict.WITHIN_RANGE
        if judged[1].verdict is Verdict.MISMATCH:
            row.alarms += 1
            _stray(row, pair, judged[1])
    return row


def _truth(folder: Path) -> tuple[Row, list[Row]]:
    """The truth file: its consistent and undetermined pairs as one row, its errors by kind."""
    good, errors = Row("truth, consistent or undetermined", strays=[]), dict[str, Row]()
    with (folder / "truth" / "formula_weight.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for entry in rows:
        pair = Pair(entry["formula"], entry["mw"])
        judged = _judged(pair)
        if entry["label"] != "inconsistent":
            wrong = judged is not None and (
                judged[1].verdict is Verdict.MISMATCH
                or (judged[1].verdict is Verdict.UNDETERMINED) != (entry["label"] == "undetermined")
            )
            good.pairs, good.alarms = good.pairs + 1, good.alarms + wrong
            continue
        why = entry["why"].removeprefix("synthetic: ")
        kind = why.partition(" [")[0]
        row = errors.setdefault(kind, Row(kind, strays=[]))
        cause = next((cause for words, cause in _CAUSES_OF_TRUTH.items() if kind.startswith(words)), None)
        _count_error(row, pair, judged, cause, unseen="[" in why)
    return good, [errors[kind] for kind in sorted(errors)]


def _count_error(
    row: Row,
    pair: Pair,
    judged: tuple[Formula, WeightVerdict] | None,
    cause: tuple[str, str] | None,
    *,
    unseen: bool,
) -> None:
    row.pairs += 1
    if cause and row.named is None:
        row.named = 0
    caught = judged is not None and judged[1].verdict is Verdict.MISMATCH
    if not caught:
        row.unseen += unseen
        if not unseen and judged is not None:
            _stray(row, pair, judged[1])
        return
    row.alarms += 1
    if cause and judged:
        first = judged[1].causes[:1]
        right = bool(first) and first[0].kind == cause[0] and first[0].label.startswith(cause[1])
        row.named = (row.named or 0) + right
        if not right:
            _stray(row, pair, judged[1])


def _stray(row: Row, pair: Pair, verdict: WeightVerdict) -> None:
    if row.strays is not None:
        row.strays.append(f"{pair.formula} {pair.weight}: {verdict.verdict.value}; {verdict.explanation}")


def made_errors(pairs: list[Pair], number: int) -> list[Row]:
    """Errors made of good pairs, each of a known cause."""
    chance = random.Random(_SEED)  # noqa: S311 - The same errors in every run; nothing is kept secret.
    good = [(pair, composition) for pair in pairs if (composition := _plain_composition(pair)) is not None]
    chosen = chance.sample(good, min(number, len(good)))
    rows = []
    for name, kind, label, make in _ERRORS:
        row = Row(name, strays=[])
        for pair, composition in chosen:
            wrong = make(composition, pair.weight, chance)
            if wrong is None or wrong == pair.weight:
                continue
            error = Pair(pair.formula, wrong)
            _count_error(row, error, _judged(error), (kind, label), unseen=not _visible(composition, wrong))
        rows.append(row)
    return rows


def _plain_composition(pair: Pair) -> Composition | None:
    judged = _judged(pair)
    if judged is None or judged[1].verdict is not Verdict.AGREES or "." not in pair.weight:
        return None
    return judged[1].reading


def _visible(composition: Composition, printed: str) -> bool:
    """Tell whether no natural material of the composition weighs what is printed, or rounds to it."""
    by, margin = weights(composition), 0.5 * 10.0 ** -len(printed.partition(".")[2]) + 0.005
    nearest = min(abs(float(printed) - weight) for weight in by[:5])
    return nearest > margin and not by.low - margin <= float(printed) <= by.high + margin


def _plus(text: str, difference: float) -> str:
    """The printed weight with something added, to the same decimals."""
    return f"{float(text) + difference:.{len(text.partition('.')[2])}f}"


def _adding(counts: _Counts, lost: _Counts | None = None) -> Callable[[Composition, str, random.Random], str | None]:
    added = Composition.of(counts)
    removed = Composition.of(lost or {})
    difference = weights(added).iupac_2007 - weights(removed).iupac_2007

    def make(composition: Composition, text: str, chance: random.Random) -> str | None:
        del chance
        if any(composition.counts.get(kind, 0) < number for kind, number in removed.counts.items()):
            return None
        return _plus(text, difference)

    return make


def _without(counts: _Counts) -> Callable[[Composition, str, random.Random], str | None]:
    gone = Composition.of(counts)

    def make(composition: Composition, text: str, chance: random.Random) -> str | None:
        del chance
        if any(composition.counts.get(kind, 0) < number for kind, number in gone.counts.items()):
            return None
        return _plus(text, -weights(gone).iupac_2007)

    return make


def _monoisotopic(composition: Composition, text: str, chance: random.Random) -> str:
    del text
    return f"{monoisotopic_mass(composition):.{chance.choice((2, 3, 4))}f}"


def _protonated(composition: Composition, text: str, chance: random.Random) -> str | None:
    del text
    return None if composition.charge else f"{monoisotopic_mass(composition) + PROTON_MASS:.{chance.choice((2, 4))}f}"


def _digit(composition: Composition, text: str, chance: random.Random) -> str:
    del composition
    place = chance.choice([place for place, character in enumerate(text) if character.isdecimal()])
    digits = "0123456789"[1 if place == 0 else 0 :].replace(text[place], "")
    return text[:place] + chance.choice(digits) + text[place + 1 :]


def _swap(composition: Composition, text: str, chance: random.Random) -> str | None:
    del composition
    whole, point, decimals = text.partition(".")
    digits = whole + decimals
    places = [place for place in range(len(digits) - 1) if digits[place] != digits[place + 1]]
    if not places:
        return None
    place = chance.choice(places)
    digits = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    return None if digits[0] == "0" else digits[: len(whole)] + point + digits[len(whole) :]


def _shift(composition: Composition, text: str, chance: random.Random) -> str:
    del composition
    places = len(text.partition(".")[2])
    return f"{float(text) * chance.choice((0.1, 10, 100)):.{places}f}"


_WATER: _Counts = {"H": 2, "O": 1}
_ERRORS: tuple[tuple[str, str, str, Callable[[Composition, str, random.Random], str | None]], ...] = (
    ("hydrochloride for base", "salt", "the hydrochloride", _adding({"H": 1, "Cl": 1})),
    ("dihydrochloride for base", "salt", "the dihydrochloride", _adding({"H": 2, "Cl": 2})),
    ("hydrobromide for base", "salt", "the hydrobromide", _adding({"H": 1, "Br": 1})),
    ("sulfate for base", "salt", "the sulfate", _adding({"H": 2, "S": 1, "O": 4})),
    ("mesylate for base", "salt", "the mesylate", _adding({"C": 1, "H": 4, "S": 1, "O": 3})),
    ("maleate or fumarate for base", "salt", "the maleate", _adding({"C": 4, "H": 4, "O": 4})),
    ("tartrate for base", "salt", "the tartrate", _adding({"C": 4, "H": 6, "O": 6})),
    ("acetate for base", "salt", "the acetate", _adding({"C": 2, "H": 4, "O": 2})),
    ("trifluoroacetate for base", "salt", "the trifluoroacetate", _adding({"C": 2, "H": 1, "F": 3, "O": 2})),
    ("citrate for base", "salt", "the citrate", _adding({"C": 6, "H": 8, "O": 7})),
    ("phosphate for base", "salt", "the phosphate", _adding({"H": 3, "P": 1, "O": 4})),
    ("sodium salt for acid", "salt", "the sodium salt", _adding({"Na": 1}, {"H": 1})),
    ("disodium salt for acid", "salt", "the disodium salt", _adding({"Na": 2}, {"H": 2})),
    ("potassium salt for acid", "salt", "the potassium salt", _adding({"K": 1}, {"H": 1})),
    ("base for hydrochloride", "free-base", "the free base (without HCl)", _without({"H": 1, "Cl": 1})),
    ("monohydrate for anhydrous", "hydrate", "the monohydrate", _adding(_WATER)),
    ("dihydrate for anhydrous", "hydrate", "the dihydrate", _adding({"H": 4, "O": 2})),
    ("trihydrate for anhydrous", "hydrate", "the trihydrate", _adding({"H": 6, "O": 3})),
    ("hemihydrate for anhydrous", "hydrate", "the hemihydrate", _adding({"H": 1, "O": Fraction(1, 2)})),
    ("anhydrous for monohydrate", "hydrate", "the anhydrous form (without H2O)", _without(_WATER)),
    ("monoisotopic mass", "monoisotopic", "", _monoisotopic),
    ("m/z of [M+H]+", "protonated-ion", "", _protonated),
    ("one digit mistyped", "digit", "one digit mistyped", _digit),
    ("two neighbouring digits swapped", "swapped-digits", "", _swap),
    ("decimal point misplaced", "decimal-shift", "", _shift),
    ("one CH2 more", "methylene", "CH2 more", _adding({"C": 1, "H": 2})),
    ("one H more", "hydrogen", "1 H more", _adding({"H": 1})),
)
"""Name, the kind and the beginning of the label of the cause, and how the error is made."""


def main() -> None:
    """Print the tables."""
    result = measure(data_folder())
    print(f"{'records that belong together':36}{'pairs':>8}{'false alarms':>14}{'within range':>14}")
    for row in result.real:
        print(f"{row.name:36}{row.pairs:8}{row.alarms:14}{row.noted:14}")
    for title, rows in (("errors of the truth file", result.truth), ("errors made here", result.made)):
        print(f"\n{title:44}{'pairs':>7}{'unseen':>8}{'caught':>8}{'share':>9}{'cause first':>13}")
        for row in rows:
            named = "-" if row.named is None else f"{row.named_share:.1%}"
            print(f"{row.name:44}{row.pairs:7}{row.unseen:8}{row.alarms:8}{row.caught_share:9.1%}{named:>13}")
        print(f"in all: caught {caught(rows):.2%} (at least 97 %), cause named first {named_first(rows):.2%} (90 %)")
    for row in (*result.real, *result.truth, *result.made):
        for stray in (row.strays or [])[:_STRAYS_SHOWN]:
            print(f"  {row.name}: {stray}")


def caught(rows: list[Row]) -> float:
    """The share of visible errors caught, over several kinds."""
    return sum(row.alarms for row in rows) / sum(row.pairs - row.unseen for row in rows)


def named_first(rows: list[Row]) -> float:
    """The share of caught errors whose right cause was named first, over the kinds that have one."""
    having = [row for row in rows if row.named is not None]
    return sum(row.named or 0 for row in having) / sum(row.alarms for row in having)


if __name__ == "__main__":
    main()
