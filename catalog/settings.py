"""What the operator may change, by ``CATALOG_…`` environment variables or the command line's flags."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from catalog.errors import InvalidSetting

PREFIX = "CATALOG_"
NOT_OURS = (f"{PREFIX}TEST_", f"{PREFIX}BENCHMARK_", f"{PREFIX}POSTGRES_BIN")
"""What tests, benchmarks and scripts read begins like one of these."""
MOST_SLIPS = 2
"""How many letters more, fewer or other than a setting's a variable may have and be taken for a slip."""
MOST_WORTH = 1e12
"""Less than this is one of any currency worth in another."""
_RATE = re.compile(r"([A-Z]{3}) *= *([0-9]+(?:\.[0-9]+)?)")
_NO_FILE = re.compile(r"sqlite(\+[a-z]+)?:/*(:memory:)?(\?.*)?")


class Settings(BaseSettings):
    """Every setting, with its default and what it does. ``docs/settings.md`` is written from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database_url: str = Field(
        default="sqlite:///catalog.db",
        description="Where products are kept: sqlite:///FILE, or postgresql+psycopg://USER@HOST/NAME.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `catalog serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port that `catalog serve` listens on.")
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$",
        description="The public address of the site, such as https://catalog.example.org, without a slash at its end; "
        "by default absolute addresses follow the request's own `Host`.",
    )
    security_contact: str | None = Field(
        default=None,
        pattern=r"^(mailto:|https://|tel:)[^\s]+$",
        description="Whom to tell of a weakness, for `/.well-known/security.txt`: mailto:…, https://… or tel:….",
    )
    metrics: bool = Field(default=True, description="Whether `/metrics` answers.")
    metrics_token: str | None = Field(
        default=None,
        min_length=8,
        description="What a scraper of `/metrics` must send as `Authorization: Bearer …`; by default anyone may read "
        "them.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        default="FULL",
        description="SQLite's durability: FULL keeps every commit at power loss; NORMAL is faster and may lose the "
        "last ones, but never half of one.",
    )
    structure_workers: int = Field(
        default=2, ge=1, le=64, description="Worker processes that read structures from strangers, per server process."
    )
    search_seconds: float = Field(
        default=2.0,
        gt=0,
        le=60,
        description="How long the chemistry of one request may take, in seconds, waiting for its turn included; the "
        "answer then says what was left out, and a search for structures that it is not complete.",
    )
    wrong_keys: int = Field(
        default=10,
        ge=1,
        le=1_000_000,
        description="How many wrong keys one client may send in a minute; beyond that no key of it is looked at (429).",
    )
    client_seconds: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        description="How many seconds of the chemistry workers one client (an address) may use in a minute; beyond "
        "that it is told to wait (429).",
    )
    structure_engine: Literal["file", "cartridge"] = Field(
        default="file",
        description="What searches for structures: `file`, a file beside the database, on SQLite and PostgreSQL; or "
        "`cartridge`, PostgreSQL's RDKit extension. Both give the same answers.",
    )
    index_folder: Path | None = Field(
        default=None,
        description="Where the structure file of a PostgreSQL database stands: a folder that belongs to the user who "
        "runs the program and that nobody else may enter; by default `$XDG_STATE_HOME/catalog/structures`, else "
        "`~/.local/state/catalog/structures`. That of a SQLite database stands beside it.",
    )
    currency_rates: str = Field(
        default="EUR=1",
        description="By which prices in several currencies are compared where a list names no `currency`: the base "
        "currency with the worth 1, then what one of each other currency is worth in it, and the date of the rates, "
        "such as USD=1,EUR=1.08,GBP=1.27@2026-11-01. Prices in a currency that is not among them come last. By default "
        "only prices in euros are compared.",
    )
    uploads_folder: Path | None = Field(
        default=None,
        description="Where files that editors upload wait to be imported, for a day at most: a folder that belongs to "
        "the user who runs the program and that nobody else may enter; by default beside a SQLite database, as "
        "`FILE-uploads`, else `$XDG_STATE_HOME/catalog/uploads` or `~/.local/state/catalog/uploads`.",
    )
    check_names: bool = Field(
        default=False,
        description="Hold systematic names against structures in `POST /api/v1/check` too; needs the extra `names` and "
        "Java. Imports have the flag `--names`.",
    )
    trusted_proxies: str | None = Field(
        default=None,
        description="The addresses or networks of the proxies before this server, with commas between them, such as "
        "127.0.0.1,10.0.0.0/8: they alone may say who the client is, by `X-Forwarded-For` and `X-Forwarded-Proto`.",
    )
    json_bytes: int = Field(
        default=1 << 20, ge=1024, description="The largest JSON body of a request that is taken, in bytes."
    )
    upload_bytes: int = Field(
        default=32 << 20,
        ge=1024,
        description="The largest upload that is taken, in bytes: a form with files, or a document of a product.",
    )
    document_bytes: int = Field(
        default=10 << 20, ge=1024, description="The largest file that is kept as a document of a product, in bytes."
    )
    read_file_bytes: int = Field(default=4 << 30, gt=0, description="The largest file that is read, in bytes.")
    read_unpacked_bytes: int = Field(
        default=200 << 20, gt=0, description="What one member of an archive or workbook may unpack to, in bytes."
    )
    read_ratio: int = Field(
        default=50,
        gt=0,
        description="How many times larger than its packed form a member may be, beyond the first megabyte.",
    )
    read_members: int = Field(default=100, gt=0, description="How many files an archive may hold.")
    read_line_characters: int = Field(default=2_000_000, gt=0, description="The longest line of a text file.")
    read_cell_characters: int = Field(default=1_000_000, gt=0, description="The longest cell.")
    read_columns: int = Field(default=2_000, gt=0, description="The most columns of a table.")
    read_sheet_cells: int = Field(
        default=20_000_000, gt=0, description="The most cells (rows × columns) that a sheet may span."
    )
    read_json_bytes: int = Field(
        default=200 << 20,
        gt=0,
        description="The largest JSON file, in bytes; JSON Lines are streamed and have no such limit.",
    )
    read_workbook_memory_bytes: int = Field(
        default=2 << 30, gt=0, description="The address space of the process that parses a workbook, in bytes."
    )
    read_workbook_seconds: float = Field(
        default=60.0, gt=0, allow_inf_nan=False, description="The processor time of that process, in seconds."
    )

    @field_validator("database_url")
    @classmethod
    def _kept(cls, text: str) -> str:
        """Refuse a SQLite database without a file: it would be another, empty one for each connection."""
        if _NO_FILE.fullmatch(text):
            raise ValueError("a file is needed, such as sqlite:///catalog.db")
        return text

    @field_validator("base_url")
    @classmethod
    def _address(cls, text: str | None) -> str | None:
        """Refuse an address whose parts no request could be given: a port above 65535, a broken IPv6 address."""
        if text is not None and urlsplit(text).port == 0:
            raise ValueError("the port cannot be 0")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, text: str | None) -> str | None:
        """Refuse what is no address and no network: it would be trusted by nobody, and nobody would hear of it."""
        for part in _parts(text):
            ip_network(part)
        return text

    @field_validator("currency_rates")
    @classmethod
    def _rates(cls, text: str) -> str:
        """Refuse rates that cannot be read, one of nothing, and rates of which nobody could tell how old they are."""
        codes, worths, day = _rates_of(text)
        if worths[0] != 1 or not all(0 < worth < MOST_WORTH for worth in worths):
            raise ValueError("the first currency is the base, with the worth 1; every worth is above 0 and below 1e12")
        if len(set(codes)) < len(codes):
            raise ValueError("a currency stands there twice")
        if len(codes) > 1 and day is None:
            raise ValueError("rates need their date, such as USD=1,EUR=1.08@2026-11-01")
        return text

    def rates(self) -> tuple[str, tuple[tuple[str, float], ...], str | None]:
        """The base of ``currency_rates``, each currency with its worth in it, and the date in ISO 8601."""
        codes, worths, day = _rates_of(self.currency_rates)
        return codes[0], tuple(zip(codes, worths, strict=True)), day

    def trusted_addresses(self) -> list[str]:
        """The addresses and networks of ``trusted_proxies``."""
        return _parts(self.trusted_proxies)

    def read_limits(self) -> dict[str, Any]:
        """What a file from a stranger may cost: the settings ``read_…`` under their names without that."""
        prefix = "read_"
        names = (name for name in type(self).model_fields if name.startswith(prefix))
        return {name.removeprefix(prefix): getattr(self, name) for name in names}


def load_settings() -> Settings:
    """The settings as the environment has them.

    Raises:
        InvalidSetting: a variable is misspelt, or holds what it cannot; the message says of each what to do.
    """
    slips = [f"{name} is no setting; {meant} is meant?" for name, meant in _unknown() if meant is not None]
    if slips:
        raise InvalidSetting(" ".join(slips))
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidSetting(" ".join(_trouble(str(one["loc"][0]), one["msg"]) for one in error.errors())) from error


def unknown_variables() -> list[str]:
    """The environment's variables that look like settings, and are none."""
    return [name for name, meant in _unknown() if meant is None]


