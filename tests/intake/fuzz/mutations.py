"""Making files wrong: bytes, lines, cells, keys and members, by dice that a seed throws."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from tests.intake.fuzz import samples

DIGITS = "9" * 28
UNLIKE = "".join(chr(0x4E00 + place * 7919 % 20_000) for place in range(3_000))
"""A long text that cannot be packed, so that no index has room for it."""
NASTY = (
    "", " ", ".", "..", "...", "....", " . . ", ".a", "a.", "-", "--", "_", ":", "spec:", "pack:", "lot:", "property:",
    "identifier:.", "spec:...", "pack:...", "|", "||", ",", ";", "/", "//", "\\", "\\N", "'", '"', '""', "`", "(", ")",
    "()", "(())", "[", "]", "[]", "{", "}", "{}", "<", ">", "<>", "<a", "%", "%%", "#", "#N/A", "@", "@id", "&", "&#0;",
    "&#xD800;", "&#1114112;", "&amp;amp;", "*", "+", "=", "==", "=1+1", '=HYPERLINK("x")', "+1", "@SUM(1)", "-1", "0",
    "00", "1", "1e28", "1E999", "-1e999", "1e-999", "1" * 28, f"{DIGITS} EUR", f"{DIGITS}.99 $", f"0.{'0' * 30}1 EUR",
    f"EUR 1{'0' * 28}", "10^28 EUR", f"{'1,000' * 9} €", f"{DIGITS} kg", f"{DIGITS} x {DIGITS} g", f"0.{'0' * 30}1 g",
    f"{DIGITS} %", f"{DIGITS}-{DIGITS} °C", f"1.{'0' * 27} g", "1" * 4400, "1" * 400, "0x10", "1_000", "NaN", "nan",
    "-NaN", "Infinity", "-Infinity", "inf", "sNaN", "null", "None", "true", "²", "½", "Ⅳ", "٣", "٣٫٥", "१२३", "１２",
    "១", "৪", "𝟙𝟚", "①", "十", "0٣", "1²", "٣ EUR", "٣ g", "٣ %", "٣-٣-٣", "٦٤-١٧-٥", "64-17-²", "64–17–5",
    "999999-99-9", "0-00-0", "64-17-5 50-78-2",
    "\x00", "a\x00b", "\x01", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u200b", "\u200e",
    "\u202e", "\u2028", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ud800", "\udfff", "a\ud800b", "\udcff",
    "\U0001f4a9", "\U0010ffff", "e\u0301" * 9, "\u0301", "\u0345", "İ", "ß", "ŉ", "ﬁ", "ſ", "ǰ", "K", "Å", "日本",
    "עברית", "العربية", "ไทย", "अ", "CCO\n", "C\nC", "\n", "\r", "\r\n", "\t", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e",
    "C" * 300, "C" * 5000, "(" * 2000, "[" * 999, "C1CC1" * 400, "c1ccccc", "C(=O", "[2000C]", "[C+999]", "[U+99]",
    "[Fe]" * 30, "*", "[*:1]", "C~C", "CCO |$;;R$|", "C>>C", "InChI=1S/", "InChI=1S/C2H6O", "InChI=1S/p+1", "InChI=",
    "InChI=1S/C999999H999999", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N" * 2, "M  END", "$$$$", "> <x>", "V2000", "H2O" * 999,
    "(C2H4O)n", "C6H12O6·xH2O", "C" + "9" * 30, "C0", "C-1", "C1.5", "C0.0001", "[13C]6", "[999C]", "D2O", "Xx",
    "((((C))))", "(" * 60 + "C" + ")2" * 60, "C²", "C٣", "C2H6O.5H2O", "5.5.5.5", "1.2.3", "18.015.1", "1,2,3,4",
    "±", "5±", "± 5", "5 ± 5 ± 5", ">", "≥", "≤ ≥ 5", "min max", "5 min 6 max 7", "10⁻³", "10⁻", "5-", "-5-", "5--5",
    "- - -", "5 %%", "2028-13-45", "0000-00-00", "9999-12-31", "31.02.2026", "1/1/1", "99/99/9999", "Feb 30 2026",
    "2026-01-01T99:99", "36526", "1e5", "1.0E+2", "H999", "H225+H226+H999", "EUH", "P", "P999+", "GHS", "GHS99", "UN",
    "UN 00000", "UN1170 UN1170", "1.4S", "9999999999", "ftp://", "http://", "http://[", "http://[::1", "http://a:99999",
    "http://\x00", "http://%", "javascript:alert(1)", "data:text/html,x", "//x", "https://" + "a" * 3000, "x" * 101,
    UNLIKE, "x" * 4000, "x " * 2500, "é" * 3000, "日" * 1500, "x" * 120_000, "a.b.c.d.e", "specifications..", "a..b",
    "stock.", "price.", "prices.price", "stock.stock", ".price", "variants.0.price", "storage.temp", "Price", "Price 1",
    "Size", "Size 1", "Price_USD_", "Price_USD_0g", "5 g", "5 g (EUR)", "Lot", "Lot ", "Lot assay", "CoA ", "name",
    "cas", "catalog_number", "molfile", "sku", "skus", "id", "refused_record", "1:2", "9" * 30 + ":1", "1:" + "9" * 30,
)  # fmt: skip
"""Texts that somebody sends one day, or has sent already."""

BYTES = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1a",
    b"\r", b"\n\n\n", b'"', b"\\u0000", b"\\ud800", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0",
    b"...", b"9" * 40, b"\x80\x81", b"\xb0\xa1", "\u202e".encode(), "٣".encode(), "é".encode(),
)  # fmt: skip


def wrong_bytes(data: bytes, dice: Random) -> bytes:
    """Bytes turned, taken, doubled, put in, or cut off."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(changed) + 1)
        length = dice.choice((1, 1, 2, 8, 100))
        match dice.randrange(6):
            case 0 if at < len(changed):
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = dice.choice(BYTES)
            case 4:
                changed[at : at + length] = dice.choice(NASTY).encode("utf-8", "surrogatepass")
            case _ if dice.random() < 0.1:
                del changed[at:]
    return bytes(changed)


