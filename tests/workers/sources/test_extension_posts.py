"""What the extension collects, from any site: followed by its links, with its word for it that it is whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.errors import Invalid, NotAThread
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.post import SpanKind
from domain.shapes.thread import Version
from presentation.messages import sentence
from tests.workers.reading import ids, read, thread
from workers.sources.extension_posts import KNOWN_MISSING, UNPROVEN


def collected(items: Any, site: str = "x", url: str = "https://x.com/mira_holm/status/1", **more: Any) -> Capture:
    author = {"name": "Mira Holm", "handle": "mira_holm", "url": "https://x.com/mira_holm", "avatar_url": None}
    body = {"site": site, "url": url, "author": author, "complete": False, "stopped": None, "items": items, **more}
    return Capture(json.dumps(body).encode(), Via.POSTS, MediaType.JSON, datetime(2026, 11, 24, tzinfo=UTC), url)


def item(id_: int, to: int | None = None, **more: Any) -> dict[str, Any]:
    return {"id": str(id_), "text": f"Point {chr(64 + id_)}.", "reply_to": str(to) if to else None, **more}


INES = {"name": "Ines", "handle": "@ines"}
CHAIN = [item(1), item(2, 1), item(3, 2)]


def gaps(version: Version) -> list[tuple[int, str]]:
    return [(gap.after_position, gap.code) for gap in version.completeness.gaps]


def test_its_word_that_it_is_whole_is_proof() -> None:
    version = thread(collected(CHAIN, complete=True, stopped="end"))
    assert (ids(version), version.completeness.verdict.value) == (["1", "2", "3"], "complete")
    assert (version.author.name, version.site.value, version.root_post_id) == ("Mira Holm", "x", "1")


@pytest.mark.parametrize(("site", "expected"), [("bluesky", "bluesky"), ("threads", "threads"), ("gab", "x"), ("web", "web")])
def test_any_site_will_do(site: str, expected: str) -> None:
    assert thread(collected(CHAIN, site)).site == expected


def test_a_site_that_nobody_knows_is_the_web() -> None:
    assert thread(collected(CHAIN, "gab", "https://gab.example/p/1")).site == "web"


@pytest.mark.parametrize("reason", sorted(UNPROVEN))
def test_why_it_stopped_is_told(reason: str) -> None:
    version = thread(collected(CHAIN, stopped=reason))
    assert version.completeness.verdict == "unknown"
    assert f"collecting_stopped.{reason}" in {reason.key for reason in version.completeness.reasons}


@pytest.mark.parametrize(("reason", "after"), [("no_beginning", 0), ("no_more", 3), ("hidden_posts", 3), ("not_all", 3)])
def test_what_it_knows_to_be_missing_is_a_gap(reason: str, after: int) -> None:
    version = thread(collected(CHAIN, stopped=reason))
    assert gaps(version) == [(after, reason)]
    assert set(KNOWN_MISSING) == {"no_beginning", "no_more", "hidden_posts", "not_all"}


def test_a_reason_of_its_own_is_told_in_its_words() -> None:
    assert any("the moon" in sentence(reason) for reason in thread(collected(CHAIN, stopped="the moon")).completeness.reasons)


def test_a_link_to_a_post_that_is_not_there_shows_where_one_is_missing() -> None:
    version = thread(collected([item(1), item(2, 1), item(4, 3), item(5, 4)], stopped="hidden_posts"))
    assert ids(version) == ["1", "2", "4", "5"]
    assert gaps(version) == [(2, "parent_missing")]


def test_so_does_a_post_without_a_link_among_others_with_one() -> None:
    version = thread(collected([item(1), item(2, 1), item(4), item(5, 4)], stopped="hidden_posts"))
    assert gaps(version) == [(2, "hidden_posts")]


def test_a_complete_thread_with_a_hole_in_its_links_is_not_complete() -> None:
    assert thread(collected([item(1), item(3, 2)], complete=True)).completeness.verdict == "gaps"


def test_others_posts_are_not_the_thread_nor_are_answers_to_them() -> None:
    items = [item(1), item(9, 1, author=INES), item(10, 9), item(2, 1)]
    assert ids(thread(collected(items, complete=True))) == ["1", "2"]
    unlinked = [item(1), item(9, author=INES), item(2)]
    assert ids(thread(collected(unlinked))) == ["1", "2"]


def test_posts_without_ids_stand_in_their_order() -> None:
    items = [{"text": "One."}, {"text": "Two."}]
    version = thread(collected(items, "web", "https://example.org/a"))
    assert [point.text for point in version.points] == ["One.", "Two."]


def test_html_tells_where_links_lead_when_it_says_the_same() -> None:
    html = 'Read <a href="https://example.org/a">this</a> by <a href="https://x.com/ines">@ines</a><br>now'
    post = read(collected([item(1, text="Read this by @ines\nnow", html=html)])).posts[0]
    assert [(span.kind, span.url) for span in post.spans] == [
        (SpanKind.LINK, "https://example.org/a"),
        (SpanKind.MENTION, "https://x.com/ines"),
    ]
    assert read(collected([item(1, text="Something else", html=html)])).posts[0].spans == ()


def test_media_quotes_and_cut_texts() -> None:
    media = [
        {"kind": "image", "url": "https://e.org/a.jpg", "alt": "Desks"},
        {"kind": "hologram", "url": "https://e.org/h", "alt": None},
        {"kind": "image", "url": "javascript:alert(1)", "alt": None},
    ]
    quote = {"text": "Hers", "author": INES, "url": "https://x.com/ines/status/9", "media": media[:1]}
    post = read(collected([item(1, media=media, quote=quote, truncated=True)])).posts[0]
    assert [(media.kind.value, media.url) for media in post.media] == [
        ("image", "https://e.org/a.jpg"),
        ("card", "https://e.org/h"),
        ("image", None),
    ]
    assert (post.quote.text, post.quote.author.handle, post.quote.media[0].alt) == ("Hers", "ines", "Desks")
    assert post.truncated


@pytest.mark.parametrize(
    ("items", "field"),
    [
        (None, "items"),
        ("x", "items"),
        ([5], "items[0]"),
        ([{"id": "1", "text": 7}], "items[0].text"),
        ([{"id": "1", "text": "a", "media": {}}], "items[0].media"),
        ([{"id": "1", "text": "a", "quote": "b"}], "items[0].quote"),
        ([{"id": "1", "text": "a", "article": "b"}], "items[0].article"),
        ([{"id": "1"}], "items[0]"),
        ([item(1), item(1)], "items[1].id"),
    ],
)
def test_what_is_not_in_shape_is_named(items: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(collected(items))
    assert field in refused.value.fields


def test_nothing_collected_is_no_thread() -> None:
    with pytest.raises(NotAThread):
        read(collected([]))


def test_an_article_is_one_long_point_with_its_headings_and_links() -> None:
    html = '<h2>First</h2><p>One team, <a href="https://example.org/a">two calendars</a>.</p><h2>Then</h2><p>A third.</p>'
    version = thread(collected([item(1, text="", article={"title": "On calendars", "html": html})]))
    (point,) = version.points
    assert point.text == "On calendars\n\nFirst\n\nOne team, two calendars.\n\nThen\n\nA third."
    assert [(span.kind, point.text[span.start : span.end], span.url) for span in point.spans] == [
        (SpanKind.LINK, "two calendars", "https://example.org/a")
    ]


def test_polls_cards_notes_and_translations_are_media() -> None:
    poll = {"options": [{"text": "Together", "share": 0.8}, {"text": "In turns", "share": 0.2}], "votes": 40}
    card = {"url": "https://example.org/a", "title": "The first of many", "description": "An essay."}
    note = {"text": "Readers added context."}
    translated = {"from": "de", "text": "A translation."}
    version = thread(collected([item(1, poll=poll, card=card), item(2, 1, note=note, translated=translated)]))
    assert [(media.kind, media.url, media.alt) for media in version.points[0].media] == [
        ("poll", None, "Together 80 %\nIn turns 20 %"),
        ("card", "https://example.org/a", "The first of many\nAn essay."),
    ]
    assert version.points[0].media[0].votes == 40
    assert [(media.kind, media.alt) for media in version.points[1].media] == [
        ("note", "Readers added context."),
        ("translation", "A translation."),
    ]
    assert [point.text for point in version.points] == ["Point A.", "Point B."]
