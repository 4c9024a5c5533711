"""A catalog of products whose every text tries to be more than text, written as an import file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

PAYLOADS = (
    "<script>window.__pwned=1;alert(1)</script>",
    '"><img src=x onerror="window.__pwned=1;alert(1)">',
    "'><svg onload=window.__pwned=1><script>window.__pwned=1</script></svg>",
    '</script><script>window.__pwned=1</script><script type="application/ld+json">{"@type":"Product"}',
    "</style><style>body{display:none;background:url(http://evil.example/css)}</style>",
    "</textarea></title></head><body onload=window.__pwned=1>",
    "{{7*7}}{% for x in (1,2) %}pwn{% endfor %}${7*7}#{7*7}",
    "<iframe src=http://evil.example/></iframe><object data=http://evil.example/></object>",
    "<a href=javascript:window.__pwned=1 autofocus onfocus=window.__pwned=1>x</a>",
    "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<!--><img src=http://evil.example/pixel>-->",
    "]]><![CDATA[<x>&evil;]]><!ENTITY evil SYSTEM 'file:///etc/passwd'>",
    "\u202etxt.exe\u202d \u2066reversed\u2069 \u200f right",
    '=HYPERLINK("http://evil.example","click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "&lt;b&gt;&amp;#x3c;script&#x3e;",
    "W" * 700,
    "漢" * 120 + "🧪" * 60,
    "\\u003cscript\\u003e \u2028 \u2029 \x7f end",
)
"""Texts that would run, load, break out, compute or overflow if anything took them for more than text."""

URLS = (
    "javascript:window.__pwned=1",
    "JaVaScRiPt:window.__pwned=1",
    "data:text/html,<script>window.__pwned=1</script>",
    "vbscript:msgbox(1)",
    "//evil.example/sds.pdf",
    'https://evil.example/a"onmouseover=window.__pwned=1 x="',
)
"""Addresses that a document may state and no link may lead to as they are."""

STRUCTURE = "CC(=O)Oc1ccccc1C(=O)O"


def hostile_records() -> list[dict[str, str]]:
    """One product for each payload, which stands in all of its texts, some in the catalog number too."""
    return [_record(index, payload) for index, payload in enumerate(PAYLOADS)]


def _record(index: int, payload: str) -> dict[str, str]:
    url = URLS[index % len(URLS)]
    # A catalog number and the names of columns are texts from a stranger too, if shorter ones.
    tag = payload[:60].replace("|", "/").replace(":", ";").replace("\n", " ").strip() or "x"
    record = {
        "catalog_number": f"H{index} {payload[:40]}".replace("|", "/") if index % 3 == 0 else f"H{index}",
        "name": f"Name {index} {payload}"[:900],
        "cas_rn": "50-78-2",
        "formula": "C9H8O4",
        "molecular_weight": "180.16",
        "synonyms": f"{payload}|D-{payload}"[:1500],
        "description": f"A reagent for synthesis. {payload}",
        "storage": f"2-8 °C {payload}",
        "appearance": payload,
        "assay": f"99% {payload}",
        "grade": payload,
        f"spec:{tag}": payload,
        f"identifier:{tag}": payload,
        f"property:{tag}": payload,
        f"attribute:{tag}": payload,
        "pack:5 g": f"12.50 EUR; {payload}",
        f"pack:{tag}": payload,
        "document:SDS": url,
        f"document:{tag}": url,
        "hazard_statements": f"H302 {payload}",
        "precautionary_statements": f"P264 {payload}",
        "signal_word": payload,
        "country_of_origin": payload,
    }
    if index % 2:
        record["smiles"] = STRUCTURE
    return record


def write_hostile_jsonl(path: Path) -> None:
    """The hostile catalog as JSON Lines."""
    lines = (json.dumps(record, ensure_ascii=False) for record in hostile_records())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_hostile_csv(path: Path) -> None:
    """A few of them as CSV, with the payload in the file's own labels."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["catalog_number", "name", PAYLOADS[0], PAYLOADS[13]])
        writer.writerow(["HC1", PAYLOADS[1], PAYLOADS[2], PAYLOADS[14]])
