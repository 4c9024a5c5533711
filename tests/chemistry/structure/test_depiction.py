"""Depiction: drawings that a screen reader can read and a strict page policy lets through."""

from __future__ import annotations

from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from catalog.chemistry.structure.depiction import COLOURS, HIGHLIGHT, HIGHLIGHT_OPACITY, _highlighted, draw_svg
from catalog.errors import InvalidStructure, StructureRefused

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {SVG + name for name in ("path", "ellipse", "rect", "circle")}
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
    shapes = list(drawn(smiles))[2:]
    names = {name for shape in shapes for name in shape.keys()}  # noqa: SIM118 - An element is no mapping.
    assert shapes
    assert {shape.tag for shape in shapes} <= SHAPES
    assert not names & {"style", "class", "href", "id"}
    assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("smiles", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_every_colour_is_one_of_ours(smiles: str) -> None:
    """Black is the page's own colour of text, so that nothing vanishes on a dark page."""
    colours = {shape.get(key) for shape in list(drawn(smiles))[2:] for key in ("fill", "stroke")}
    assert colours - {None, "none"} <= set(COLOURS.values())


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("colour", "ground"),
    # A highlight lies behind the drawing and carries no meaning by its colour alone.
    list(product(sorted(set(COLOURS.values()) - {"currentColor", COLOURS["#FF7F7F"]}), ("#FFFFFF", "#10171A"))),
)
def test_every_element_can_be_seen_on_white_and_on_near_black(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 3


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\"'&<>", "]]>", "</title></svg>", "α-D-Glucose “pure”", '" onload="x']
)
def test_words_are_escaped(text: str) -> None:
    root = drawn("CCO", text, text)
    assert (root.get("aria-label"), root[0].text, root[1].text) == (text, text, text)
    assert {element.tag for element in root.iter()} <= {SVG + "svg", SVG + "title", SVG + "desc"} | SHAPES


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
    assert {shape.get(key) for shape in ground for key in ("fill", "stroke")} - {None, "none"} == {HIGHLIGHT}
    assert {shape.tag for shape in root.iter()} <= SHAPES | {SVG + name for name in ("svg", "title", "desc", "g")}
    # On the tinted ground the drawing has the page's own colour of text only.
    others = {shape.get(key) for shape in root if shape is not ground for key in ("fill", "stroke")}
    assert others - {None, "none"} == {"currentColor"}


@pytest.mark.parametrize(("ground", "ink"), [("#FFFFFF", "#191919"), ("#10171A", "#E6E6E6")])
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
        _highlighted(mol, "c1ccc2ncccc2c1")
        held = mol.GetSubstructMatch(Chem.MolFromSmiles("c1ccc2ncccc2c1"))
        points = [mol.GetConformer().GetAtomPosition(atom) for atom in held]
        places.append([(round(point.x, 2), round(point.y, 2)) for point in points])
    assert places[0] == places[1]


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
