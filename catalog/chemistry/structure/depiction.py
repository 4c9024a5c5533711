"""Depiction: a structure as a small, accessible SVG drawing that a strict content security policy allows.

RDKit draws. Its style attributes, which ``style-src 'self'`` would block, become presentation attributes. Its black
becomes ``currentColor``, so the drawing follows a page's light or dark colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from rdkit import Chem
from rdkit.Chem import rdDepictor
from rdkit.Chem.Draw import rdMolDraw2D

from catalog.chemistry.structure.guard import DRAWN_ATOMS, vet_molecule, vet_smiles
from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.errors import InvalidStructure, StructureRefused

COLOURS = {
    "#000000": "currentColor",
    "#191919": "currentColor",
    "#0000FF": "#3B72E0",
    "#FF0000": "#D93A34",
    "#00CC00": "#1F8A3B",
    "#33CCCC": "#16888C",
    "#CCCC00": "#94800C",
    "#7F4C19": "#A5632B",
    "#A01EEF": "#A24BE0",
    "#FF7F00": "#BF660D",
    "#4284F4": "#3B72E0",
    "#FF7F7F": "#E3A23A",
}
"""RDKit's colours for elements and highlights, and ours: each has a contrast of 3:1 or more on white and near-black."""

HIGHLIGHT = COLOURS["#FF7F7F"]
HIGHLIGHT_OPACITY = 0.4
"""Strong enough to be seen. The drawing on it keeps a contrast of 4.5:1 on white and near-black."""
MOST_PLACES = 20
"""The largest number of highlighted places."""
MOST_CHARACTERS = 80
"""The longest query, in characters, that the title names."""

KEPT_STYLES = ("fill", "stroke", "stroke-width")


def draw_svg(
    smiles: str,
    *,
    title: str,
    description: str,
    width: int = 360,
    height: int = 260,
    highlight: str | None = None,
) -> str:
    """Draw a structure.

    A highlighted part has a tinted background, and no colours of elements, so that it is readable on light and dark
    pages. If possible, it is turned like the query.

    Args:
        smiles: the structure.
        title: the drawing's accessible name.
        description: the content of the drawing in words.
        width, height: the size of the view box. The drawing scales with its place on the page.
        highlight: a SMILES, a SMARTS or a molfile. Every match is highlighted, and the title says so.

    Raises:
        InvalidStructure: the structure or the highlight cannot be read.
        StructureRefused: the structure is too large to draw, or the query is refused.

    >>> svg = draw_svg("CCO", title="Ethanol <b>", description="C2H6O")
    >>> "<title>Ethanol &lt;b&gt;</title>" in svg, "style=" in svg, "currentColor" in svg
    (True, False, True)
    """
    mol = _read(smiles)
    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    options: Any = drawer.drawOptions()  # RDKit's type stubs take every option for a set of options.
    options.clearBackground = False
    options.fixedBondLength = 36
    atoms, bonds = ([], []) if highlight is None else _highlighted(mol, highlight)
    if highlight is not None and atoms:
        options.useBWAtomPalette()
        title = f"{title}, with {_named(highlight)} highlighted"
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol, highlightAtoms=atoms, highlightBonds=bonds)
    drawer.FinishDrawing()
    return _accessible(drawer.GetDrawingText(), title, description, width, height)


def _highlighted(mol: Chem.Mol, text: str) -> tuple[list[int], list[int]]:
    """Return the atoms and bonds that match a query. The molecule is turned like the query."""
    query = read_substructure_query(text)
    places = mol.GetSubstructMatches(query.mol, maxMatches=MOST_PLACES)
    pairs = [(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in query.mol.GetBonds()]
    bonds = [mol.GetBondBetweenAtoms(place[one], place[other]) for place in places for one, other in pairs]
    if places and query.is_plain:
        if not query.mol.GetNumConformers():
            rdDepictor.Compute2DCoords(query.mol)
        rdDepictor.GenerateDepictionMatching2DStructure(mol, query.mol, acceptFailure=True)
    return sorted({atom for place in places for atom in place}), sorted({bond.GetIdx() for bond in bonds})


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


def _accessible(drawn: str, title: str, description: str, width: int, height: int) -> str:
    root = ElementTree.fromstring(drawn.split("?>", 1)[1])  # noqa: S314  # RDKit's own drawing, nobody's input.
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" fill="none" '
        f'stroke-linejoin="round" stroke-linecap="round" aria-label={quoteattr(title)}>'
    )
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    shapes = [_shape(element) for element in root]
    ground = "".join(shape for shape in shapes if HIGHLIGHT in shape)
    tinted = f'<g opacity="{HIGHLIGHT_OPACITY}">{ground}</g>' if ground else ""
    return head + words + tinted + "".join(shape for shape in shapes if HIGHLIGHT not in shape) + "</svg>"


def _shape(element: ElementTree.Element) -> str:
    name = element.tag.rpartition("}")[2]
    attributes = " ".join(f'{key}="{value}"' for key, value in _attributes(element))
    return f"<{name} {attributes}/>" if name in ("path", "ellipse", "rect", "circle") else ""


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    styles = dict(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    plain = {key: value for key, value in element.items() if key not in ("class", "style")}
    for key, value in {**plain, **{key: styles[key] for key in KEPT_STYLES if key in styles}}.items():
        if key in ("fill", "stroke"):
            yield key, COLOURS.get(value.upper(), value)
        else:
            yield key, " ".join(value.removesuffix("px").replace(",", " ").split())
