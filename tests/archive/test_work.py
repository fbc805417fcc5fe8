"""Which work comes next, and how long the others wait."""

from __future__ import annotations

import random

import pytest

from archive import submissions, work
from archive.archive import Archive
from domain.jobs import RUN_SUBMISSION
from tests.archive.readings import paste


def receive(archive: Archive, caller: str, *, background: bool = False) -> str:
    return submissions.receive(archive, capture=paste(), caller=caller, background=background).submission.id


def take(archive: Archive) -> str:
    """Claims what comes next, and cancels it so that it is out of the way."""
    next_ = work.next_work(archive)
    assert next_
    name, id_ = next_
    assert name == RUN_SUBMISSION
    assert submissions.claim(archive, id_)
    submissions.cancel(archive, id_)
    return id_


def test_nothing_waits_in_an_empty_archive(archive: Archive) -> None:
    assert work.next_work(archive) is None
    assert work.waiting_ids(archive) == []


def test_a_caller_with_many_submissions_delays_another_by_one(archive: Archive) -> None:
    many = [receive(archive, "token a") for _ in range(30)]
    assert take(archive) == many[0]
    paste_ = receive(archive, "owner")
    assert paste_ in {take(archive), take(archive)}


def test_callers_take_turns_and_each_is_served_in_order(archive: Archive) -> None:
    sent = {caller: [receive(archive, caller) for _ in range(3)] for caller in ("a", "b", "c")}
    order = [take(archive) for _ in range(9)]
    for caller, ids in sent.items():
        assert [id_ for id_ in order if id_ in ids] == ids, caller
    for start in (0, 3, 6):
        assert {next(caller for caller, ids in sent.items() if id_ in ids) for id_ in order[start : start + 3]} == {
            "a",
            "b",
            "c",
        }


def test_what_nobody_waits_for_comes_last(archive: Archive) -> None:
    batch = receive(archive, "importer", background=True)
    person = receive(archive, "owner")
    assert [take(archive), take(archive)] == [person, batch]


def test_the_place_in_the_queue_counts_what_really_comes_before(archive: Archive) -> None:
    rng = random.Random(7)
    ids = [receive(archive, rng.choice("abcd"), background=rng.random() < 0.3) for _ in range(40)]
    places = {id_: work.queue_place(archive, id_, workers=2) for id_ in ids}
    served = [take(archive) for _ in ids]
    for place, id_ in enumerate(served, start=1):
        estimate = places[id_]
        assert estimate
        assert abs(estimate.position - place) <= 4  # by no more than one turn of every caller
        assert estimate.seconds >= 0
    assert work.queue_place(archive, ids[0], workers=2) is None


@pytest.mark.parametrize("workers", [1, 4])
def test_more_workers_shorten_the_estimate(archive: Archive, workers: int) -> None:
    ids = [receive(archive, "owner") for _ in range(9)]
    place = work.queue_place(archive, ids[-1], workers)
    assert place
    assert (place.position, place.seconds) == (9, round(16 / workers))
