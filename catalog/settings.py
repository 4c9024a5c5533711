"""The operator's settings, from ``CATALOG_…`` environment variables or command-line flags."""

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
"""Prefixes of variables for tests, benchmarks and scripts."""
MOST_SLIPS = 2
"""A variable is taken for a misspelt setting if it differs by at most this many letters."""
MOST_WORTH = 1e12
"""Less than this is one of any currency worth in another."""
_RATE = re.compile(r"([A-Z]{3}) *= *([0-9]+(?:\.[0-9]+)?)")
_ORIGIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_NO_FILE = re.compile(r"sqlite(\+[a-z]+)?:/*(:memory:)?(\?.*)?")


class Settings(BaseSettings):
    """All settings, with their defaults and descriptions. ``docs/settings.md`` is written from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database_url: str = Field(
        default="sqlite:///catalog.db",
        description="The database: sqlite:///FILE, or postgresql+psycopg://USER@HOST/NAME.",
    )
    read_url: str | None = Field(
        default=None,
        pattern=r"^postgresql\+psycopg://",
        description="A standby of the PostgreSQL database, as postgresql+psycopg://USER@HOST/NAME. `catalog serve` "
        "reads from it as long as it is near.",
    )
    database_connections: int = Field(
        default=15, ge=5, le=200, description="How many connections one server process opens to PostgreSQL."
    )
    statement_seconds: float | None = Field(
        default=None,
        gt=0,
        le=86_400,
        description="How long one statement of the server may take in PostgreSQL, in seconds. By default PostgreSQL's "
        "own limit holds.",
    )
    prepare_threshold: int = Field(
        default=5,
        ge=0,
        description="After how many uses a statement is prepared in PostgreSQL. 0 means never, as pgbouncer may need.",
    )
    host: str = Field(default="127.0.0.1", description="The address of `catalog serve`.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port of `catalog serve`.")
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$",
        description="The public address of the site, such as https://catalog.example.org, without a slash at its end."
        " By default, absolute addresses use the `Host` of the request.",
    )
    security_contact: str | None = Field(
        default=None,
        pattern=r"^(mailto:|https://|tel:)[^\s]+$",
        description="The contact for security problems, in `/.well-known/security.txt`: mailto:…, https://… or tel:….",
    )
    site_name: str = Field(
        default="Catalog", min_length=1, max_length=60, description="The name of the site, on pages and in feeds."
    )
    contact: str | None = Field(
        default=None,
        pattern=r"^(mailto:|https://|tel:)[^\s]+$",
        description="The contact at the foot of each page: mailto:…, https://… or tel:….",
    )
    accent: str | None = Field(
        default=None,
        pattern=r"^#[0-9A-Fa-f]{6},#[0-9A-Fa-f]{6}$",
        description="The colour of links and buttons on light and on dark ground, such as #0f4c81,#8fbdf0. Both need a"
        " contrast of 4.5.",
    )
    brand_folder: Path | None = Field(
        default=None,
        description="The folder with what else is the operator's own, as far as there is: `logo.svg` or `logo.png`, "
        "`terms.txt` and `imprint.txt` (UTF-8). It is read at the start.",
    )
    prices: Literal["everybody", "signed-in", "nobody"] = Field(
        default="everybody",
        description="Who sees prices, on pages, in files and over HTTP: `everybody`; `signed-in`, with a session or an"
        " API key of any role; or `nobody` but editors. For others, lists cannot be filtered or sorted by price either,"
        " and short answers take the longer way through the server.",
    )
    private: bool = Field(
        default=False,
        description="Whether the catalog is private: without signing in or a key there is only the sign-in.",
    )
    hsts_seconds: int = Field(
        default=0,
        ge=0,
        le=63_072_000,
        description="How many seconds browsers shall come by https only (`Strict-Transport-Security`). 0 says nothing.",
    )
    log_form: Literal["console", "json"] = Field(
        default="console", description="The form of the server's log: lines for people, or `json`, an object a line."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What the server logs: from `info` on, one line for each request."
    )
    downloads_folder: Path | None = Field(
        default=None,
        description="The folder of the files that `catalog downloads` writes and `/downloads` serves. By default there "
        "are none.",
    )
    metrics: bool = Field(default=True, description="Whether the server has `/metrics`.")
    metrics_token: str | None = Field(
        default=None,
        min_length=8,
        description="The token for reading `/metrics`, sent as `Authorization: Bearer …`. By default anyone may read "
        "them.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        default="FULL",
        description="SQLite's durability. FULL keeps every commit after a power loss. NORMAL is faster, and may lose "
        "the last commits, but never half of one.",
    )
    structure_workers: int = Field(
        default=2, ge=1, le=64, description="Worker processes that read clients' structures, per server process."
    )
    search_seconds: float = Field(
        default=2.0,
        gt=0,
        le=60,
        description="The time for the chemistry of one request, in seconds, including waiting. An answer that ran out"
        " of time says what was left out, or that a structure search is not complete.",
    )
    wrong_keys: int = Field(
        default=10,
        ge=1,
        le=1_000_000,
        description="How many wrong keys one client may send in a minute. After that, all its keys are refused (429).",
    )
    client_seconds: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        description="How many seconds of the chemistry workers one client (an address) may use in a minute. After "
        "that, it must wait (429).",
    )
    structure_engine: Literal["file", "cartridge"] = Field(
        default="file",
        description="The engine of structure search: `file`, a file beside the database, for SQLite and PostgreSQL; "
        "or `cartridge`, PostgreSQL's RDKit extension. Both give the same answers.",
    )
    index_folder: Path | None = Field(
        default=None,
        description="The folder of the structure file of a PostgreSQL database. It must belong to the user who runs "
        "the program, and be closed to others. By default it is `$XDG_STATE_HOME/catalog/structures`, or "
        "else `~/.local/state/catalog/structures`. The file of a SQLite database is beside the database.",
    )
    reference_file: Path | None = Field(
        default=None,
        description="The file for what `catalog reference add` adds to the reference knowledge of CAS RNs and names. "
        "By default it is `FILE-reference` beside a SQLite database, or else `$XDG_STATE_HOME/catalog/reference` or "
        "`~/.local/state/catalog/reference`.",
    )
    currency_rates: str = Field(
        default="EUR=1",
        description="The exchange rates for comparing prices, if a list names no `currency`: the base currency as 1, "
        "then the value of one unit of each other currency in the base, and the date of the rates, such as "
        "USD=1,EUR=1.08,GBP=1.27@2026-11-01. Prices in other currencies come last. By default only prices in "
        "euros are compared.",
    )
    uploads_folder: Path | None = Field(
        default=None,
        description="The folder where editors' uploads wait to be imported, for one day at most. It must belong to "
        "the user who runs the program, and be closed to others. By default it is `FILE-uploads` beside a"
        " SQLite database, or else `$XDG_STATE_HOME/catalog/uploads` or `~/.local/state/catalog/uploads`.",
    )
    audit_key_file: Path | None = Field(
        default=None,
        description="The file with the key of the audit chain, which is made when the chain begins. By default it is "
        "`FILE-audit-key` beside a SQLite database, or else `$XDG_STATE_HOME/catalog/audit-key` or "
        "`~/.local/state/catalog/audit-key`. Servers that share a database need the same key.",
    )
    check_names: bool = Field(
        default=False,
        description="Compare systematic names with structures in `POST /api/v1/check` too. Needs the extra `names` "
        "and Java. Imports have the flag `--names`.",
    )
    trusted_proxies: str | None = Field(
        default=None,
        description="The addresses or networks of trusted proxies, separated by commas, such as 127.0.0.1,10.0.0.0/8."
        " Only they may state the client's address, by `X-Forwarded-For` and `X-Forwarded-Proto`.",
    )
    cors_origins: str | None = Field(
        default=None,
        description="The other sites whose pages may use the API in a browser (CORS), separated by commas, such as "
        "https://lab.example,https://eln.example:8443; or `*` for all. Cookies are never accepted from there.",
    )
    json_bytes: int = Field(default=1 << 20, ge=1024, description="The largest JSON body of a request, in bytes.")
    upload_bytes: int = Field(
        default=32 << 20,
        ge=1024,
        description="The largest upload, in bytes: a form with files, or a document of a product.",
    )
    document_bytes: int = Field(default=10 << 20, ge=1024, description="The largest document of a product, in bytes.")
    read_file_bytes: int = Field(default=4 << 30, gt=0, description="The largest imported file, in bytes.")
    read_unpacked_bytes: int = Field(
        default=200 << 20,
        gt=0,
        description="The largest unpacked size of one member of an archive or workbook, in bytes.",
    )
    read_ratio: int = Field(
        default=50,
        gt=0,
        description="How many times larger than its packed size a member may be, after the first megabyte.",
    )
    read_members: int = Field(
        default=100, gt=0, description="The largest number of files in an archive, or in an upload."
    )
    read_line_characters: int = Field(
        default=2_000_000, gt=0, description="The longest line of a text file, in characters."
    )
    read_cell_characters: int = Field(default=1_000_000, gt=0, description="The longest cell, in characters.")
    read_columns: int = Field(default=2_000, gt=0, description="The largest number of columns of a table.")
    read_sheet_cells: int = Field(
        default=20_000_000, gt=0, description="The largest number of cells (rows × columns) of a sheet."
    )
    read_json_bytes: int = Field(
        default=200 << 20,
        gt=0,
        description="The largest JSON file, in bytes. JSON Lines are streamed and have no such limit.",
    )
    read_workbook_memory_bytes: int = Field(
        default=2 << 30, gt=0, description="The address space of the process that parses a workbook, in bytes."
    )
    read_workbook_seconds: float = Field(
        default=60.0, gt=0, allow_inf_nan=False, description="The processor time of that process, in seconds."
    )

    @field_validator("read_url", mode="before")
    @classmethod
    def _stated(cls, text: object) -> object:
        """Read an empty text as no address."""
        return None if text == "" else text

    @field_validator("database_url")
    @classmethod
    def _kept(cls, text: str) -> str:
        """Refuse a SQLite database without a file: each connection would get another, empty one."""
        if _NO_FILE.fullmatch(text):
            raise ValueError("a file is needed, such as sqlite:///catalog.db")
        return text

    @field_validator(
        "index_folder",
        "reference_file",
        "uploads_folder",
        "audit_key_file",
        "brand_folder",
        "downloads_folder",
        mode="before",
    )
    @classmethod
    def _path(cls, path: object) -> object:
        """Read an empty text as no path. Otherwise it would be the folder in which the program runs."""
        return None if path == "" else path

    @field_validator("base_url")
    @classmethod
    def _address(cls, text: str | None) -> str | None:
        """Refuse an address with parts that cannot be used: a port above 65535, a broken IPv6 address."""
        if text is not None and urlsplit(text).port == 0:
            raise ValueError("the port cannot be 0")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, text: str | None) -> str | None:
        """Refuse a text that is not an address or a network. Otherwise no proxy would be trusted, without a message."""
        for part in _parts(text):
            ip_network(part)
        return text

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, text: str | None) -> str | None:
        """Refuse a text that no browser sends as an origin. Otherwise no site would be allowed, without a message."""
        for part in _parts(text):
            if part != "*" and not _ORIGIN.fullmatch(part):
                raise ValueError("an origin has a scheme and a host, as in https://lab.example, and no path")
        return text

    @field_validator("currency_rates")
    @classmethod
    def _rates(cls, text: str) -> str:
        """Refuse rates that cannot be read, rates of zero, and rates without a date."""
        codes, worths, day = _rates_of(text)
        if worths[0] != 1 or not all(0 < worth < MOST_WORTH for worth in worths):
            raise ValueError("the first currency is the base and must be 1; every rate must be above 0 and below 1e12")
        if len(set(codes)) < len(codes):
            raise ValueError("a currency is stated twice")
        if len(codes) > 1 and day is None:
            raise ValueError("the date of the rates is missing, as in USD=1,EUR=1.08@2026-11-01")
        return text

    def rates(self) -> tuple[str, tuple[tuple[str, float], ...], str | None]:
        """The base of ``currency_rates``, each currency with its worth in it, and the date in ISO 8601."""
        codes, worths, day = _rates_of(self.currency_rates)
        return codes[0], tuple(zip(codes, worths, strict=True)), day

    def trusted_addresses(self) -> list[str]:
        """Return the addresses and networks of ``trusted_proxies``."""
        return _parts(self.trusted_proxies)

    def allowed_origins(self) -> list[str]:
        """Return the origins of ``cors_origins``."""
        return _parts(self.cors_origins)

    def read_limits(self) -> dict[str, Any]:
        """Return the limits for reading files: the settings ``read_…``, without that prefix."""
        prefix = "read_"
        names = (name for name in type(self).model_fields if name.startswith(prefix) and name != "read_url")
        return {name.removeprefix(prefix): getattr(self, name) for name in names}


def load_settings() -> Settings:
    """Return the settings of the environment.

    Raises:
        InvalidSetting: a variable is misspelt or has an invalid value; the message says how to correct each.
    """
    slips = [f"{name} is not a setting. Did you mean {meant}?" for name, meant in _unknown() if meant is not None]
    if slips:
        raise InvalidSetting(" ".join(slips))
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidSetting(" ".join(_trouble(str(one["loc"][0]), one["msg"]) for one in error.errors())) from error


def unknown_variables() -> list[str]:
    """Return the environment's variables that look like settings but are not."""
    return [name for name, meant in _unknown() if meant is None]


def _unknown() -> Iterator[tuple[str, str | None]]:
    """Yield the variables that are not settings, each with the setting that was probably meant.

    The error may be in the prefix too, as in ``CATALOGUE_PORT``. The case of a name does not matter.
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
    """Return what is wrong with a setting, but never its value, which may be secret."""
    means = Settings.model_fields[field].description
    expected = expected.removeprefix("Value error, ")
    return f"{PREFIX}{field.upper()} cannot be used: {expected[0].lower()}{expected[1:]}. Meaning: {means}"


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
    """Return the parts of a text between commas, without blanks around them or empty parts."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
