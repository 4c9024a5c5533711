"""The periodic table as it is drawn: the elements by period and group (IUPAC, 18 groups)."""

from __future__ import annotations

from catalog.chemistry.formula.elements import ELEMENTS

GROUPS = 18

_PERIODS = """
H . . . . . . . . . . . . . . . . He
Li Be . . . . . . . . . . B C N O F Ne
Na Mg . . . . . . . . . . Al Si P S Cl Ar
K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr
Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe
Cs Ba * Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn
Fr Ra * Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og
"""

PERIODS: tuple[tuple[str | None, ...], ...] = tuple(
    tuple(symbol if symbol in ELEMENTS else None for symbol in line.split()) for line in _PERIODS.strip().splitlines()
)
"""Seven periods of eighteen places. An empty place is None, as is the place of a series in the rows below."""

SERIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Lanthanoids", ("La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu")),
    ("Actinoids", ("Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr")),
)
"""The two series that are drawn below the table, with their names."""