_TOKEN = re.compile(r"[^,;\t|\n:<>\"\s][^,;\t|\n:<>\"]*")


def wrong_text(data: bytes, dice: Random) -> bytes:
    """Lines cut, doubled, moved or left out, and words replaced."""
    lines = data.decode("utf-8").split("\n")
    for _ in range(dice.choice((1, 1, 2, 4))):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
            case 1:
                lines.insert(dice.randrange(len(lines)), lines[at])
            case 2 if len(lines) > 1:
                del lines[at]
            case 3:
                lines[at] = dice.choice(NASTY)
            case _:
                tokens = list(_TOKEN.finditer(lines[at]))
                if tokens:
                    start, end = dice.choice(tokens).span()
                    lines[at] = lines[at][:start] + dice.choice(NASTY) + lines[at][end:]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def wrong_table(prefix: str, dice: Random) -> list[list[str]]:
    """A table with cells and labels replaced, rows and columns doubled, cut and left out."""
    labels, *products = samples.rows(prefix)
    table = [labels, *dice.sample(products, dice.choice((1, 1, 2)))]
    for _ in range(dice.choice((1, 1, 2, 3, 10))):
        row = dice.choice(table)
        at = dice.randrange(len(row) or 1)
        match dice.randrange(8):
            case 0 if row:
                del row[at:]
            case 1:
                table.insert(dice.randrange(len(table)), list(row))
            case 2:
                for each in table:
                    each.insert(at, each[at] if at < len(each) else "")
            case 3 if len(table[0]) > 1:
                table[0][at % len(table[0])] = dice.choice(NASTY)
            case _ if row:
                row[at] = dice.choice(NASTY)
    return table


SHEETS = 8
"""So many wrong tables stand in one workbook, since to open one costs a process."""


def wrong_sheets(prefix: str, dice: Random) -> list[list[list[str]]]:
    """Wrong tables for a workbook, some of them on their side."""
    tables = [wrong_table(f"{prefix}{number}-", dice) for number in range(SHEETS)]
    return [samples.on_its_side(table) if dice.random() < 0.3 else table for table in tables]


