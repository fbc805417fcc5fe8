"""Mentions and opt-outs in both databases: noted once, limited, taken up, and left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive import leases, mentions, opt_outs, routines, shares, submissions
from archive.archive import Archive
from archive.captures import store
from archive.threads import threads
from domain.editions import Edition
from domain.errors import NotFound
from domain.messages import message
from domain.shapes.failure import Failure
from domain.shapes.mention import Command, Mention, MentionState, NewMention, Sought
from domain.shapes.reading import Site
from domain.shapes.routine import Routine
from domain.shapes.submission import BOT, State
from tests.archive.readings import CODEBOOK, paste, point, version

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
THREAD = Sought("https://bsky.app/profile/did:plc:ida/post/1", "at://root", "did:plc:ida", "ida.example")


def new(number: int, asker: str = "ole") -> NewMention:
    address = f"at://did:plc:{asker}/app.bsky.feed.post/{number}"
    return NewMention(Site.BLUESKY, address, address, None, f"did:plc:{asker}", f"{asker}.example", "unroll", NOON)


def claim(archive: Archive) -> Routine:
    mentions.plan(archive, {Site.BLUESKY: "bot.example"})
    (id_,) = routines.request_due(archive)
    claimed = routines.claim(archive, id_)
    assert claimed
    return claimed


def note(archive: Archive, claimed: Routine, *listed: NewMention) -> tuple[Mention, ...]:
    mentions.note(archive, claimed, Site.BLUESKY, "did:plc:bot", [(item, Command.UNROLL, None) for item in listed])
    return mentions.list_waiting(archive, Site.BLUESKY, 99)


def test_a_mention_is_noted_once_and_by_its_holder_alone(archive: Archive) -> None:
    claimed = claim(archive)
    assert len(note(archive, claimed, new(1), new(1), new(2))) == 2
    assert len(note(archive, claimed, new(1), new(3))) == 3
    (account,) = mentions.list_accounts(archive)
    assert (account.account, account.failures, account.checked_at is not None) == ("did:plc:bot", 0, True)
    assert [mentions.record_failure(archive, Site.BLUESKY, message("bot_failed.login", handle="x")) for _ in "ab"] == [1, 2]
    routines.fail(archive, claimed, Failure(message("crashed"), retryable=True))
    mentions.plan(archive, {})
    mentions.plan(archive, {Site.BLUESKY: "bot.example"})
    assert mentions.list_accounts(archive)[0].fault is None
    with pytest.raises(leases.LeaseLost):
        note(archive, claimed, new(4))


def test_one_submission_serves_all_who_ask_for_a_thread_at_a_time(archive: Archive) -> None:
    claimed = claim(archive)
    for mention in note(archive, claimed, new(1), new(2, "kim")):
        assert mentions.take_up(archive, claimed, mention, THREAD)
    (id_,) = submissions.unclaimed(archive)
    assert submissions.get(archive, id_).caller == BOT
    assert mentions.list_to_answer(archive, Site.BLUESKY, 9) == ()
    submissions.cancel(archive, id_)
    assert len(mentions.list_to_answer(archive, Site.BLUESKY, 9)) == 2
    (later,) = note(archive, claimed, new(3))
    assert mentions.take_up(archive, claimed, later, THREAD)
    assert len(submissions.unclaimed(archive)) == 1


def test_requests_are_limited_by_account_and_by_conversation(archive: Archive) -> None:
    claimed = claim(archive)
    first, *_ = note(archive, claimed, new(1), new(2), new(3, "kim"))
    assert mentions.take_up(archive, claimed, first, THREAD)
    own, other = mentions.list_waiting(archive, Site.BLUESKY, 9)
    own, other = (own, other) if own.asker == first.asker else (other, own)
    assert mentions.is_over_limit(archive, own, "at://another", 1) == message("bot.too_many")
    assert mentions.is_over_limit(archive, other, "at://root", 1) == message("bot.too_many_here")
    assert mentions.is_over_limit(archive, other, "at://another", 1) is None
    assert mentions.is_over_limit(archive, own, "at://root", 2) is None


def test_who_opts_out_loses_no_time(archive: Archive) -> None:
    """What was asked for and not answered is looked at again, the links of the bot end, and those of people stay."""
    claimed = claim(archive)
    first, second = note(archive, claimed, new(1), new(2, "kim"))
    assert mentions.take_up(archive, claimed, first, THREAD)
    thread_id = threads.store(archive, version(point(1)), [store(archive, paste())], CODEBOOK).thread_id
    (id_,) = submissions.unclaimed(archive)
    work = submissions.claim(archive, id_)
    assert work
    submissions.finish(archive, work, thread_id)
    (ready,) = mentions.list_to_answer(archive, Site.BLUESKY, 9)
    assert ready.thread_id == thread_id
    choices = {"seconds": None, "redact": False, "editions": [Edition.READING], "tags": False}
    for by in (BOT, "Kim"):
        shares.create(archive, thread_id, by=by, **choices)  # type: ignore[arg-type]
    opt_outs.add(archive, Site.BLUESKY, "did:plc:ida", "Ida.Example", "Kim")
    opt_outs.add(archive, Site.BLUESKY, "did:plc:ida", "ida.example", "Ole")
    assert [share.by for share in shares.list_shares(archive, thread_id)] == ["Kim"]
    assert {mention.state for mention in mentions.list_waiting(archive, Site.BLUESKY, 9)} == {MentionState.WAITING}
    assert not mentions.take_up(archive, claimed, second, THREAD)
    assert mentions.is_out(archive, Site.BLUESKY, "did:plc:other", "ida.example")
    assert not mentions.is_out(archive, Site.MASTODON, "did:plc:ida", "ida.example")
    (listed,) = opt_outs.list_all(archive)
    assert (listed.handle, listed.by) == ("ida.example", "Kim")
    opt_outs.remove(archive, Site.BLUESKY, "did:plc:ida")
    with pytest.raises(NotFound):
        opt_outs.remove(archive, Site.BLUESKY, "did:plc:ida")


def test_what_could_not_be_fetched_is_tried_again_before_the_asker_is_told(archive: Archive) -> None:
    claimed = claim(archive)
    (mention,) = note(archive, claimed, new(1))
    assert mentions.take_up(archive, claimed, mention, THREAD)
    (id_,) = submissions.unclaimed(archive)
    work = submissions.claim(archive, id_)
    assert work
    submissions.fail(archive, work, Failure(message("fetch_failed"), retryable=True))
    assert mentions.list_to_answer(archive, Site.BLUESKY, 9) == ()
    later = Archive(archive.database, archive.blobs, lambda: archive.clock() + timedelta(minutes=6))
    mentions.retry_failed(later, Site.BLUESKY)
    assert submissions.get(archive, id_).state is State.RECEIVED
    work = submissions.claim(archive, id_)
    assert work
    submissions.fail(archive, work, Failure(message("fetch_failed"), retryable=True))
    too_late = Archive(archive.database, archive.blobs, lambda: archive.clock() + timedelta(hours=3))
    assert len(mentions.list_to_answer(too_late, Site.BLUESKY, 9)) == 1


def test_accounts_follow_the_settings(archive: Archive) -> None:
    claim(archive)
    mentions.plan(archive, {Site.BLUESKY: "another.example", Site.MASTODON: "bot@e.example"})
    assert [(row.site, row.handle) for row in mentions.list_accounts(archive)] == [
        (Site.BLUESKY, "another.example"),
        (Site.MASTODON, "bot@e.example"),
    ]
    assert len(routines.request_due(archive)) == 1
    mentions.plan(archive, {})
    assert mentions.list_accounts(archive) == ()
