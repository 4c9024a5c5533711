"""Markup and broken characters: what a text is shown as, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.text.broken_encoding import repaired
from catalog.product.text.markup import without_markup

MARKUP: list[tuple[str, str]] = [
    ("<i>N</i>-Acetyl-<small>L</small>-cysteine", "N-Acetyl-L-cysteine"),
    ("<em>tert</em>-Butanol", "tert-Butanol"),
    ('<span class="smallCaps">D</span>-Glucose', "D-Glucose"),
    ("&alpha;-Pinene", "α-Pinene"),
    ("&#945;-Pinene &amp; co", "α-Pinene & co"),
    ("&lt;i&gt;N&lt;/i&gt;-Methylaniline", "N-Methylaniline"),
    ("&amp;beta;-Carotene", "β-Carotene"),
    ("<greek>beta</greek>-Carotene", "β-Carotene"),
    ("<Delta/>9-THC", "Δ9-THC"),
    (".alpha.-Pinene", "α-Pinene"),
    ("(.beta.-D-glucopyranosyl)", "(β-D-glucopyranosyl)"),
    ("$\\alpha$-Pinene", "α-Pinene"),
    ("{beta}-Alanine", "β-Alanine"),
    ("~{N}-methylacetamide", "N-methylacetamide"),
    ("(2~{S})-2-azanyl", "(2S)-2-azanyl"),
    ("''N''-Methylaniline", "N-Methylaniline"),
    ("*N*-Methylaniline", "N-Methylaniline"),
    ("CO<sub>2</sub>", "CO₂"),
    ("10<sup>-3</sup> mol", "10⁻³ mol"),
    ("<sup>13</sup>C", "¹³C"),
    ("Δ<sup>9,11</sup>", "Δ9,11"),
    ("A solvent.<br/>For HPLC.", "A solvent.\nFor HPLC."),
    ('See <a href="https://a.example">here</a>.', "See here."),
    # No markup:
    ("Water <5 ppm, >2 %", "Water <5 ppm, >2 %"),
    ("R&D; AT&T", "R&D; AT&T"),
    ("(1R*,2S*)-rel", "(1R*,2S*)-rel"),
    ("N,N',N''-Trimethyl", "N,N',N''-Trimethyl"),
    ("10 mM * 1 mL", "10 mM * 1 mL"),
    ("5.alphabet.", "5.alphabet."),
    ("poly[(R)-3-hydroxybutyrate]", "poly[(R)-3-hydroxybutyrate]"),
]


@pytest.mark.parametrize(("stated", "shown"), MARKUP)
def test_markup_is_shown_as_chemists_write(stated: str, shown: str) -> None:
    assert without_markup(stated) == shown


BROKEN: list[tuple[str, str | None]] = [
    ("AcÃ©tone", "Acétone"),
    ("Î²-Carotene", "β-Carotene"),
    ("2â€“8 Â°C", "2–8 °C"),
    ("2â\x80\x938 Â°C", "2–8 °C"),
    ("5 Âµg, Â±2 %", "5 µg, ±2 %"),
    ("â‰¥98 %", "≥98 %"),
    ("12 â‚¬", "12 €"),
    ("KÃ¤ufer GrÃ¶ÃŸe", "Käufer Größe"),
    ("ÃƒÂ©ther", "éther"),
    ("Acmeâ„¢", "Acme™"),
    ("ä¸­æ–‡", "中文"),
    # One reading is not certain, or nothing is broken.
    ("Acétone", None),
    ("CAFÉ–BAR", None),
    ("São Paulo, Ångström, Ærø, «naïve»", None),
    ("β-Carotene, 2–8 °C, ≥98 %", None),
    ("AcÃtone", None),
    ("中文", None),
]


@pytest.mark.parametrize(("stated", "shown"), BROKEN)
def test_broken_characters_with_one_reading_are_repaired(stated: str, shown: str | None) -> None:
    assert repaired(stated) == shown


@given(
    st.lists(st.sampled_from(["Käse", "éther", "β-x", "2–8", "≥98", "µg", "±2", "°C", "™", "12", "€", "ñandú", "ß"]))
)
def test_what_was_broken_so_is_repaired(words: list[str]) -> None:
    text = " ".join(words)
    broken = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode("utf-8"))
    assert repaired(broken) == (None if broken == text else text)
    assert repaired(text) is None