def wrong_value(value: Any, dice: Random) -> Any:  # noqa: ANN401  # JSON can be anything.
    """A value of JSON with something in it replaced, renamed, doubled or nested."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(list(value))
        match dice.randrange(8):
            case 0:
                return {(dice.choice(NASTY) if name == key else name): inner for name, inner in value.items()}
            case 1:
                return {name: inner for name, inner in value.items() if name != key}
            case 2:
                return value | {dice.choice(NASTY): value[key]}
            case 3:
                return value | {key: {key: value[key], dice.choice(NASTY): dice.choice(NASTY)}}
            case _:
                return value | {key: wrong_value(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.8:
        at = dice.randrange(len(value))
        return [*value[:at], wrong_value(value[at], dice), *value[at + dice.randrange(2) :]]
    return dice.choice(
        (dice.choice(NASTY), dice.choice(NASTY), dice.choice(NASTY), None, True, [], {}, [[]], [value],
         {"value": value}, 10**28, 10**400, -1, 0, 1.5, float("nan"), float("inf"), 1e300, 5e-324, [None], [{}],
         [dice.choice(NASTY)],
         {dice.choice(NASTY): dice.choice(NASTY)})
    )  # fmt: skip


def wrong_json(prefix: str, dice: Random) -> list[Any]:
    """Products as JSON, wrong in some places."""
    items: Any = samples.objects(prefix)
    for _ in range(dice.choice((1, 1, 2, 5))):
        items = wrong_value(items, dice)
    return items if isinstance(items, list) else [items]


def wrong_members(data: bytes, dice: Random) -> bytes:
    """An archive or workbook with a member left out, renamed, doubled, cut, or made wrong itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(list(members))
    match dice.randrange(5):
        case 0:
            del members[name]
        case 1:
            members[dice.choice(NASTY).encode("utf-8", "replace").decode() or "x"] = members.pop(name)
        case 2:
            members[name] = members[name][: dice.randrange(len(members[name]) + 1)]
        case 3:
            members[name] = samples.zipped({"a.csv": members[name]})
        case _:
            members[name] = wrong_bytes(members[name], dice)
    return samples.zipped(members)


Mutation = Callable[[str, Random], bytes]


def _bytes_of(kind: str) -> Mutation:
    return lambda prefix, dice: wrong_bytes(samples.SAMPLES[kind](prefix), dice)


def _text_of(kind: str) -> Mutation:
    return lambda prefix, dice: wrong_text(samples.SAMPLES[kind](prefix), dice)


def _members_of(kind: str) -> Mutation:
    return lambda prefix, dice: wrong_members(samples.SAMPLES[kind](prefix), dice)


def _encoded(prefix: str, dice: Random) -> bytes:
    """A table in another encoding, or with a mark that says so."""
    text = samples.delimited(wrong_table(prefix, dice)).decode("utf-8", "replace")
    return text.encode(dice.choice(("utf-16", "utf-32", "gb18030", "cp1252", "utf-8-sig", "shift_jis")), "replace")


MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "csv": (
        lambda prefix, dice: samples.delimited(wrong_table(prefix, dice), dice.choice(",,;|")), _text_of("csv"),
        _bytes_of("csv"), _encoded,
    ),
    "tsv": (lambda prefix, dice: samples.delimited(wrong_table(prefix, dice), "\t"), _text_of("tsv"), _bytes_of("tsv")),
    "sideways.csv": (
        lambda prefix, dice: samples.delimited(samples.on_its_side(wrong_table(prefix, dice))),
        _text_of("sideways.csv"),
    ),
    "xlsx": (
        lambda prefix, dice: samples.workbook(*wrong_sheets(prefix, dice)),
        lambda prefix, dice: samples.workbook(*wrong_sheets(prefix, dice)),
        _members_of("xlsx"), _bytes_of("xlsx"),
    ),
    "ods": (
        lambda prefix, dice: samples.open_document(*wrong_sheets(prefix, dice)),
        lambda prefix, dice: samples.open_document(*wrong_sheets(prefix, dice)),
        _members_of("ods"), _bytes_of("ods"),
    ),
    "json": (
        lambda prefix, dice: json.dumps(wrong_value({"products": wrong_json(prefix, dice)}, dice)).encode(),
        lambda prefix, dice: json.dumps({"products": wrong_json(prefix, dice)}).encode(),
        _text_of("json"), _bytes_of("json"),
    ),
    "jsonl": (
        lambda prefix, dice: samples.json_lines(wrong_json(prefix, dice)), _text_of("jsonl"), _bytes_of("jsonl"),
    ),
    "sdf": (_text_of("sdf"), _text_of("sdf"), _bytes_of("sdf")),
    "mol": (_text_of("mol"), _bytes_of("mol")),
    "txt": (_text_of("txt"), _bytes_of("txt")),
    "print.txt": (_text_of("print.txt"), _bytes_of("print.txt")),
    "zip": (_members_of("zip"), _bytes_of("zip")),
    "csv.gz": (
        lambda prefix, dice: gzip.compress(wrong_bytes(samples.SAMPLES["csv"](prefix), dice)), _bytes_of("csv.gz"),
    ),
    "html": (_text_of("html"), _bytes_of("html")),
}  # fmt: skip
"""For each kind of file what makes it wrong."""


def wrong_file(kind: str, seed: int, number: int) -> bytes:
    """The wrong file of a kind that a seed and a number make; always the same."""
    dice = Random(f"{kind} {seed} {number}")  # noqa: S311  # Not for secrets.
    return dice.choice(MUTATIONS[kind])(f"F{number}-", dice)
