"""The grammar of formulas as suppliers write them, read in one pass by hand.

::

    formula    = component (separator component)* [note]
    separator  = "·" | "." | "," | ";" | "/" | " " | " x " | "+" | "-"          before a component
    component  = [number | "x"] (atom | group | bond | charge)+                  2H2O, ½H2O, xHCl
    atom       = [label] symbol [count]                                          C12, D2, ^13C6
    group      = "(" component (separator component)* ")" [count]                (NH4)2, also [ ]
               | "[" label symbol [count] ("," label symbol [count])* "]" [count]   [13C]6, [13C6], [2H]
               | "(" roman numeral ")"                                           Fe(III), says nothing of atoms
    count      = number | "n" | "2n+2" | "12-14"                                 what is no number is indefinite
    charge     = "+" | "2+" | "+2" | "++" | "^2+" | "(2+)"                       at the end of a component
    bond       = "-" | "=" | "#"                                                 CH2=CH-OH
    note       = words                                                           (for the free base), monohydrate

The text is the plain one of :mod:`~catalog.chemistry.formula.text`. Time is linear in its length: the scanner never
goes back, and groups nest at most 20 deep.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from catalog.chemistry.formula.composition import AtomKind
from catalog.chemistry.formula.cursor import MOST_ATOMS
from catalog.chemistry.formula.elements import is_known_nuclide
from catalog.chemistry.formula.pieces import AtomGroup, Component, combine_components
from catalog.chemistry.formula.remarks import RemarkCursor
from catalog.chemistry.formula.symbols import KINDS, unknown_symbol_message
from catalog.chemistry.formula.text import VULGAR_FRACTIONS, FormulaText

_DEEPEST = 20
_CLOSERS = {"(": ")", "[": "]"}
_SEPARATORS = frozenset("·.,;/")
_BONDS = frozenset("=#≡")
_ONE = Fraction(1)


class FormulaScanner(RemarkCursor):
    """Reads one formula one way."""

    def __init__(self, text: FormulaText, stated: str, other_sides: frozenset[int] = frozenset()) -> None:
        super().__init__(text, stated, other_sides)
        self._depth = 0
        self._loose_charge = 0

    def components(self) -> list[Component]:
        """Read the whole text.

        Raises:
            InvalidFormula: at the first character that cannot be read.
        """
        result = self._components("")
        if not result:
            self.fail("There is no formula", 0)
        return result

    def balance(self, charge: int) -> int:
        """Return the charge. Signs between components count if they make the whole neutral: ``Na+Cl-``."""
        return 0 if self._loose_charge and charge + self._loose_charge == 0 else charge

    def _components(self, closer: str) -> list[Component]:
        """Read components up to a closing bracket, or to the end."""
        result: list[Component] = []
        while True:
            self._skip_separators()
            if not self.peek() or self.peek() == closer:
                return result
            if not closer and self.takes_note(self.index):
                return result
            component = self._component(closer)
            if not component.piece.is_empty():
                result.append(component)

    def _skip_separators(self) -> None:
        """Move past separators, spaces and the ``x`` of ``CuSO4 x 5 H2O``."""
        while self.peek() and (self.peek() == " " or self.peek() in _SEPARATORS):
            if self.peek() == "." and self.text[self.index - 1 : self.index] == "·" and self.is_digit(self.index + 1):
                return
            self.index += 1
        following = self.after(self.index + 1)
        if self.peek() == "x" and (
            self.is_digit(following) or self.text[following : following + 1] in VULGAR_FRACTIONS
        ):
            self.index = following

    def _component(self, closer: str) -> Component:
        """Read one component: its number, then its atoms."""
        component = Component(AtomGroup())
        start = self.index
        self._multiplier(component)
        self.has_bonds = self.peek() == "-"
        while self.peek() and self.peek() != closer and self.peek() not in _SEPARATORS:
            if not self._part(component.piece, start, closer):
                break
        if component.piece.is_empty() and not self._is_finished_ratio():
            self.fail("An element symbol is missing", self.index if self.index > start else start)
        return component

    def _is_finished_ratio(self) -> bool:
        return bool(self.ratio) and not self.peek()

    def _multiplier(self, component: Component) -> None:
        """Read the number before a component, unless it is the mass number of an isotope."""
        start = self.index
        if self._is_label(start):
            return
        if self.is_variable(start) or (self.peek() == "X" and start and self.starts_atoms(start + 1)):
            end = self._variable_end(start)
            component.variable = self.text[start:end]
            self.index = self.after(end)
            return
        number = self.number()
        if number is None:
            return
        if self.peek() == "-" and self.is_digit(self.index + 1):
            self.index = self.digits_end(self.index + 1)
            component.variable = self.text[start : self.index]
        component.factor = number
        if self.is_variable(self.index) and self.starts_atoms(self.after(self.index + 1)):
            component.variable = self.text[start : self.index + 1]
            self.index += 1
        self.skip_blanks()
        if self.peek() == "x":
            self.index = self.after(self.index + 1)

    def _variable_end(self, start: int) -> int:
        """Return the place behind a letter and what may be added to it, ``n+1``."""
        end = start + 1
        if self.text[end : end + 1] in {"+", "-"} and self.is_digit(end + 1):
            return self.digits_end(end + 1)
        return end

    def _is_label(self, start: int) -> bool:
        """Tell whether the digits before a symbol are a mass number, as in ``13CO2``, and no number of components."""
        end = self.digits_end(start)
        kind = self.kind_at(end) if 2 <= end - start <= 3 else None
        if kind is None or not is_known_nuclide(kind.symbol, int(self.text[start:end])):
            return False
        is_first = start == 0
        return self.usual(start) if is_first else not self.usual(start)

    def _part(self, piece: AtomGroup, start: int, closer: str) -> bool:
        """Read the part at the index into the piece. Tell whether the component continues."""
        character = self.peek()
        if "A" <= character <= "Z":
            self._atom(piece)
        elif character in _CLOSERS:
            return self._bracket(piece, closer)
        elif character == "^":
            self._raised(piece)
        elif character in {"+", "-"}:
            return self._sign(piece)
        elif character in _BONDS:
            self.index += 1
        elif character == " ":
            return self._blank(piece, start, closer)
        elif self.is_digit(self.index) and self._is_label(self.index):
            self._labelled_atom(piece)
        elif character == "x" or character in VULGAR_FRACTIONS:
            if piece.is_empty():
                self._unreadable()
            return False
        else:
            self._unreadable()
        return True

    def _unreadable(self) -> NoReturn:
        self.fail(unknown_symbol_message(self.text, self.index))

    def _atom(self, piece: AtomGroup, mass_number: int = 0) -> None:
        """Read a symbol and its count."""
        place = self.index
        pair = self.text[place : place + 2]
        kind = KINDS.get(pair)
        if self.text.startswith("THF", place):
            self.fail("THF is tetrahydrofuran, C4H8O", place)
        if kind is None or self._is_alkane_count(pair):
            pair = pair[:1]
            kind = KINDS.get(pair)
            if kind is None or (self.peek(1).islower() and not self.is_variable(place + 1)):
                self._unreadable()
        self.index = place + len(pair)
        self._add(piece, AtomKind(kind.symbol, mass_number) if mass_number else kind)

    def _is_alkane_count(self, pair: str) -> bool:
        """Tell the carbon of ``CnH2n+2`` from copernicium."""
        return pair == "Cn" and "H2n" in self.text

    def _add(self, piece: AtomGroup, kind: AtomKind) -> None:
        """Add the atom that was read, with the count after it."""
        count = self.count(piece, kind.symbol)
        piece.charge += count.charge
        if count.variable:
            atom = AtomGroup({kind: _ONE})
            piece.variables.append(atom.text() + count.variable)
        else:
            piece.add(kind, count.number)

    def _labelled_atom(self, piece: AtomGroup) -> None:
        """Read a mass number and the atom that it labels."""
        start = self.index
        self.index = self.digits_end(start)
        mass_number = int(self.whole(start, self.index))
        kind = self.kind_at(self.index)
        if kind is None:
            self._unreadable()
        elif not is_known_nuclide(kind.symbol, mass_number):
            self.fail(f"There is no isotope {mass_number} of {kind.symbol}", start)
        else:
            self._atom(piece, mass_number)

    def _raised(self, piece: AtomGroup) -> None:
        """Read a superscript: a mass number before a symbol, or a charge after one."""
        while self.peek() == "^":
            self.index += 1
        start = self.index
        before_sign = self.digits_end(start)
        if before_sign > start and self.starts_atoms(before_sign):
            self._labelled_atom(piece)
            return
        charge = self.bare_charge(start)
        if charge is None:
            self.fail("A superscript is a charge (2+) or, before a symbol, a mass number", start)
        else:
            piece.charge += charge

    def _sign(self, piece: AtomGroup) -> bool:
        """Read a plus or minus: a charge, a bond, or the sign between two components."""
        place, sign = self.index, 1 if self.peek() == "+" else -1
        end = place
        while self.text[end : end + 1] == self.text[place]:
            end += 1
        digits_end = self.digits_end(end)
        beyond = self.after(digits_end)
        stands_between = self.starts_atoms(beyond) and self.text[place - 1 : place] == " "
        if self.ends(digits_end) and not stands_between and not (digits_end > end and self.starts_atoms(beyond)):
            is_bond = sign < 0 and digits_end == end and self.has_bonds
            charge = self.bare_charge(place)
            piece.charge += 0 if is_bond or charge is None else charge
            return True
        self.index = end
        if not self._depth and self.takes_note(end):
            return False
        size = int(self.whole(end, digits_end)) if digits_end > end and sign > 0 else end - place
        self._loose_charge += sign * size
        return sign < 0 and digits_end == end and not stands_between and not self.is_variable(end)

    def _blank(self, piece: AtomGroup, start: int, closer: str) -> bool:
        """Tell whether the component continues after a space, as in ``C20 H22``, or ends, as in ``C7H9N HCl``."""
        place = self.index
        following = self.after(place)
        self.index = following
        if following >= len(self.text) or self.text[following] == closer:
            return True
        if not self._depth and self.takes_note(following):
            return False
        if self.is_digit(following):
            charge = self.bare_charge(following)
            piece.charge += charge or 0
            return charge is not None
        if self.is_variable(following) or self.text[following] in VULGAR_FRACTIONS:
            return False
        word = self.text[max(self.text.rfind(" ", start, place) + 1, start) : place]
        is_several_atoms = sum("A" <= character <= "Z" for character in word) > 1
        return not (self.starts_atoms(following) and is_several_atoms)

    def _bracket(self, piece: AtomGroup, closer: str) -> bool:
        """Read a bracket: words, a remark, a label or a group of atoms."""
        if not self._depth and not closer and self.takes_note(self.index):
            return False
        opened = self.index
        closing = _CLOSERS[self.peek()]
        if self.remark(piece, closing):
            return True
        labels = self.labels(closing)
        inner = self._group(opened, closing) if labels is None else labels
        group_end = self.index
        label = next(iter(labels.counts)).symbol if labels and len(labels.counts) == 1 else ""
        count = self.count(piece, label, bracketed=closing == "]" and labels is None)
        piece.charge += count.charge
        if count.variable:
            piece.variables.append(f"({inner.text()}){count.variable}")
            return True
        if labels is None and "," in self.text[opened:group_end]:
            piece.variables.append(self.text[opened : self.index])
            return True
        if max(inner.counts.values(), default=_ONE) * count.number > MOST_ATOMS:
            self.fail(f"A count is at most {MOST_ATOMS:,}", opened)
        piece.add_times(inner, count.number)
        return True

    def _group(self, opened: int, closing: str) -> AtomGroup:
        """Read the components in a bracket."""
        if self._depth >= _DEEPEST:
            self.fail(f"Brackets are nested more than {_DEEPEST} deep", opened)
        self._depth += 1
        had_bonds = self.has_bonds
        self.index = opened + 1
        components = self._components(closing)
        self.has_bonds = had_bonds
        if self.peek() != closing:
            self.fail("The bracket opened here is not closed", opened)
        if not components:
            self.fail("The brackets are empty", opened)
        self._depth -= 1
        self.index += 1
        return combine_components(components)
