"""No page and no answer asks the database more often because there is more in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from tests.archive.readings import CODEBOOK, paste, point, tag, version
from tests.statements import counted_statements

LISTS = [
    "/",
    "/threads",
    "/settings",
    "/themes",
    "/api/v1/threads",
    "/api/v1/threads?family=product-fed",
    "/api/v1/threads?q=words&facets=1",
    "/api/v1/authors",
    "/api/v1/codebooks",
    "/threads?q=words",
    "/metrics",
    "/feed.atom",
    "/api/v1/exports?format=csv",
    "/themes/product-fed/silos",
]
OF_A_THREAD = ["/threads/{}", "/threads/{}/edit", "/api/v1/threads/{}", "/api/v1/threads/{}/edits"]
MOST = 34  # statements of any request; the page of a thread shows most: labels, notes, versions, more by the author

Store = Callable[..., str]


@pytest.fixture
def store(archive: Archive) -> Store:
    def store_thread(name: str, points: int = 3) -> str:
        reading = version(*(point(number, tag(), text=f"{name} {number}: words") for number in range(1, points + 1)), root=name)
        capture = captures.store(archive, paste(f"{name}: words"))
        return threads.store(archive, reading, [capture], CODEBOOK).thread_id

    return store_thread


def count(client: FlaskClient, path: str) -> int:
    client.get(path)  # what is loaded once
    with counted_statements() as statements:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(statements)


@pytest.mark.parametrize("path", LISTS)
def test_more_threads_need_no_more_statements(client: FlaskClient, store: Store, path: str) -> None:
    for number in range(2):
        store(f"first {number}")
    few = count(client, path)
    for number in range(20):
        store(f"second {number}")
    assert count(client, path) == few <= MOST


@pytest.mark.parametrize("path", OF_A_THREAD)
def test_more_points_need_no_more_statements(client: FlaskClient, store: Store, path: str) -> None:
    short, long = store("short", 2), store("long", 60)
    few = count(client, path.format(short))
    assert count(client, path.format(long)) == few <= MOST
