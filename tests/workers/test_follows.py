"""Following: new threads of an author are archived once each, at their interval, and one is told when an author is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import follows, notices, routines, schedules, submissions
from archive.archive import Archive, open_archive
from archive.library import listing
from archive.threads import threads
from domain.search.parsing import parse_query
from domain.settings import Settings
from domain.shapes.follow import Follow
from domain.shapes.library import Order, Sort
from domain.shapes.notice import Event
from domain.shapes.reading import Site as Network
from domain.shapes.submission import FOLLOWS, State, Submission
from tests.site import Response, Site, running_site
from tests.workers.follows_site import Feeds, MastodonServer
from tests.workers.sources.bluesky.bluesky_site import IDA, OLE
from workers import jobs

HOUR = timedelta(hours=1)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ida's</title>{}</feed>"""
ENTRY = """<entry><id>tag:{0}</id><title>On gates {0}</title><link rel="alternate" href="{1}"/></entry>"""


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site({}) as site:
        yield site


@pytest.fixture(scope="module")
def prepared(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        bluesky_api=site.url,
        fetch_allow=f"127.0.0.1:{site.port}",  # type: ignore[arg-type]
        notify="json://127.0.0.1:9",  # type: ignore[arg-type]
    )
    jobs.prepare(settings)
    return settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(prepared: Settings, new_archive: Path, tmp_path: Path, clock: Clock, site: Site) -> Iterator[Archive]:
    site.pages.clear()
    site.requests.clear()
    with closing(open_archive(prepared.model_copy(update={"data": tmp_path / "data"}))) as opened:
        yield replace(opened, clock=clock)


def follow(archive: Archive, network: Network, handle: str, *, keep: bool = True) -> Follow:
    return follows.add(archive, network, handle, every=HOUR, keep=keep, by="Kim")


def pass_time(archive: Archive, clock: Clock, time: timedelta) -> list[str]:
    """Lets time pass, and does what is due then. Returns the ids of the threads that were archived."""
    ended = do_due(archive, clock, time)
    assert [(submission.state, submission.failure) for submission in ended] == [(State.DONE, None)] * len(ended)
    return [submission.thread_id or "" for submission in ended]


def do_due(archive: Archive, clock: Clock, time: timedelta) -> list[Submission]:
    """Lets time pass, and does what is due then. Returns the submissions that were worked on."""
    clock.now += time
    for id_ in [*routines.request_due(archive), *routines.request_due(archive)]:
        jobs.run_routine(id_, archive)
    ids = submissions.unclaimed(archive)
    for id_ in ids:
        jobs.run_submission(id_, archive)
    return [submissions.get(archive, id_) for id_ in ids]


def events(archive: Archive) -> list[tuple[Event, str]]:
    return [(notice.event, notice.title) for notice in notices.list_unsent(archive)]


def test_a_new_thread_on_bluesky_is_archived_once_within_its_interval(archive: Archive, site: Site, clock: Clock) -> None:
    feeds = Feeds(page=5)
    feeds.thread(3)
    site.pages |= feeds.pages()
    followed = follow(archive, Network.BLUESKY, "ida.example")
    assert pass_time(archive, clock, timedelta(0)) == []  # what is there is noted, not archived
    first = feeds.say(IDA, "3knew1", "Gates beat walls.")
    assert pass_time(archive, clock, HOUR) == []  # a single post is no thread yet
    second = feeds.say(IDA, "3knew2", "A wall is cheap.", first)
    other = feeds.say(OLE, "3kother", "No.", second)
    feeds.say(IDA, "3kanswer", "Yes.", other)  # an answer to somebody else is no part of it
    for number in range(7):
        feeds.say(IDA, f"3ksingle{number}", f"A single post, {number}.")
    (thread_id,) = pass_time(archive, clock, HOUR)
    assert len(threads.load(archive, thread_id).version.points) == 2
    assert pass_time(archive, clock, HOUR) == pass_time(archive, clock, HOUR) == []
    feeds.say(IDA, "3knew3", "A gate has a keeper.", second)
    assert pass_time(archive, clock, HOUR) == [thread_id]  # it has grown
    assert len(threads.load(archive, thread_id).version.points) == 3
    assert [event for event, _ in events(archive)] == [Event.KEPT, Event.GROWN]
    now = follows.get(archive, followed.id)
    assert (now.account, now.name, now.threads, now.failures) == (IDA, "Ida", 1, 0)
    assert submissions.list_under_way(archive, 10)[1] == 0


