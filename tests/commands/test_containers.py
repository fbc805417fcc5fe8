"""docker-compose.yml, the Dockerfile and the locks say what the code means by them."""

from __future__ import annotations

import fnmatch
import json
import re
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import yaml

from commands.install import LOCKS
from domain.settings import Settings
from tests.commands.checkout import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def interpolate(text: str, environment: dict[str, str]) -> str:
    """What Compose makes of `${NAME:-default}` and `${NAME:+instead}`, the inner ones first."""

    def replace(match: re.Match[str]) -> str:
        name, operator, word = match.groups()
        value = environment.get(name, "")
        return (word if value else "") if operator == "+" else value or word

    while (replaced := re.sub(r"\$\{(\w+):([-+])([^${}]*)\}", replace, text)) != text:
        text = replaced
    return text


def test_the_services_start_in_order_and_come_back() -> None:
    assert set(SERVICES) == {"web", "worker", "redis", "postgres", "storage"}
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"storage"}
    for name, service in SERVICES.items():
        assert service["restart"] == "unless-stopped"
        assert "container_name" not in service, "a name of its own cannot be scaled"
        assert "healthcheck" in service, name
    for name in ("web", "worker"):
        healthy = {it: {"condition": "service_healthy"} for it in ("redis", "postgres", "storage")}
        healthy["storage"]["required"] = False  # type: ignore[assignment]
        assert SERVICES[name]["depends_on"] == healthy


@pytest.mark.parametrize("environment", [{}, {"COMPOSE_PROFILES": "scale", "THREADSHEET_CONTAINERS": "8"}])
def test_it_is_a_compose_file(environment: dict[str, str]) -> None:
    """As the specification's own parser reads it, which knows every key and what it may hold."""
    content = yaml.safe_load(interpolate((ROOT / "docker-compose.yml").read_text(), environment))
    compose = compose_spec.PyCompose.from_json(json.dumps(content))
    compose.validate()
    assert compose.services.keys() == SERVICES.keys()
    content["services"]["web"]["memory"] = "3g"
    with pytest.raises(ValueError, match="memory"):
        compose_spec.PyCompose.from_json(json.dumps(content))


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] not in {"root", "0", "0:0"}
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service["deploy"]["resources"]["limits"].keys() == {"memory", "cpus", "pids"}


def test_with_the_profile_blobs_are_in_the_storage_and_else_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(SERVICES["web"]["environment"]["THREADSHEET_BLOBS_URL"])
    assert interpolate(address, {}) == ""
    assert interpolate(address, {"COMPOSE_PROFILES": "scale", "THREADSHEET_BLOBS_URL": "s3://another"}) == "s3://another"
    monkeypatch.setenv("THREADSHEET_BLOBS_URL", interpolate(address, {"COMPOSE_PROFILES": "scale"}))
    bucket = Settings().blobs_url
    storage = SERVICES["storage"]
    assert bucket
    assert bucket.host == "storage:8333"
    assert "-s3.port=8333" in storage["command"]
    assert (bucket.key, bucket.secret) == tuple(storage["environment"].values())


def test_only_the_web_server_is_published_and_is_told_where() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    (port,) = SERVICES["web"]["ports"]
    assert port.startswith("${THREADSHEET_LISTEN:-127.0.0.1}:")
    assert SERVICES["web"]["environment"]["THREADSHEET_PUBLISHED_ON"] == "${THREADSHEET_LISTEN:-127.0.0.1}"


def test_what_has_no_password_is_on_a_network_without_a_way_out() -> None:
    assert COMPOSE["networks"]["store"]["internal"] is True
    for name in ("redis", "postgres", "storage"):
        assert SERVICES[name]["networks"] == ["store"]


def test_redis_keeps_a_log_and_throws_nothing_away() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_every_setting_can_be_given_to_the_containers() -> None:
    fixed = {"data", "host", "port"}  # where the volume is mounted, and the port that is published
    passed = {variable.removeprefix("THREADSHEET_").lower() for variable in SERVICES["web"]["environment"]}
    assert passed == set(Settings.model_fields) - fixed


@pytest.mark.parametrize("name", ["web", "worker"])
def test_every_variable_is_a_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in SERVICES[name]["environment"].items():
        assert variable.removeprefix("THREADSHEET_").lower() in Settings.model_fields
        if value is not None:
            monkeypatch.setenv(variable, interpolate(str(value), {}))
    settings = Settings()
    assert settings.redis_url == "redis://redis:6379/0"
    assert settings.workers == {"web": 0, "worker": 1}[name]


def test_every_volume_and_network_that_is_used_is_declared() -> None:
    for service in SERVICES.values():
        named = {volume.split(":")[0] for volume in service["volumes"] if isinstance(volume, str)}
        assert named <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_the_image_has_what_it_copies_and_runs_as_nobody_special() -> None:
    included = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert all((ROOT / name).exists() for name in included)
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for name in copied.split():
            assert name == "." or any(fnmatch.fnmatch(name, f"{keep}*") for keep in included), name
            assert (ROOT / name).exists()
    (installed,) = re.findall(r"install.py (optional|run)$", DOCKERFILE, re.MULTILINE)
    assert all(f"requirements/{name}.txt" in DOCKERFILE for name in LOCKS[installed]), "their stamps hold them"
    assert DOCKERFILE.index("USER threadsheet") < DOCKERFILE.index("ENTRYPOINT")


def pins(lock: str) -> dict[str, set[str]]:
    """What a lock in requirements/ pins, with the hashes of each."""
    pins: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / lock).read_text()):
        if not entry.startswith("#"):
            pins[entry.split(" \\\n")[0]] = set(re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry))
    return pins


def test_every_pin_has_hashes_and_no_registry_has_an_address() -> None:
    for lock in ("run.txt", "optional.txt", "dev.txt"):
        assert all(pins(lock).values())
        text = (ROOT / "requirements" / lock).read_text()
        assert "://" not in text
        assert "--index" not in text
        assert Path(text.splitlines()[1].split()[-1]).name == lock, "made as its first lines say"


def test_the_tests_run_on_the_packages_that_run() -> None:
    run, optional, dev = pins("run.txt"), pins("optional.txt"), pins("dev.txt")
    version = re.compile(r"^([a-z0-9.-]+)==([^ ]+)")

    def versions(lock: dict[str, set[str]]) -> set[tuple[str | Any, ...]]:
        return {match.groups() for pin in lock if (match := version.match(pin))}

    assert versions(run) <= versions(optional) <= versions(dev)
