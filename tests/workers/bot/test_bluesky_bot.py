"""The bot on Bluesky: each mention is answered once, and some never, against a look-alike of its account's server."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import mentions, opt_outs, shares, work
from archive.archive import Archive, open_archive
from archive.secret_key import secret_key
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.mention import Command
from domain.shapes.reading import Site as Network
from domain.shapes.submission import BOT as BY_BOT
from domain.share_secrets import share_id_of
from tests.site import Site, running_site
from tests.workers.bot.bluesky_server import BOT, NOON, PASSWORD, BotServer
from tests.workers.bot.rounds import Clock, outcome, outcomes, run_rounds
from tests.workers.sources.bluesky.bluesky_site import IDA, OLE, uri
from workers import jobs
from workers.bot.bluesky import answer_key

ANSWERED = ("answered", None)
QUOTE = {"embed": {"$type": "app.bsky.embed.record", "record": {"uri": uri(IDA, "3k2"), "cid": "b"}}}


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
        public_url="https://threads.example",
        bot_bluesky=f"bot.example {PASSWORD} {site.url}",  # type: ignore[arg-type]
        bot_daily=4,
    )
    jobs.prepare(settings)
    return settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(site: Site) -> BotServer:
    server = BotServer()
    server.thread(3)
    site.requests.clear()
    site.pages.clear()
    site.pages |= server.pages()
    return server


@pytest.fixture
def archive(prepared: Settings, new_archive: Path, tmp_path: Path, clock: Clock, server: BotServer) -> Iterator[Archive]:
    for path in (prepared.data / "bot").glob("*"):
        path.unlink()
    with closing(open_archive(prepared.model_copy(update={"data": tmp_path / "data"}))) as opened:
        archive = replace(opened, clock=clock)
        mentions.plan(archive, {Network.BLUESKY: "bot.example"})
        yield archive


def test_a_mention_under_a_thread_is_answered_once_with_a_link(
    archive: Archive, server: BotServer, clock: Clock, prepared: Settings
) -> None:
    asked = server.mention(OLE, "3kask", "@bot.example unroll, please", uri(IDA, "3k2"), langs=["de-AT"])
    server.mention(OLE, "3kname", "@bot.example what are you?", uri(IDA, "3k2"))
    run_rounds(archive, clock, 5)
    assert outcomes(archive) == {asked: ANSWERED}
    (text,) = server.answers_to(asked)
    assert text.startswith("Gesichert: 3 Punkte von Ida.")
    (record,) = server.answers.values()
    link = record["facets"][0]
    encoded = record["text"].encode()[link["index"]["byteStart"] : link["index"]["byteEnd"]].decode()
    assert encoded == link["features"][0]["uri"] == record["embed"]["external"]["uri"]
    secret = encoded.removeprefix("https://threads.example/s/")
    share = shares.find(archive, share_id_of(secret_key(None, prepared.data), secret) or "")
    (mention,) = mentions.list_recent(archive, 9)
    assert (share.thread_id, share.by, share.tags) == (mention.thread_id, BY_BOT, False)
    assert record["reply"]["root"]["uri"] == uri(IDA, "3k1")


def test_what_is_asked_for(archive: Archive, server: BotServer, clock: Clock) -> None:
    """Under a comment the thread that it comments on, in a chain of its own that chain; a thread that is quoted."""
    comment = server.say(OLE, "3kcomment", "I like that.", uri(IDA, "3k2"))
    second = server.say(OLE, "3ksecond", "And this.", comment)
    wanted = {
        server.mention(OLE, "3kask1", "@bot.example unroll", comment): uri(IDA, "3k1"),
        server.mention(OLE, "3kask2", "@bot.example unroll", second): second,
        server.mention(OLE, "3kask3", "@bot.example unroll", **QUOTE): uri(IDA, "3k2"),
    }
    run_rounds(archive, clock, 1)
    found = {mention.address: mention.thread_url for mention in mentions.list_recent(archive, 9)}
    assert found == {
        asked: f"https://bsky.app/profile/{post.split('/')[2]}/post/{post.split('/')[4]}" for asked, post in wanted.items()
    }


def test_an_author_who_asks_gets_the_thread_without_the_mention(archive: Archive, server: BotServer, clock: Clock) -> None:
    asked = server.mention(IDA, "3kask", "@bot.example unroll", uri(IDA, "3k3"))
    run_rounds(archive, clock, 4)
    assert server.answers_to(asked)[0].startswith("Saved: 3 points by Ida.")
    (mention,) = mentions.list_recent(archive, 9)
    points = threads.load(archive, mention.thread_id or "").version.points
    assert [point.post_id for point in points] == [uri(IDA, f"3k{number}") for number in (1, 2, 3)]


def test_who_is_told_why_there_is_no_link(archive: Archive, server: BotServer, clock: Clock) -> None:
    lost = server.say(IDA, "3klost", "Gone.")
    server.deleted.add(lost)
    shy = "did:plc:shyshyshyshyshyshyshyshy"
    server.profiles[shy] = {"description": "Painter. #NoBot"}
    angry = "did:plc:angangangangangangangang"
    server.viewers[server.say(angry, "3kangry", "Mine.")] = {}
    server.profiles[angry] = {"viewer": {"blockedBy": True}}
    told = {
        server.mention(OLE, "3kask1", "@bot.example unroll"): "bot.no_thread",
        server.mention(OLE, "3kask2", "@bot.example unroll", lost): "bot.gone",
        server.mention(OLE, "3kask3", "@bot.example unroll", server.say(shy, "3kshy", "Mine.")): "bot.opted_out",
        server.mention(OLE, "3kask4", "@bot.example unroll", uri(angry, "3kangry")): "bot.opted_out",
    }
    run_rounds(archive, clock)
    assert outcomes(archive) == {asked: ("answered", reason) for asked, reason in told.items()}
    assert [len(server.answers_to(asked)) for asked in told] == [1] * len(told)


def test_who_gets_no_answer(archive: Archive, server: BotServer, clock: Clock) -> None:
    own = server.say(BOT, "3kown", "Saved.", uri(IDA, "3k3"))
    below = server.say(OLE, "3kbelow", "Thanks.", own)
    closed = server.mention(OLE, "3kask4", "@bot.example unroll", uri(IDA, "3k2"))
    server.viewers[closed] = {"replyDisabled": True}
    ignored = {
        server.mention(OLE, "3kask1", "@bot.example unroll", uri(IDA, "3k1"), labels=[{"val": "bot"}]): "bot.is_bot",  # type: ignore[arg-type]
        server.mention(OLE, "3kask2", "@bot.example unroll", own, reason="reply"): "bot.own_chain",
        server.mention(OLE, "3kask3", "@bot.example unroll", below): "bot.own_chain",
        closed: "bot.replies_closed",
    }
    server.mention(OLE, "3kold", "@bot.example unroll", uri(IDA, "3k1"), at=NOON - timedelta(days=2))
    server.mention(BOT, "3kself", "@bot.example unroll", uri(IDA, "3k1"))
    server.mention(OLE, "3kreply", "unroll", uri(IDA, "3k1"), reason="reply")
    run_rounds(archive, clock)
    assert outcomes(archive) == {asked: ("ignored", reason) for asked, reason in ignored.items()}
    assert not server.answers


def test_a_mention_that_was_deleted_meanwhile_gets_no_answer(archive: Archive, server: BotServer, clock: Clock) -> None:
    before, after = (server.mention(OLE, f"3kask{number}", "@bot.example unroll", uri(IDA, "3k2")) for number in (1, 2))
    run_rounds(archive, clock, 0)
    server.deleted.add(before)
    server.notices.append(next(item for item in server.notices if item["uri"] == after))  # the list says it twice
    clock.now += timedelta(minutes=1)
    run_rounds(archive, clock, 1)
    server.deleted.add(after)
    run_rounds(archive, clock)
    assert outcomes(archive) == {after: ("ignored", "bot.deleted_mention")}
    assert not server.answers


@pytest.mark.parametrize("killed_at", [1, 2])
def test_a_bot_that_is_killed_when_it_has_answered_does_not_answer_again(
    archive: Archive, server: BotServer, clock: Clock, killed_at: int
) -> None:
    asked = [server.mention(OLE, f"3kask{number}", "@bot.example unroll") for number in (1, 2, 3)]
    child = os.fork()
    if child == 0:
        clock.now += timedelta(minutes=1)
        run_rounds(archive, clock, 4)
        os._exit(0)
    server.sent = lambda: os.kill(child, signal.SIGKILL) if len(server.answers) == killed_at else None
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    for held in work.held_leases(archive):
        work.expire(archive, held)
    clock.now += timedelta(minutes=5)
    run_rounds(archive, clock, 4)
    assert [len(server.answers_to(post)) for post in asked] == [1, 1, 1]
    assert {mention.state for mention in mentions.list_recent(archive, 9)} == {"answered"}
    assert {mention.answer for mention in mentions.list_recent(archive, 9)} == {
        f"at://{BOT}/app.bsky.feed.post/{key}" for key in server.answers
    }


def test_who_wants_to_be_left_alone_is(archive: Archive, server: BotServer, clock: Clock) -> None:
    asked = server.mention(OLE, "3kask1", "@bot.example unroll", uri(IDA, "3k2"))
    run_rounds(archive, clock)
    answer = next(iter(server.answers))
    (thread_id,) = {mention.thread_id for mention in mentions.list_recent(archive, 9)}
    assert len(shares.list_shares(archive, thread_id or "")) == 1
    server.posts[uri(BOT, answer)] = {"uri": uri(BOT, answer), "author": {"did": BOT}, "record": server.answers[answer]}
    stop = server.mention(IDA, "3kstop", "Stop!", uri(BOT, answer), reason="reply")
    run_rounds(archive, clock)
    assert outcomes(archive)[stop] == ("answered", "bot.opt_out")
    assert shares.list_shares(archive, thread_id or "") == ()
    (listed,) = opt_outs.list_all(archive)
    assert (listed.account, listed.handle, listed.by) == (IDA, "ida.example", "ida.example")
    again = server.mention(OLE, "3kask2", "@bot.example unroll", uri(IDA, "3k2"))
    hers = server.mention(IDA, "3kask3", "@bot.example unroll", uri(OLE, "3kask1"))
    twice = server.mention(IDA, "3kstop2", "@bot.example opt-out")
    run_rounds(archive, clock)
    assert outcomes(archive) == {
        asked: ANSWERED,
        stop: ("answered", "bot.opt_out"),
        again: ("answered", "bot.opted_out"),
        hers: ("ignored", "bot.asker_out"),
        twice: ("ignored", "bot.known"),
    }
    back = server.mention(IDA, "3kback", "@bot.example opt in")
    run_rounds(archive, clock)
    assert outcomes(archive)[back] == ("answered", "bot.opt_in")
    assert not opt_outs.list_all(archive)


def test_limits_of_a_day_and_an_hour(
    archive: Archive, server: BotServer, clock: Clock, prepared: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [server.mention(OLE, f"3kask{number}", "@bot.example unroll") for number in range(5)]
    run_rounds(archive, clock, 1)
    assert sorted(outcomes(archive).values()) == [("answered", "bot.no_thread")] * 4 + [("ignored", "bot.too_many")]
    monkeypatch.setattr(jobs, "_contexts", [replace(jobs._contexts[0], settings=prepared.model_copy(update={"bot_hourly": 5}))])
    others = ("did:plc:kimkimkimkimkimkimkimkim", "did:plc:leeleeleeleeleeleeleelee")
    asked += [server.mention(did, "3kmore", "@bot.example unroll") for did in others]
    run_rounds(archive, clock, 5)
    assert [len(server.answers_to(post)) for post in asked] == [1, 1, 1, 1, 0, 1, 0]
    run_rounds(archive, clock, 3, timedelta(minutes=40))
    assert [len(server.answers_to(post)) for post in asked] == [1, 1, 1, 1, 0, 1, 1]


def test_a_session_is_kept_renewed_and_begun_again(
    archive: Archive, server: BotServer, clock: Clock, prepared: Settings
) -> None:
    run_rounds(archive, clock, 3)
    assert (server.logins, server.renewals) == (1, 0)
    (file,) = (prepared.data / "bot").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    server.valid = "another"
    run_rounds(archive, clock, 2)
    assert (server.logins, server.renewals) == (1, 1)
    server.valid, server.logins = "another", 5
    run_rounds(archive, clock, 1)
    assert (server.logins, server.renewals) == (6, 1)


def test_what_is_wrong_is_told_and_asked_ever_less_often(archive: Archive, server: BotServer, clock: Clock, site: Site) -> None:
    server.password = "another"
    run_rounds(archive, clock, 30)
    (account,) = mentions.list_accounts(archive)
    assert account.fault is not None
    assert (account.fault.key, account.checked_at) == ("bot_failed.login", None)
    assert 3 <= account.failures <= 6
    server.password = PASSWORD
    run_rounds(archive, clock, 2, timedelta(hours=1))
    (account,) = mentions.list_accounts(archive)
    assert (account.fault, account.failures, account.account) == (None, 0, BOT)


def test_a_mention_that_the_server_does_not_take_does_not_hold_up_the_others(
    archive: Archive, server: BotServer, clock: Clock
) -> None:
    broken = server.mention(OLE, "3kask1", "@bot.example unroll")
    server.refused.add(broken)
    asked = server.mention(OLE, "3kask2", "@bot.example unroll")
    run_rounds(archive, clock, 2)
    assert len(server.answers_to(asked)) == 1
    assert outcomes(archive)[broken] == ("ignored", "bot_failed.refused")
    (account,) = mentions.list_accounts(archive)
    assert account.failures == 0


def test_many_pages_of_mentions_are_read(archive: Archive, server: BotServer, clock: Clock) -> None:
    server.page = 2
    asked = [server.mention(f"did:plc:{number:024}", "3kask", "@bot.example unroll") for number in range(5)]
    run_rounds(archive, clock, 2)
    assert {mention.address for mention in mentions.list_recent(archive, 99)} == set(asked)
    assert [len(server.answers_to(post)) for post in asked] == [1] * len(asked)


def test_the_key_of_an_answer_is_made_from_the_mention_alone() -> None:
    first, same = (answer_key(uri(OLE, "3kask"), NOON) for _ in range(2))
    assert first == same
    assert len({answer_key(uri(OLE, f"3kask{number}"), NOON) for number in range(1000)}) == 1000
    assert first[:4] == answer_key(uri(IDA, "3kother"), NOON)[:4]  # of the same moment
    assert first[0] in "234567ab"


def test_commands_are_noted_with_the_mention(archive: Archive, server: BotServer, clock: Clock) -> None:
    server.mention(OLE, "3kask", "@bot.example stop")
    run_rounds(archive, clock, 1)
    (mention,) = mentions.list_recent(archive, 9)
    assert (mention.command, mention.handle, outcome(mention)) == (Command.OPT_OUT, "ole.example", ("answered", "bot.opt_out"))
