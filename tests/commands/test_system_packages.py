"""What the machine must have: which package for which missing thing, and the one line for who may not install it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import install, system_packages
from commands.system_packages import TO_RUN, TO_TEST, Need
from tests.commands.checkout import ROOT

GONE = Need("Pango", lambda: False, ("libpango-1.0-0", "pango", "pango"))
PLAIN = Need("emoji", lambda: False, ("fonts-noto-color-emoji", "google-noto-color-emoji-fonts", ""), required=False)


def test_each_package_is_named_once() -> None:
    assert system_packages.packages(TO_RUN, "brew") == ("pango",)
    assert system_packages.packages(TO_RUN, "dnf")[:2] == ("pango", "harfbuzz")
    assert system_packages.packages(TO_RUN, "apt-get") == (
        "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0",
        "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji",
    )  # fmt: skip


def test_only_what_is_missing_is_asked_for() -> None:
    there = Need("Node", lambda: True, ("nodejs", "nodejs", "node"))
    assert system_packages.missing([there, GONE]) == (GONE,)


@pytest.mark.parametrize(
    ("manager", "root", "sudo", "line"),
    [
        ("apt-get", True, False, "apt-get update && apt-get install -y libpango-1.0-0 fonts-noto-color-emoji"),
        ("apt-get", False, True, "sudo sh -c 'apt-get update && apt-get install -y libpango-1.0-0 fonts-noto-color-emoji'"),
        ("apt-get", False, False, "su -c 'apt-get update && apt-get install -y libpango-1.0-0 fonts-noto-color-emoji'"),
        ("dnf", False, True, "sudo sh -c 'dnf install -y pango google-noto-color-emoji-fonts'"),
        ("brew", False, True, "brew install pango"),
        (None, False, False, "Install by your system's own means: Pango, emoji"),
    ],
)
def test_the_line_fits_the_machine_and_the_person(manager: str | None, root: bool, sudo: bool, line: str) -> None:
    assert system_packages.command([GONE, PLAIN], manager, root=root, sudo=sudo) == line


def test_apt_mends_itself_and_fetches_its_lists_only_when_it_must() -> None:
    commands: list[str] = []

    def unknown_until_updated(command: list[str]) -> int:
        commands.append(next(word for word in command if word in {"install", "update", "--configure"}))
        return int(commands == ["install"])

    assert system_packages.install([GONE], ("sudo", "-n"), unknown_until_updated)
    assert commands == ["install", "--configure", "update", "install"]
    assert system_packages.install([GONE], (), lambda _command: 0)
    assert not system_packages.install([GONE], (), lambda _command: 100)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user may look into, with a copy of commands/system_packages.py."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shutil.copy(ROOT / "commands" / "system_packages.py", folder)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("sudo_answers", "root_prefix"), [(None, "None"), (1, "None"), (0, "('sudo', '-n')")])
def test_apt_runs_as_root_or_by_a_sudo_that_asks_nothing(public: Path, sudo_answers: int | None, root_prefix: str) -> None:
    _program(public / "apt-get", 0)
    if sudo_answers is not None:
        _program(public / "sudo", sudo_answers)
    question = f"import sys; sys.path.insert(0, {str(public)!r}); import system_packages; print(system_packages.root_prefix())"

    def ask(user: int) -> str:
        command = [_reachable_python(), "-I", "-c", question]
        environment = {"PATH": str(public)}
        answer = subprocess.run(command, env=environment, user=user, cwd="/", capture_output=True, text=True, check=True)
        return answer.stdout.strip()

    assert ask(0) == "()"
    assert ask(65534) == root_prefix


def test_fonts_and_libraries_are_looked_for_where_they_are_used() -> None:
    assert system_packages.font_for("en")
    assert system_packages.font_for("xx-nobody-writes-this") is None
    assert system_packages.library("pango-1.0")
    assert system_packages.library("no-such-library") is None
    assert system_packages.missing(TO_RUN + TO_TEST) == ()


def test_what_must_be_there_stops_the_run_with_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "root_prefix", lambda: None)
    with pytest.raises(install.CannotInstall) as caught:
        install.install_system_packages([GONE, PLAIN], lambda _sentence: None)
    assert str(caught.value).startswith("Threadsheet needs Pango, emoji. Run this once")
    assert str(caught.value).endswith(system_packages.local_command([GONE, PLAIN]))


def test_missing_fonts_are_told_and_stop_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "root_prefix", lambda: None)
    reports: list[str] = []
    install.install_system_packages([PLAIN], reports.append)
    assert reports == [
        f"Missing for now: emoji. Handouts show boxes there until this is run:\n  {system_packages.local_command([PLAIN])}"
    ]


def _program(path: Path, status: int) -> None:
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)


def _reachable_python() -> str:
    """One that another user may run; a Python in root's home is not."""
    return "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