def test_a_handle_that_passes_to_somebody_else_changes_nothing(archive: Archive, site: Site, clock: Clock) -> None:
    feeds = Feeds()
    feeds.thread(2)
    site.pages |= feeds.pages()
    follow(archive, Network.BLUESKY, "ida.example")
    pass_time(archive, clock, timedelta(0))
    site.requests.clear()
    pass_time(archive, clock, HOUR)
    assert {request.query.get("actor") for request in site.requests} == {IDA}


def test_a_new_thread_on_mastodon_is_archived_once(archive: Archive, site: Site, clock: Clock) -> None:
    server = MastodonServer(f"127.0.0.1:{site.port}", limit=3)
    server.say("An old one.")
    site.pages |= server.pages()
    follow(archive, Network.MASTODON, f"ida@{server.host}")
    assert pass_time(archive, clock, timedelta(0)) == []
    first = server.say("Gates beat walls. 1/2")
    server.say("A wall is cheap. 2/2", first)
    server.say("Not for everybody.", visibility="private")
    server.say("By somebody else.", reblog={"id": "1"})
    for number in range(4):
        server.say(f"A single post, {number}.")
    (thread_id,) = pass_time(archive, clock, HOUR)
    assert len(threads.load(archive, thread_id).version.points) == 2
    assert pass_time(archive, clock, HOUR) == []


def test_what_is_only_to_be_reported_is_not_archived(archive: Archive, site: Site, clock: Clock) -> None:
    server = MastodonServer(f"127.0.0.1:{site.port}")
    site.pages |= server.pages()
    follow(archive, Network.MASTODON, f"ida@{server.host}", keep=False)
    pass_time(archive, clock, timedelta(0))
    single = server.say("A single post.")
    second = server.say("A wall is cheap.", server.say("Gates beat walls."))
    assert pass_time(archive, clock, HOUR) == []
    assert events(archive) == [(Event.NEW, "Gates beat walls.")]
    server.say("A gate has a keeper.", second)
    pass_time(archive, clock, HOUR)
    assert len(events(archive)) == 1, "it has grown, and is not new"
    server.say("No longer single.", single)
    pass_time(archive, clock, HOUR)
    assert events(archive)[1:] == [(Event.NEW, "A single post.")]


def test_an_author_who_is_gone_is_reported_once_and_asked_again_later_and_later(
    archive: Archive, site: Site, clock: Clock
) -> None:
    server = MastodonServer(f"127.0.0.1:{site.port}")
    site.pages |= server.pages()
    followed = follow(archive, Network.MASTODON, f"ida@{server.host}")
    pass_time(archive, clock, timedelta(0))
    server.gone = True
    pass_time(archive, clock, HOUR)
    gone = follows.get(archive, followed.id)
    assert gone.gone_at == clock.now
    assert gone.fault is not None
    assert events(archive) == [(Event.AUTHOR_GONE, "Ida")]
    dates = []
    for _ in range(4):
        due = follows.get(archive, followed.id).due_at
        assert due is not None
        dates.append(due - clock.now)
        pass_time(archive, clock, due - clock.now)
    assert dates == [2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR]
    assert len(events(archive)) == 1
    server.gone = False
    pass_time(archive, clock, timedelta(days=2))
    back = follows.get(archive, followed.id)
    assert (back.gone_at, back.fault, back.failures) == (None, None, 0)


def test_an_account_of_bluesky_that_is_closed_is_gone(archive: Archive, site: Site, clock: Clock) -> None:
    feeds = Feeds()
    feeds.thread(2)
    site.pages |= feeds.pages()
    followed = follow(archive, Network.BLUESKY, "ida.example")
    never = follow(archive, Network.BLUESKY, "nobody.example")
    pass_time(archive, clock, timedelta(0))
    feeds.closed.add(IDA)
    pass_time(archive, clock, HOUR)
    assert follows.get(archive, followed.id).gone_at == clock.now
    wrong = follows.get(archive, never.id)
    assert (wrong.gone_at, wrong.fault is not None) == (None, True)  # a wrong handle is no news


