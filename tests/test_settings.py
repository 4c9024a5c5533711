"""The environment's settings: slips and impossible values stop every command with a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import processes
from catalog.errors import InvalidSetting
from catalog.settings import Settings, load_settings, unknown_variables

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("CATALOG"):
            monkeypatch.delenv(name)


SLIPS = [
    ("CATALOG_DATABSE_URL", "CATALOG_DATABASE_URL"),
    ("CATALOG_DATABASEURL", "CATALOG_DATABASE_URL"),
    ("catalog_databse_url", "CATALOG_DATABASE_URL"),
    ("CATALOG_PROT", "CATALOG_PORT"),
    ("CATALOG__PORT", "CATALOG_PORT"),
    ("CATALOGUE_PORT", "CATALOG_PORT"),
    ("CATLOG_HOST", "CATALOG_HOST"),
    ("CATALOG_METRIC", "CATALOG_METRICS"),
    ("CATALOG_READ_MEMBER", "CATALOG_READ_MEMBERS"),
]


@pytest.mark.parametrize(("stated", "meant"), SLIPS)
def test_a_slip_is_named_with_what_is_meant(monkeypatch: pytest.MonkeyPatch, stated: str, meant: str) -> None:
    monkeypatch.setenv(stated, "1")
    with pytest.raises(InvalidSetting, match=f"^{stated} is not a setting. Did you mean {meant}\\?$"):
        load_settings()
    assert unknown_variables() == []


@pytest.mark.parametrize(
    ("stated", "unknown"),
    [
        ("CATALOG_COLOUR_OF_PAGES", True),
        ("CATALOG_SERVICE_PORT", True),
        ("CATALOG_PORTABLE", True),
        ("CATALOG_TEST_POSTGRES", False),
        ("CATALOG_TEST_PORT", False),
        ("CATALOG_BENCHMARK_CACHE", False),
        ("CATALOG_POSTGRES_BIN", False),
        ("CATALOG_PORT", False),
        ("catalog_port", False),
        ("DATABASE_URL", False),
    ],
)
def test_what_is_far_from_every_setting_is_a_warning_and_what_is_known_is_none(
    monkeypatch: pytest.MonkeyPatch, stated: str, unknown: bool
) -> None:
    monkeypatch.setenv(stated, "1")
    load_settings()
    assert unknown_variables() == ([stated] if unknown else [])


def test_every_setting_is_read_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {name: field.default for name, field in Settings.model_fields.items() if field.default is not None}
    for name, value in plain.items():
        monkeypatch.setenv(f"CATALOG_{name.upper()}", str(value))
    assert load_settings() == Settings.model_construct() == Settings(**plain)


VALUES = [
    ("CATALOG_PORT", "abc", "valid integer"),
    ("CATALOG_PORT", "", "valid integer"),
    ("CATALOG_PORT", "70000", "less than or equal to 65535"),
    ("CATALOG_BASE_URL", "catalog.example.org", "match pattern"),
    ("CATALOG_BASE_URL", "http://[", "match pattern"),
    ("CATALOG_BASE_URL", "http://a:b:c", "match pattern"),
    ("CATALOG_BASE_URL", "http://é", "match pattern"),
    ("CATALOG_BASE_URL", "http://a:", "match pattern"),
    ("CATALOG_BASE_URL", "http://[::::]", "does not appear to be"),
    ("CATALOG_BASE_URL", "http://a:65536", "ort out of range"),
    ("CATALOG_BASE_URL", "http://a:0", "port cannot be 0"),
    ("CATALOG_DATABASE_URL", "sqlite://", "a file is needed, such as sqlite:///catalog.db"),
    ("CATALOG_DATABASE_URL", "sqlite:///", "a file is needed, such as sqlite:///catalog.db"),
    ("CATALOG_DATABASE_URL", "sqlite:///:memory:", "a file is needed, such as sqlite:///catalog.db"),
    ("CATALOG_SQLITE_SYNCHRONOUS", "OFF", "'FULL' or 'NORMAL'"),
    ("CATALOG_METRICS", "perhaps", "valid boolean"),
    ("CATALOG_METRICS_TOKEN", "short", "at least 8 characters"),
    ("CATALOG_SEARCH_SECONDS", "nan", "less than or equal to 60"),
    ("CATALOG_SEARCH_SECONDS", "1e400", "less than or equal to 60"),
    ("CATALOG_READ_WORKBOOK_SECONDS", "inf", "finite number"),
    ("CATALOG_CURRENCY_RATES", "", "rates are written as USD=1,EUR=1.08"),
    ("CATALOG_CURRENCY_RATES", "1.08", "rates are written as"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=-1@2026-11-01", "rates are written as"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=nan@2026-11-01", "rates are written as"),
    ("CATALOG_CURRENCY_RATES", "EUR=1.08,USD=1@2026-11-01", "the first currency is the base"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=0@2026-11-01", "above 0 and below 1e12"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=1" + "0" * 400 + "@2026-11-01", "above 0 and below 1e12"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=1.08", "the date of the rates is missing"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=1.08@yesterday", "the date of rates is written as 2026-11-01"),
    ("CATALOG_CURRENCY_RATES", "USD=1,EUR=1.08,EUR=1.09@2026-11-01", "a currency is stated twice"),
    ("CATALOG_UPLOAD_BYTES", "9" * 5_000, "integer"),
]


@pytest.mark.parametrize(("name", "value", "expected"), VALUES)
def test_a_value_that_cannot_be_is_refused_without_telling_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting) as refused:
        load_settings()
    assert str(refused.value).startswith(f"{name} cannot be used: ")
    assert expected in str(refused.value)
    assert not value or f"'{value}'" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["http://localhost", "https://a.example:8443", "http://[::1]:8000", "https://xn--e.de"]
)
def test_an_address_that_a_host_can_have_is_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CATALOG_BASE_URL", address)
    assert load_settings().base_url == address


@pytest.mark.parametrize("name", ["index_folder", "reference_file", "uploads_folder"])
def test_an_empty_path_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"CATALOG_{name.upper()}", "")
    assert getattr(load_settings(), name) is None


@pytest.mark.parametrize(
    ("stated", "rates"),
    [
        ("EUR=1", ("EUR", (("EUR", 1.0),), None)),
        ("USD=1@2026-11-01", ("USD", (("USD", 1.0),), "2026-11-01")),
        ("USD=1, EUR=1.08, GBP=1.3 @ 2026-11-01", ("USD", (("USD", 1.0), ("EUR", 1.08), ("GBP", 1.3)), "2026-11-01")),
    ],
)  # fmt: skip
def test_rates_have_a_base_and_a_date(monkeypatch: pytest.MonkeyPatch, stated: str, rates: tuple[object, ...]) -> None:
    monkeypatch.setenv("CATALOG_CURRENCY_RATES", stated)
    assert load_settings().rates() == rates


COMMANDS = [
    ("lookup x", {"CATALOG_DATABSE_URL": "1"}, 2, "catalog: CATALOG_DATABSE_URL is not a setting. Did you mean "),
    ("check x", {"CATALOG_PRT": "1"}, 2, "catalog: CATALOG_PRT is not a setting. Did you mean CATALOG_PORT?\n"),
    ("serve", {"CATALOG_PORT": "abc"}, 2, "catalog: CATALOG_PORT cannot be used: input should be a valid integer"),
    ("lookup x", {"CATALOG_DATABASE_URL": "sqlite:///"}, 2, "catalog: CATALOG_DATABASE_URL cannot be used: a file is "),
    ("serve", {"CATALOG_BASE_URL": "http://["}, 2, "catalog: CATALOG_BASE_URL cannot be used: string should match"),
    ("schema", {"CATALOG_ONE": "1", "CATALOG_TWO": "1"}, 0, "catalog: Unknown settings, ignored: CATALOG_ONE, "),
]  # fmt: skip


@pytest.mark.parametrize(("command", "variables", "code", "said"), COMMANDS)
def test_every_command_says_it(tmp_path: Path, command: str, variables: dict[str, str], code: int, said: str) -> None:
    settings = {"CATALOG_DATABASE_URL": f"sqlite:///{tmp_path}/catalog.db"} | variables
    done = processes.run([sys.executable, "-m", "catalog", *command.split()], settings)
    assert (done.returncode, done.stderr[: len(said)]) == (code, said)
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
