"""Atomic weights of the elements: RDKit's, the current standard, and older tables, which older price lists use.

Five tables are needed, because a stated molecular weight depends on the table of its time:

* RDKit's own, used for all our calculations;
* CIAAW 2021: conventional values and, as natural ranges, standard intervals or value ± uncertainty
  (T. Prohaska et al., Pure Appl. Chem. 2022, 94, 573, doi:10.1515/pac-2019-0603);
* IUPAC 2007 (M. E. Wieser, M. Berglund, Pure Appl. Chem. 2009, 81, 2131, doi:10.1351/PAC-REP-09-08-03), the last table
  before the intervals, which drawing programs still carry;
* IUPAC 2001 (R. D. Loss, Pure Appl. Chem. 2003, 75, 1107, doi:10.1351/pac200375081107);
* IUPAC 1997 (R. D. Vocke, Pure Appl. Chem. 1999, 71, 1593, doi:10.1351/pac199971081593).

Weights are in g/mol, masses of nuclides in Da. The interval of lead, 206.14 to 207.94, includes single ores; for
chemicals 207.1 to 207.3 is used. Elements without a standard atomic weight have RDKit's value in every table. It is
that of one of several nuclides that are sold, so their ranges are wide.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rdkit.Chem import GetPeriodicTable

from catalog.chemistry.formula.composition import AtomKind
from catalog.chemistry.formula.elements import ELEMENTS
from catalog.errors import InvalidValue

_UNSTABLE_SPREAD = 2.0
"""g/mol: the range around RDKit's value, for the nuclides of a radioactive element that are sold."""

_CIAAW_2021 = """
H 1.008 1.00784 1.00811 | He 4.002602 4.0026 4.002604 | Li 6.94 6.938 6.997 | Be 9.0121831 9.0121826 9.0121836
B 10.81 10.806 10.821 | C 12.011 12.0096 12.0116 | N 14.007 14.00643 14.00728 | O 15.999 15.99903 15.99977
F 18.998403162 18.998403157 18.998403167 | Ne 20.1797 20.1791 20.1803 | Na 22.98976928 22.98976926 22.9897693
Mg 24.305 24.304 24.307 | Al 26.9815384 26.9815381 26.9815387 | Si 28.085 28.084 28.086
P 30.973761998 30.973761993 30.973762003 | S 32.06 32.059 32.076 | Cl 35.45 35.446 35.457 | Ar 39.95 39.792 39.963
K 39.0983 39.0982 39.0984 | Ca 40.078 40.074 40.082 | Sc 44.955907 44.955903 44.955911 | Ti 47.867 47.866 47.868
V 50.9415 50.9414 50.9416 | Cr 51.9961 51.9955 51.9967 | Mn 54.938043 54.938041 54.938045 | Fe 55.845 55.843 55.847
Co 58.933194 58.933191 58.933197 | Ni 58.6934 58.693 58.6938 | Cu 63.546 63.543 63.549 | Zn 65.38 65.36 65.4
Ga 69.723 69.722 69.724 | Ge 72.63 72.622 72.638 | As 74.921595 74.921589 74.921601 | Se 78.971 78.963 78.979
Br 79.904 79.901 79.907 | Kr 83.798 83.796 83.8 | Rb 85.4678 85.4675 85.4681 | Sr 87.62 87.61 87.63
Y 88.905838 88.905836 88.90584 | Zr 91.224 91.222 91.226 | Nb 92.90637 92.90636 92.90638 | Mo 95.95 95.94 95.96
Ru 101.07 101.05 101.09 | Rh 102.90549 102.90547 102.90551 | Pd 106.42 106.41 106.43 | Ag 107.8682 107.868 107.8684
Cd 112.414 112.41 112.418 | In 114.818 114.817 114.819 | Sn 118.71 118.703 118.717 | Sb 121.76 121.759 121.761
Te 127.6 127.57 127.63 | I 126.90447 126.90444 126.9045 | Xe 131.293 131.287 131.299
Cs 132.90545196 132.9054519 132.90545202 | Ba 137.327 137.32 137.334 | La 138.90547 138.9054 138.90554
Ce 140.116 140.115 140.117 | Pr 140.90766 140.90765 140.90767 | Nd 144.242 144.239 144.245 | Sm 150.36 150.34 150.38
Eu 151.964 151.963 151.965 | Gd 157.25 157.22 157.28 | Tb 158.925354 158.925347 158.925361
Dy 162.5 162.499 162.501 | Ho 164.930329 164.930324 164.930334 | Er 167.259 167.256 167.262
Tm 168.934219 168.934214 168.934224 | Yb 173.045 173.035 173.055 | Lu 174.9668 174.9667 174.9669
Hf 178.486 178.48 178.492 | Ta 180.94788 180.94786 180.9479 | W 183.84 183.83 183.85 | Re 186.207 186.206 186.208
Os 190.23 190.2 190.26 | Ir 192.217 192.215 192.219 | Pt 195.084 195.075 195.093
Au 196.96657 196.966566 196.966574 | Hg 200.592 200.589 200.595 | Tl 204.38 204.382 204.385 | Pb 207.2 207.1 207.3
Bi 208.9804 208.98039 208.98041 | Th 232.0377 232.0373 232.0381 | Pa 231.03588 231.03587 231.03589
U 238.02891 238.02888 238.02894
"""

