"""Texts of cells without markup and broken characters. The stated text stays in the provenance."""

from __future__ import annotations

import re
from typing import NamedTuple

from catalog.product.draft import STRUCTURE_FIELDS
from catalog.product.findings import Code, Finding
from catalog.product.text.broken_encoding import repaired
from catalog.product.text.markup import without_markup

_CODES = frozenset({*STRUCTURE_FIELDS, "catalog_number", "skus", "ignore"})
"""Fields whose texts are not words. Nothing in them is changed."""
_WORDS = frozenset(
    {"name", "iupac_name", "synonyms", "description", "storage", "appearance", "assay", "grade", "supplier"}
    | {"hazard_statements", "precautionary_statements", "availability", "lead_time"}
)
_FAMILIES = frozenset({"spec", "property", "synonym"})
"""The fields and families that may have markup. Attributes are shown as stated."""
_FLOAT = re.compile(r"[0-9]{1,12}\.0+")
"""A number of a register that a program kept as a number with decimals. No register has such numbers."""
_BRACES = re.compile(r"\{([^{}]+)\}")
"""A list as databases write it: ``{2116}``."""
LONGEST_SHOWN = 200


class CleanedText(NamedTuple):
    """A text, what was done to it, and the finding about it.

    Attributes:
        text: the text to use.
        rule: what was done, or None if it is the stated text.
        finding: what the report says, or None.
    """

    text: str
    rule: str | None = None
    finding: Finding | None = None


def cleaned(field: str, text: str) -> CleanedText:
    """Return the text of a cell for a field.

    >>> cleaned("name", "<i>N</i>-Methylaniline").text, cleaned("smiles", "C<i>").text
    ('N-Methylaniline', 'C<i>')
    >>> cleaned("identifier:Merck Index", "7.0").text, cleaned("molecular_weight", "18.0").text
    ('7', '18.0')
    >>> cleaned("identifier:PubChem CID", "{2116}").text
    '2116'
    >>> cleaned("storage", "2â€“8 Â°C").rule
    'broken characters are repaired'
    """
    if field in _CODES:
        return CleanedText(text)
    if field.startswith("identifier:") and _FLOAT.fullmatch(text):
        return CleanedText(text.partition(".")[0], "a whole number was written with decimals")
    if field.startswith("identifier:") and (listed := _BRACES.fullmatch(text)) is not None:
        return CleanedText(listed[1], "braces around it are removed")
    rules, finding = list[str](), None
    mended = repaired(text)
    if mended is not None:
        rules.append("broken characters are repaired")
        message = (
            "The text was written in UTF-8 and read in another encoding. Its characters have one reading, which is "
            "used. Export the file again, as UTF-8."
        )
        finding = Finding(Code.TEXT_REPAIRED, field, message, text[:LONGEST_SHOWN], mended[:LONGEST_SHOWN])
    clean = text if mended is None else mended
    if field in _WORDS or field.partition(":")[0] in _FAMILIES:
        bare = without_markup(clean)
        if field in ("name", "iupac_name"):
            bare = " ".join(bare.split()) if bare != clean else bare
        if bare != clean:
            rules.append("markup is removed")
            clean = bare
    return CleanedText(clean, "; ".join(rules) or None, finding)
