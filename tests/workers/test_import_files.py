"""A worker takes in an import: each row once, behind what people wait for, also when it is killed half-way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive import captures, submissions, work
from archive.archive import Archive, open_archive
from archive.imports import choices, links, records, uploads
from archive.imports.retrying import PATIENCE, PAUSE, retry_paused
from archive.threads import curation, threads
from archive.transfer.export import export
from domain.jobs import RUN_SUBMISSION
from domain.messages import message
from domain.settings import Settings
from domain.shapes.failure import Failure
from domain.shapes.imports import Import, ImportedLink, ImportFormat, ImportOptions, ImportState
from domain.shapes.submission import State
from tests.archive.readings import CODEBOOK, paste, point, version
from tests.workers.imports.test_file_reader import NETSCAPE, ONE, tweets
from workers import jobs
from workers.import_files import take_in
from workers.sandbox import Limits, no_heartbeat


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    settings = Settings(data=tmp_path_factory.mktemp("imports"))
    jobs.prepare(settings)
    opened = open_archive(settings)
    yield opened
    opened.close()


def upload(archive: Archive, body: bytes, name: str, options: ImportOptions | None = None, *, limited: bool = False) -> str:
    id_ = records.begin(archive, "owner", options or ImportOptions(), limited=limited)
    records.complete(archive, id_, name, uploads.store(archive, id_, io.BytesIO(body), 64))
    return id_


def state(archive: Archive, id_: str) -> ImportState:
    return records.get(archive, id_).state_with(links.count(archive, id_))


def test_rows_become_submissions_with_their_labels_and_refusals_have_a_reason(archive: Archive) -> None:
    id_ = upload(archive, NETSCAPE.encode(), "bookmarks.html", ImportOptions(labels=("all",)))
    jobs.take_in_import(id_)
    assert records.get(archive, id_).format is ImportFormat.BOOKMARKS
    rows = links.list_rows(archive, id_)
    assert [(row.state, row.failure and row.failure.code) for row in rows] == [
        (State.RECEIVED, None),
        (State.RECEIVED, None),
        (State.FAILED, "unsupported_site"),
    ]
    submission = submissions.get(archive, rows[0].submission_id or "")
    assert (submission.url, submission.labels) == (ONE, ("all", "one", "two & three"))
    assert uploads.content(archive, id_) == b"", "the file is not kept"
    assert state(archive, id_) is ImportState.SAVING


def test_what_people_send_comes_before_rows(archive: Archive) -> None:
    sent = submissions.receive(archive, capture=paste("1/ Words of mine\n\n2/ More words"), caller="somebody").submission
    waiting = {work.next_work(archive) for _ in range(20)}
    assert (RUN_SUBMISSION, sent.id) in waiting
    assert {id_ for name, id_ in filter(None, waiting) if name == RUN_SUBMISSION} == {sent.id}
    submissions.cancel(archive, sent.id)


def test_a_thread_that_is_there_is_not_fetched_again(archive: Archive) -> None:
    reading = replace(version(point(1, post_id="71"), root="71"), url="https://x.com/sam/status/71")
    stored = threads.store(archive, reading, [captures.store(archive, paste("71"))], CODEBOOK)
    link = ImportedLink("https://twitter.com/i/web/status/71", labels=("gates",))
    imported = records.request_links(archive, [link], "owner", ImportOptions(labels=("all",)))
    jobs.take_in_import(imported.id)
    (row,) = links.list_rows(archive, imported.id)
    assert (row.state, row.thread_id, row.archived_before) == (State.DONE, stored.thread_id, True)
    assert curation.load(archive, stored.thread_id).labels == ("all", "gates")
    assert state(archive, imported.id) is ImportState.DONE


def test_an_address_that_is_named_twice_is_one_row_with_the_labels_of_both(archive: Archive) -> None:
    listed = [
        ImportedLink("https://x.com/sam/status/73", "First", ("one",)),
        ImportedLink("https://x.com/sam/status/74"),
        ImportedLink("https://twitter.com/sam/status/73?s=20", "Again", ("two", "one")),
    ]
    imported = records.request_links(archive, listed, "owner", ImportOptions())
    jobs.take_in_import(imported.id)
    rows = links.list_rows(archive, imported.id)
    assert [(row.address, row.title) for row in rows] == [(link.address, link.title) for link in listed[:2]]
    assert submissions.get(archive, rows[0].submission_id or "").labels == ("one", "two")
    assert imported.duplicates == 1


def test_only_threads_are_taken_where_that_is_wished(archive: Archive) -> None:
    addresses = [ImportedLink("https://a.example/page"), ImportedLink("https://x.com/sam/status/72")]
    imported = records.request_links(archive, addresses, "owner", ImportOptions(threads_only=True))
    jobs.take_in_import(imported.id)
    assert [row.state for row in links.list_rows(archive, imported.id)] == [State.FAILED, State.RECEIVED]


def test_an_address_that_is_too_long_is_refused_and_not_cut(archive: Archive) -> None:
    addresses = [ImportedLink("https://a.example/" + "a" * 3000)]
    imported = records.request_links(archive, addresses, "owner", ImportOptions())
    jobs.take_in_import(imported.id)
    (row,) = links.list_rows(archive, imported.id)
    assert (row.state, row.submission_id) == (State.FAILED, None)
    assert row.failure
    assert row.failure.code == "invalid"


def test_a_worker_that_is_killed_between_two_rows_loses_none_and_doubles_none(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "AT_ONCE", 3)
    addresses = [ImportedLink(f"https://x.com/sam/status/{number}") for number in range(200, 210)]
    imported = records.request_links(archive, addresses, "owner", ImportOptions())
    claimed = records.claim(archive, imported.id)
    assert claimed
    assert links.settle_some(archive, claimed)
    (held,) = [held for held in work.held_leases(archive) if held.lease.id == imported.id]
    assert work.expire(archive, held)
    jobs.take_in_import(imported.id)
    rows = links.list_rows(archive, imported.id)
    assert len({row.submission_id for row in rows}) == len(rows) == 10
    assert None not in {row.submission_id for row in rows}


def test_chosen_threads_are_stored_without_all_others(archive: Archive) -> None:
    id_ = upload(archive, tweets(6), "tweets.js")
    jobs.take_in_import(id_)
    assert state(archive, id_) is ImportState.CHOOSING
    assert [choice.thread.posts for choice in choices.list_choices(archive, id_)] == [2, 2, 2]
    assert choices.choose(archive, id_, ["102"])
    assert not choices.choose(archive, id_, ["102"]), "twice is once"
    jobs.take_in_import(id_)
    (row,) = links.list_rows(archive, id_)
    submission = submissions.get(archive, row.submission_id or "")
    body = captures.load(archive, submission.capture_id or "").body
    assert b"Post 2 " in body
    assert b"Post 4 " not in body
    jobs.run_submission(submission.id)
    done = submissions.get(archive, submission.id)
    assert done.state is State.DONE
    texts = [point.text for point in threads.load(archive, done.thread_id or "").version.points]
    assert texts == ["Post 2 of a thread.", "Post 3 of a thread."]
    assert choices.choose(archive, id_, ["100"]), "more can be chosen later"
    jobs.take_in_import(id_)
    assert len(links.list_rows(archive, id_)) == 2


def test_a_worker_that_ends_while_it_records_a_file_leaves_the_file(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("posts.txt", tweets(4))
        packed.writestr("links.txt", "https://x.com/sam/status/301\nhttps://x.com/sam/status/302\n")
    id_ = upload(archive, body.getvalue(), "several.zip")
    claimed = records.claim(archive, id_)
    assert claimed
    with monkeypatch.context() as patch:
        patch.setattr(choices, "add", interrupted)
        with pytest.raises(KeyboardInterrupt):
            take_in(archive, Settings(), Limits(), claimed, no_heartbeat)
    assert uploads.content(archive, id_) == body.getvalue()
    records.release(archive, claimed)
    jobs.take_in_import(id_)
    assert len(links.list_rows(archive, id_)) == len(choices.list_choices(archive, id_)) == 2


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_thread_that_is_chosen_while_others_are_saved_is_saved_too(archive: Archive) -> None:
    id_ = upload(archive, tweets(6).replace(b"Post", b"Words"), "tweets.js")
    jobs.take_in_import(id_)
    choices.choose(archive, id_, ["102"])
    claimed = records.claim(archive, id_)
    assert claimed
    assert choices.choose(archive, id_, ["100"])
    assert not records.finish(archive, claimed)
    records.release(archive, claimed)
    jobs.take_in_import(id_)
    assert len(links.list_rows(archive, id_)) == 2
    assert records.get(archive, id_).finished_at


def test_an_export_of_this_program_is_added_and_not_for_callers_who_may_only_save(archive: Archive, tmp_path: Path) -> None:
    other = open_archive(Settings(data=tmp_path / "other"))
    reading = replace(version(point(1, post_id="9", text="Nine."), root="9", title="Nine"), url="https://x.com/sam/status/9")
    threads.store(other, reading, [captures.store(other, paste("9"))], CODEBOOK)
    export(other, tmp_path / "export", "Read me.", lambda _: None, lambda _done, _of: None)
    other.close()
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for file in sorted((tmp_path / "export").rglob("*")):
            if file.is_file():
                packed.write(file, f"export/{file.relative_to(tmp_path / 'export')}")
    refused = upload(archive, body.getvalue(), "export.zip", limited=True)
    jobs.take_in_import(refused)
    assert state(archive, refused) is ImportState.FAILED
    for added, present in ((1, 0), (0, 1)):
        id_ = upload(archive, body.getvalue(), "export.zip")
        jobs.take_in_import(id_)
        imported: Import = records.get(archive, id_)
        assert (imported.state, imported.format) == (ImportState.DONE, ImportFormat.ARCHIVE)
        assert (imported.added, imported.present) == (added, present)


def test_a_file_that_is_none_fails_with_a_reason(archive: Archive) -> None:
    id_ = upload(archive, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a.png")
    jobs.take_in_import(id_)
    failure = records.get(archive, id_).failure
    assert failure
    assert (failure.code, failure.retryable) == ("not_a_thread", False)


def test_rows_that_a_site_puts_off_are_tried_again_later(archive: Archive) -> None:
    addresses = [ImportedLink(f"https://x.com/sam/status/{number}") for number in (300, 301)]
    imported = records.request_links(archive, addresses, "owner", ImportOptions())
    jobs.take_in_import(imported.id)
    reasons = (message("fetch_failed.paused_for_a_while", host="x.com"), message("fetch_failed.connection", host="x.com"))
    for row, reason in zip(links.list_rows(archive, imported.id), reasons, strict=True):
        claimed = submissions.claim(archive, row.submission_id or "")
        assert claimed
        submissions.fail(archive, claimed, Failure(reason, retryable=True))
    assert retry_paused(archive) == 0, "not at once"
    later = replace(archive, clock=lambda: archive.clock() + PAUSE)
    assert retry_paused(later) == 1
    assert [row.state for row in links.list_rows(archive, imported.id)] == [State.RECEIVED, State.FAILED]
    assert retry_paused(replace(archive, clock=lambda: archive.clock() + PATIENCE)) == 0
