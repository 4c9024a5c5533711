"""The elements of an HTML page, as far as a reader needs them: what is open, what is closed, where it begins.

Browsers accept everything, so this does too. End tags that HTML lets a writer leave out (cells, rows, list items) are
put in. A page cannot be nested deeper than ``MOST_DEPTH``; what is deeper stands beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

MOST_DEPTH = 150
"""How deep elements are nested. Pages of shops have some 40 levels."""
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
UNREAD = frozenset(
    {"script", "style", "template", "noscript", "svg", "iframe", "object", "nav", "footer", "aside", "button", "head"}
    | {"del", "s", "strike", "textarea", "audio", "video", "canvas"}
)
"""Elements without facts: programs, menus, buttons, and what is struck out."""
BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol"}
    | {"option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
"""Elements that begin a line of their own."""
_CELLS = frozenset({"td", "th"})
_ROWS = _CELLS | {"tr"}
_GROUPS = _ROWS | {"tbody", "thead", "tfoot", "caption", "colgroup"}
_ENDED_BY: Mapping[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option"}),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _ROWS,
    **dict.fromkeys(("tbody", "thead", "tfoot"), _GROUPS),
}
"""The open elements that the start of another one ends."""
_BORDERS = frozenset({"table", "ul", "ol", "dl", "select"})
"""Nothing within these ends an element around them, except by their own end."""


class Text(NamedTuple):
    """A piece of text, and the line of the file in which it begins."""

    text: str
    line: int


@dataclass(slots=True)
class Element:
    """An element.

    Attributes:
        tag: its name.
        attributes: its attributes.
        line: the line of the file in which it begins.
        children: what is in it.
        has_blocks: whether it is a block, or has one within it.
    """

    tag: str
    attributes: Mapping[str, str]
    line: int
    children: list[Element | Text] = field(default_factory=list)
    has_blocks: bool = False

    @property
    def is_hidden(self) -> bool:
        """Tell whether nobody sees it."""
        style = "".join(self.attributes.get("style", "").split()).casefold()
        return "hidden" in self.attributes or "display:none" in style or "visibility:hidden" in style

    def elements(self) -> Iterator[Element]:
        """Yield the element and all within it, in the order of the page."""
        waiting: list[Element | Text] = [self]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Element):
                yield one
                waiting.extend(reversed(one.children))

    def own_text(self) -> str:
        """Return all text within the element, as it is in the file: that of a script or of a title."""
        return "".join(
            one.text for element in self.elements() for one in element.children if not isinstance(one, Element)
        )


def read_elements(text: str) -> Element:
    """Return the page as an element without a name.

    >>> [one.tag for one in read_elements("<table><tr><td>1<td>2<tr><td>3</table><p>4").elements()]
    ['', 'table', 'tr', 'td', 'td', 'tr', 'td', 'p']
    """
    builder = _Builder()
    # An unfinished tag at the end is left out, as browsers do. To look for its end again and again would cost too much.
    builder.feed(text + "\n")
    return builder.page


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Element("", {}, 1)
        self._open = [self.page]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        ended = _ENDED_BY.get(tag, frozenset())
        for at in range(len(self._open) - 1, 0, -1):
            if not ended or self._open[at].tag in _BORDERS:
                break
            if self._open[at].tag in ended:
                outer = at
                while self._open[outer - 1].tag in ended:
                    outer -= 1
                del self._open[outer:]
                break
        if tag in BLOCKS and self._open[-1].tag == "p":
            self._open.pop()
        # The first of two attributes of one name counts.
        element = Element(tag, {name: value or "" for name, value in reversed(attrs)}, self.getpos()[0])
        self._open[-1].children.append(element)
        if tag in BLOCKS:
            self._note_block(element)
        if tag not in VOID and len(self._open) < MOST_DEPTH:
            self._open.append(element)

    def _note_block(self, element: Element) -> None:
        element.has_blocks = True
        for outer in reversed(self._open):
            if outer.has_blocks:
                break
            outer.has_blocks = True

    def handle_endtag(self, tag: str) -> None:
        """End an element, if one is open. The end of a ``div`` within a cell does not end the table."""
        borders = _BORDERS if tag in _GROUPS else _BORDERS | _GROUPS
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return
            if self._open[at].tag in borders and tag not in _BORDERS:
                return

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._open[-1].children.append(Text(data, self.getpos()[0]))

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002  # Python calls it so.
        """Skip ``<![if …]>``, of which Python knows only some. To browsers it is a comment."""
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1
