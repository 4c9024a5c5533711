"""Number formats of spreadsheets: the text that a sheet shows for a number.

The stored number and its format together say what somebody wrote: 123 shown as ``00123`` is the number of a bottle,
0.98 shown as ``98%`` an assay, 12.5 shown as ``€ 12.50`` a price. Codes are those of ECMA-376, part 1, 18.8.31.

Two things differ from the screen. Thousands are not grouped, since the sign between them depends on the computer. And
digits beyond the shown ones are kept if somebody may have typed them: a weight of 180.157 shown as ``180`` is 180.157.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

FIGURES = 15
"""The significant figures that a spreadsheet keeps of a number."""
TYPED = 12
"""A number with more significant figures was calculated."""
_PLAIN_EXPONENTS = range(-20, 21)

_TOKEN = re.compile(
    r"""(?P<text>"[^"]*")|\\(?P<escaped>.)|_(?:.)|\*(?:.)|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]"""
    r"""|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<exponent>E[+-])|(?P<slash>/)|(?P<at>@)"""
    r"""|(?P<general>General)|(?P<other>.)""",
    re.IGNORECASE | re.DOTALL,
)
_SIMPLE = re.compile(r'((?:"[^"]*")*)([#?]*0+)(?:\.([0#?]*))?((?:"[^"]*")*)')
_DATE_LETTERS = frozenset("dmyhsgbDMYHSGB")
_PLACES = "0#?"
"""The placeholders of digits."""
_CONDITION = re.compile(r"[<>=]")
_DASHES = frozenset("-–— ")


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format, for positive or negative numbers or zero.

    Attributes:
        tokens: a placeholder (``0``, ``#``, ``?``), ``.``, or a literal in quotation marks.
        percent: how many percent signs it has.
        is_plain: whether it shows the number in a way that is not rendered here, or not differently.
        layout: in front, least figures, least decimals, behind; or None if it is not so simple.
    """

    tokens: tuple[str, ...]
    percent: int
    is_plain: bool
    layout: tuple[str, int, int, str] | None

    @property
    def has_digits(self) -> bool:
        """Tell whether any digit is shown."""
        return any(token in _PLACES for token in self.tokens)


def shown_number(value: float, code: str) -> str:
    """Return the text that a sheet shows for a number. It is blank if the format shows only a dash or nothing.

    >>> shown_number(123, "00000"), shown_number(90.75, "0.000"), shown_number(0.98, "0%"), shown_number(0.985, "0.00%")
    ('00123', '90.750', '98%', '98.50%')
    >>> shown_number(1234.5, "[$€-407] #,##0.00"), shown_number(67641, "0-00-0"), shown_number(5, '0" mg"')
    ('€ 1234.50', '67-64-1', '5 mg')
    >>> shown_number(98.5, 'General"%"'), shown_number(98, 'General" %"')
    ('98.5%', '98 %')
    >>> shown_number(-20, "0_);(0)"), shown_number(0, '0.00;-0.00;"-"'), shown_number(12345, "0.00E+00")
    ('-20', '', '12345')
    >>> shown_number(180.157, "0"), shown_number(1 / 3, "0.00"), shown_number(0.1 + 0.2, "General")
    ('180.157', '0.33', '0.3')
    """
    sections = _sections(code)
    section = sections[0]
    if value > 0 and section.layout is not None and 0 < len(short := _short(value)) <= TYPED:
        # Most numbers are so simple, and a sheet may have a million of them.
        before, least, places, after = section.layout
        figures, _, decimals = short.partition(".")
        decimals = decimals.ljust(places, "0")
        return f"{before}{figures.zfill(least)}{'.' if decimals else ''}{decimals}{after}"
    number = _decimal(value)
    if number < 0 and len(sections) > 1:
        section = sections[1]
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    if section.is_plain:
        return plain_text(value)
    if not section.has_digits:
        shown = "".join(token[1:-1] for token in section.tokens)
        return "" if set(shown) <= _DASHES else shown.strip()
    return _shown(number, section)


def plain_text(value: float) -> str:
    """Return a number as a text, to the figures that a spreadsheet keeps, without an exponent if that is readable.

    >>> plain_text(478.61), plain_text(12.0), plain_text(0.00001), plain_text(0.1 + 0.2), plain_text(1e300)
    ('478.61', '12', '0.00001', '0.3', '1e+300')
    """
    if short := _short(value):
        return short
    number = _decimal(value)
    return f"{number:f}" if number.adjusted() in _PLAIN_EXPONENTS else repr(value)


def _short(value: float) -> str:
    """Return the text of a number if Python's own is short enough and has no exponent, else an empty text."""
    text = repr(value).removesuffix(".0")
    return text if len(text) <= FIGURES and "e" not in text else ""


def changes_numbers(code: str) -> bool:
    """Tell whether a format shows any number in another way than its plain text.

    >>> changes_numbers("General"), changes_numbers("0.00E+00"), changes_numbers("yyyy-mm-dd"), changes_numbers("0%")
    (False, False, False, True)
    """
    return not all(section.is_plain for section in _sections(code))


def _decimal(value: float) -> Decimal:
    number = Decimal(_short(value) or f"{value:.{FIGURES}g}")
    return Decimal(int(number)) if number == number.to_integral_value() else number


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(match)
    return tuple(_section(part) for part in parts)


def _section(matches: Sequence[re.Match[str]]) -> _Section:
    tokens: list[str] = []
    percent, plain = 0, False
    for match in matches:
        kind = match.lastgroup
        if kind == "general":
            # Alone it is the plain number; beside other text it has as many digits as needed.
            plain = plain or len(matches) == 1
            tokens += ["0", ".", *"#" * FIGURES]
        elif kind in ("exponent", "slash", "at") or (kind == "other" and match[0] in _DATE_LETTERS):
            plain = True
        elif kind == "bracket":
            # Colours change nothing. Conditions choose a section, and ``[h]`` counts hours.
            plain = plain or _CONDITION.search(match["bracket"]) is not None or match["bracket"].lower() in "hms"
        elif kind in ("digit", "point"):
            tokens.append(match[0])
        elif kind == "percent":
            percent += 1
            tokens.append('"%"')
        elif kind is not None and kind != "comma":
            text = match[kind].strip('"') if kind == "text" else match[kind]
            tokens.append(f'"{text}"')
    last = max((at for at, match in enumerate(matches) if match.lastgroup in ("digit", "point")), default=-1)
    # A comma after the last digit divides by a thousand.
    is_scaled = last + 1 < len(matches) and last >= 0 and matches[last + 1].lastgroup == "comma"
    is_plain = plain or is_scaled
    simple = None if is_plain or percent else _SIMPLE.fullmatch("".join(tokens))
    layout = None if simple is None else _layout(*simple.groups(""))
    return _Section(tuple(tokens), percent, is_plain, layout)


def _layout(before: str, whole: str, decimals: str, after: str) -> tuple[str, int, int, str]:
    texts = [" ".join(text.replace('"', "|").split()).replace("|", "") for text in (before, after)]
    return texts[0].lstrip(), whole.count("0"), decimals.rfind("0") + 1, texts[1].rstrip()


def _shown(number: Decimal, section: _Section) -> str:
    point = section.tokens.index(".") if "." in section.tokens else None
    whole = section.tokens if point is None else section.tokens[:point]
    after = () if point is None else section.tokens[point + 1 :]
    scaled = abs(number).scaleb(2 * section.percent)
    places = "".join(_digits(after))
    least = places.rfind("0") + 1
    if len(number.as_tuple().digits) > TYPED and number != number.to_integral_value():
        scaled = round(scaled, len(places))
    figures, _, decimals = f"{scaled:f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    if point is None:
        return _signed(number, _filled(whole, figures, decimals))
    return _signed(number, _filled(whole, figures, "") + _decimals(after, decimals))


def _digits(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token in _PLACES]


def _filled(tokens: Sequence[str], figures: str, decimals: str) -> str:
    """Return the whole part: its figures in the placeholders from the right, the rest in front of the first one."""
    places = len(_digits(tokens))
    rest = figures if figures != "0" else ""
    shown: list[str] = []
    tail = f".{decimals}" if decimals else ""
    for token in reversed(tokens):
        if token not in _PLACES:
            shown.append(token[1:-1])
            continue
        places -= 1
        digit, rest = (rest[-1:], rest[:-1]) if places else (rest, "")
        digit = digit or token.strip("#?")
        shown.append(digit + tail)
        tail = ""
    return "".join(reversed(shown))


def _decimals(tokens: Sequence[str], decimals: str) -> str:
    """Return the point with the decimals, and the literals behind them."""
    literals = "".join(token[1:-1] for token in tokens if token not in _PLACES)
    return (f".{decimals}" if decimals else "") + literals


def _signed(number: Decimal, shown: str) -> str:
    """Return the text with the sign of the number. Brackets are a minus sign too."""
    text = " ".join(shown.split())
    text = f"0{text}" if text.startswith(".") else text
    if not any(map(str.isdigit, text)):
        # Such as a dash before the sign of a currency, for zero.
        return ""
    if number >= 0:
        return text
    bare = text.replace("(", "").replace(")", "").lstrip("-– ")
    return f"-{bare}"
