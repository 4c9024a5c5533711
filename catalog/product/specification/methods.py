"""Methods of measurement, and other words beside values."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.specification.scanner import Phrases, Token

_SPELLINGS = {
    "HPLC": ("hplc", "rp-hplc", "hplc area", "hplc method"),
    "UHPLC": ("uhplc", "uplc"),
    "chiral HPLC": ("chiral hplc",),
    "HPLC-UV": ("hplc-uv",),
    "LC-MS": ("lc-ms", "lcms", "lc/ms", "hplc-ms", "hplc/ms"),
    "LC": ("lc",),
    "GC": ("gc", "glc", "gas chromatography"),
    "chiral GC": ("chiral gc",),
    "GC-MS": ("gc-ms", "gcms", "gc/ms"),
    "GC-FID": ("gc-fid", "fid"),
    "TLC": ("tlc", "thin layer chromatography"),
    "IC": ("ic", "ion chromatography"),
    "GPC": ("gpc", "sec"),
    "titration": ("titration", "titrimetry", "titr", "titrimetric", "titre"),
    "NMR": ("nmr", "1h nmr", "1h-nmr", "hnmr", "h-nmr", "13c nmr", "1h"),
    "qNMR": ("qnmr", "q-nmr", "quantitative nmr"),
    "Karl Fischer": ("kf", "k.f.", "karl fischer", "karl-fischer", "kf titration", "karl fischer titration"),
    "UV": ("uv",),
    "UV-Vis": ("uv-vis", "uv/vis"),
    "IR": ("ir", "ftir", "ft-ir"),
    "MS": ("ms",),
    "ICP": ("icp",),
    "ICP-MS": ("icp-ms",),
    "ICP-OES": ("icp-oes", "icp-aes"),
    "AAS": ("aas",),
    "ELSD": ("elsd",),
    "CAD": ("cad",),
    "RI": ("ri",),
    "DSC": ("dsc",),
    "TGA": ("tga",),
    "CE": ("ce", "capillary electrophoresis"),
    "SDS-PAGE": ("sds-page",),
    "electrophoresis": ("electrophoresis",),
    "XRD": ("xrd",),
    "XRF": ("xrf",),
    "elemental analysis": ("elemental analysis", "chn"),
    "total nitrogen": ("with total nitrogen", "total nitrogen"),
    "neutralization titration": ("neutralization titration",),
    "nonaqueous titration": ("nonaqueous titration", "non-aqueous titration", "perchloric acid titration"),
    "argentometric titration": ("argentometric titration",),
    "chelometric titration": ("chelometric titration", "complexometric titration", "edta titration"),
    "iodometric titration": ("iodometric titration", "iodometry"),
    "redox titration": ("redox titration",),
    "potentiometric titration": ("potentiometric titration",),
    "acidimetric titration": ("acidimetric", "acidimetric titration"),
    "alkalimetric titration": ("alkalimetric", "alkalimetric titration"),
    "trace metals basis": ("trace metals basis", "trace metal basis", "metals basis"),
}

METHODS: Phrases[str] = Phrases({spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings})
"""Every spelling of a method."""

METHOD_LETTERS: Phrases[str] = Phrases({"t": "titration", "n": "total nitrogen", "e": "E", "w": "W"})
"""Single letters for a method after an assay, as TCI prints them. Unknown ones are kept."""

GRADES: Phrases[str] = Phrases(
    dict.fromkeys(
        ("fcc", "fg", "usp", "ep", "bp", "jp", "nf", "acs", "ph eur", "reagent grade", "acs reagent", "hplc grade",
         "analytical grade", "technical", "technical grade", "tech", "pharma grade", "food grade", "puriss", "purum",
         "p.a.", "ar", "cp grade", "gr", "extra pure", "pure", "purity", "anhydrous", "for synthesis", "lit", "dec",
         "decomp", "decomposes", "decomposition", "zers", "zersetzung", "subl", "sublimes", "dried basis", "dry basis",
         "racemic", "anhydrous basis", "mixture of isomers", "mixture of cis and trans", "total of isomers",
         "sum of isomers"),
        "",
    )
)  # fmt: skip
"""Words that may follow a value without a comma: conditions and grades."""

OPENERS = frozenset(
    ("in", "at", "@", "on", "as", "after", "calculated", "calcd", "calc", "dry", "dried", "based", "basis",
     "excluding", "exclusive", "from", "under", "with", "using", "c")
)  # fmt: skip
"""Words that begin a condition, which ends at the next comma."""


CHANGES = frozenset({"decomposes", "decomp", "dec", "decomposition", "zers", "zersetzung", "sublimes", "subl"})
"""What a substance may do at a temperature instead of melting or boiling."""


def read_methods(tokens: Sequence[Token], *, letters: bool = False) -> tuple[str, ...] | None:
    """Return the methods in the tokens, skipping ``by`` and separators, or None if a word is not a method.

    >>> from catalog.product.specification.scanner import tokenize
    >>> read_methods(tokenize("by HPLC, GC"))
    ('HPLC', 'GC')
    >>> read_methods(tokenize("total of isomers"))
    """
    methods: list[str] = []
    at = 0
    while at < len(tokens):
        found = METHODS.match(tokens, at) or (METHOD_LETTERS.match(tokens, at) if letters else None)
        if found is not None:
            methods.append(found[0])
            at = found[1]
        elif tokens[at].key in {"by", "and", ",", ";", "/", "&", "+"}:
            at += 1
        else:
            return None
    return tuple(methods) or None
