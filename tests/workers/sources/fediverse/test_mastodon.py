"""Mastodon: any post of a thread on any server leads to the whole of it, where its author lives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.errors import FetchRefused, Gone, LoginRequired, NotAThread, PageChanged, UnsupportedSite
from domain.messages import message
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.post import Media, MediaKind, Post, SpanKind
from domain.shapes.reading import Reading
from domain.shapes.thread import Verdict, Version
from tests.site import Site, running_site
from tests.workers.sources.fediverse.mastodon_site import Server
from workers.fetch import Fetcher
from workers.fetch.connection_guard import AddressPolicy
from workers.sources.fediverse.activitypub import ActivityPub
from workers.sources.fediverse.mastodon import Mastodon
from workers.unrolling import unroll
from workers.url_captures import fetch_url

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOURCES = (Mastodon(), ActivityPub())


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as (server, _):
        yield server


@contextmanager
def running() -> Iterator[tuple[Server, Site]]:
    """A server that runs."""
    server = Server()
    with running_site(server.pages()) as site:
        server.base = site.url
        yield server, site


def capture(url: str, *servers: Server) -> Capture:
    allowed = frozenset(("127.0.0.1", int(server.host.partition(":")[2])) for server in servers)
    return fetch_url(url, SOURCES, Fetcher(AddressPolicy(allowed), sleep=lambda _: None), NOON)


def thread(url: str, *servers: Server) -> Version:
    file_capture = capture(url, *servers)
    return unroll([next(source for source in SOURCES if source.claims(file_capture)).read(file_capture)])


def read(body: Any) -> Reading:
    file_capture = Capture(json.dumps(body).encode(), Via.IMPORT, MediaType.JSON, NOON)
    assert Mastodon().claims(file_capture)
    return Mastodon().read(file_capture)


def read_post(content: str, **more: Any) -> Post:
    server = Server("https://a.example")
    return read(server.status(server.say("ida", content, **more))).posts[0]


def texts(version: Version) -> list[str]:
    return [point.text for point in version.points]


def test_any_post_of_a_thread_leads_to_the_same_one(server: Server) -> None:
    posts = server.thread(7)
    question = server.say("ole", "A question?", posts[2])
    server.say("ida", "An answer.", question)
    versions = [thread(server.url(post), server) for post in (posts[0], posts[3], posts[6])]
    assert versions[0] == versions[1] == versions[2]
    assert texts(versions[0]) == [f"Point {number} of them." for number in range(1, 8)]
    assert versions[0].completeness.verdict is Verdict.COMPLETE
    assert versions[0].author.handle == f"ida@{server.host}"
    assert versions[0].root_post_id == f"{server.host}/{posts[0]}"


@pytest.mark.parametrize("position", [0, 70, 129])
def test_a_thread_longer_than_what_strangers_are_shown_at_once_is_whole(server: Server, position: int) -> None:
    posts = server.thread(130)
    version = thread(server.url(posts[position]), server)
    assert len(version.points) == 130
    assert version.completeness.verdict is Verdict.COMPLETE


def test_a_crowd_of_answers_does_not_hide_the_thread(server: Server) -> None:
    first = server.say("ida", "Point 1 of them.")
    for number in range(80):
        server.say("ole", f"Remark {number}", first)
    second = server.say("ida", "Point 2 of them.", first)
    assert texts(thread(server.url(second), server)) == ["Point 1 of them.", "Point 2 of them."]
    cut = thread(server.url(first), server)
    assert texts(cut) == ["Point 1 of them."]
    assert cut.completeness.verdict is Verdict.GAPS
    assert [gap.code for gap in cut.completeness.gaps] == ["not_shown"]


def test_a_post_of_another_server_is_asked_for_at_home(server: Server) -> None:
    with running() as (home, _):
        posts = home.thread(4)
        copy = server.say("ida", "Point 2 of them.", home=home.base, url=home.url(posts[1]), uri="x")
        version = thread(server.url(copy), server, home)
        assert texts(version) == [f"Point {number} of them." for number in range(1, 5)]
        assert version.author.handle == f"ida@{home.host}"


def test_when_home_cannot_be_asked_what_the_other_server_knows_is_taken(server: Server) -> None:
    with running() as (home, _):
        home.api = False
        posts = server.thread(3, home=home.base)
        version = thread(server.url(posts[1]).replace(home.base, server.base), server)
        assert texts(version) == [f"Point {number} of them." for number in range(1, 4)]
        assert version.author.handle == f"ida@{home.host}"


def test_what_is_gone_at_home_is_gone(server: Server) -> None:
    with running() as (home, _):
        post = server.say("ida", "Soon gone.", home=home.base)
        with pytest.raises(Gone):
            capture(f"{server.base}/@ida@{home.host}/{post}", server, home)


def test_a_private_server_named_by_another_is_not_asked(server: Server) -> None:
    """The address of a home comes out of an answer: it is judged at the fetcher like any other, and the rest stays usable."""
    with running() as (home, site):
        post = server.say("ida", "Hello.", home=home.base)
        assert texts(thread(f"{server.base}/@ida@{home.host}/{post}", server)) == ["Hello."]
        assert site.requests == []
        with pytest.raises(FetchRefused):
            capture(f"{home.base}/@ida/{post}", server)


def test_what_is_not_public_is_not_archived(server: Server) -> None:
    posts = server.thread(3)
    server.statuses[posts[1]]["visibility"] = "private"
    with pytest.raises(LoginRequired):
        capture(server.url(posts[1]), server)
    version = thread(server.url(posts[0]), server)
    assert texts(version) == ["Point 1 of them."]
    assert version.completeness.verdict is Verdict.GAPS
    assert [gap.code for gap in version.completeness.gaps] == ["not_public"]


def test_a_deleted_post_is_gone_and_a_page_that_is_no_server_s_is_nobody_s(server: Server) -> None:
    with pytest.raises(Gone):
        capture(f"{server.base}/@ida/110000000000000999", server)
    server.api = False
    with pytest.raises(UnsupportedSite):
        capture(f"{server.base}/@ida/110000000000000999", server)


def test_a_server_that_shows_nothing_to_strangers_says_log_in(server: Server) -> None:
    (post,) = server.thread(1)
    server.closed = True
    with pytest.raises(LoginRequired):
        capture(f"{server.base}/users/ida/statuses/{post}", server)


def test_hidden_parts_of_an_address_are_joined() -> None:
    post = read_post(
        '<p>See <a href="https://example.com/a/long/way" rel="nofollow"><span class="invisible">https://</span>'
        '<span class="ellipsis">example.com/a/lo</span><span class="invisible">ng/way</span></a> or '
        '<a href="https://example.com/">here</a></p><p>Next<br/>line &amp; more</p>'
    )
    assert post.text == "See https://example.com/a/long/way or here\n\nNext\nline & more"
    assert [(span.kind, span.url) for span in post.spans] == [
        (SpanKind.LINK, "https://example.com/a/long/way"),
        (SpanKind.LINK, "https://example.com/"),
    ]


def test_mentions_hashtags_and_custom_emoji() -> None:
    post = read_post(
        '<p><span class="h-card"><a href="https://b.example/@ole" class="u-url mention">@<span>ole</span></a></span> '
        '<a href="https://a.example/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a> :blobcat: '
        '<img class="emojione" alt=":tea:" src="https://a.example/tea.png"/></p>',
        emojis=[{"shortcode": "blobcat", "url": "https://a.example/cat.png"}],
    )
    assert post.text == "@ole #tea :blobcat: :tea:"
    assert [(post.text[span.start : span.end], span.kind, span.url) for span in post.spans] == [
        ("@ole", SpanKind.MENTION, "https://b.example/@ole"),
        ("#tea", SpanKind.HASHTAG, "https://a.example/tags/tea"),
    ]


def test_pictures_in_a_display_name_are_left_out() -> None:
    server = Server("https://a.example")
    status = server.status(server.say("ida", "x"))
    status["account"] |= {"display_name": "Ida :verified: at 10:30:45", "emojis": [{"shortcode": "verified"}]}
    assert read(status).posts[0].author.name == "Ida at 10:30:45"


def test_a_content_warning_is_a_line_and_leaves_the_number_in_front() -> None:
    assert read_post("Long story.", spoiler_text="Food").text == "CW: Food\n\nLong story."
    numbered = read_post('1/3 Long <a href="https://example.com/">story</a>', spoiler_text="Food")
    assert numbered.text == "1/3 CW: Food\n\nLong story"
    assert [numbered.text[span.start : span.end] for span in numbered.spans] == ["CW: Food", "story"]
    assert read_post("", spoiler_text="Only this").text == "CW: Only this"


def test_the_address_that_stands_for_a_quote_is_left_out_and_the_quote_is_one() -> None:
    server = Server("https://a.example")
    quoted = server.status(server.say("ole", "Quoted words", media_attachments=[_image("q")]))
    content = '<p class="quote-inline">RE: <a href="https://a.example/@ole/1">https://a.example/@ole/1</a></p><p>Look</p>'
    post = read_post(content, quote={"state": "accepted", "quoted_status": quoted})
    assert post.text == "Look"
    assert post.quote is not None
    assert (post.quote.text, post.quote.author.handle) == ("Quoted words", "ole@a.example")
    assert post.quote.media == (Media(MediaKind.IMAGE, "https://files.example/q.png", "A cat"),)
    deleted = read_post(content, quote={"state": "deleted", "quoted_status": None}).quote
    assert deleted is not None
    assert deleted.unavailable == message("quote_unavailable.deleted")
    revoked = read_post(content, quote={"state": "odd new state", "quoted_status": None}).quote
    assert revoked is not None
    assert revoked.unavailable == message("quote_unavailable")


def test_media_polls_and_cards() -> None:
    film = {
        "type": "gifv",
        "url": "https://files.example/f.mp4",
        "preview_url": "https://files.example/f.png",
        "description": None,
    }
    remote = {"type": "unknown", "url": None, "remote_url": "https://b.example/x.png", "description": "Far"}
    post = read_post(
        "x",
        media_attachments=[_image("a"), film, remote],
        poll={"options": [{"title": "Yes", "votes_count": 3}, {"title": "No", "votes_count": 1}]},
        card={"url": "https://example.com/", "title": "A page", "image": "https://files.example/c.png"},
    )
    assert post.media == (
        Media(MediaKind.IMAGE, "https://files.example/a.png", "A cat"),
        Media(MediaKind.GIF, "https://files.example/f.mp4", None, "https://files.example/f.png"),
        Media(MediaKind.IMAGE, "https://b.example/x.png", "Far"),
        Media(MediaKind.POLL, None, "Yes\nNo"),
        Media(MediaKind.CARD, "https://example.com/", "A page", "https://files.example/c.png"),
    )


def test_a_saved_context_knows_of_the_post_it_is_the_context_of() -> None:
    server = Server("https://a.example")
    posts = server.thread(4)
    server.say("ole", "Hm.", posts[1])
    reading = read(server.context(posts[1]))
    version = unroll([reading])
    assert texts(version) == ["Point 1 of them.", "", "Point 3 of them.", "Point 4 of them."]
    assert version.points[1].url == server.url(posts[1])
    assert version.completeness.verdict is Verdict.GAPS
    assert "focus_absent" in {reason.code for reason in version.completeness.reasons}


def test_a_saved_status_that_is_not_public_says_so() -> None:
    server = Server("https://a.example")
    status = server.status(server.say("ida", "For friends.", visibility="private"))
    assert "not_public" in {reason.code for reason in read(status).reasons}


def test_of_a_saved_list_the_longest_thread_is_taken() -> None:
    server = Server("https://a.example")
    posts = server.thread(3)
    single = server.say("ida", "By itself.")
    boost = server.status(server.say("ole", "Boosted."))
    listed = [
        server.status(single),
        *map(server.status, reversed(posts)),
        {**server.status(single), "id": "9", "reblog": boost},
    ]
    version = unroll([read(listed)])
    assert texts(version) == [f"Point {number} of them." for number in range(1, 4)]
    with pytest.raises(NotAThread):
        read([server.status(single), boost])


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"in_reply_to_account_id":1}',
        b'{"ancestors":[],"descendants":[]}',
        b'[{"id":[]},{"id":"1","content":{}}]',
    ],
)
def test_odd_input_ends_in_an_error_of_ours(body: bytes) -> None:
    with pytest.raises((NotAThread, PageChanged)):
        Mastodon().read(Capture(body, Via.IMPORT, MediaType.JSON, NOON))


def _image(name: str) -> dict[str, Any]:
    url = f"https://files.example/{name}.png"
    return {"type": "image", "url": url, "preview_url": url, "description": "A cat"}
