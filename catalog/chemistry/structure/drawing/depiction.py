"""Depiction: a structure as a small, accessible SVG drawing, set as in a journal, for light and dark pages.

RDKit draws the parts with the proportions of the ACS style; they stand side by side, and equal ones are counted. There
is one ink, ``currentColor``. A page that holds the drawing gives it its own ink, and the file itself has a rule for a
picture on a light or dark page. A content security policy needs the digest of that rule, ``STYLE_DIGEST``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from rdkit import Chem
from rdkit.Chem import rdDepictor

from catalog.chemistry.structure.drawing.drawn_form import Part, drawn_parts
from catalog.chemistry.structure.drawing.part_drawing import (
    Box,
    Picture,
    draw_label,
    draw_part,
    extent,
    label_stereo,
    lay_out,
)
from catalog.chemistry.structure.drawing.placement import Size, place
from catalog.chemistry.structure.guard import DRAWN_ATOMS, vet_molecule, vet_smiles
from catalog.chemistry.structure.substructure import SubstructureQuery, read_substructure_query
from catalog.errors import InvalidStructure, StructureRefused

INK, DARK_INK = "#14202b", "#e9eef2"
"""The ink of a drawing in a picture, on a light and on a dark page."""
STYLE = f"svg:root{{color-scheme:light dark;color:{INK};color:light-dark({INK},{DARK_INK})}}"
"""The rule of a drawing that is a file of its own. A page that holds the drawing is not affected."""
STYLE_DIGEST = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""The digest of the rule, for a content security policy."""

HIGHLIGHT = "#E3A23A"
HIGHLIGHT_OPACITY = 0.35
"""Soft. The drawing on it keeps a contrast of 4.5:1 on white and near-black."""
MOST_PLACES = 20
"""The largest number of highlighted places."""
MOST_CHARACTERS = 80
"""The longest query, in characters, that the title names."""
BOND = 36.0
"""The length of a bond in px, equal in all drawings. Only what does not fit is drawn smaller."""
MARGIN = 6.0
"""The space around a drawing, in px."""
GAP = 0.45
"""The space between two parts, in bond lengths."""
BESIDE = 0.6
"""The space between a part and its count, as a share of that between two parts."""
LABEL = 0.9
"""About how much room a part needs for its labels beyond its atoms, in bond lengths."""
DOT = 0.07
"""The radius of the raised dot before what is added, in bond lengths."""


class _Marked(NamedTuple):
    """A part that is laid out, with its highlighted atoms and bonds."""

    part: Part
    atoms: list[int]
    bonds: list[int]


