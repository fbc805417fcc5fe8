"""X without a login: embeds, asked for upward from any post; fxtwitter's answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.addresses import recognise
from domain.errors import Gone, LoginRequired
from domain.shapes.thread import Version
from presentation.messages import sentence
from tests.site import Request, Response, Site, json_response, running_site
from tests.workers.reading import answer, codes, ids, read, source_of, texts, thread
from workers.fetch import Fetcher
from workers.sources.x.fetch import MAX_POSTS, token
from workers.sources.x.syndication import XSyndication
from workers.unrolling import unroll

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
USER = {
    "id_str": "7",
    "name": "Mira Holm",
    "screen_name": "mira_holm",
    "profile_image_url_https": "https://pbs.twimg.com/face.jpg",
}


def embed(id_: int, text: str, to: int | None = None, **more: Any) -> dict[str, Any]:
    answered = {"in_reply_to_status_id_str": str(to), "in_reply_to_user_id_str": "7", "in_reply_to_screen_name": "mira_holm"}
    return {
        "__typename": "Tweet",
        "id_str": str(id_),
        "text": text,
        "created_at": "2021-12-23T12:00:01.000Z",
        "display_text_range": [0, len(text)],
        "entities": {"urls": [], "hashtags": []},
        "user": USER,
        "conversation_count": 3,
        **(answered if to else {}),
        **more,
    }


THREAD = {str(1000 + n): embed(1000 + n, f"Point {n} of them.", 999 + n if n > 1 else None) for n in range(1, 6)}


@pytest.fixture
def site() -> Iterator[Site]:
    def page(request: Request) -> Response:
        assert request.query["token"] == token(request.query["id"])
        embed = THREAD.get(request.query["id"])
        return json_response(embed) if embed else Response(b"", 404)

    with running_site({"/tweet-result": page}) as running:
        yield running


def fetched(site: Site, id_: str) -> Version:
    fetcher = Fetcher(sleep=lambda _: None).with_private_host(*site.endpoint)
    capture = XSyndication(site.url).fetch(recognise(f"https://twitter.com/mira_holm/status/{id_}?s=20"), fetcher, NOON)
    assert capture.url == f"https://x.com/mira_holm/status/{id_}"
    assert source_of(capture) == "x embed"
    return unroll([read(capture)])


def test_from_the_last_post_the_way_leads_up_to_the_first(site: Site) -> None:
    version = fetched(site, "1005")
    assert ids(version) == ["1001", "1002", "1003", "1004", "1005"]
    assert version.root_post_id == "1001"
    assert version.completeness.verdict == "gaps", "nobody can see what follows"
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(5, "rest_not_shown")]
    assert any("The extension can see the rest" in sentence(reason) for reason in version.completeness.reasons)


def test_a_first_post_may_be_all_of_it_or_not(site: Site) -> None:
    version = fetched(site, "1001")
    assert (texts(version), version.completeness.verdict.value) == (["Point 1 of them."], "unknown")
    assert any("The extension can see the rest" in sentence(reason) for reason in version.completeness.reasons)


def test_a_post_above_that_is_gone_leaves_a_gap(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(THREAD, "1002")
    version = fetched(site, "1004")
    assert ids(version) == ["1003", "1004"]
    assert version.completeness.gaps[0].code == "start_missing"


def test_a_post_that_is_gone_is_gone(site: Site) -> None:
    with pytest.raises(Gone):
        fetched(site, "999")


def test_no_thread_is_climbed_for_ever(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2000, 2000 + 2 * MAX_POSTS):
        monkeypatch.setitem(THREAD, str(number), embed(number, f"Step {number}", number - 1))
    version = fetched(site, str(2000 + 2 * MAX_POSTS - 1))
    assert len(version.points) == MAX_POSTS
    assert version.completeness.gaps[0].code == "start_missing"


@pytest.mark.parametrize(
    ("id_", "expected"),  # as X's own script makes them
    [
        ("20", "6dq1a2xwd93"),
        ("440322224407314432", "12fb9qdo78ad"),
        ("1474000000000000001", "3kmphg8a5t"),
        ("1848831595014459513", "4hc9xdp8g2s"),
    ],
)
def test_the_token_is_what_a_browser_sends(id_: str, expected: str) -> None:
    assert token(id_) == expected


def test_an_embed_knows_its_links_its_quote_and_that_it_is_cut() -> None:
    text = "Look https://t.co/a &amp; see https://t.co/q"
    body = embed(
        1001,
        text,
        entities={
            "urls": [
                {"url": "https://t.co/a", "expanded_url": "https://example.org/whole", "indices": [5, 19]},
                {"url": "https://t.co/q", "expanded_url": "https://twitter.com/ines/status/9", "indices": [30, 44]},
            ]
        },
        quoted_tweet=embed(9, "Hers", user={**USER, "id_str": "8", "screen_name": "ines"}),
        note_tweet={"id": "x"},
        mediaDetails=[{"type": "photo", "media_url_https": "https://pbs.twimg.com/media/a.jpg", "ext_alt_text": "Desks"}],
        self_thread={"id_str": "1001"},
    )
    post = read(answer(body)).posts[0]
    assert post.text == "Look https://example.org/whole & see"
    assert (post.quote.text, post.quote.author.handle) == ("Hers", "ines")
    assert [(media.url, media.alt) for media in post.media] == [("https://pbs.twimg.com/media/a.jpg", "Desks")]
    assert post.truncated


@pytest.mark.parametrize(
    ("words", "error"),
    [("This Post was deleted by the Post author.", Gone), ("Age-restricted adult content. Log in to view it.", LoginRequired)],
)
def test_a_tombstone_says_why(words: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=words.split(".")[0]):
        read(answer({"__typename": "TweetTombstone", "tombstone": {"text": {"text": words}}}))


def test_fxtwitter_tells_one_post_or_the_authors_thread() -> None:
    def embed_post(id_: int, text: str, to: int | None = None) -> dict[str, Any]:
        facets = [
            {"type": "url", "indices": [0, 14], "original": "https://t.co/a", "replacement": "https://example.org/whole"},
            {"type": "media", "indices": [len(text) - 14, len(text)], "original": "https://t.co/m"},
        ]
        answered = {"screen_name": "mira_holm", "status": str(to)} if to else None
        return {
            "id": str(id_),
            "text": "…",
            "raw_text": {"text": text, "display_text_range": [0, len(text)], "facets": facets},
            "author": {"name": "Mira Holm", "screen_name": "mira_holm"},
            "created_timestamp": 1640260801,
            "replying_to": answered,
            "media": {"all": [{"type": "photo", "url": "https://pbs.twimg.com/media/a.jpg", "altText": "Desks"}]},
        }

    first, second = (
        embed_post(1001, "https://t.co/a one https://t.co/m"),
        embed_post(1002, "https://t.co/a two https://t.co/m", 1001),
    )
    version = thread(answer({"code": 200, "status": second, "thread": [first, second]}))
    assert texts(version) == ["https://example.org/whole one", "https://example.org/whole two"]
    assert [media.alt for media in version.points[0].media] == ["Desks"]
    alone = thread(answer({"code": 200, "tweet": first}))
    assert (len(alone.points), "one_post_only" in codes(alone)) == (1, True)
    with pytest.raises(Gone, match="NOT_FOUND"):
        read(answer({"code": 404, "message": "NOT_FOUND", "tweet": None, "note": {"raw_text": "", "screen_name": ""}}))
