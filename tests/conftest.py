"""What all tests share: an archive on each of the two databases, real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from domain.settings import Settings
from tests.postgres import Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that keep everything in this test's own folder and database, once on each kind of database."""
    on_postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres").new_database() if on_postgres else None
    return Settings(data=tmp_path / "data", database_url=url)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    opened = open_archive(settings)
    yield opened
    opened.close()
