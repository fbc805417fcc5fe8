"""The bot on Mastodon: each mention is answered once, as privately as it was asked, and nothing is kept that is not public."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import mentions, opt_outs, work
from archive.archive import Archive, open_archive
from archive.library import listing
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.reading import Site as Network
from tests.site import Site, running_site
from tests.workers.bot.mastodon_server import NOON, TOKEN, MastodonBotServer
from tests.workers.bot.rounds import Clock, outcomes, run_rounds
from workers import jobs

ANSWERED = ("answered", None)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site({}) as site:
        yield site


@pytest.fixture(scope="module")
def prepared(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        fetch_allow=f"127.0.0.1:{site.port}",  # type: ignore[arg-type]
        public_url="https://threads.example/",
        bot_mastodon=f"bot@127.0.0.1:{site.port} {TOKEN}",  # type: ignore[arg-type]
    )
    jobs.prepare(settings)
    return settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(site: Site) -> MastodonBotServer:
    server = MastodonBotServer(f"127.0.0.1:{site.port}")
    site.pages.clear()
    site.pages |= server.pages()
    return server


@pytest.fixture
def archive(
    prepared: Settings, new_archive: Path, tmp_path: Path, clock: Clock, server: MastodonBotServer
) -> Iterator[Archive]:
    for path in (prepared.data / "bot").glob("*"):
        path.unlink()
    with closing(open_archive(prepared.model_copy(update={"data": tmp_path / "data"}))) as opened:
        archive = replace(opened, clock=clock)
        mentions.plan(archive, {Network.MASTODON: f"bot@{server.host}"})
        yield archive


def thread(server: MastodonBotServer, **more: str) -> tuple[str, str]:
    first = server.say("ida", "Gates beat walls. 1/2", **more)
    return first, server.say("ida", "A wall is cheap. 2/2", first, **more)


def ended(archive: Archive, server: MastodonBotServer, *ids: str) -> list[tuple[str, str | None]]:
    by_address = outcomes(archive)
    return [by_address[server.address(id_)] for id_ in ids]


def test_a_mention_under_a_thread_is_answered_once_as_publicly_as_it_was_made(
    archive: Archive, server: MastodonBotServer, clock: Clock
) -> None:
    _, last = thread(server)
    comment = server.say("kim", "Oh yes.", last)
    public = server.mention("ole", "entrollen, bitte", last, language="de")
    server.account("far", acct="far@elsewhere.example")
    direct = server.mention("far", "unroll", comment, visibility="direct")
    server.visible.add(direct)
    server.mention("ole", "nice bot", last)
    run_rounds(archive, clock, 5)
    assert ended(archive, server, public, direct) == [ANSWERED, ANSWERED]
    (first,), (second,) = server.answers_to(public), server.answers_to(direct)
    assert (first["visibility"], first["language"], second["visibility"]) == ("unlisted", "de", "direct")
    assert first["content"].startswith("<p>@ole Gesichert: 2 Punkte von Ida.")
    assert second["content"].startswith("<p>@far@elsewhere.example Saved: 2 points by Ida.")
    assert first["content"].partition("/s/")[2] == second["content"].partition("/s/")[2]  # the same link
    (mention,) = {mention.thread_id for mention in mentions.list_recent(archive, 9)}
    assert [point.number for point in threads.load(archive, mention or "").version.points] == [1, 2]


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_what_is_not_public_is_never_kept(archive: Archive, server: MastodonBotServer, clock: Clock, visibility: str) -> None:
    first, last = thread(server, visibility=visibility)
    server.visible |= {first, last}
    asked = server.mention("ole", "unroll", last, visibility=visibility)
    hidden = server.mention("ole", "unroll", server.say("kim", "For friends.", visibility="private"))
    server.visible.add(asked)
    run_rounds(archive, clock, 4)
    assert ended(archive, server, asked, hidden) == [("answered", "bot.private"), ("answered", "bot.withheld")]
    assert [answer["visibility"] for answer in server.answers_to(asked)] == ["direct"]
    assert listing.count_threads(archive) == 0


def test_who_is_told_why_and_who_gets_no_answer(archive: Archive, server: MastodonBotServer, clock: Clock) -> None:
    server.account("shy", note="<p>Painter. <a>#<span>nobot</span></a></p>")
    server.account("robot", bot=True)
    _, last = thread(server)
    own = server.say("bot", "Saved.", last)
    alone, shy = server.mention("ole", "unroll"), server.mention("ole", "unroll", server.say("shy", "Mine."))
    robot, below = server.mention("robot", "unroll", last), server.mention("ole", "unroll", server.say("ole", "Thanks", own))
    reply = server.mention("ole", "unroll again", own)
    lost = server.mention("ole", "unroll", gone := server.say("ida", "Soon gone."))
    deleted, old = server.mention("ole", "unroll", last), server.mention("ole", "unroll", last, NOON - timedelta(days=2))
    server.delete(gone)
    server.delete(deleted)
    run_rounds(archive, clock)
    assert ended(archive, server, alone, shy, robot, below, reply, lost) == [
        ("answered", "bot.no_thread"),
        ("answered", "bot.opted_out"),
        ("ignored", "bot.is_bot"),
        ("ignored", "bot.own_chain"),
        ("ignored", "bot.own_chain"),
        ("answered", "bot.withheld"),
    ]
    assert not [*server.answers_to(robot), *server.answers_to(below), *server.answers_to(old)]


def test_one_who_says_stop_is_left_alone(archive: Archive, server: MastodonBotServer, clock: Clock) -> None:
    _, last = thread(server)
    stop = server.mention("ida", "STOP")
    run_rounds(archive, clock, 2)
    asked, hers = server.mention("ole", "unroll", last), server.mention("ida", "unroll", last)
    run_rounds(archive, clock)
    assert ended(archive, server, stop, asked, hers) == [
        ("answered", "bot.opt_out"),
        ("answered", "bot.opted_out"),
        ("ignored", "bot.asker_out"),
    ]
    assert [item.handle for item in opt_outs.list_all(archive)] == [f"ida@{server.host}"]
    assert listing.count_threads(archive) == 0


@pytest.mark.parametrize("forgets", [False, True])
def test_a_bot_that_is_killed_when_it_has_answered_does_not_answer_again(
    archive: Archive, server: MastodonBotServer, clock: Clock, forgets: bool
) -> None:
    """Whether the server still knows the key, or the hour for which it does is over."""
    server.forgets = forgets
    asked = [server.mention("ole", "unroll") for _ in range(3)]
    child = os.fork()
    if child == 0:
        run_rounds(archive, clock, 4)
        os._exit(0)
    server.sent = lambda: os.kill(child, signal.SIGKILL) if len(server.keys) == 2 else None
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    for held in work.held_leases(archive):
        work.expire(archive, held)
    run_rounds(archive, clock, 4)
    assert [len(server.answers_to(id_)) for id_ in asked] == [1, 1, 1]
    assert ended(archive, server, *asked) == [("answered", "bot.no_thread")] * 3


def test_a_limit_of_the_server_is_waited_for(archive: Archive, server: MastodonBotServer, clock: Clock) -> None:
    asked = [server.mention(f"kim{number}", "unroll") for number in range(4)]
    server.left = 9
    run_rounds(archive, clock, 1)
    (account,) = mentions.list_accounts(archive)
    assert account.fault is not None
    assert (account.failures, account.fault.code) == (1, "fetch_failed")
    server.left = 10**6
    run_rounds(archive, clock, 6)
    assert [len(server.answers_to(id_)) for id_ in asked] == [1] * 4
    (account,) = mentions.list_accounts(archive)
    assert (account.failures, account.fault) == (0, None)


def test_all_pages_are_read_and_a_wrong_token_is_told(archive: Archive, server: MastodonBotServer, clock: Clock) -> None:
    server.page = 2
    asked = [server.mention(f"kim{number}", "unroll") for number in range(5)]
    run_rounds(archive, clock, 2)
    assert [len(server.answers_to(id_)) for id_ in asked] == [1] * 5
    server.token = "another"
    run_rounds(archive, clock, 2)
    (account,) = mentions.list_accounts(archive)
    assert account.fault is not None
    assert account.fault.key == "bot_failed.login"
