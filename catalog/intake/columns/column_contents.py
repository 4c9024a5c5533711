"""Columns understood by their contents, where the heading says nothing: CAS RNs, structures, weights, prices, names.

A guess needs nearly all cells of a column, and a form that chance does not make: check digits, keys, official codes.
Numbers without a mark of their own (amounts, lots, telephone numbers) are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.chemistry.formula.formula import is_formula, read_formula
from catalog.chemistry.identifiers.cas_rn_dates import is_date
from catalog.chemistry.identifiers.cas_rn_digits import has_valid_check_digit
from catalog.chemistry.identifiers.inchi_key import is_inchi_key
from catalog.chemistry.mass.masses import molecular_weight
from catalog.chemistry.structure.structure import is_smiles
from catalog.errors import InvalidFormula
from catalog.intake.columns.words import normalize_label
from catalog.product.hazard.pictograms import read_pictograms
from catalog.product.hazard.statements import read_statements
from catalog.product.identifiers import ec_number, mdl_number
from catalog.product.offer.money import read_money
from catalog.product.offer.pack_sizes import read_pack_size
from catalog.product.text.folding import fold
from catalog.reference.reference import NO_REFERENCE, Reference

LEAST_CELLS = 3
"""The fewest cells from which a column is guessed."""
LEAST_SHARE = 0.9
"""The share of the cells that must have the form."""
LEAST_NAMES = 0.6
"""The share of the cells that must be known names. No reference knows all of a supplier's products."""
MOST_SAMPLES = 50
"""The number of cells that are looked at."""
SHOWN_SAMPLES = 3
LONGEST_SMILES = 300
WEIGHT_TOLERANCE = 2e-4
"""The largest difference of a weight from that of its formula, as a share of it. Monoisotopic masses differ by more."""
OTHER_WORDS = frozenset(
    {"parent", "base", "freebase", "salt", "impurity", "impurities", "related", "replaced", "replaces", "old", "former",
     "precursor", "solvent", "alternative", "similar", "counterion", "metabolite", "matrix"}
)  # fmt: skip
"""Words of a heading that is about another substance than the product."""

_CAS_RN = re.compile(r"([1-9][0-9]{1,6})-([0-9]{2})-([0-9])")
_NUMBER = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,5})?")
_SMILES_MARKS = re.compile(r"[=#()\[\]@]|[cno][0-9]|[A-Z][0-9]")
_ONLY_CODES = re.compile(r"(?:[\s,;|/+&.·-]*(?:EUH|H|P)[0-9]{3}[A-Za-z]{0,2})+[\s,;|.]*")
_MONEY_MARK = re.compile(r"[€£$¥₩₹₽]|\b[A-Z]{3}\b")


