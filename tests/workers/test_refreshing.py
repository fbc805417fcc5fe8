"""Refreshing: the site is asked again, what it shows now is merged, and what it no longer shows is not lost."""

from __future__ import annotations

from archive import refreshes, submissions
from archive.archive import Archive
from archive.threads import threads
from domain.shapes.submission import State, Submission
from tests.site import Site
from tests.workers.sources.bluesky.bluesky_site import IDA, Network
from tests.workers.test_downloads import afresh, archive, network, submit
from workers import jobs

__all__ = ["afresh", "archive", "network"]  # the site, and an archive that may ask it


def refresh(archive: Archive, thread_id: str | None) -> Submission:
    assert thread_id
    made = refreshes.refresh(archive, thread_id)
    jobs.run_submission(made.id)
    return submissions.get(archive, made.id)


def test_what_came_since_is_added_and_what_went_since_is_kept(archive: Archive, network: tuple[Network, Site]) -> None:
    talk, site = network
    first = talk.say(IDA, "3krefresha", "Gates beat walls.")
    second = talk.say(IDA, "3krefreshb", "A wall is cheap.", first)
    done = submit(archive, first)
    third = talk.say(IDA, "3krefreshc", "A gate has a keeper.", second)
    site.pages |= talk.pages()
    assert refresh(archive, done.thread_id).state is State.DONE
    assert done.thread_id
    grown = threads.load(archive, done.thread_id)
    assert [point.text for point in grown.version.points] == ["Gates beat walls.", "A wall is cheap.", "A gate has a keeper."]
    assert (grown.number, len(grown.captures)) == (2, 2)
    talk.posts.pop(third)
    site.pages |= talk.pages()
    again = refresh(archive, done.thread_id)
    assert (again.state, again.thread_id) == (State.DONE, done.thread_id)
    kept = threads.load(archive, done.thread_id)
    assert (kept.number, kept.version.points) == (2, grown.version.points)


def test_a_site_that_has_nothing_any_more_takes_nothing_away(archive: Archive, network: tuple[Network, Site]) -> None:
    talk, site = network
    first = talk.say(IDA, "3kgonea", "Gates beat every wall.")
    talk.say(IDA, "3kgoneb", "And every wall falls.", first)
    done = submit(archive, first)
    talk.posts.clear()
    site.pages |= talk.pages()
    failed = refresh(archive, done.thread_id)
    assert failed.state is State.FAILED
    assert failed.failure
    assert failed.failure.code in {"gone", "fetch_failed"}
    assert done.thread_id
    assert len(threads.load(archive, done.thread_id).version.points) == 2
