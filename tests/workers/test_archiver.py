"""From captures to one thread: whatever comes in, in whatever order, by however many, and whoever is killed half-way."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from datetime import timedelta
from itertools import permutations

import pytest

from archive import captures, submissions
from archive.archive import Archive
from archive.library.vectors import find_similar
from archive.threads import curation, editing, thread_list, threads
from domain.edits import EditRequest
from domain.edits.requests import PointRequest, ReadAsRequest, SplitRequest
from domain.errors import AnotherThread
from domain.settings import Settings
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.edit import Facts
from domain.shapes.submission import State
from domain.shapes.thread import Cause, Thread, Verdict
from presentation.messages import sentence
from tests.archive.leasing import abandon
from tests.archive.readings import NOON
from workers import jobs
from workers.archiver import Archiver
from workers.pipeline import Pipeline

SPAWN = multiprocessing.get_context("spawn")
SAID = (
    "A wall is cheap, and everybody can build one.",
    "A gate is dear, because it needs a keeper every day.",
    "The keeper knows who comes, and why they come.",
    "So the gate learns, and the wall does not.",
    "Ask any town that tore its walls down what it kept.",
    "It kept the gates, and made them wider.",
    "Build the gate first, and see whether you need the wall.",
)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline.prepare(Settings(data=tmp_path_factory.mktemp("pipeline")))


@pytest.fixture
def desk(archive: Archive, pipeline: Pipeline) -> Archiver:
    return Archiver(archive, pipeline)


def numbered(first: int, last: int, total: int = 7) -> str:
    return "\n\n".join(f"{SAID[number - 1]} {number}/{total}" for number in range(first, last + 1))


def paste(text: str, minutes: int = 0, url: str | None = None) -> Capture:
    return Capture(text.encode(), Via.PASTE, MediaType.TEXT, NOON + timedelta(minutes=minutes), hints=Hints(url=url))


def posts(*ids: int, minutes: int = 0, complete: bool = False, words: tuple[str, ...] = SAID) -> Capture:
    """What the extension collected of a thread on X: those posts, each an answer to the one before."""
    items = [
        {
            "id": str(1000 + each),
            "url": f"https://x.com/mira_holm/status/{1000 + each}",
            "text": words[each - 1],
            "author": {"name": "Mira Holm", "handle": "mira_holm"},
            "reply_to": str(1000 + each - 1) if each > 1 else None,
        }
        for each in ids
    ]
    body = {
        "site": "x",
        "url": f"https://x.com/mira_holm/status/{1000 + ids[0]}",
        "author": {"name": "Mira Holm", "handle": "mira_holm"},
        "complete": complete,
        "items": items,
    }
    moment = NOON + timedelta(minutes=minutes)
    return Capture(json.dumps(body).encode(), Via.POSTS, MediaType.JSON, moment, url=str(body["url"]))


def add(desk: Archiver, capture: Capture, again: str | None = None) -> Thread:
    kept = captures.store(desk.archive, capture)
    stored = desk.add(kept, desk.pipeline.codebook(None), again)
    return threads.load(desk.archive, stored.thread_id)


def texts(thread: Thread) -> list[str]:
    return [point.text for point in thread.version.points]


def test_the_first_four_and_the_last_three_with_one_in_common_are_one_thread(desk: Archiver) -> None:
    first = add(desk, paste(numbered(1, 4)))
    assert (first.version.completeness.verdict, first.version.completeness.missing) == (Verdict.GAPS, (5, 6, 7))
    whole = add(desk, paste(numbered(4, 7), 1))
    assert (whole.id, whole.number) == (first.id, 2)
    assert texts(whole) == list(SAID)
    assert whole.version.completeness.verdict is Verdict.COMPLETE
    assert len(whole.captures) == 2


def test_two_halves_with_nothing_in_common_are_one_when_they_have_one_address(desk: Archiver) -> None:
    url = "https://x.com/mira_holm/status/1001"
    first = add(desk, paste(numbered(1, 4), url=url))
    whole = add(desk, paste(numbered(5, 7), 1, url=url))
    assert whole.id == first.id
    assert texts(whole) == list(SAID)


ORDERS = list(permutations(range(3)))


@pytest.mark.parametrize(
    "order", [ORDERS[1], *(pytest.param(order, marks=pytest.mark.slow) for order in ORDERS if order != ORDERS[1])]
)
def test_the_middle_joins_two_threads_whenever_it_comes(desk: Archiver, order: tuple[int, ...]) -> None:
    parts = (paste(numbered(1, 3)), paste(numbered(3, 5), 1), paste(numbered(5, 7), 2))
    seen = [add(desk, parts[index]) for index in order]
    assert texts(seen[-1]) == list(SAID)
    assert seen[-1].id == seen[0].id
    assert [each.id for each in thread_list.list_recent(desk.archive)] == [seen[0].id]
    gone = {each.id for each in seen} - {seen[0].id}
    assert all(id_ and threads.merged_into(desk.archive, id_) == seen[0].id for id_ in gone)
    assert [each.version for each in seen[-1].versions] == list(range(1, len(seen[-1].versions) + 1))
    assert (Cause.JOINED in {each.cause for each in seen[-1].versions}) == bool(gone)


def test_posts_of_a_site_are_joined_by_their_ids(desk: Archiver) -> None:
    first, last = add(desk, posts(1, 2, 3)), add(desk, posts(5, 6, 7, minutes=1))
    assert first.id != last.id
    whole = add(desk, posts(3, 4, 5, minutes=2))
    assert (whole.id, texts(whole)) == (first.id, list(SAID))
    assert [point.post_id for point in whole.version.points] == [str(1000 + each) for each in range(1, 8)]


def test_what_sees_less_adds_no_version_and_is_cited(desk: Archiver) -> None:
    whole = add(desk, posts(1, 2, 3, 4, 5, 6, 7, complete=True))
    less = add(desk, posts(1, 2, minutes=1))
    assert (less.id, less.number, less.version) == (whole.id, 1, whole.version)
    assert len(less.captures) == 2


def test_the_same_paste_twice_adds_no_version(desk: Archiver) -> None:
    first, again = add(desk, paste(numbered(1, 7))), add(desk, paste(numbered(1, 7), 5))
    assert (first.id, first.number) == (again.id, again.number)


def test_a_paste_joins_the_thread_whose_posts_have_ids(desk: Archiver) -> None:
    site = add(desk, posts(1, 2, 3, 4, 5, 6, 7, complete=True, words=tuple(f"{n}/7 {said}" for n, said in enumerate(SAID, 1))))
    pasted = add(desk, paste(numbered(2, 5), 1))
    assert (pasted.id, pasted.number) == (site.id, 1)


def test_other_threads_with_the_same_ending_stay_their_own(desk: Archiver) -> None:
    ending = "If you liked this, follow me for more threads on gates and walls!"
    one = add(desk, paste(f"First things first, here is a story. 1/3\n\nIt has a middle, too. 2/3\n\n{ending} 3/3"))
    other = add(desk, paste(f"Nothing of the kind happened here. 1/3\n\nAnd neither did this. 2/3\n\n{ending} 3/3", 1))
    assert one.id != other.id


def test_captures_that_differ_are_told(desk: Archiver) -> None:
    add(desk, posts(1, 2, 3))
    changed = (*SAID[:1], "A gate is dear, and was never cheap.", *SAID[2:])
    edited = add(desk, posts(1, 2, 3, minutes=1, words=changed))
    assert texts(edited)[1] == "A gate is dear, and was never cheap."
    assert "texts_differ" in {reason.code for reason in edited.version.completeness.reasons}


def test_asking_again_joins_what_has_something_in_common_and_nothing_else(desk: Archiver) -> None:
    thread = add(desk, paste(numbered(1, 4)))
    assert thread.id
    with pytest.raises(AnotherThread):
        add(desk, paste("What stands here now is a page about the weather. 1/2\n\nIt rains. 2/2", 1), thread.id)
    assert add(desk, paste(numbered(3, 7), 2), thread.id).id == thread.id


def test_what_was_edited_survives_merging_and_the_undo_shows_what_was_read(desk: Archiver) -> None:
    text = f"{SAID[0]} 1/4\n\n{SAID[1]} 2/4 {SAID[2]} 3/4\n\n"
    first = add(desk, paste(text + f"{SAID[3]} 4/4"))
    assert first.id
    at = first.version.points[1].text.index(SAID[2])
    editing.edit(desk.archive, first.id, EditRequest(split=SplitRequest(2, at)), "owner")
    editing.edit(desk.archive, first.id, EditRequest(set=Facts(title="On gates")), "owner")
    merged = add(desk, paste(text + f"{SAID[3]} 4/4\n\n{SAID[4]}", 1))
    assert (merged.id, merged.version.title) == (first.id, "On gates")
    assert texts(merged) == list(SAID[:5])
    for _ in range(2):
        editing.undo(desk.archive, first.id, "owner")
    bare = threads.load(desk.archive, first.id)
    assert len(texts(bare)) == 4
    assert bare.version.title == SAID[0]


def test_a_reading_that_a_person_chose_stays_when_the_thread_is_read_again(desk: Archiver) -> None:
    first = add(desk, paste(f"{SAID[0]}\n\n{SAID[1]}\n\n\n{SAID[2]}\n\n{SAID[3]}"))
    assert first.id
    assert texts(first) == [f"{SAID[0]}\n\n{SAID[1]}", f"{SAID[2]}\n\n{SAID[3]}"]
    editing.edit(desk.archive, first.id, EditRequest(read_as=ReadAsRequest(4)), "owner")
    reread = desk.reread(first.id, check=False)
    assert not reread.changed
    assert [point.text for point in reread.after.points] == list(SAID[:4])
    editing.undo(desk.archive, first.id, "owner")
    assert len(texts(threads.load(desk.archive, first.id))) == 2


def test_similar_points_are_found_of_a_thread_that_was_read_again(desk: Archiver) -> None:
    thread = add(desk, paste(numbered(1, 7)))
    assert thread.id
    editing.edit(desk.archive, thread.id, EditRequest(set=Facts(title="On gates")), "owner")
    assert find_similar(desk.archive, thread.id, 1).items == ()
    desk.reread(thread.id, check=False)
    assert len(find_similar(desk.archive, thread.id, 1).items) == 6


def test_edits_of_two_threads_hold_when_they_are_one(desk: Archiver) -> None:
    first, last = add(desk, paste(numbered(1, 3))), add(desk, paste(numbered(5, 7), 1))
    assert first.id
    assert last.id
    editing.edit(desk.archive, first.id, EditRequest(drop=PointRequest(2)), "owner")
    editing.edit(desk.archive, last.id, EditRequest(join=PointRequest(2)), "owner")
    whole = add(desk, paste(numbered(3, 5), 2))
    assert texts(whole) == [SAID[0], *SAID[2:5], f"{SAID[5]}\n\n{SAID[6]} 7/7"]
    assert "2/7" in whole.version.dropped[-1]


def test_a_capture_that_nobody_can_read_any_more_is_told_and_stops_nothing(desk: Archiver) -> None:
    thread = add(desk, paste(numbered(1, 4)))
    lost = captures.store(desk.archive, Capture(b"<html>nothing</html>", Via.PAGE, MediaType.HTML, NOON + timedelta(minutes=1)))
    assert thread.id
    with desk.archive.database.write(alone=True) as connection:
        row = threads.versions.find_row(connection, thread.id, 1)
        assert row is not None
        threads.cite_captures(connection, row.id, {lost})
    whole = add(desk, paste(numbered(4, 7), 2))
    assert texts(whole) == list(SAID)
    told = [sentence(each) for each in whole.version.completeness.reasons if each.code == "capture_unread"]
    assert len(told) == 1
    assert told[0].startswith("What was captured on 24 November 2026 is saved, but cannot be read any more: ")


def test_the_labels_of_a_submission_become_those_of_its_thread(archive: Archive, settings: Settings) -> None:
    halves = ((paste(numbered(1, 4)), ("a", "later")), (paste(numbered(4, 7), 1), ("b", "later")))
    ids = [submissions.receive(archive, capture=capture, labels=labels).submission.id for capture, labels in halves]
    run(settings, ids)
    first, second = (submissions.get(archive, id_).thread_id for id_ in ids)
    assert first == second
    assert curation.load(archive, first or "").labels == ("a", "b", "later")


def run(settings: Settings, ids: list[str]) -> None:
    jobs.prepare(settings)
    for id_ in ids:
        jobs.run_submission(id_)


@pytest.fixture
def received(archive: Archive) -> list[str]:
    """Twenty pastes of pairs of points, each of which is in two of them; and the same again."""
    made = [paste(numbered(n, n + 1), n + 10 * turn) for turn in range(4) for n in (1, 3, 5, 2, 6, 4)][:20]
    return [submissions.receive(archive, capture=each).submission.id for each in made]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_twenty_at_once_by_four_processes_are_one_thread(archive: Archive, settings: Settings, received: list[str]) -> None:
    workers = [SPAWN.Process(target=run, args=(settings, received[start::4])) for start in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(110)
        assert worker.exitcode == 0
    _all_one(archive, received)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_workers_killed_half_way_lose_nothing(archive: Archive, settings: Settings, received: list[str]) -> None:
    for id_ in received[8:]:
        submissions.cancel(archive, id_)
    received = received[:8]
    for start in range(2):
        worker = SPAWN.Process(target=run, args=(settings, received[start:]))
        worker.start()
        _wait_for_progress(archive, received)
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
    abandon(archive)
    run(settings, received)
    _all_one(archive, received)


def _wait_for_progress(archive: Archive, received: list[str]) -> None:
    """Until somebody has begun another one than before."""
    begun = _begun(archive, received)
    deadline = time.monotonic() + 60
    while _begun(archive, received) <= begun and time.monotonic() < deadline:
        time.sleep(0.02)


def _begun(archive: Archive, received: list[str]) -> int:
    return sum(submissions.get(archive, id_).claim for id_ in received)


def _all_one(archive: Archive, received: list[str]) -> None:
    ended = [submissions.get(archive, id_) for id_ in received]
    assert {each.state for each in ended} == {State.DONE}
    (thread,) = thread_list.list_recent(archive)
    assert {each.thread_id for each in ended} == {thread.id}
    assert texts(threads.load(archive, thread.id)) == list(SAID)
