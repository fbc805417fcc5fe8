"""What all tests share: an archive on each of the two databases, real ones, and the driver of real browsers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from archive.archive import Archive, open_archive
from domain.settings import Settings
from presentation.messages import CURRENT_LANGUAGE, DEFAULT_LANGUAGE
from tests.paths import CHROMIUM, ROOT
from tests.postgres import Postgres, running_postgres

LONG_FIRST = ("deploy", "commands", "extension", "server", "archive", "workers/handouts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets the folders whose files take longest begin, so that at the end no process has a long file for itself."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(ROOT / "tests").as_posix()
        return next((number for number, name in enumerate(LONG_FIRST) if folder.startswith(f"{name}/")), len(LONG_FIRST))

    items.sort(key=rank)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English: a request of a test client leaves its language in the test's process."""
    CURRENT_LANGUAGE.set(DEFAULT_LANGUAGE)
    yield
    CURRENT_LANGUAGE.set(DEFAULT_LANGUAGE)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def new_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an SQLite archive with its tables and nothing in them: to copy it takes a fifth of making it."""
    folder = tmp_path_factory.mktemp("new") / "data"
    open_archive(Settings(data=folder)).close()
    return folder


@pytest.fixture(scope="session")
def tables(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of such a database on PostgreSQL, which is cleared for each test."""
    url = postgres.new_database()
    open_archive(Settings(data=tmp_path_factory.mktemp("tables"), database_url=url)).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that keep everything in this test's own folder and database, once on each kind of database."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("new_archive"), tmp_path / "data")
        return Settings(data=tmp_path / "data")
    url = request.getfixturevalue("tables")
    request.getfixturevalue("postgres").clear(url)
    return Settings(data=tmp_path / "data", database_url=url)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    opened = open_archive(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of browsers. A process can have only one at a time, so all tests use this one."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium without extensions. Each test opens contexts of its own in it, which share nothing."""
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield launched
    launched.close()