@pytest.mark.parametrize("form", ["atom", "rss", "page"])
def test_new_entries_of_a_feed_are_archived(archive: Archive, site: Site, clock: Clock, form: str) -> None:
    article = "".join(f"<p>{number}/ Point {number} of the thread about gates and walls.</p>" for number in (1, 2, 3))
    page = Response(
        f"<html><title>On gates</title><article>{article}</article>".encode(), headers={"Content-Type": "text/html"}
    )
    site.pages |= {"/new": page, "/old": page}

    def publish(*names: str) -> None:
        entries = "".join(ENTRY.format(name, f"{site.url}/{name}") for name in names)
        if form == "rss":
            items = "".join(f"<item><link>/{name}</link><guid isPermaLink='false'>{name}</guid></item>" for name in names)
            body = f"<rss><channel><title>Ida's & more</title>{items}<item><link>javascript:x</link></item>"  # damaged, and cut
        else:
            body = ATOM.format(entries)
        site.pages["/feed"] = Response(body.encode(), headers={"Content-Type": "application/xml"})

    publish("old")
    link = '<link rel="alternate" type="application/atom+xml" href="/feed">'
    site.pages["/"] = Response(f"<head>{link}</head>".encode(), headers={"Content-Type": "text/html; charset=none"})
    follow(archive, Network.WEB, f"{site.url}/" if form == "page" else f"{site.url}/feed")
    assert pass_time(archive, clock, timedelta(0)) == []
    publish("new", "old")
    (thread_id,) = pass_time(archive, clock, HOUR)
    assert threads.load(archive, thread_id).version.url == f"{site.url}/new"
    assert pass_time(archive, clock, HOUR) == []


def test_a_thread_that_could_not_be_fetched_is_tried_again(archive: Archive, site: Site, clock: Clock) -> None:
    site.pages["/feed"] = Response(ATOM.format("").encode())
    follow(archive, Network.WEB, f"{site.url}/feed")
    assert pass_time(archive, clock, timedelta(0)) == []
    entries = [ENTRY.format(name, f"{site.url}/{name}") for name in ("late", "lost")]
    site.pages |= {"/feed": Response(ATOM.format("".join(entries)).encode()), "/late": Response(b"", 501)}
    assert [submission.state for submission in do_due(archive, clock, HOUR)] == [State.FAILED, State.FAILED]
    points = "".join(f"<p>{number}/ Point {number} of the thread about gates and walls.</p>" for number in (1, 2, 3))
    site.pages["/late"] = Response(f"<article>{points}</article>".encode(), headers={"Content-Type": "text/html"})
    (thread_id,) = pass_time(archive, clock, HOUR)  # what is not there is not asked for again
    assert threads.load(archive, thread_id).version.url == f"{site.url}/late"
    assert pass_time(archive, clock, HOUR) == []


def test_what_is_no_feed_is_a_fault_of_the_follow(archive: Archive, site: Site, clock: Clock) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
    site.pages |= {"/page": Response(b"<p>Hello", headers={"Content-Type": "text/html"}), "/bomb": Response(bomb)}
    wrong = follow(archive, Network.WEB, f"{site.url}/page")
    harmless = follow(archive, Network.WEB, f"{site.url}/bomb")
    pass_time(archive, clock, timedelta(0))
    fault = follows.get(archive, wrong.id).fault
    assert fault is not None
    assert fault.key == "not_a_thread.no_feed"
    assert follows.get(archive, harmless.id).name == "&b;"  # entities are not replaced


