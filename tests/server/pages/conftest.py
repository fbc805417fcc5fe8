"""What the tests of pages share: threads in the archive, and a page read as a person's browser reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import captures, codebooks
from archive.archive import Archive, open_archive
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.thread import Thread
from tests import factories
from tests.running import Running, running

Kept = Callable[..., str]
Read = Callable[..., BeautifulSoup]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def kept(archive: Archive) -> Kept:
    """Keeps a thread of tests.factories and gives its id; what was made from the same words is the same thread."""

    def keep(thread: Thread, *words: str) -> str:
        given = [Capture(each.encode(), Via.PASTE, MediaType.TEXT, factories.NOON) for each in words or ("words",)]
        ids = [captures.store(archive, each) for each in given]
        return threads.store(archive, thread.version, ids, codebooks.load()["product-culture"].ref).thread_id

    return keep


@pytest.fixture
def read(client: FlaskClient) -> Read:
    """Asks for a page as a browser does and gives what it holds."""

    def read_(path: str, status: int = 200) -> BeautifulSoup:
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == status, answer.text
        assert answer.content_type == "text/html; charset=utf-8"
        return BeautifulSoup(answer.text, "lxml")

    return read_


def token_of(page: BeautifulSoup) -> str:
    """The hidden token of the page's form."""
    found = page.select_one("input[name=csrf_token]")
    assert found
    return str(found["value"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The whole Threadsheet, with one worker."""
    with running(tmp_path_factory.mktemp("pages"), workers=1) as server:
        yield server


@pytest.fixture(scope="module")
def shelf(server: Running) -> Iterator[dict[str, str]]:
    """Threads of every kind in that server's archive, and their ids by name."""
    archive = open_archive(Settings(data=server.data))
    codebook = codebooks.load()["product-culture"].ref
    made = {
        name: threads.store(archive, thread.version, [captures.store(archive, words_of(name))], codebook).thread_id
        for name, thread in {
            "ten": factories.ten(),
            "gappy": factories.gappy(),
            "furnished": factories.furnished(),
            "scripts": factories.scripts(),
            "long": factories.long(1200),
        }.items()
    }
    yield made
    archive.close()


def words_of(name: str) -> Capture:
    return Capture(name.encode(), Via.PASTE, MediaType.TEXT, factories.NOON)
