"""Depiction: drawings that a screen reader can read and a strict page policy lets through."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from catalog.chemistry.structure.drawing.depiction import (
    DARK_INK,
    HIGHLIGHT,
    HIGHLIGHT_OPACITY,
    INK,
    STYLE,
    STYLE_DIGEST,
    _highlighted,
    draw_svg,
    without_style,
)
from catalog.chemistry.structure.drawing.part_drawing import lay_out
from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.errors import InvalidStructure, StructureRefused

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {SVG + name for name in ("path", "circle")}
ELEMENTS = {SVG + name for name in ("svg", "title", "desc", "style", "g")}
DRAWINGS = {
    "plain": "CCO",
    "all colours": "OCCN(C)C(=S)c1c(F)c(Cl)c(Br)c(I)c1P(C)[Si](C)(C)B(O)O",
    "wedges": "C[C@H](N)C(=O)O",
    "double bond": "F/C=C\\F",
    "salt": "[NH3+]CC.[Cl-]",
    "isotope": "[13CH3]C([2H])O",
    "R group": "*c1ccccc1",
    "metal": "[Fe+2]",
    "one atom": "O",
}


def drawn(smiles: str, title: str = "A title", description: str = "A description") -> ElementTree.Element:
    return ElementTree.fromstring(draw_svg(smiles, title=title, description=description))  # noqa: S314 - Our own.


@pytest.mark.parametrize("smiles", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_a_drawing_has_a_name_a_description_and_a_role(smiles: str) -> None:
    root = drawn(smiles, "Ethanol", "C2H6O, drawn")
    assert (root.tag, root.get("role"), root.get("aria-label")) == (SVG + "svg", "img", "Ethanol")
    assert [(child.tag, child.text) for child in root[:2]] == [
        (SVG + "title", "Ethanol"),
        (SVG + "desc", "C2H6O, drawn"),
    ]


@pytest.mark.parametrize("smiles", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_a_drawing_holds_shapes_only_and_nothing_that_a_page_policy_blocks(smiles: str) -> None:
    root = drawn(smiles)
    shapes = [element for child in list(root)[3:] for element in child.iter()]
    names = {name for shape in shapes for name in shape.keys()}  # noqa: SIM118 - An element is no mapping.
    assert shapes
    assert {shape.tag for shape in shapes} <= SHAPES | {SVG + "g"}
    assert not names & {"style", "class", "href", "id"}
    assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("smiles", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_there_is_one_ink_which_is_the_pages(smiles: str) -> None:
    """So nothing vanishes on a dark page, and nothing is said by a colour alone."""
    colours = {shape.get(key) for shape in drawn(smiles).iter() for key in ("fill", "stroke")}
    assert colours - {None, "none"} == {"currentColor"}


def test_the_rule_of_a_picture_leaves_a_page_alone_and_has_the_digest_that_policies_name() -> None:
    rule = drawn("CCO").find(SVG + "style")
    assert rule is not None
    assert rule.text == STYLE
    assert re.fullmatch(r"svg:root\{[^{}]*\}", STYLE)
    assert base64.b64decode(STYLE_DIGEST.removeprefix("sha256-")) == hashlib.sha256(STYLE.encode()).digest()
    assert STYLE not in without_style(draw_svg("CCO", title="", description=""))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\"'&<>", "]]>", "</title></svg>", "α-D-Glucose “pure”", '" onload="x']
)
def test_words_are_escaped(text: str) -> None:
    root = drawn("CCO", text, text)
    assert (root.get("aria-label"), root[0].text, root[1].text) == (text, text, text)
    assert {element.tag for element in root.iter()} <= ELEMENTS | SHAPES


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=("C", "Z"))))
def test_any_words_come_out_as_they_went_in(text: str) -> None:
    root = drawn("O", text, text)
    assert (root.get("aria-label"), root[0].text or "", root[1].text or "") == (text, text, text)


def test_the_view_box_is_as_asked() -> None:
    root = ElementTree.fromstring(  # noqa: S314 - Our own drawing.
        draw_svg("CCO", title="", description="", width=120, height=80)
    )
    assert root.get("viewBox") == "0 0 120 80"
    assert root.get("width") is None


@pytest.mark.parametrize(
    ("smiles", "query", "marked"),
    [
        ("CCO", "CO", "CO"),
        ("OCCN(C)C(=S)c1ccccc1", "c1ccccc1", "c1ccccc1"),
        ("OCCN(C)C(=S)c1ccccc1", "[#6]~[#7]", "[#6]~[#7]"),
        ("CC(=O)Oc1ccccc1C(=O)O", Chem.MolToMolBlock(Chem.MolFromSmiles("CO")), "the structure that was searched for"),
    ],
)
def test_what_was_searched_for_is_highlighted_and_the_title_says_so(smiles: str, query: str, marked: str) -> None:
    root = ElementTree.fromstring(draw_svg(smiles, title="It", description="", highlight=query))  # noqa: S314 - Our own.
    ground = root.find(SVG + "g")
    assert (root[0].text, root.get("aria-label")) == (f"It, with {marked} highlighted",) * 2
    assert ground is not None
    assert (ground.get("stroke"), float(ground.get("opacity", "1")) < 0.5) == (HIGHLIGHT, True)
    assert {shape.tag for shape in root.iter()} <= SHAPES | ELEMENTS


@pytest.mark.parametrize(("ground", "ink"), [("#FFFFFF", INK), ("#18212A", DARK_INK)])
def test_a_highlighted_part_can_be_read_on_white_and_on_near_black(ground: str, ink: str) -> None:
    mixed = [
        round(HIGHLIGHT_OPACITY * int(HIGHLIGHT[i : i + 2], 16) + (1 - HIGHLIGHT_OPACITY) * int(ground[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    assert contrast("#{:02X}{:02X}{:02X}".format(*mixed), ink) >= 4.5


def test_what_is_not_held_is_not_highlighted() -> None:
    assert draw_svg("CCO", title="It", description="", highlight="c1ccccc1") == draw_svg(
        "CCO", title="It", description=""
    )


@pytest.mark.parametrize(
    ("query", "error"), [("xx", InvalidStructure), ("C.C", StructureRefused), ("", InvalidStructure)]
)
def test_what_cannot_be_searched_for_cannot_be_highlighted(query: str, error: type[InvalidStructure]) -> None:
    with pytest.raises(error):
        draw_svg("CCO", title="", description="", highlight=query)


def test_a_hit_stands_as_the_query_is_drawn() -> None:
    """The same piece lies the same way in two drawings, though the molecules alone would be turned differently."""
    places = []
    for smiles in ("OC(=O)c1ccc2ccccc2n1", "CCCCNc1ccc2ccccc2n1"):
        mol = Chem.MolFromSmiles(smiles)
        _highlighted(mol, read_substructure_query("c1ccc2ncccc2c1"))
        held = mol.GetSubstructMatch(Chem.MolFromSmiles("c1ccc2ncccc2c1"))
        points = [mol.GetConformer().GetAtomPosition(atom) for atom in held]
        places.append([(round(point.x, 2), round(point.y, 2)) for point in points])
    assert places[0] == places[1]


Space = tuple[float, float, float, float]


def spaces(root: ElementTree.Element) -> list[Space]:
    """The space of each part on the card, read off the drawing itself: labels and the width of lines counted."""
    return [space_of(group) for group in root if group.tag == SVG + "g" and group.get("transform")]


def space_of(group: ElementTree.Element) -> Space:
    found = re.fullmatch(r"translate\((\S+) (\S+)\)(?: scale\((\S+)\))?", group.get("transform", ""))
    assert found
    x, y, scale = float(found[1]), float(found[2]), float(found[3] or 1)
    sides: list[tuple[float, float]] = []
    for shape in group:
        half = float(shape.get("stroke-width", "0")) / 2 if shape.get("stroke") else 0.0
        if shape.tag == SVG + "circle":
            radius = float(shape.get("r", "0"))
            sides += [(-radius, -radius), (radius, radius)]
        else:
            numbers = [float(number) for number in re.findall(r"-?[0-9.]+", shape.get("d", ""))]
            sides += [(value_x - half, value_y - half) for value_x, value_y in zip(*[iter(numbers)] * 2, strict=True)]
            sides += [(value_x + half, value_y + half) for value_x, value_y in zip(*[iter(numbers)] * 2, strict=True)]
    xs, ys = [x + scale * one for one, _ in sides], [y + scale * other for _, other in sides]
    return min(xs), min(ys), max(xs), max(ys)


FRAGMENTS = [
    "[Na+]", "[BH4-]", "[Cu+2]", "[O-]S(=O)(=O)[O-]", "O", "[Mg+2]", "[Cl-]", "[K+]", "[O-]C([O-])=O", "[Fe+2]",
    "[cH-]1cccc1", "C[N+](C)(C)CC(=O)[O-]", "[Ca+2]", "CC(=O)[O-]", "Cl", "[NH4+]", "CCN(CC)CC(=O)Nc1c(C)cccc1C",
    "[Li+]", "CCC[CH2-]", "[Al+3]", "[C-]#N", "F[P-](F)(F)(F)(F)F", "CCCC[N+](CCCC)(CCCC)CCCC", "C1COCCOCCOCCOCCOCCO1",
    "CC(C)CCC[C@@H](C)[C@H]1CC[C@H]2[C@@H]3CC=C4C[C@@H](O)CC[C@]4(C)[C@H]3CC[C@]12C", "[13CH3]C([2H])O", "[Pd]",
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12))
def test_no_part_overlaps_another_and_all_stand_on_the_card(fragments: list[str]) -> None:
    """So no bond crosses another part either."""
    found = spaces(drawn(".".join(fragments)))
    slack = 0.1  # Places are rounded to that.
    assert len(found) >= min(len(set(fragments)), 1)
    for left, top, right, bottom in found:
        assert -slack <= left < right <= 360 + slack
        assert -slack <= top < bottom <= 260 + slack
    for one, other in combinations(found, 2):
        assert max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3]) > -slack


@pytest.mark.parametrize(
    ("smiles", "parts"),
    # A raised dot and a count are parts of their own.
    [
        ("CCO", 1),
        ("[Na+].[BH4-]", 2),
        ("[Mg+2].[Cl-].[Cl-]", 3),
        ("[K]OC(=O)O[K]", 3),
        ("O.O.O.O.O.[Cu+2].[O-]S(=O)(=O)[O-]", 5),
        ("[Ca+2].CC(=O)[O-].CC(=O)[O-]", 3),
        ("[Li+].CCC[CH2-]", 1),
        ("Cl.CCN", 3),
    ],
)
def test_equal_parts_are_drawn_once_and_counted(smiles: str, parts: int) -> None:
    assert len(spaces(drawn(smiles))) == parts


def bond_length(smiles: str) -> float:
    """The length of the first line of a drawing, on the card."""
    group = next(child for child in drawn(smiles) if child.get("transform"))
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", group[0].get("d", ""))[:4]]
    return math.dist(numbers[:2], numbers[2:])


def test_bonds_are_equally_long_in_all_drawings_that_fit() -> None:
    assert [bond_length(smiles) for smiles in ("CCC", "CCCCC", "[Na+].[Na+].CCC")] == pytest.approx([36] * 3, abs=0.3)
    assert bond_length("C" * 40) < 20


def test_stereo_labels_are_written_if_they_are_asked_for() -> None:
    def letters(smiles: str, *, labelled: bool) -> int:
        svg = draw_svg(smiles, title="", description="", has_stereo_labels=labelled)
        return sum(len(path) for path in re.findall(r'd="([^"]*)" fill="currentColor"', svg))

    for smiles in ("C[C@H](N)C(=O)O", "F/C=C\\F"):
        assert letters(smiles, labelled=True) > letters(smiles, labelled=False)
    assert letters("CCO", labelled=True) == letters("CCO", labelled=False)


@pytest.mark.parametrize(("smiles", "electrons"), [("[Cu+2]", 0), ("[Fe]", 0), ("CC1(C)CCCC(C)(C)N1[O]", 1)])
def test_a_metal_ion_has_no_dot_for_its_unpaired_electron_but_a_radical_has(smiles: str, electrons: int) -> None:
    assert sum(atom.GetNumRadicalElectrons() for atom in lay_out(Chem.MolFromSmiles(smiles)).GetAtoms()) == electrons


def test_the_same_structure_is_drawn_the_same_way_twice() -> None:
    assert draw_svg("C[C@H](N)C(=O)O", title="", description="") == draw_svg(
        "C[C@H](N)C(=O)O", title="", description=""
    )


def test_drawings_are_made_of_up_to_300_heavy_atoms() -> None:
    assert drawn("C" * 300).tag == SVG + "svg"
    with pytest.raises(StructureRefused, match="has 301 heavy atoms; the limit for drawings is 300"):
        drawn("C" * 301)


@pytest.mark.parametrize(
    ("smiles", "error", "words"),
    [
        ("C1CC", InvalidStructure, "cannot be read, so it cannot be drawn"),
        ("CO(C)(C)C", InvalidStructure, "cannot be read, so it cannot be drawn"),
        ("", StructureRefused, "empty"),
        ("CCO ethanol", StructureRefused, r"U\+0020"),
        ("C" * 2001, StructureRefused, "limit is 2,000"),
        ("[U]" + "(C)" * 11, StructureRefused, "11 bonds at one atom"),
    ],
)
def test_what_cannot_be_drawn_is_refused(smiles: str, error: type[InvalidStructure], words: str) -> None:
    with pytest.raises(error, match=words):
        drawn(smiles)
