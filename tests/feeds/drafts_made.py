"""Drafts that are hard to carry: what formulas, tables, SD files, workbooks and JSON each trip over."""

from __future__ import annotations

MOLFILE = """methanol
  Drawing 01010000002D
from a supplier
  2  1  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
    1.5000    0.0000    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0
  1  2  1  0
M  END"""

HARD: list[dict[str, str]] = [
    {"catalog_number": "A-1", "name": "=CO", "description": "@SUM(1+1)*cmd|' /C calc'!A0", "storage": "-20 °C"},
    {"catalog_number": "=A-2", "name": "(+)-Camphor", "synonyms": "+Camphor|'-Camphor|d-Camphor", "grade": "'tis fine"},
    {"catalog_number": "'-A-3", "name": "'+'-Camphor", "spec:=1+1": "''=2", "spec:Foo, bar": "a, b; \"c\""},
    {"catalog_number": "A-4", "name": '"quoted"', "appearance": '"', "description": "one\n\ntwo\n  three\n\tfour \n."},
    {"catalog_number": "A-5", "name": "β-Alanine 丙氨酸 🧪", "synonyms": "ẞ|ﬁ|Å\u2028line|x; y"},
    {"catalog_number": "A-6", "name": "Breaker", "description": "x\n$$$$\n\n> <name>\nSmuggled\n\nM  END\n>  <grade>"},
    {"catalog_number": "A-7", "name": "_x0041_x0042_", "description": "_x000D_\n_x5_", "grade": "\ufdd0 and \ue000."},
    {"catalog_number": "A-8", "name": "Methanol", "molfile": MOLFILE, "cas_rn": "67-56-1"},
    {"catalog_number": "A-9", "name": "Ethanol", "smiles": "OCC", "inchi_key": "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"},
    {"catalog_number": "A-10", "name": "Propanol", "inchi": "InChI=1S/C3H8O/c1-2-3-4/h4H,2-3H2,1H3"},
    {"catalog_number": "A-11", "name": "Carbinol", "smiles": "CO", "molfile": MOLFILE.replace("methanol", "> <x>", 1)},
    {"catalog_number": "A-12", "name": "Red", "synonyms": "C.I. 1; powder"},
    {"catalog_number": "A-13", "name": "Set", "synonyms": "{a, b}|{c}"},
    {"catalog_number": "A-14", "name": "007", "assay": "1e5", "hs_code": "01234567890123456789", "un_number": "TRUE"},
    {"catalog_number": "A-15", "name": "#REF!", "molecular_weight": "18.0150", "formula": "H2O", "grade": "2024-01-01"},
    {
        "catalog_number": "A-16", "name": "Families", "availability": "19", "lead_time": "2 d",
        "spec:pH 7.4 (25 °C)": "ok", "spec:Water": "0.1 % max",
        "spec:<i>": "> 1", "spec:a|b": "|", "property:Boiling point": "100 °C", "identifier:MDL": "MFCD00011324",
        "synonym:zh": "水|氧化氢",
        "pack:5 g": "12.50 EUR; 10+: 11,00 EUR; in stock; 2 weeks",
        "pack:1 kg": "on request", "pack:2 × 5 g | dry: \\": "1 EUR | net: \\",
        "lot:L 1": "Assay: 99.2 %; released 2026-01-02",
        "document:SDS": "https://example.org/a?b=c&d=e",
    },
    {
        "catalog_number": "A-17", "name": "Hazards", "signal_word": "Danger!", "pictograms": "GHS06 |ghs09",
        "hazard_statements": "H301 + H311; =H410", "precautionary_statements": "- P280\nP301+P310 | \"wash\"",
        "un_number": "1170.0", "hazard_class": "6.10", "packing_group": "II", "storage_class": "6.1A",
        "document:SDS (en, rev 2.1)": "https://example.org/s.pdf", "document:CoA (lot =7)": "javascript:alert(1)",
        "document:1H NMR": "sha256:" + "0a" * 32 + "; application/pdf; 12 bytes",
    },
]  # fmt: skip
"""Every one could have come from a file: its texts are trimmed, and none is one that an import takes for nothing."""
