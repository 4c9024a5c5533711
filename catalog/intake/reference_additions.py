"""What an operator adds to the reference knowledge: files of compounds, read like those of an import.

PubChem, ChEBI and Wikidata extracts and CAS Common Chemistry files have CAS RNs, names, formulas and structures under
the same labels as suppliers' files. A record without a valid CAS RN is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import is_canonical
from catalog.chemistry.structure.parent import parent_of
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, UnreadableFile
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.columns.words import normalize_label
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.intake.records import RawRecord
from catalog.product.checks.presence import has_broken, replace_broken
from catalog.product.examine import examine
from catalog.product.identifiers import DASHES, EC_SHAPE
from catalog.product.product import Product
from catalog.product.text.folding import fold
from catalog.reference.reference import ReferenceEntry
from catalog.reference.reference_file import ReferenceFile
from catalog.reference.writing import NamedEntry, write_reference
from catalog.store.database import database_file
from catalog.store.private_folder import state_folder

SETTING = "CATALOG_REFERENCE_FILE"
DELETED = "Deleted CAS"
"""The identifier for CAS RNs that the record's CAS RN replaced."""
_LABELS = LabelMapping(
    {normalize_label(label): f"identifier:{DELETED}" for label in ("replacedRns", "deleted CAS", "replaced CAS")}
)
"""The labels that only such files have: ``replacedRns`` is that of CAS Common Chemistry."""
_AT_ONCE = 80
_AHEAD = 8


class Additions(NamedTuple):
    """What was added.

    Attributes:
        added: how many CAS RNs.
        left_out: how many records, since they have no valid CAS RN, or nothing else.
        total: how many CAS RNs the operator's file has now.
    """

    added: int
    left_out: int
    total: int


def own_reference(url: str, file: Path | None) -> Path:
    """Return the path of an operator's own reference file.

    Args:
        url: the address of the database.
        file: the path of the settings. None: beside a SQLite database, or else in this user's folder for state.

    Raises:
        StoreUnusable: this user has no folder for state.
    """
    if file is not None:
        return file
    database = database_file(url)
    return state_folder("reference", SETTING) if database is None else Path(f"{database}-reference")


def add_to_reference(own: Path, paths: Sequence[Path], options: ReadOptions, pool: WorkerPool) -> Additions:
    """Add files of compounds to an operator's reference file. What they say of a CAS RN replaces what was there.

    Raises:
        UnreadableFile: a file cannot be read, or the reference file cannot. The message names the file.
    """
    kept = {one.entry.cas_rn: one for one in ReferenceFile(own).entries()} if own.exists() else {}
    read = [one for path in paths for one in _read(path, options, pool)]
    found = {one.entry.cas_rn: one for one in read if one is not None}
    own.parent.mkdir(parents=True, exist_ok=True)
    total = write_reference(own, {**kept, **found}.values(), fold)
    return Additions(len(found), sum(one is None for one in read), total)


def _read(path: Path, options: ReadOptions, pool: WorkerPool) -> Iterator[NamedEntry | None]:
    """Yield the entry of each record, or None for a record without one."""
    place = str(path)
    try:
        for source in open_sources(path, options):
            place = source.path
            entries = partial(entries_of, _one_line(Path(place).name))
            for result in pool.map_in_order(entries, _batches(source.records()), ahead=_AHEAD):
                if isinstance(result, CatalogError):
                    raise result
                yield from result
    except UnreadableFile as error:
        raise UnreadableFile(str(error) if place in str(error) else f"{place}: {error}") from error


def _one_line(text: str) -> str:
    """Return a text as the reference file keeps it: with no line end and no control character."""
    return " ".join(replace_broken(text).split())


def _batches(records: Iterable[RawRecord]) -> Iterator[list[RawRecord]]:
    records = iter(records)
    while batch := list(islice(records, _AT_ONCE)):
        yield batch


def entries_of(source: str, records: Sequence[RawRecord]) -> list[NamedEntry | None]:
    """Return the entries of records, in a worker process; None for a record without a CAS RN, or with nothing else."""
    drafter = RecordDrafter(_LABELS)
    return [entry_of(examine(drafter.draft(record).draft), source) for record in records if record.skipped is None]


def entry_of(product: Product, source: str) -> NamedEntry | None:
    """Return what a record says of its CAS RN, or None if it has no valid one, or nothing else.

    Names with characters that are no text are left out.

    Args:
        product: the record, examined.
        source: the file that it comes from.
    """
    names = tuple(dict.fromkeys(_one_line(name.text) for name in product.names if not has_broken(name.text)))
    entry = ReferenceEntry(product.cas.cas_rn or "", _formula(product), source=source)
    structure = product.structure
    if structure is not None and structure.inchi_key:
        parent = parent_of(structure.smiles, structure.inchi, structure.inchi_key).inchi_key
        key, skeleton = structure.inchi_key, parent[:14]
        entry = entry._replace(inchi_key=key, parent_skeleton=skeleton, smiles=structure.smiles)
    if not entry.cas_rn or not (names or entry.formula):
        return None
    valid = [one.value for one in product.identifiers if one.valid and EC_SHAPE.fullmatch(one.value)]
    return NamedEntry(entry._replace(ec_numbers=tuple(dict.fromkeys(valid))), names, _deleted(product))


def _formula(product: Product) -> str:
    """Return the drawn formula, else the stated one if it is definite."""
    if product.structure is not None:
        return product.structure.composition.hill()
    formula = product.formula
    return formula.hill_formula if formula is not None and formula.composition is not None else ""


def _deleted(product: Product) -> tuple[str, ...]:
    stated = [one.stated for one in product.identifiers if one.type == DELETED]
    words = chain.from_iterable(text.translate(DASHES).replace(",", " ").replace("|", " ").split() for text in stated)
    return tuple(dict.fromkeys(filter(is_canonical, words)))
