"""One part of a structure as shapes, drawn by RDKit with the proportions of the ACS style of 1996.

All shapes of a part lie in its box, labels counted. Strokes of one kind are one path, and so are all letters, so that a
drawing is small.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import rdCIPLabeler, rdDepictor, rdMolDescriptors
from rdkit.Chem.Draw import rdMolDraw2D

ANGSTROMS = 1.5
"""RDKit's length of a bond."""
ACS_BOND = 14.4
LINE = 0.75 / ACS_BOND
"""The width of a line, as a share of a bond. The style has 0.6, which is too thin on a screen."""
LETTER = 10 / ACS_BOND
"""The size of the letters, as a share of a bond."""
ANNOTATION = 0.6
"""The size of CIP labels, as a share of the letters."""
BAND = 0.6
"""The width of the band behind highlighted bonds, as a share of a bond."""
LEAST_LINE = 1.1
LEAST_LETTER = 8.0
"""Lines and letters of large molecules do not become smaller than this, in px."""
MINUS = 1.7
"""How much wider a minus is than the hyphen that RDKit writes."""
CIP_STEPS = 100_000
"""Within so many steps the CIP labels of a drawing are found, else it has none. They take 0.1 s."""
HYPHEN_LINES = 4
"""How many lines the outline of a hyphen has."""

_PATH = re.compile(r"<path (?:class='[^']*' )?d='([^']*)'(?: style='([^']*)')?")
_STYLE = re.compile(r"([\w-]+):([^;]*)")
_NO_LETTERS = str.maketrans("MLQCZ,", "      ")
_ODD_LABELS = Chem.MolFromSmarts("[$([-,-2,-3,-4;D1;H0]),!#1;!#5;!#6;!#7;!#8;!#9;!#14;!#15;!#16;!#17;!#34;!#35;!#53]")
"""Terminal anions, and elements whose unpaired electrons are not drawn: Cu2+."""


class Box(NamedTuple):
    """The space of a part, in px."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """The width of the space."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The height of the space."""
        return self.bottom - self.top


class Picture(NamedTuple):
    """The drawing of a part.

    Attributes:
        ground: what lies behind it: the path of the highlighted bonds and atoms, or nothing.
        shapes: its SVG elements.
        box: the space of all that.
    """

    ground: str
    shapes: str
    box: Box


@dataclass(slots=True)
class _Shapes:
    """The paths of a drawing by kind, with what else its box must hold.

    Attributes:
        lines: paths of lines, by their attributes.
        filled: wedges.
        letters: letters, each a path.
        points: further points of the box, which alternate between x and y.
    """

    lines: dict[str, list[str]] = field(default_factory=dict)
    filled: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    points: list[float] = field(default_factory=list)

    def elements(self) -> Iterator[str]:
        """Yield the SVG elements."""
        for style, paths in self.lines.items():
            yield f'<path d="{" ".join(paths)}" stroke="currentColor" {style}/>'
        # Wedges may overlap, so each is a path of its own.
        for path in self.filled:
            yield f'<path d="{path}" fill="currentColor"/>'
        if self.letters:
            yield f'<path d="{" ".join(self.letters)}" fill="currentColor"/>'

    def box(self, line: float) -> Box:
        """Return the space of all shapes, with lines of this width."""
        ink = [*self.filled, *self.letters]
        inner = _numbers(" ".join(path for paths in self.lines.values() for path in paths))
        points = np.concatenate([inner - line / 2, inner + line / 2, _numbers(" ".join(ink)), self.points]).reshape(
            -1, 2
        )
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))


def lay_out(mol: Chem.Mol) -> Chem.Mol:
    """Return a part with coordinates, wedges, and the hydrogens that show its stereocentres.

    Coordinates that it has already are kept.
    """
    is_laid_out = mol.GetNumConformers() > 0
    drawn = rdMolDraw2D.PrepareMolForDrawing(mol)
    if not is_laid_out and drawn.GetNumAtoms() > 1:
        if rdMolDescriptors.CalcNumBridgeheadAtoms(drawn):
            # Bridged rings have usual shapes, which RDKit knows.
            rdDepictor.Compute2DCoords(drawn, canonOrient=True, useRingTemplates=True)
            Chem.WedgeMolBonds(drawn, drawn.GetConformer())
        rdDepictor.StraightenDepiction(drawn, minimizeRotation=True)
    for (index,) in drawn.GetSubstructMatches(_ODD_LABELS, maxMatches=drawn.GetNumAtoms()):
        _name_label(drawn.GetAtomWithIdx(index))
    return drawn


def _name_label(atom: Chem.Atom) -> None:
    """Give a metal ion a label without dots, and a terminal anion one with the minus away from its bond."""
    charge = -atom.GetFormalCharge()
    if atom.GetDegree() != 1 or charge <= 0:
        atom.SetNumRadicalElectrons(0)
    elif not atom.GetIsotope():
        # A minus never stands on the bond: with the bond on the right, the label is ⁻O.
        sign = f"<sup>{charge if charge > 1 else ''}-</sup>"
        atom.SetProp("_displayLabel", f"{atom.GetSymbol()}{sign}")
        atom.SetProp("_displayLabelW", f"{sign}{atom.GetSymbol()}")


def extent(mol: Chem.Mol) -> tuple[float, float]:
    """Return width and height of a part with coordinates, in bond lengths, without its labels."""
    points = mol.GetConformer().GetPositions()
    width, height, _ = (points.max(axis=0) - points.min(axis=0)) / ANGSTROMS
    return float(width), float(height)


