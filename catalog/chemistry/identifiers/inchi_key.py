"""InChIKeys: their format and their blocks (S. R. Heller et al., J. Cheminform. 2015, 7, 23,
doi:10.1186/s13321-015-0068-4)."""

from __future__ import annotations

import re
from typing import NamedTuple

_SHAPE = re.compile(r"[A-Z]{14}-[A-Z]{8}[SN][A-Z]-[A-Z]")
_PREFIX = re.compile(r"inchi\s{0,2}key\s{0,2}[=:]\s{0,2}", re.IGNORECASE)
PLAIN_LAYERS = "UHFFFAOY"
"""The second block without stereo and without isotope labels."""


class InchiKeyBlocks(NamedTuple):
    """The parts of an InChIKey.

    Attributes:
        skeleton: fourteen letters, the hash of formula, connections, hydrogens and charge.
        layers: eight letters, the hash of stereo and isotope labels.
        standard: whether it was made from a standard InChI.
        protonation: one letter, N for none, M for one proton less, O for one more, and so on.
    """

    skeleton: str
    layers: str
    standard: bool
    protonation: str


def is_inchi_key(text: str) -> bool:
    """Tell whether the text has the format of an InChIKey: 14, 10 and 1 capital letters.

    >>> is_inchi_key("LFQSCWFLJHTTHZ-UHFFFAOYSA-N"), is_inchi_key("LFQSCWFLJHTTHZ"), is_inchi_key("lfqscwfljhtthz")
    (True, False, False)
    """
    return _SHAPE.fullmatch(text) is not None


def harmonize_inchi_key(text: str) -> str:
    """Remove what surrounds an InChIKey and write it in capitals. The format is not checked.

    >>> harmonize_inchi_key(" InChIKey=lfqscwfljhtthz-uhfffaoysa-n ")
    'LFQSCWFLJHTTHZ-UHFFFAOYSA-N'
    """
    bare = text.strip(" \t\r\n\u00a0\u200b\ufeff")
    prefix = _PREFIX.match(bare)
    return bare[prefix.end() :].upper() if prefix else bare.upper()


def split_blocks(inchi_key: str) -> InchiKeyBlocks:
    """Split an InChIKey of the right format into its parts.

    >>> split_blocks("LFQSCWFLJHTTHZ-UHFFFAOYSA-N").skeleton
    'LFQSCWFLJHTTHZ'
    """
    return InchiKeyBlocks(inchi_key[:14], inchi_key[15:23], inchi_key[23] == "S", inchi_key[26])
