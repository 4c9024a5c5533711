"""What a person reads on a page: texts by id, rows of tables, and by section its items, pairs, pictures and links."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "wbr"})
BREAKS = frozenset(
    {"td", "th", "tr", "li", "dt", "dd", "p", "div", "h1", "h2", "h3", "ul", "dl", "summary", "title", "desc"}
)
"""A word does not go on across the beginning of one of these."""

BLOCKS = frozenset({"li", "dt", "dd", "p", "h3"})


@dataclass
class SectionText:
    """What a section of a page holds beside tables.

    Attributes:
        items: the texts of its list items.
        pairs: the terms of its description lists, each with what is said of it.
        paragraphs: the texts of its paragraphs.
        headings: its headings of the third level.
        pictures: what stands for its pictures.
        links: where its links lead.
    """

    items: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class PageText(HTMLParser):
    """The texts of a page.

    Attributes:
        by_id: the whole text of each element with an id, blanks folded.
        tables: the cells of each table by the name of the region that holds it, row by row.
        sections: what each section holds, by the id of its heading.
        main_heading: the text of the first heading.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str | None]] = []
        self._blocks: list[tuple[str, list[str]]] = []
        self._section = ""
        self._term = ""
        self.sections: dict[str, SectionText] = defaultdict(SectionText)
        self._raw: dict[str, str] = {}
        self._region = ""
        self._cell: str | None = None
        self.tables: dict[str, list[list[str]]] = {}
        self.feed(page)
        self.by_id = {name: " ".join(text.split()) for name, text in self._raw.items()}
        self.main_heading = self.by_id.get("(h1)", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        given = dict(attrs)
        if tag in BREAKS:
            self.handle_data(" ")
        if tag not in VOID:
            name = given.get("id") or ("(h1)" if tag == "h1" else None)
            self._open.append((tag, name))
            if name is not None:
                self._raw.setdefault(name, "")
        if tag == "section":
            self._section = given.get("aria-labelledby") or ""
        if tag in BLOCKS:
            self._blocks.append((tag, []))
        if tag == "img":
            self.sections[self._section].pictures.append(given.get("alt") or "")
        if tag == "a":
            self.sections[self._section].links.append(given.get("href") or "")
        if given.get("role") == "region":
            self._region = given.get("aria-label") or ""
        if tag == "tr" and self._region:
            self.tables.setdefault(self._region, []).append([])
        if tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        """Close what began last under this name."""
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "section":
            self._section = ""
        if self._blocks and self._blocks[-1][0] == tag:
            self._close(tag, " ".join("".join(self._blocks.pop()[1]).split()))
        if tag in ("td", "th") and self._cell is not None and self.tables.get(self._region):
            self.tables[self._region][-1].append(" ".join(self._cell.split()))
            self._cell = None
        if tag == "table":
            self._region = ""

    def _close(self, tag: str, text: str) -> None:
        section = self.sections[self._section]
        if tag == "dt":
            self._term = text
        elif tag == "dd":
            section.pairs.append((self._term, text))
        else:
            {"li": section.items, "p": section.paragraphs, "h3": section.headings}[tag].append(text)

    def handle_data(self, data: str) -> None:
        """A text belongs to every element with an id around it, and to its cell."""
        if any(tag in ("script", "style") for tag, _name in self._open):
            return
        for _tag, name in self._open:
            if name is not None:
                self._raw[name] += data
        for _tag, texts in self._blocks:
            texts.append(data)
        if self._cell is not None:
            self._cell += data