def test_a_follow_that_is_paused_or_removed_is_not_looked_at(archive: Archive, site: Site, clock: Clock) -> None:
    server = MastodonServer(f"127.0.0.1:{site.port}")
    site.pages |= server.pages()
    followed = follow(archive, Network.MASTODON, f"ida@{server.host}")
    assert follow(archive, Network.MASTODON, f"Ida@{server.host}").id == followed.id
    pass_time(archive, clock, timedelta(0))
    follows.pause(archive, followed.id, paused=True)
    site.requests.clear()
    pass_time(archive, clock, timedelta(days=1))
    assert site.requests == []
    follows.pause(archive, followed.id, paused=False)
    pass_time(archive, clock, timedelta(0))
    assert site.requests
    follows.remove(archive, followed.id)
    site.requests.clear()
    pass_time(archive, clock, timedelta(days=1))
    assert site.requests == []


def test_a_schedule_refreshes_rarer_without_news_and_marks_what_is_gone(archive: Archive, site: Site, clock: Clock) -> None:
    feeds = Feeds()
    posts = feeds.thread(2)
    site.pages |= feeds.pages()
    sent = submissions.receive(archive, url=f"https://bsky.app/profile/{IDA}/post/3k1").submission
    jobs.run_submission(sent.id, archive)
    thread_id = submissions.get(archive, sent.id).thread_id
    assert thread_id is not None
    schedules.set_for_thread(archive, thread_id, timedelta(days=1))
    days = []
    for _ in range(6):
        due = schedules.load(archive, thread_id).next_at
        assert due is not None
        days.append((due - clock.now).days)
        clock.now = due
        (id_,) = schedules.request_due(archive)
        assert schedules.request_due(archive) == []
        jobs.run_submission(id_, archive)
    assert days == [1, 1, 1, 1, 2, 4]
    feeds.say(IDA, "3kmore", "One more.", posts[-1])
    clock.now += timedelta(days=60)
    jobs.run_submission(schedules.request_due(archive)[0], archive)
    grown = threads.load(archive, thread_id)
    assert (grown.number, len(grown.version.points)) == (2, 3)
    assert schedules.load(archive, thread_id).next_at == clock.now + timedelta(days=1)
    feeds.posts.clear()
    clock.now += timedelta(days=1)
    jobs.run_submission(schedules.request_due(archive)[0], archive)
    gone = threads.load(archive, thread_id)
    assert (gone.gone_at, len(gone.version.points)) == (clock.now, 3)
    assert _found(archive, "is:gone") == [thread_id]
    assert [event for event, _ in events(archive)] == [Event.KEPT, Event.GROWN, Event.GONE]
    feeds.thread(2)
    clock.now += timedelta(days=60)
    jobs.run_submission(schedules.request_due(archive)[0], archive)
    assert threads.load(archive, thread_id).gone_at is None
    assert _found(archive, "is:gone") == []


def _found(archive: Archive, words: str) -> list[str]:
    page = listing.list_page(archive, parse_query(words), Order(Sort.ARCHIVED), limit=5)
    return [item.thread.id for item in page.items]


def test_the_schedule_of_an_author_or_of_all_holds_where_a_thread_has_none(archive: Archive, site: Site, clock: Clock) -> None:
    feeds = Feeds()
    feeds.thread(2)
    site.pages |= feeds.pages()
    sent = submissions.receive(archive, url=f"https://bsky.app/profile/{IDA}/post/3k1").submission
    jobs.run_submission(sent.id, archive)
    thread_id = submissions.get(archive, sent.id).thread_id or ""
    schedules.set_shared(archive, timedelta(days=7))
    assert schedules.plan(archive) == 1
    first = schedules.load(archive, thread_id)
    assert (first.every, first.effective) == (None, timedelta(days=7))
    assert first.next_at is not None
    assert clock.now <= first.next_at <= clock.now + timedelta(days=7)
    schedules.set_for_thread(archive, thread_id, timedelta(0))
    assert schedules.plan(archive) == 0
    clock.now += timedelta(days=90)
    assert schedules.request_due(archive) == []
    schedules.set_for_thread(archive, thread_id, None)
    assert schedules.plan(archive) == 1
    clock.now += timedelta(days=7)
    assert len(schedules.request_due(archive)) == 1
    (submission,) = [submissions.get(archive, id_) for id_ in submissions.unclaimed(archive)]
    assert (submission.thread_id, submission.caller != FOLLOWS) == (thread_id, True)
    schedules.set_shared(archive, None)
    clock.now += timedelta(days=90)
    assert schedules.request_due(archive) == []
