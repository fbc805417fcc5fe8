"""The export that X gives its members: one thread of all that they ever wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Invalid, NotAThread
from domain.shapes.capture import Capture, Hints
from tests.workers.reading import codes, ids, read, source_of, text, texts, thread
from workers.sources.x.archive_export import XArchive
from workers.unrolling import unroll


def tweet(id_: int, words: str, to: int | None = None, handle: str = "mira_holm", **more: Any) -> dict[str, Any]:
    """Every number is a string in an export."""
    answered = {"in_reply_to_status_id_str": str(to), "in_reply_to_screen_name": handle} if to else {}
    tweet_fields = {
        "id_str": str(id_),
        "full_text": words,
        "created_at": "Thu Dec 23 12:00:01 +0000 2021",
        "display_text_range": ["0", str(len(words))],
        "entities": {"urls": [], "hashtags": [], "user_mentions": []},
    }
    return {"tweet": {**tweet_fields, **answered, **more}}


def part(name: str, *items: Any) -> str:
    return f"window.YTD.{name}.part0 = {json.dumps(list(items), indent=2)}\n"


ACCOUNT = part("account", {"account": {"username": "mira_holm", "accountDisplayName": "Mira Holm", "accountId": "7"}})
TWEETS = (
    tweet(13, "Third.", 12),
    tweet(9, "@ines Yes.", 8, "ines"),
    tweet(11, "First &amp; foremost."),
    tweet(12, "Second.", 11),
    tweet(14, "@ole Thanks!", 50, "ole"),
)


def test_the_only_thread_is_found_in_any_order() -> None:
    capture = text(part("tweets", *TWEETS) + ACCOUNT)
    assert source_of(capture) == "x archive"
    version = thread(capture)
    assert texts(version) == ["First & foremost.", "Second.", "Third."]
    assert (version.author.name, version.author.handle) == ("Mira Holm", "mira_holm")
    assert (version.completeness.verdict.value, codes(version)) == ("complete", {"chain_ends"})
    assert version.url == "https://x.com/mira_holm/status/11"


def test_a_thread_of_several_is_named_by_its_address() -> None:
    body = part("tweets", *TWEETS, tweet(21, "Other."), tweet(22, "Thread.", 21))
    with pytest.raises(NotAThread, match="threads=2"):
        read(text(body + ACCOUNT))
    assert ids(thread(text(body + ACCOUNT, "https://x.com/mira_holm/status/12"))) == ["11", "12", "13"]
    hinted = Capture(**{**_fields(text(body + ACCOUNT)), "hints": Hints(url="https://twitter.com/mira_holm/status/22")})
    assert ids(unroll([read(hinted)])) == ["21", "22"]
    with pytest.raises(Invalid, match="not_in_export"):
        read(text(body, "https://x.com/mira_holm/status/99"))


def _fields(capture: Capture) -> dict[str, Any]:
    return {name: getattr(capture, name) for name in ("body", "via", "media_type", "captured_at", "url", "title")}


def test_a_member_who_answered_a_deleted_post_may_have_gone_on_there() -> None:
    version = thread(text(part("tweets", *TWEETS, tweet(31, "As I said.", 30)) + ACCOUNT))
    assert version.completeness.verdict == "unknown"


def test_long_posts_come_whole_out_of_the_notes() -> None:
    long = "A long post that goes on and on for far more than anybody would have thought possible & has a link https://t.co/n"
    short = f"{long[:70]}… https://t.co/abc".replace("&", "&amp;")
    note = {
        "noteTweetId": "77",
        "createdAt": "2021-12-23T12:00:01.000Z",
        "core": {
            "text": long,
            "urls": [
                {
                    "shortUrl": "https://t.co/n",
                    "expandedUrl": "https://example.org/n",
                    "fromIndex": str(len(long) - 14),
                    "toIndex": str(len(long)),
                }
            ],
        },
    }
    body = part("tweets", tweet(11, short), tweet(12, "Second.", 11)) + part("note_tweet", {"noteTweet": note})
    version = thread(text(body))
    assert version.points[0].text == long.replace("https://t.co/n", "https://example.org/n")
    without = thread(text(part("tweets", tweet(11, short), tweet(12, "Second.", 11))))
    assert "truncated" in codes(without)


@pytest.mark.parametrize(
    "body",
    [
        part("tweets"),
        part("tweets", tweet(1, "a"), tweet(2, "b")),
        "window.YTD.tweets.part0 = [{",
        "window.YTD.like.part0 = []",
    ],
)
def test_an_export_without_a_thread_is_refused(body: str) -> None:
    with pytest.raises(NotAThread):
        read(text(body))


def test_an_excerpt_reads_as_its_thread_does_in_the_whole_export() -> None:
    long_text = "A post that is longer than what the list of posts has of it. " * 6
    note = {"noteTweet": {"createdAt": "2021-12-23T12:00:01.000Z", "core": {"text": long_text, "urls": []}}}
    export = text(
        part("tweets", *TWEETS, tweet(21, f"{long_text[:90]}…", truncated=True), tweet(22, "On.", 21), tweet(23, "Lost.", 19))
        + part("note_tweet", note)
        + ACCOUNT
    )
    source = XArchive()
    choices = source.threads_in(export)
    assert [choice.id for choice in choices] == ["11", "21"]
    for choice, excerpt in zip(choices, source.excerpts(export, choices), strict=True):
        of_export = source.read(replace(export, hints=Hints(url=choice.address)))
        assert source.claims(excerpt)
        assert replace(source.read(excerpt), url=of_export.url) == of_export
        assert of_export.ends is False, "an answer to a lost post may belong to any thread"
    assert b"Second." not in list(source.excerpts(export, choices))[1].body