def _unknown() -> Iterator[tuple[str, str | None]]:
    """The variables that are no settings, each with the setting that it is a slip for.

    A slip may be in the prefix too, as in ``CATALOGUE_PORT``. The case of a name does not matter.
    """
    settings = [PREFIX + field.upper() for field in Settings.model_fields]
    for name in sorted(os.environ):
        stated = name.upper()
        if stated in settings or stated.startswith(NOT_OURS):
            continue
        nearest = process.extractOne(stated, settings, scorer=Levenshtein.distance, score_cutoff=MOST_SLIPS)
        if nearest is not None or stated.startswith(PREFIX):
            yield name, None if nearest is None else nearest[0]


def _trouble(field: str, expected: str) -> str:
    """What is wrong with a setting; never what it holds, which may be a secret."""
    means = Settings.model_fields[field].description
    expected = expected.removeprefix("Value error, ")
    return f"{PREFIX}{field.upper()} cannot be used: {expected[0].lower()}{expected[1:]}. What it is: {means}"


def _rates_of(text: str) -> tuple[list[str], list[float], str | None]:
    """The currencies of ``currency_rates``, their worths, and the date in ISO 8601.

    Raises:
        ValueError: it cannot be read.
    """
    stated, mark, day = text.partition("@")
    read = [_RATE.fullmatch(part) for part in _parts(stated)]
    if not read or None in read:
        raise ValueError("rates are written as USD=1,EUR=1.08,GBP=1.27@2026-11-01")
    rates = [one.groups() for one in read if one is not None]
    return [code for code, _ in rates], [float(worth) for _, worth in rates], _day(day.strip()) if mark else None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError("the date of rates is written as 2026-11-01") from error


def _parts(text: str | None) -> list[str]:
    """The parts of a text between its commas, without blanks around them; none that are empty."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