def draw_svg(
    smiles: str,
    *,
    title: str,
    description: str,
    width: int = 360,
    height: int = 260,
    highlight: str | None = None,
    has_stereo_labels: bool = False,
) -> str:
    """Draw a structure.

    A highlighted part has a tinted background. If possible, it is turned like the query.

    Args:
        smiles: the structure.
        title: the drawing's accessible name.
        description: the content of the drawing in words.
        width, height: the size of the view box. The drawing scales with its place on the page.
        highlight: a SMILES, a SMARTS or a molfile. Every match is highlighted, and the title says so.
        has_stereo_labels: whether stereocentres and double bonds have their CIP labels.

    Raises:
        InvalidStructure: the structure or the highlight cannot be read.
        StructureRefused: the structure is too large to draw, or the query is refused.

    >>> svg = draw_svg("CCO", title="Ethanol <b>", description="C2H6O")
    >>> "<title>Ethanol &lt;b&gt;</title>" in svg, "style=" in svg, "currentColor" in svg
    (True, False, True)
    """
    mol = _read(smiles)
    query = None if highlight is None else read_substructure_query(highlight)
    parts = [_marked(part, query, has_stereo_labels) for part in drawn_parts(mol)]
    if highlight is not None and any(part.atoms for part in parts):
        title = f"{title}, with {_named(highlight)} highlighted"
    card = Size(width - 2 * MARGIN, height - 2 * MARGIN)
    units = list(_units(parts, BOND * _scale(parts, card), has_stereo_labels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" fill="none" '
        f'stroke-linejoin="round" stroke-linecap="round" aria-label={quoteattr(title)}>'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc><style>{STYLE}</style>"
        f"{_placed(units, card)}</svg>"
    )


def without_style(svg: str) -> str:
    """Return a drawing without its rule, for programs that know no dark pages.

    >>> "<style>" in without_style(draw_svg("CCO", title="", description=""))
    False
    """
    return svg.replace(f"<style>{STYLE}</style>", "", 1)


def _marked(part: Part, query: SubstructureQuery | None, has_stereo_labels: bool) -> _Marked:
    atoms, bonds = ([], []) if query is None else _highlighted(part.mol, query)
    if has_stereo_labels:
        label_stereo(part.mol)
    return _Marked(part._replace(mol=lay_out(part.mol)), atoms, bonds)


def _highlighted(mol: Chem.Mol, query: SubstructureQuery) -> tuple[list[int], list[int]]:
    """Return the atoms and bonds that match a query. The molecule is turned like the query."""
    places = mol.GetSubstructMatches(query.mol, maxMatches=MOST_PLACES)
    pairs = [(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in query.mol.GetBonds()]
    bonds = [mol.GetBondBetweenAtoms(place[one], place[other]) for place in places for one, other in pairs]
    if places and query.is_plain:
        if not query.mol.GetNumConformers():
            rdDepictor.Compute2DCoords(query.mol)
        rdDepictor.GenerateDepictionMatching2DStructure(mol, query.mol, acceptFailure=True)
    return sorted({atom for place in places for atom in place}), sorted({bond.GetIdx() for bond in bonds})


def _scale(parts: Sequence[_Marked], card: Size) -> float:
    """Return about how much smaller than usual the parts must be drawn."""
    sizes = [Size(*(BOND * (side + LABEL) for side in extent(marked.part.mol))) for marked in parts]
    return place(sizes, card, GAP * BOND).scale


def _units(parts: Sequence[_Marked], bond_length: float, has_stereo_labels: bool) -> Iterator[list[Picture]]:
    """Yield for each part what stands beside each other: a raised dot, the count, the part."""
    for number, (part, atoms, bonds) in enumerate(parts):
        drawn = draw_part(part.mol, bond_length, atoms=atoms, bonds=bonds, has_stereo_labels=has_stereo_labels)
        is_added = number > 0 and 0 in (part.charge, parts[number - 1].part.charge)
        dot = [_dot(DOT * bond_length)] if is_added else []
        count = [draw_label(str(part.number), bond_length)] if part.number > 1 else []
        yield [*dot, *count, drawn]


def _dot(radius: float) -> Picture:
    shape = f'<circle cx="0" cy="0" r="{radius:.1f}" fill="currentColor"/>'
    return Picture("", shape, Box(-radius, -radius, radius, radius))


def _placed(units: Sequence[Sequence[Picture]], card: Size) -> str:
    """Return the parts in their places on the card, and behind them what is highlighted."""
    gap = GAP * BOND
    sizes = [
        Size(
            sum(picture.box.width for picture in unit) + BESIDE * gap * (len(unit) - 1),
            max(picture.box.height for picture in unit),
        )
        for unit in units
    ]
    placement = place(sizes, card, gap)
    ground, shapes = [], []
    for unit, size, (left, top) in zip(units, sizes, placement.corners, strict=True):
        middle = top + placement.scale * size.height / 2
        x = left
        for picture in unit:
            moved = _moved(picture, x, middle, placement.scale)
            shapes.append(f"<g {moved}>{picture.shapes}</g>")
            ground += [f"<g {moved}>{picture.ground}</g>"] if picture.ground else []
            x += placement.scale * (picture.box.width + BESIDE * gap)
    tinted = f'<g stroke="{HIGHLIGHT}" opacity="{HIGHLIGHT_OPACITY}">{"".join(ground)}</g>' if ground else ""
    return tinted + "".join(shapes)


def _moved(picture: Picture, left: float, middle: float, scale: float) -> str:
    """Return the transformation that puts a picture on the card, with its left side and its middle there."""
    box = picture.box
    x = MARGIN + left - scale * box.left
    y = MARGIN + middle - scale * (box.top + box.bottom) / 2
    scaled = "" if scale == 1 else f" scale({scale:.4g})"
    return f'transform="translate({x:.1f} {y:.1f}){scaled}"'


def _named(query: str) -> str:
    """Return the title's words for the highlighted part."""
    text = query.strip()
    return text if len(text) <= MOST_CHARACTERS and text.isprintable() else "the structure that was searched for"


def _read(smiles: str) -> Chem.Mol:
    vet_smiles(smiles)
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        raise InvalidStructure("The structure cannot be read, so it cannot be drawn.", stated=smiles)
    vet_molecule(mol)
    heavy = mol.GetNumHeavyAtoms()
    if heavy > DRAWN_ATOMS:
        message = f"The structure has {heavy} heavy atoms; the limit for drawings is {DRAWN_ATOMS}."
        raise StructureRefused(message, stated=smiles)
    return mol
