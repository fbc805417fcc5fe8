"""`./threadsheet invite`: the first owner's link, and one for a new password; the server takes both as invitations."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import people
from archive.archive import open_archive
from commands.invite import invite
from domain.settings import Settings
from domain.shapes.person import Role


def test_the_link_lets_in_and_the_command_again_makes_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data=tmp_path / "data", public_url="https://threads.example.org/")
    for _ in range(2):
        assert invite(settings, "Mira", Role.OWNER) == 0
        link = capsys.readouterr().out.strip()
        assert link.startswith("https://threads.example.org/invitations/")
        archive = open_archive(settings)
        person = people.accept(archive, link.rpartition("/")[2], password_hash="a hash")
        assert (person.name, person.role) == ("Mira", Role.OWNER)
        archive.close()


def test_a_name_that_cannot_be_one_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invite(Settings(data=tmp_path / "data"), "owner", Role.OWNER) == 1
    assert "signs with this name itself" in capsys.readouterr().err
