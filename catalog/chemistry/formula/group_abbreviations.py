"""Abbreviations of groups and ligands in formulas, ``Pd(OAc)2`` or ``VO(acac)2``.

The usual ones of the journals (author guidelines of the American Chemical Society; Nomenclature of Inorganic Chemistry,
IUPAC 2005, table VII). Formulas of ligands are those of the bound form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# In the plain alphabet of formulas, the star of Cp* is a dot.
_GROUPS = {
    "Me": "CH3", "Et": "C2H5", "nPr": "C3H7", "iPr": "C3H7", "cPr": "C3H5", "Pr": "C3H7", "nBu": "C4H9", "tBu": "C4H9",
    "sBu": "C4H9", "iBu": "C4H9", "Bu": "C4H9", "tAm": "C5H11", "Hex": "C6H13", "Oct": "C8H17", "Cy": "C6H11",
    "Ph": "C6H5", "Bn": "C7H7", "Bz": "C7H5O", "Tol": "C7H7", "Mes": "C9H11", "Trt": "C19H15", "Tr": "C19H15",
    "Cp·": "C10H15", "Cp": "C5H5", "Ac": "C2H3O", "TFA": "C2F3O2", "Ts": "C7H7O2S", "Tos": "C7H7O2S", "Tf": "CF3O2S",
    "Ms": "CH3O2S", "Boc": "C5H9O2", "Fmoc": "C15H11O2", "Cbz": "C8H7O2", "Piv": "C5H9O", "Vin": "C2H3",
    "TMS": "C3H9Si", "TBDMS": "C6H15Si", "TBS": "C6H15Si", "TIPS": "C9H21Si", "TES": "C6H15Si", "TBDPS": "C16H19Si",
    "HMDS": "N(SiC3H9)2", "THF": "C4H8O", "DME": "C4H10O2", "TMEDA": "C6H16N2", "DMSO": "C2H6OS", "DMF": "C3H7NO",
    "Hacac": "C5H8O2", "COD": "C8H12", "DBA": "C17H14O", "DPPF": "C34H28FeP2", "DPPE": "C26H24P2",
}  # fmt: skip
_LIGANDS = {
    "acac": "C5H7O2", "hfac": "C5HF6O2", "tfac": "C5H4F3O2", "tmhd": "C11H19O2", "thd": "C11H19O2", "dpm": "C11H19O2",
    "cod": "C8H12", "nbd": "C7H8", "cot": "C8H8", "coe": "C8H14", "dba": "C17H14O", "dppf": "C34H28FeP2",
    "dppe": "C26H24P2", "dppp": "C27H26P2", "dppb": "C28H28P2", "dppm": "C25H22P2", "binap": "C44H32P2",
    "bpy": "C10H8N2", "bipy": "C10H8N2", "phen": "C12H8N2", "ppy": "C11H8N", "py": "C5H5N", "en": "C2H8N2",
    "pin": "C6H12O2", "cat": "C6H4O2", "thf": "C4H8O", "dme": "C4H10O2", "dmso": "C2H6OS", "tmeda": "C6H16N2",
    "cp": "C5H5", "salen": "C16H14N2O2", "tpp": "C44H28N4", "pc": "C32H16N8", "ox": "C2O4", "oxine": "C9H6NO",
    "q": "C9H6NO", "OiPr": "OC3H7", "OtBu": "OC4H9", "nacnac": "C5H7N2", "tren": "C6H18N4", "dien": "C4H13N3",
    "terpy": "C15H11N3", "cyclam": "C10H24N4", "bzac": "C10H9O2", "dmg": "C4H7N2O2", "dbm": "C15H11O2",
    "dmpe": "C6H16P2", "p-cymene": "C10H14", "cymene": "C10H14",
}  # fmt: skip


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_PREFIX = r"(?:(?:n|i|t|s|c|sec|tert|iso|neo)-)?"
_ABBREVIATION = re.compile(
    rf"{_PREFIX}(?P<group>{_alternatives(_GROUPS)})(?![a-z])"
    rf"|(?<=[(\[·. ])(?P<ligand>{_alternatives(_LIGANDS)})(?=[)\]0-9(,·.]|$)"
    r"|(?:(?<=B)|(?<=B2)|(?<=H))(?P<bound>pin|cat)(?![a-z])"
)
_AS_ELEMENTS = re.compile(r"Ac|Ts|Pr")


def has_abbreviation(text: str) -> bool:
    """Tell whether a text has an abbreviation.

    >>> has_abbreviation("Pd(OAc)2"), has_abbreviation("C6H12O6")
    (True, False)
    """
    return _ABBREVIATION.search(text) is not None


def spelled_out(text: str) -> Iterator[str]:
    """Yield a formula with its abbreviations replaced by their atoms: all, then without those that are elements too.

    >>> list(spelled_out("n-BuLi")), list(spelled_out("Pd(OAc)2"))
    (['(C4H9)Li'], ['Pd(O(C2H3O))2', 'Pd(OAc)2'])
    """
    yield _ABBREVIATION.sub(lambda found: _atoms(found, keep=False), text)
    if _AS_ELEMENTS.search(text):
        yield _ABBREVIATION.sub(lambda found: _atoms(found, keep=True), text)


def _atoms(found: re.Match[str], *, keep: bool) -> str:
    group = found["group"]
    if group:
        return found[0] if keep and _AS_ELEMENTS.fullmatch(group) else f"({_GROUPS[group]})"
    return f"({_LIGANDS[found['ligand'] or found['bound']]})"
