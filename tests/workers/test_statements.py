"""A job asks the database as often for a long thread as for a short one, and not often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from archive import submissions
from archive.archive import Archive, open_archive
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.submission import State
from tests.archive.readings import NOON
from tests.statements import counted_statements
from workers import jobs

MOST = 100  # statements from the claim of a paste to its PDF


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    settings = Settings(data=tmp_path_factory.mktemp("statements"))
    jobs.prepare(settings)
    with closing(open_archive(settings)) as archive:
        yield archive


def statements_of(archive: Archive, name: str, points: int) -> int:
    text = "\n\n".join(f"{number}/{points} Of {name}, point {number}: we build what sells." for number in range(1, points + 1))
    capture = Capture(text.encode(), Via.PASTE, MediaType.TEXT, NOON)
    id_ = submissions.receive(archive, capture=capture).submission.id
    with counted_statements() as statements:
        jobs.run_submission(id_, archive)
    assert submissions.get(archive, id_).state is State.DONE
    return len(statements)


def test_more_points_need_no_more_statements(archive: Archive) -> None:
    statements_of(archive, "the first", 3)  # what is loaded once
    few = statements_of(archive, "a short one", 3)
    # Names of posts are looked up a few hundred at a time.
    assert statements_of(archive, "a long one", 60) <= few + 2 <= MOST


def test_more_threads_need_no_more_statements(archive: Archive) -> None:
    statements_of(archive, "a first one", 3)  # a later one finds its author and its themes there
    few = statements_of(archive, "a second one", 3)
    for number in range(5):
        statements_of(archive, f"another, {number},", 3)
    assert statements_of(archive, "a last one", 3) <= few + 2  # new words come into the search index in one statement or two