_IUPAC_2007 = """
H 1.00794 | Li 6.941 | B 10.811 | C 12.0107 | N 14.0067 | O 15.9994 | Si 28.0855 | S 32.065 | Cl 35.453 | Ar 39.948
Zn 65.38 | Ge 72.64 | Se 78.96 | Mo 95.96 | Cd 112.411 | Yb 173.054 | Hf 178.49 | Hg 200.59 | Tl 204.3833
"""
"""Where the table of 2007 differs from the conventional values of 2021 by more than 0.0005."""

_IUPAC_2001 = "Zn 65.409 | Mo 95.94 | Nd 144.24 | Yb 173.04 | Pt 195.078"
"""Where the table of 2001 differs from that of 2007."""

_IUPAC_1997 = "N 14.00674 | S 32.066 | Cl 35.4527 | Zn 65.39 | Ge 72.61 | Kr 83.80 | Xe 131.29 | Er 167.26"
"""Where the table of 1997 differs from that of 2001."""


class AtomicWeights(NamedTuple):
    """The weights of one kind of atom, g/mol; summed over atoms, those of a substance.

    Attributes:
        rdkit: by RDKit's table.
        conventional: by the conventional values of CIAAW 2021.
        iupac_2007: by the table of 2007.
        iupac_2001: by the table of 2001.
        iupac_1997: by the table of 1997.
        low: the lowest value of natural material.
        high: the highest value.
    """

    rdkit: float
    conventional: float
    iupac_2007: float
    iupac_2001: float
    iupac_1997: float
    low: float
    high: float


@cache
def atomic_weights(kind: AtomKind) -> AtomicWeights:
    """Return the weights of an atom kind by every table; for a labelled atom, the mass of its nuclide.

    Raises:
        InvalidValue: there is no such element.

    >>> atomic_weights(AtomKind("S"))
    AtomicWeights(rdkit=32.067, conventional=32.06, iupac_2007=32.065, iupac_2001=32.065, iupac_1997=32.066,
                  low=32.059, high=32.076)
    >>> round(atomic_weights(AtomKind("H", 2)).rdkit, 4)
    2.0141
    """
    if kind.mass_number:
        return AtomicWeights._make([nuclide_mass(kind)] * 7)
    rdkit = GetPeriodicTable().GetAtomicWeight(_known(kind.symbol))
    tables = _tables()
    if kind.symbol not in tables:
        return AtomicWeights._make([rdkit] * 5 + [rdkit - _UNSTABLE_SPREAD, rdkit + _UNSTABLE_SPREAD])
    return AtomicWeights._make((rdkit, *tables[kind.symbol]))


@cache
def nuclide_mass(kind: AtomKind) -> float:
    """Return the mass in Da of a labelled atom, or of the most abundant nuclide of an element, by RDKit's table.

    For a nuclide without a measured mass, or unknown to RDKit, this is the mass number.

    Raises:
        InvalidValue: there is no such element.

    >>> nuclide_mass(AtomKind("C", 13)), nuclide_mass(AtomKind("Br"))
    (13.00335484, 78.9183371)
    """
    table, symbol = GetPeriodicTable(), _known(kind.symbol)
    if kind.mass_number:
        return table.GetMassForIsotope(symbol, kind.mass_number) or float(kind.mass_number)
    return table.GetMostCommonIsotopeMass(symbol) or table.GetAtomicWeight(symbol)


def _known(symbol: str) -> str:
    """Return the symbol if it is an element. RDKit prints a trace for an unknown symbol."""
    if symbol not in ELEMENTS:
        raise InvalidValue(f"{symbol!r} is not an element.", stated=symbol)
    return symbol


@cache
def _tables() -> dict[str, tuple[float, ...]]:
    """Return the weights of every element by all tables except RDKit's, in the order of `AtomicWeights`."""
    ciaaw = _read(_CIAAW_2021)
    iupac_2007 = {symbol: values[:1] for symbol, values in ciaaw.items()} | _read(_IUPAC_2007)
    iupac_2001 = iupac_2007 | _read(_IUPAC_2001)
    iupac_1997 = iupac_2001 | _read(_IUPAC_1997)
    return {
        symbol: (conventional, *iupac_2007[symbol], *iupac_2001[symbol], *iupac_1997[symbol], low, high)
        for symbol, (conventional, low, high) in ciaaw.items()
    }


def _read(text: str) -> dict[str, tuple[float, ...]]:
    """Rows of a symbol and its numbers."""
    rows = (row.split() for row in text.replace("\n", "|").split("|") if row.strip())
    return {symbol: tuple(map(float, numbers)) for symbol, *numbers in rows}
