"""SD files: one record per product, with its structure as a molfile and its fields as data."""

from __future__ import annotations

from typing import BinaryIO

from catalog.chemistry.structure.molblock import EMPTY_MOLBLOCK, write_molblock
from catalog.chemistry.structure.readers import with_header
from catalog.errors import InvalidStructure
from catalog.feeds.fields import stated_order, written_text
from catalog.product.text.sdf_lines import escape_lines
from catalog.store.reading.exporting import Export, ExportedProduct

END_OF_MOLFILE = "M  END"
END_OF_RECORD = "$$$$"
TITLE_CHARACTERS = 80
"""The longest title line (CTfile formats, BIOVIA 2020, "The Header Block")."""


def write_sdf(products: Export, stream: BinaryIO) -> None:
    """Write products as an SD file.

    A stated molfile is written unchanged, up to its end. Otherwise the molfile is made from the structure of a stated
    SMILES or InChI. A product without a structure gets an empty molfile.
    """
    for product in products:
        stream.write(sdf_record(product).encode())


def sdf_record(product: ExportedProduct) -> str:
    """Return one record of an SD file: the molfile, the data, the end."""
    fields = product.fields
    names = [name for name in stated_order(fields) if name != "molfile"]
    data = "".join(data_item(name, written_text(name, fields[name])) for name in names)
    return f"{molfile_of(product)}{data}{END_OF_RECORD}\n"


def molfile_of(product: ExportedProduct) -> str:
    """Return the molfile of a product: the stated one, else one of its structure, else one without atoms."""
    stated = stated_block(product.fields.get("molfile", ""))
    return stated or _title(product.catalog_number) + _written_block(product)


def stated_block(molfile: str) -> str | None:
    """Return a stated molfile for an SD file, or None if it has no end or would break the file.

    >>> stated_block("") is None, stated_block("A\\n$$$$\\n\\n  0  0\\nM  END") is None
    (True, True)
    """
    lines = with_header(molfile.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    end = next((index for index, line in enumerate(lines) if line.startswith(END_OF_MOLFILE)), None)
    if end is None or any(line.startswith((">", END_OF_RECORD)) for line in lines[:end]):
        return None
    return "\n".join(lines[: end + 1]) + "\n"


def _written_block(product: ExportedProduct) -> str:
    """Return the molfile of the structure if an import will find the stated structure in the data."""
    structure = product.document()["structure"]
    if not structure or product.fields.keys().isdisjoint(("smiles", "inchi")):
        return EMPTY_MOLBLOCK
    try:
        return write_molblock(structure["smiles"])
    except InvalidStructure:
        return EMPTY_MOLBLOCK


def _title(catalog_number: str) -> str:
    title = " ".join(catalog_number.split())[:TITLE_CHARACTERS]
    return "" if title.startswith((">", END_OF_RECORD)) else title


def data_item(name: str, text: str) -> str:
    """Return one data field: a header, the text's lines, a blank line."""
    return f">  <{' '.join(name.split())}>\n{escape_lines(text)}\n\n"
