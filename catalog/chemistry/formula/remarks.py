"""The parts of a formula other than atoms: charges, oxidation numbers, labels, ratios and notes.

Remarks are recognised before atoms, because some look like atoms: ``(III)`` like three of iodine.
"""

from __future__ import annotations

from fractions import Fraction

from catalog.chemistry.formula.composition import AtomKind
from catalog.chemistry.formula.counts import CountCursor
from catalog.chemistry.formula.elements import is_known_nuclide
from catalog.chemistry.formula.pieces import AtomGroup
from catalog.chemistry.formula.symbols import KINDS
from catalog.chemistry.formula.text import FormulaText

_ROMAN = frozenset({"I", "II", "III", "IV", "V", "VI", "VII", "VIII"})
_STATES = frozenset({"s", "l", "g", "aq"})
_LONGEST_REMARK = 24
_ONE = Fraction(1)


class RemarkCursor(CountCursor):
    """A cursor that reads everything except atoms.

    Attributes:
        note: the words at the end, which are not read.
        ratio: the numbers of a final ``(2:1)``, which count the components.
    """

    def __init__(self, text: FormulaText, stated: str, other_sides: frozenset[int]) -> None:
        super().__init__(text, stated, other_sides)
        self.note = ""
        self.ratio: list[Fraction] = []

    def kind_at(self, place: int) -> AtomKind | None:
        """Return the atom with the symbol that begins here."""
        return KINDS.get(self.text[place : place + 2]) or KINDS.get(self.text[place : place + 1])

    def bare_charge(self, start: int) -> int | None:
        """Read ``2+``, ``+2``, ``+`` or ``++`` and move past it, or return None."""
        digits_end = self.digits_end(start)
        signs_end = digits_end
        while self.text[signs_end : signs_end + 1] in {"+", "-"} and self.text[signs_end] == self.text[digits_end]:
            signs_end += 1
        if signs_end == digits_end:
            return None
        end = self.digits_end(signs_end) if digits_end == start else signs_end
        size = self.text[start:digits_end] or self.text[signs_end:end]
        if len(size) > 2:
            self.fail("A charge has at most two digits", start)
        self.index = end
        return (int(size) if size else signs_end - digits_end) * (1 if self.text[digits_end] == "+" else -1)

    def remark(self, piece: AtomGroup, closing: str) -> bool:
        """Read a bracket with a charge, an oxidation number, a state or a ratio. Tell whether there was one."""
        opened = self.index
        closed = self.text.find(closing, opened, opened + _LONGEST_REMARK)
        inner = self.text[opened + 1 : closed].strip() if closed > 0 else ""
        if not inner:
            return False
        behind = closed + 1
        ratio = inner.replace("/", ":").split(":")
        if len(ratio) > 1 and not self.text[behind:].strip() and all(part.isdigit() and int(part) for part in ratio):
            self.ratio = [Fraction(part) for part in ratio]
        elif inner[-1] in "+-" or inner[0] in "+-":
            charge = self.bare_charge(opened + 1)
            if charge is None or self.index != closed:
                self.index = opened
                return False
            piece.charge += charge
        elif not (self.ends(behind) and inner in _STATES) and (inner not in _ROMAN or self.is_digit(behind)):
            return False
        self.index = behind
        return True

    def labels(self, closing: str) -> AtomGroup | None:
        """Read a bracket of labelled atoms, ``[13C]``, ``[2H6]`` or ``[13C6,15N2]``, or return None."""
        opened = self.index
        piece = AtomGroup()
        place = opened + (3 if self.text.startswith("U-", opened + 1) else 1)
        while True:
            place = self.after(place)
            end = self.digits_end(place)
            metastable = end + 1 if self.text[end : end + 1] == "m" else end
            kind = self.kind_at(metastable)
            if not 1 <= end - place <= 3 or kind is None:
                return None
            behind = metastable + (2 if self.text[metastable : metastable + 2] in KINDS else 1)
            counted = self.digits_end(behind)
            if self.text[counted : counted + 1] not in {",", closing}:
                return None
            mass_number = int(self.whole(place, end))
            if not is_known_nuclide(kind.symbol, mass_number):
                self.fail(f"There is no isotope {mass_number} of {kind.symbol}", place)
            number = self.positive(self.whole(behind, counted), behind) if counted > behind else _ONE
            piece.add(AtomKind(kind.symbol, mass_number), number)
            place = counted + 1
            if self.text[counted] == closing:
                self.index = place
                return piece

    def takes_note(self, place: int) -> bool:
        """If words begin here, take the rest of the text as a note. No element symbol has two small letters."""
        word = place + 1 if self.text[place : place + 1] in {"(", "["} else place
        letters = self.text[word : word + 3]
        starts_small = letters[:2].isascii() and letters[:2].isalpha() and letters[:2].islower() and len(letters) > 1
        goes_small = len(letters) == 3 and letters.isascii() and letters.isalpha() and letters[1:].islower()
        is_percent = "%" in self.text[place:].partition(" ")[0]
        is_weight = self.text.startswith(("MW", "FW", "M.W", "F.W", "Mr"), word)
        if not place or not (starts_small or goes_small or is_weight or is_percent):
            return False
        if self.text.startswith(("and ", "or "), word):
            self.fail("A second formula begins", place)
        self.note = self.text[place:].strip(" ()[]")
        self.index = len(self.text)
        return True
