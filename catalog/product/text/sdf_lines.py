"""Texts of several lines as data of an SD file, and read back.

In an SD file a blank line ends a text, ``>`` begins the next field and ``$$$$`` the next record (CTfile formats, BIOVIA
2020, "SDfiles"). So a supplier's text could add fields and whole records. Such lines get a blank in front. So do lines
that already begin with a blank. Removing one blank from each line that begins with one restores the text exactly.
"""

from __future__ import annotations

BREAKS = (">", "$$$$", " ")
"""Beginnings of lines that are not allowed."""


def escape_lines(text: str) -> str:
    """Return a text as data of an SD file. Line ends become ``\\n``, since those of an SD file carry no meaning.

    >>> escape_lines("one\\n\\n> <name>")
    'one\\n \\n > <name>'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" " + line if not line or line.startswith(BREAKS) else line for line in lines)


def unescape_lines(text: str) -> str:
    """Reverse ``escape_lines``.

    >>> unescape_lines("one\\n \\n > <name>")
    'one\\n\\n> <name>'
    """
    return "\n".join(line.removeprefix(" ") for line in text.split("\n"))
