"""The symbols of the 118 elements, their names, and the mass numbers that an isotope label can state.

Symbols and names: IUPAC's periodic table (https://iupac.org/what-we-do/periodic-table-of-elements/). Mass numbers: the
nuclides with a mass in RDKit, so that every label has a mass. RDKit has none for the elements 105 to 109; these are
from NUBASE2020 (doi:10.1088/1674-1137/abddae).
"""

from __future__ import annotations

from typing import NamedTuple


class Element(NamedTuple):
    """One element: its name in lower case, its atomic number, and the lightest and heaviest known mass number."""

    name: str
    atomic_number: int
    lightest: int
    heaviest: int


_TABLE = """
H hydrogen 1 7 | He helium 3 10 | Li lithium 3 12 | Be beryllium 5 16
B boron 6 19 | C carbon 8 22 | N nitrogen 10 25 | O oxygen 12 28
F fluorine 14 31 | Ne neon 16 34 | Na sodium 18 37 | Mg magnesium 19 40
Al aluminium 21 42 | Si silicon 22 44 | P phosphorus 24 46 | S sulfur 26 49
Cl chlorine 28 51 | Ar argon 30 53 | K potassium 32 55 | Ca calcium 34 57
Sc scandium 36 60 | Ti titanium 38 63 | V vanadium 40 65 | Cr chromium 42 67
Mn manganese 44 69 | Fe iron 45 72 | Co cobalt 47 75 | Ni nickel 48 78
Cu copper 52 80 | Zn zinc 54 83 | Ga gallium 56 86 | Ge germanium 58 89
As arsenic 60 92 | Se selenium 65 94 | Br bromine 67 97 | Kr krypton 69 100
Rb rubidium 71 102 | Sr strontium 73 105 | Y yttrium 76 108 | Zr zirconium 78 110
Nb niobium 81 113 | Mo molybdenum 83 115 | Tc technetium 85 118 | Ru ruthenium 87 120
Rh rhodium 89 122 | Pd palladium 91 124 | Ag silver 93 130 | Cd cadmium 95 132
In indium 97 135 | Sn tin 99 137 | Sb antimony 103 139 | Te tellurium 105 142
I iodine 108 144 | Xe xenon 110 147 | Cs caesium 112 151 | Ba barium 114 153
La lanthanum 117 155 | Ce cerium 119 157 | Pr praseodymium 121 159 | Nd neodymium 124 161
Pm promethium 126 163 | Sm samarium 128 165 | Eu europium 130 167 | Gd gadolinium 134 169
Tb terbium 136 171 | Dy dysprosium 138 173 | Ho holmium 140 175 | Er erbium 143 177
Tm thulium 145 179 | Yb ytterbium 148 181 | Lu lutetium 150 184 | Hf hafnium 153 188
Ta tantalum 155 190 | W tungsten 158 192 | Re rhenium 160 194 | Os osmium 162 196
Ir iridium 164 199 | Pt platinum 166 202 | Au gold 169 205 | Hg mercury 171 210
Tl thallium 176 212 | Pb lead 178 215 | Bi bismuth 184 218 | Po polonium 188 220
At astatine 193 223 | Rn radon 195 228 | Fr francium 199 232 | Ra radium 202 234
Ac actinium 206 236 | Th thorium 209 238 | Pa protactinium 212 240 | U uranium 217 242
Np neptunium 225 244 | Pu plutonium 228 247 | Am americium 231 249 | Cm curium 233 252
Bk berkelium 235 254 | Cf californium 237 256 | Es einsteinium 240 258 | Fm fermium 242 260
Md mendelevium 245 262 | No nobelium 248 264 | Lr lawrencium 251 266 | Rf rutherfordium 253 268
Db dubnium 255 270 | Sg seaborgium 258 273 | Bh bohrium 260 278 | Hs hassium 263 280
Mt meitnerium 265 282 | Ds darmstadtium 267 281 | Rg roentgenium 272 283 | Cn copernicium 276 285
Nh nihonium 278 287 | Fl flerovium 285 289 | Mc moscovium 287 291 | Lv livermorium 289 293
Ts tennessine 291 294 | Og oganesson 293 295
"""

ELEMENTS: dict[str, Element] = {
    symbol: Element(name, number, int(lightest), int(heaviest))
    for number, (symbol, name, lightest, heaviest) in enumerate(
        (row.split() for row in _TABLE.replace("\n", "|").split("|") if row.strip()), 1
    )
}
"""Every element by its symbol, in the order of the periodic table."""


def is_known_nuclide(symbol: str, mass_number: int) -> bool:
    """Tell whether the element has a nuclide of this mass number.

    >>> is_known_nuclide("C", 13), is_known_nuclide("O", 5)
    (True, False)
    """
    element = ELEMENTS.get(symbol)
    return element is not None and element.lightest <= mass_number <= element.heaviest