def label_stereo(mol: Chem.Mol) -> None:
    """Give a part its CIP labels, as far as they are found within reasonable time."""
    try:
        rdCIPLabeler.AssignCIPLabels(mol, maxRecursiveIterations=CIP_STEPS)
    except RuntimeError:
        # The labels found so far are right.
        return


def draw_part(
    mol: Chem.Mol,
    bond_length: float,
    *,
    atoms: Collection[int] = (),
    bonds: Collection[int] = (),
    has_stereo_labels: bool = False,
) -> Picture:
    """Draw a part that was laid out.

    Args:
        mol: the part.
        bond_length: the length of a bond in px.
        atoms, bonds: what is highlighted.
        has_stereo_labels: whether the CIP labels are written.
    """
    drawer = rdMolDraw2D.MolDraw2DSVG(-1, -1)
    options: Any = drawer.drawOptions()  # RDKit's type stubs take every option for a set of options.
    # The style has bonds of 14.4 px.
    rdMolDraw2D.SetACS1996Mode(options, ANGSTROMS * ACS_BOND / bond_length)
    options.clearBackground = False
    options.prepareMolsBeforeDrawing = False
    options.padding = 0.0
    line = max(LEAST_LINE, LINE * bond_length)
    options.bondLineWidth = line
    options.fixedFontSize = round(max(LEAST_LETTER, LETTER * bond_length))
    options.atomLabelDeuteriumTritium = True
    options.addStereoAnnotation = has_stereo_labels
    options.annotationFontScale = ANNOTATION
    drawer.DrawMolecule(mol)
    drawer.FinishDrawing()
    shapes = _read_shapes(drawer.GetDrawingText())
    if mol.GetNumAtoms() == 1:
        _centre(shapes, drawer.GetDrawCoords(0).y)
    ground = _band(mol, drawer, shapes, atoms, bonds, BAND * bond_length) if atoms else ""
    return Picture(ground, "".join(shapes.elements()), shapes.box(line))


def draw_label(text: str, bond_length: float) -> Picture:
    """Draw a text in the letters of atoms."""
    mol = Chem.RWMol()
    atom = Chem.Atom(0)
    atom.SetNoImplicit(True)  # noqa: FBT003  # RDKit's own.
    atom.SetProp("_displayLabel", text)
    mol.AddAtom(atom)
    mol.UpdatePropertyCache(strict=False)
    rdDepictor.Compute2DCoords(mol)
    return draw_part(mol.GetMol(), bond_length)


def _centre(shapes: _Shapes, middle: float) -> None:
    """Give a label so much room above and below that texts beside each other have one base line."""
    box = shapes.box(0.0)
    shapes.points += (box.left, 2 * middle - box.top, box.right, 2 * middle - box.bottom)


def _read_shapes(drawn: str) -> _Shapes:
    """Read the shapes of RDKit's drawing."""
    shapes = _Shapes()
    for path, style in _PATH.findall(drawn):
        if not style:
            if path:
                shapes.letters.append(_widened(path) if path.count("L") == HYPHEN_LINES else path)
        elif (kind := _kind(style)) is None:
            shapes.filled.append(path)
        else:
            shapes.lines.setdefault(kind, []).append(path)
    return shapes


@lru_cache(maxsize=256)
def _kind(style: str) -> str | None:
    """Return the attributes of a line with RDKit's style, or None if it is no line but filled."""
    found = dict(_STYLE.findall(style))
    if found["fill"] != "none":
        return None
    width = float(found["stroke-width"].removesuffix("px"))
    dashes = found.get("stroke-dasharray", "none")
    return f'stroke-width="{width:g}"' + ("" if dashes == "none" else f' stroke-dasharray="{dashes}"')


def _numbers(path: str) -> NDArray[np.float64]:
    """Return the numbers of a path. All its points are absolute."""
    return np.fromstring(path.translate(_NO_LETTERS), sep=" ")


def _widened(path: str) -> str:
    """Return a letter, wider if it is a hyphen: a flat rectangle."""
    points = _numbers(path).tolist()
    wide, high = (sorted(set(points[axis::2])) for axis in (0, 1))
    if len(wide) != 2 or len(high) != 2 or wide[1] - wide[0] < high[1] - high[0]:
        return path
    middle = sum(wide) / 2
    return _path([middle + MINUS * (value - middle) if side % 2 == 0 else value for side, value in enumerate(points)])


def _path(points: Sequence[float]) -> str:
    return "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in zip(points[::2], points[1::2], strict=True))


def _band(
    mol: Chem.Mol,
    drawer: rdMolDraw2D.MolDraw2DSVG,
    shapes: _Shapes,
    atoms: Collection[int],
    bonds: Collection[int],
    width: float,
) -> str:
    """Return the band behind what is highlighted. A line of no length is a disc, as lines have round ends."""
    ends = [(atom, atom) for atom in atoms]
    ends += [(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in map(mol.GetBondWithIdx, bonds)]
    paths = []
    for pair in ends:
        points = [value for place in map(drawer.GetDrawCoords, pair) for value in (place.x, place.y)]
        shapes.points += [value + side for side in (-width / 2, width / 2) for value in points]
        paths.append(_path(points))
    return f'<path d="{" ".join(paths)}" stroke-width="{width:g}"/>'
