"""A full disk or a lost database is no fault of the work: its record is given back, and no attempt counts."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from _pytest.mark import ParameterSet
from sqlalchemy.exc import OperationalError

from archive import captures, handouts, submissions
from archive.archive import Archive, open_archive
from archive.blobs import FileBlobs
from archive.threads import threads
from domain.errors import Disturbed
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.submission import State, Submission
from tests.archive.readings import NOON
from workers import jobs, recording
from workers.archiver import Archiver
from workers.pipeline import Pipeline

TROUBLES = {
    "full disk": OSError(errno.ENOSPC, "No space left on device"),
    "broken disk": OSError(errno.EIO, "Input/output error"),
    "database disk": OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error")),
    "locked": OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked")),
    "killed": Disturbed(),
}
PLACES: list[tuple[object, str]] = [
    (captures, "load"),
    (Pipeline, "unroll"),
    (Pipeline, "tag_at_once"),
    (Pipeline, "handout"),
    (threads, "store"),
    (handouts, "finish"),
    (submissions, "finish"),
    (FileBlobs, "write"),
    (Archiver, "add_completed"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    settings = Settings(data=tmp_path_factory.mktemp("disturbed"))
    jobs.prepare(settings)
    opened = open_archive(settings)
    yield opened
    opened.close()


def receive(archive: Archive, words: str) -> str:
    capture = Capture(f"1/2 We {words}.\n\n2/2 Then we stop.".encode(), Via.PASTE, MediaType.TEXT, NOON)
    return submissions.receive(archive, capture=capture).submission.id


def counters(archive: Archive, id_: str) -> tuple[int, int]:
    with archive.database.read() as connection:
        row = connection.exec_driver_sql(f"SELECT attempts, interruptions FROM submissions WHERE id = '{id_}'").one()
        return row.attempts, row.interruptions


def cases() -> Iterator[ParameterSet]:
    """Every trouble at every place; without `--slow` each trouble at one place and the first at all."""
    for row, (words, trouble) in enumerate(TROUBLES.items()):
        for column, (owner, name) in enumerate(PLACES):
            marks = [pytest.mark.slow] if row and row != column else []
            yield pytest.param(trouble, owner, name, id=f"{words}-{column}-{name}", marks=marks)


@pytest.mark.parametrize(("trouble", "owner", "name"), [*cases()])
def test_the_record_is_given_back_and_done_later(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, trouble: Exception, owner: object, name: str
) -> None:
    id_ = receive(archive, f"{name} {type(trouble).__name__} {trouble}")
    for _ in range(4):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fail_with(trouble))
            jobs.run_submission(id_)
        assert submissions.unclaimed(archive) == (id_,)
        assert counters(archive, id_) == (0, 0)
    assert run(archive, id_).state is State.DONE


def test_children_that_others_kill_count_up_to_ten(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = receive(archive, "kill")
    with monkeypatch.context() as patch:
        patch.setattr(Pipeline, "unroll", fail_with(Disturbed(counted=True)))
        for kill in range(1, 11):
            jobs.run_submission(id_)
            assert counters(archive, id_) == (0, kill)
    failed = run(archive, id_)
    assert failed.failure
    assert (failed.state, failed.failure.code) == (State.FAILED, "crashed")


def test_a_database_that_is_away_for_a_while_gets_the_record_back(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = receive(archive, "wait")
    monkeypatch.setattr(recording, "RELEASE_PAUSE", 0.01)
    release, refusals = submissions.release, [TROUBLES["locked"], TROUBLES["database disk"]]

    def release_late(*args: object, **values: object) -> None:
        if refusals:
            raise refusals.pop()
        release(*args, **values)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Pipeline, "unroll", fail_with(TROUBLES["locked"]))
        patch.setattr(submissions, "release", release_late)
        jobs.run_submission(id_)
    assert (refusals, counters(archive, id_)) == ([], (0, 0))
    assert run(archive, id_).state is State.DONE


def run(archive: Archive, id_: str) -> Submission:
    jobs.run_submission(id_)
    return submissions.get(archive, id_)


def fail_with(trouble: Exception) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise trouble

    return fail