class ColumnGuess(NamedTuple):
    """The meaning of a column by its contents.

    Attributes:
        label: the label of the column.
        field: the field, or a name in a mapping such as ``price``.
        reason: what the cells have in common, and how many of them.
        samples: some cells.
    """

    label: str
    field: str
    reason: str
    samples: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the guess in the form of the report."""
        return {"label": self.label, "field": self.field, "reason": self.reason, "samples": list(self.samples)}


class _Kind(NamedTuple):
    """A form of cells.

    Attributes:
        field: the field that such cells give.
        fits: tells whether a cell has the form.
        what: what such cells are, in words.
        marked: tells whether a cell can hardly be anything else. At least half of them must be so.
    """

    field: str
    fits: Callable[[str], bool]
    what: str
    marked: Callable[[str], bool] = bool


def _is_cas_rn(text: str) -> bool:
    found = _CAS_RN.fullmatch(text)
    return found is not None and has_valid_check_digit("".join(found.groups())) and not is_date(text)


def _is_smiles(text: str) -> bool:
    return len(text) <= LONGEST_SMILES and is_smiles(text)


def _is_marked_smiles(text: str) -> bool:
    """Tell whether a text has the marks of a structure. Words can be read as SMILES too (``CON``)."""
    return _SMILES_MARKS.search(text) is not None


def _are_statements(text: str, letters: tuple[str, ...]) -> bool:
    if _ONLY_CODES.fullmatch(text) is None:
        return False
    found = read_statements(text)
    return all(one.is_known and one.code is not None and one.code.startswith(letters) for one in found)


def _are_pictograms(text: str) -> bool:
    read, unread = read_pictograms(text)
    return bool(read) and not unread and "GHS0" in text.upper()


IDENTIFYING = (
    _Kind("cas_rn", _is_cas_rn, "have the form and the right check digit of a CAS RN"),
    _Kind("inchi_key", lambda text: is_inchi_key(text.strip()), "are InChIKeys"),
    _Kind("inchi", lambda text: text.startswith(("InChI=1S/", "InChI=1/")), "are InChIs"),
    _Kind("smiles", _is_smiles, "can be read as SMILES", _is_marked_smiles),
)
"""The forms that identify a substance."""
_KINDS = (
    *IDENTIFYING,
    _Kind(
        "identifier:EC", lambda text: "-" in text and ec_number(text) is not None, "have the check digit of EC numbers"
    ),
    _Kind("identifier:MDL", lambda text: mdl_number(text) is not None, "are MDL numbers"),
    _Kind("hazard_statements", lambda text: _are_statements(text, ("H", "EUH")), "are codes of hazard statements"),
    _Kind(
        "precautionary_statements", lambda text: _are_statements(text, ("P",)), "are codes of precautionary statements"
    ),
    _Kind("pictograms", _are_pictograms, "are codes of GHS pictograms"),
)


def guess_columns(
    columns: Mapping[str, Sequence[str]], fields: Mapping[str, str], reference: Reference = NO_REFERENCE
) -> list[ColumnGuess]:
    """Return the meanings of columns by their contents.

    Args:
        columns: each label with its cells, in the order of the rows.
        fields: the labels with a meaning of their own, and their fields.
        reference: knows names.
    """
    cells = {label: [text.strip() for text in texts] for label, texts in columns.items()}
    open_labels = [label for label in cells if label not in fields and not _is_of_another(label)]
    guesses = _formed(cells, open_labels, set(fields.values()))
    guesses += _weighed(cells, _without(open_labels, guesses), fields)
    guesses += _offered(cells, _without(open_labels, guesses), set(fields.values()))
    if not {"name", "iupac_name"} & {*fields.values()}:
        guesses += _named(cells, _without(open_labels, guesses), reference)
    return guesses


def looks_like_products(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows have no header: a column of them, from the first row on, identifies substances.

    >>> looks_like_products([["Acetone", "67-64-1"], ["Ethanol", "64-17-5"], ["Water", "7732-18-5"]])
    True
    >>> looks_like_products([["Was", "Nummer"], ["Ethanol", "64-17-5"], ["Water", "7732-18-5"]])
    False
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < LEAST_CELLS:
        return False
    first = filled[0]
    for index, cell in enumerate(first):
        kind = next((kind for kind in IDENTIFYING if kind.fits(cell.strip())), None)
        texts = [row[index].strip() for row in filled if index < len(row)]
        if kind is not None and _guess("", texts, kind) is not None:
            return True
    return False


def _without(labels: Sequence[str], guesses: Collection[ColumnGuess]) -> list[str]:
    taken = {guess.label for guess in guesses}
    return [label for label in labels if label not in taken]


def _is_of_another(label: str) -> bool:
    return not OTHER_WORDS.isdisjoint(normalize_label(label).split())


def _sampled(texts: Sequence[str]) -> list[str]:
    """Return the filled cells, or some of them at equal distances."""
    filled = [text for text in texts if text and any(char.isalnum() for char in text)]
    step = -(-len(filled) // MOST_SAMPLES) or 1
    return filled[::step]


def _guess(label: str, texts: Sequence[str], kind: _Kind) -> ColumnGuess | None:
    sampled = _sampled(texts)
    fitting = _fitting(sampled, kind.fits, LEAST_SHARE)
    if not fitting or 2 * sum(map(kind.marked, fitting)) < len(fitting):
        return None
    reason = f"{len(fitting)} of {len(sampled)} cells {kind.what}"
    return ColumnGuess(label, kind.field, reason, tuple(dict.fromkeys(fitting))[:SHOWN_SAMPLES])


def _fitting(sampled: Sequence[str], fits: Callable[[str], bool], share: float) -> list[str]:
    """Return the cells that have a form, or none if too few have it. Most columns are settled after a few cells."""
    if len(sampled) < LEAST_CELLS:
        return []
    left, found = len(sampled) - max(LEAST_CELLS, share * len(sampled)), list[str]()
    for text in sampled:
        if fits(text):
            found.append(text)
        else:
            left -= 1
            if left < 0:
                return []
    return found


def _only(found: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """Return a guess if it is the only one for its field. Two columns of one form are about different things."""
    return list(found) if len(found) == 1 else []


def _formed(cells: Mapping[str, Sequence[str]], labels: Sequence[str], known: Collection[str]) -> list[ColumnGuess]:
    guesses: list[ColumnGuess] = []
    for kind in _KINDS:
        if kind.field not in known:
            left = _without(labels, guesses)
            guesses += _only([found for label in left if (found := _guess(label, cells[label], kind)) is not None])
    return guesses


def _weighed(cells: Mapping[str, Sequence[str]], labels: Sequence[str], fields: Mapping[str, str]) -> list[ColumnGuess]:
    """Return a column of formulas and the column of their weights, of which at most one has a known label."""
    known = {field: label for label, field in fields.items() if field in ("formula", "molecular_weight")}
    if len(known) == 2:
        return []
    formulas = [known["formula"]] if "formula" in known else [one for one in labels if _are(cells[one], is_formula)]
    numbers = [known["molecular_weight"]] if "molecular_weight" in known else labels
    numbers = [label for label in numbers if _are(cells[label], lambda text: _NUMBER.fullmatch(text) is not None)]
    for formula in formulas:
        for weight in numbers:
            pairs = [pair for pair in zip(cells[formula], cells[weight], strict=False) if all(pair)][:MOST_SAMPLES]
            agreeing = [pair for pair in pairs if _weighs(*pair)]
            if len(agreeing) < max(LEAST_CELLS, 0.8 * len(pairs)) or len({one for one, _ in agreeing}) < LEAST_CELLS:
                continue
            reason = f"{len(agreeing)} of {len(pairs)} formulas in ‘{formula}’ have the weights in ‘{weight}’"
            found = {
                "formula": ColumnGuess(formula, "formula", reason, tuple(one for one, _ in agreeing[:SHOWN_SAMPLES])),
                "molecular_weight": ColumnGuess(
                    weight, "molecular_weight", reason, tuple(other for _, other in agreeing[:SHOWN_SAMPLES])
                ),
            }
            return [guess for field, guess in found.items() if field not in known]
    return []


def _are(texts: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return bool(_fitting(_sampled(texts), fits, LEAST_SHARE))


def _weighs(formula: str, weight: str) -> bool:
    try:
        composition = read_formula(formula).composition
    except InvalidFormula:
        return False
    if composition is None or _NUMBER.fullmatch(weight) is None:
        return False
    expected, stated = molecular_weight(composition), float(weight.replace(",", "."))
    digits = len(re.split("[.,]", weight)[1]) if re.search("[.,]", weight) else 0
    return abs(stated - expected) <= max(0.6 * 10**-digits, WEIGHT_TOLERANCE * expected) if digits else False


def _offered(cells: Mapping[str, Sequence[str]], labels: Sequence[str], known: Collection[str]) -> list[ColumnGuess]:
    """Return columns of pack sizes and of prices, each only beside the other."""
    size = _Kind("size", lambda text: text[:1].isdigit() and read_pack_size(text) is not None, "are sizes of packs")
    price = _Kind("price", _is_price, "are prices with a currency")
    sizes = [found for one in labels if (found := _guess(one, cells[one], size)) is not None]
    prices = [found for one in labels if (found := _guess(one, cells[one], price)) is not None]
    sizes = [] if "size" in known else _only(sizes)
    prices = [] if "price" in known else _only(prices)
    has_size, has_price = bool(sizes) or "size" in known, bool(prices) or "price" in known
    return [*sizes, *prices] if has_size and has_price else []


def _is_price(text: str) -> bool:
    money = read_money(text) if _MONEY_MARK.search(text) else None
    return money is not None and money.currency is not None


def _named(cells: Mapping[str, Sequence[str]], labels: Sequence[str], reference: Reference) -> list[ColumnGuess]:
    """Return the column with the most names that the reference knows."""
    kind = _Kind("name", lambda text: _is_name(text, reference), "are known names of substances")
    found = []
    for label in labels:
        sampled = _sampled(cells[label])
        if len(set(sampled)) >= max(LEAST_CELLS, 0.5 * len(sampled)):
            known = _fitting(sampled, kind.fits, LEAST_NAMES)
            if known:
                reason = f"{len(known)} of {len(sampled)} cells {kind.what}"
                guess = ColumnGuess(label, "name", reason, tuple(known)[:SHOWN_SAMPLES])
                found.append((len(known) / len(sampled), guess))
    best = max(found, key=lambda one: one[0], default=None)
    return [] if best is None else [best[1]]


def _is_name(text: str, reference: Reference) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters >= 3 and bool(reference.numbers_of_name(fold(text)))
