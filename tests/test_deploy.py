"""What is needed to run it elsewhere names files and packages that exist, and settings of this release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]  # Its stubs would be a dependency for one file.
from fastapi.testclient import TestClient

from catalog.settings import PREFIX, Settings
from catalog.web.app import create_app
from tests.conftest import make_empty
from tests.settings_made import unhurried

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "Dockerfile", ROOT / "compose.yaml", *sorted((ROOT / "deploy").iterdir())]
NOT_OF_THE_PROGRAM = {"CATALOG_SITE", "CATALOG_BACKUPS"}
"""Variables of compose.yaml alone."""
OF_A_STANDBY = {"catalog_standby_near"}
"""Metrics of servers that read from a standby."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_are_those_of_this_release(path: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", path.read_text(encoding="utf-8"))) - NOT_OF_THE_PROGRAM
    assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", ["Dockerfile", "deploy/postgres.Dockerfile"])
def test_what_is_copied_exists_and_is_sent_to_the_builder(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(\S+) ", text, flags=re.MULTILINE)
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert copied
    assert all((ROOT / source).exists() and f"!{source}" in sent for source in copied)


def test_the_image_has_the_libraries_that_the_tests_have() -> None:
    tested = set(
        re.findall(r"\b(?:lib(?!raries)[a-z0-9.-]+|fonts-[a-z-]+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    )
    installed = set(re.findall(r"[a-z0-9.+-]+", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert tested
    assert tested <= installed


def test_every_service_of_the_composition_is_whole() -> None:
    composition = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    services, volumes, networks = (composition[name] for name in ("services", "volumes", "networks"))
    assert set(services) == {"catalog", "database", "proxy", "backup"}
    for service in services.values():
        assert {"image", "build"} & set(service)
        assert set(service["networks"]) <= set(networks)
        assert set(service.get("depends_on", ())) <= set(services)
        named = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {name for name in named if re.fullmatch(r"[a-z]+", name)} <= set(volumes)


def test_alerts_are_about_metrics_that_there_are(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/own.db"
    make_empty(url)
    with TestClient(create_app(unhurried(url))) as client:
        client.get("/")
        measured = client.get("/metrics").text
    [group] = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]:
        named = set(re.findall(r"\bcatalog_[a-z_]+", rule["expr"])) - OF_A_STANDBY
        assert all(f"{name}{{" in measured or f"{name} " in measured for name in named), named
        assert rule["annotations"]["summary"].endswith(".")
