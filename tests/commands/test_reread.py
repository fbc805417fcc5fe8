"""`./threadsheet reread`: what was kept is read again, and what changed is told."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from archive import captures
from archive.archive import Archive, open_archive
from archive.tables import versions
from archive.threads import editing, threads
from domain.edits import EditRequest
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.edit import Facts
from domain.shapes.thread import Cause, Version
from tests.archive.readings import CODEBOOK, NOON
from tests.paths import ROOT
from tests.workers.pasting import capture as paste
from tests.workers.pasting import paste as unrolled

# Each of its runs loads the model anew.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
TEXT = "1/3 Gates beat walls.\n\n2/3 A wall is cheap.\n\n3/3 A gate has a keeper."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def reread(settings: Settings, *options: str, status: int = 0) -> tuple[str, str]:
    """What it prints, and what it says."""
    environment = {**os.environ, "THREADSHEET_DATA": str(settings.data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "commands", "reread", *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout, done.stderr


def store(archive: Archive, reading: Version, *stored: Capture) -> str:
    ids = [captures.store(archive, capture) for capture in stored]
    return threads.store(archive, reading, ids, CODEBOOK).thread_id


def read_by_older_code(archive: Archive) -> None:
    with archive.database.write() as connection:
        connection.execute(update(versions).values(reader="an older revision"))


def misread() -> Version:
    """As an older reader may have read TEXT: all in one point."""
    complete = unrolled(TEXT)
    return replace(
        complete, points=(replace(complete.points[0], text="Gates beat walls.\n\n2/3 A wall is cheap."), *complete.points[2:])
    )


def test_a_corrected_reader_corrects_the_past_and_what_people_said_stays(settings: Settings) -> None:
    with closing(open_archive(settings)) as archive:
        wrong = store(archive, misread(), paste(TEXT))
        editing.edit(archive, wrong, EditRequest(set=Facts(title="On gates")), "owner")
        right = store(archive, unrolled(TEXT.replace("wall", "fence")), paste(TEXT.replace("wall", "fence")))
        read_by_older_code(archive)
        printed, errors = reread(settings, "--check")
        assert printed == f"{wrong}  2 → 3 points, complete  “On gates”\n"
        assert errors == "2 threads read again: 1 changed, 1 the same. Nothing was written.\n"
        assert threads.load(archive, wrong).number == 2
        assert reread(settings)[0] == printed
        edited = threads.load(archive, wrong)
        assert [point.text for point in edited.version.points] == [
            "Gates beat walls.",
            "A wall is cheap.",
            "A gate has a keeper.",
        ]
        assert (edited.version.title, edited.versions[-1].cause) == ("On gates", Cause.REREAD)
        assert threads.load(archive, right).number == 1
        assert reread(settings)[1].startswith("Nothing to do")
        assert reread(settings, "--all") == ("", "2 threads read again: 2 the same.\n")
        assert reread(settings, right) == ("", "1 thread read again: 1 the same.\n")


def test_captures_that_nobody_reads_any_more_are_named_and_nothing_is_lost(settings: Settings) -> None:
    page = Capture(b"<html><p>nothing here</p></html>", Via.PAGE, MediaType.HTML, NOON)
    with closing(open_archive(settings)) as archive:
        both = store(archive, unrolled(TEXT), paste(TEXT), page)
        read_by_older_code(archive)
        printed, errors = reread(settings)
        capture = next(capture for capture in threads.load(archive, both).captures if capture.via is Via.PAGE)
        assert f"{both}  capture {capture.id} cannot be read any more (" in printed
        assert captures.load(archive, capture.id).body == page.body
        alone = store(archive, unrolled(TEXT), replace(page, body=b"<html><p>nor here</p></html>"))
        printed, errors = reread(settings, alone, status=1)
        assert printed.startswith(f"{alone}  cannot be read any more: ")
        assert errors == "1 thread read again: 1 could not be read and stayed as they are.\n"
        assert len(threads.load(archive, alone).version.points) == 3


def test_an_id_of_no_thread_is_told(settings: Settings) -> None:
    with closing(open_archive(settings)):
        for id_ in ("0" * 24, "nobody"):
            assert reread(settings, id_, status=2) == ("", "There is no thread under this address.\n")
