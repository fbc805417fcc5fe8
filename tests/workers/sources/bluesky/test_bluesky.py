"""Bluesky: asked like its AppView answers, read by bytes, and honest about what it does not show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.addresses import recognise
from domain.errors import FetchFailed, Gone, LoginRequired, NotAThread, PageChanged
from domain.messages import message
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.post import Media, MediaKind, Post, Span, SpanKind
from domain.shapes.reading import Reading
from domain.shapes.thread import Verdict, Version
from presentation.messages import sentence
from tests.site import Response, Site, json_response, running_site
from tests.workers.sources.bluesky.bluesky_site import IDA, OLE, Network, uri
from workers.fetch import Fetcher
from workers.sources.bluesky.api import Bluesky
from workers.unrolling import unroll

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
THREAD = "/xrpc/app.bsky.feed.getPostThread"


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def site(network: Network) -> Iterator[Site]:
    with running_site(network.pages()) as running:
        yield running


def capture(site: Site, post: str) -> Capture:
    return Bluesky(site.url).fetch(recognise(post), Fetcher(sleep=lambda _: None), NOON)


def thread(site: Site, post: str) -> Version:
    return unroll([Bluesky().read(capture(site, post))])


def saved(body: Any) -> Capture:
    return Capture(json.dumps(body).encode(), Via.IMPORT, MediaType.JSON, NOON)


def read(body: Any) -> Reading:
    file_capture = saved(body)
    assert Bluesky().claims(file_capture)
    return Bluesky().read(file_capture)


def read_post(text: str, **more: Any) -> Post:
    network = Network()
    network.say(IDA, "3k1", text, **more)
    return read({"thread": network.view(uri(IDA, "3k1"), 1)}).posts[0]


def test_any_post_of_a_thread_leads_to_the_same_one(network: Network, site: Site) -> None:
    posts = network.thread(7)
    network.say(OLE, "3kx", "A question?", posts[2])
    versions = [thread(site, post) for post in (posts[0], posts[3], posts[6])]
    assert versions[0] == versions[1] == versions[2]
    assert [point.text for point in versions[0].points] == [f"Point {number} of them." for number in range(1, 8)]
    assert versions[0].completeness.verdict is Verdict.COMPLETE
    assert versions[0].url == "https://bsky.app/profile/ida.example/post/3k1"


def test_an_address_with_a_handle_is_resolved(network: Network, site: Site) -> None:
    network.thread(2)
    assert len(thread(site, "https://bsky.app/profile/ida.example/post/3k2").points) == 2
    with pytest.raises(Gone, match="bluesky_account"):
        thread(site, "https://bsky.app/profile/nobody.example/post/3k2")


@pytest.mark.parametrize("position", [0, 40, 79])
def test_below_the_depth_limit_is_asked_again(network: Network, site: Site, position: int) -> None:
    network.deepest, network.highest = 9, 11
    posts = network.thread(80)
    assert len(thread(site, posts[position]).points) == 80


def test_a_thread_of_hundreds_of_posts_is_asked_for_in_few_answers(network: Network, site: Site) -> None:
    posts = network.thread(400)
    version = thread(site, posts[-1])
    assert len(version.points) == 400
    assert version.completeness.verdict is Verdict.COMPLETE
    assert len(site.requests) < 10


def test_the_author_s_answers_to_others_are_not_the_thread(network: Network, site: Site) -> None:
    posts = network.thread(3)
    question = network.say(OLE, "3kq", "What about tests?", posts[1])
    network.say(IDA, "3ka", "They come first.", question)
    version = thread(site, posts[0])
    assert [point.post_id for point in version.points] == posts


def test_when_the_author_forked_the_longest_way_is_taken_and_the_other_named(network: Network, site: Site) -> None:
    posts = network.thread(4)
    network.say(IDA, "3ks", "An aside.", posts[1])
    version = thread(site, posts[2])
    assert [point.post_id for point in version.points] == posts
    assert "fork" in {reason.code for reason in version.completeness.reasons}


def test_a_deleted_post_leaves_a_gap(network: Network, site: Site) -> None:
    posts = network.thread(6)
    network.deleted.add(posts[3])
    version = thread(site, posts[5])
    assert [point.post_id for point in version.points] == [*posts[:3], *posts[4:]]
    assert version.completeness.verdict is Verdict.GAPS
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(3, "deleted")]
    assert [point.post_id for point in thread(site, posts[0]).points] == posts[:3]


def test_a_deleted_beginning_is_said(network: Network, site: Site) -> None:
    posts = network.thread(4)
    network.deleted.add(posts[0])
    version = thread(site, posts[2])
    assert [point.post_id for point in version.points] == posts[1:]
    assert version.completeness.verdict is Verdict.GAPS


def test_a_tombstone_under_the_author_s_own_post_is_a_hole(network: Network) -> None:
    posts = network.thread(2)
    view = network.view(posts[0], 5)
    for why, sign in (("deleted", {"notFound": True}), ("blocked", {"blocked": True})):
        lost = {"uri": uri(IDA, "3kz"), **sign}
        (hole,) = read({"thread": {**view, "replies": [*view["replies"], lost]}}).holes
        assert (hole.after, hole.reason.code) == (0, why)
    others = {"uri": uri(OLE, "3kz"), "notFound": True}
    assert read({"thread": {**view, "replies": [*view["replies"], others]}}).holes == ()


def test_a_thread_that_begins_as_an_answer_says_so(network: Network, site: Site) -> None:
    question = network.say(OLE, "3kq", "How do you plan?")
    first = network.say(IDA, "3k1", "Like this.", question)
    network.say(IDA, "3k2", "And that.", first)
    version = thread(site, first)
    assert [point.text for point in version.points] == ["Like this.", "And that."]
    assert "begins_as_answer" in {reason.code for reason in version.completeness.reasons}
    network.deleted.add(question)
    version = thread(site, first)
    assert [point.text for point in version.points] == ["Like this.", "And that."]
    assert {"begins_as_answer", "chain_ends"} <= {reason.code for reason in version.completeness.reasons}


def test_what_is_gone_hidden_or_no_bluesky_is_said(network: Network, site: Site) -> None:
    (post,) = network.thread(1)
    network.posts[post]["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    with pytest.raises(LoginRequired, match=r"login_required\.bluesky"):
        capture(site, post)
    network.deleted.add(post)
    with pytest.raises(Gone):
        capture(site, post)
    site.pages[THREAD] = json_response({"thread": {"uri": post, "blocked": True, "author": {"did": IDA}}})
    with pytest.raises(LoginRequired):
        capture(site, post)
    site.pages[THREAD] = Response(b"<html>", headers={"Content-Type": "text/html"})
    with pytest.raises(FetchFailed, match="not_bluesky"):
        capture(site, post)
    site.pages[THREAD] = json_response({"thread": {"post": {}}})
    with pytest.raises(PageChanged, match=r"Bluesky.*thread\.post\.uri"):
        capture(site, post)


def test_a_saved_answer_that_is_cut_has_a_hole_where_it_is_cut(network: Network) -> None:
    posts = network.thread(9)
    version = unroll([read({"thread": network.view(posts[0], 6)})])
    assert len(version.points) == 7
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(7, "not_shown")]


def test_facets_count_bytes_and_spans_count_letters() -> None:
    text = "Grüße 🙂 to @ole.example, see example.com/a/long… #tést"
    facets = [
        _facet(text, "@ole.example", {"$type": "app.bsky.richtext.facet#mention", "did": OLE}),
        _facet(
            text,
            "example.com/a/long…",
            {"$type": "app.bsky.richtext.facet#link", "uri": "https://www.example.com/a/longer/way"},
        ),
        _facet(text, "#tést", {"$type": "app.bsky.richtext.facet#tag", "tag": "tést"}),
    ]
    post = read_post(text, facets=facets)
    assert post.text == "Grüße 🙂 to @ole.example, see https://www.example.com/a/longer/way #tést"
    assert [(post.text[span.start : span.end], span.kind, span.url) for span in post.spans] == [
        ("@ole.example", SpanKind.MENTION, f"https://bsky.app/profile/{OLE}"),
        ("https://www.example.com/a/longer/way", SpanKind.LINK, "https://www.example.com/a/longer/way"),
        ("#tést", SpanKind.HASHTAG, "https://bsky.app/hashtag/tést"),
    ]


def test_the_author_s_own_words_for_a_link_stay() -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/"}
    post = read_post("Read this… now", facets=[_facet("Read this… now", "Read this…", link)])
    assert (post.text, post.spans) == ("Read this… now", (Span(0, 10, SpanKind.LINK, "https://example.com/"),))


@pytest.mark.parametrize(("start", "end"), [(1, 2), (0, 99), (-1, 2), (3, 3), (4, 2), (None, 2), ("0", {}), (0, True)], ids=str)
def test_facets_that_cannot_be_are_left_out(start: Any, end: Any) -> None:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/"}
    post = read_post("ééé", facets=[{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}])
    assert (post.text, post.spans) == ("ééé", ())


def test_a_facet_that_leads_nowhere_safe_is_plain_text() -> None:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(1)"}
    assert read_post("click", facets=[_facet("click", "click", feature)]).spans == ()


def test_pictures_cards_and_films() -> None:
    images = {"$type": "app.bsky.embed.images#view", "images": [_image("a", "A cat"), _image("b", "")]}
    assert read_post("x", view=images).media == (
        Media(MediaKind.IMAGE, "https://cdn.example/a", "A cat"),
        Media(MediaKind.IMAGE, "https://cdn.example/b"),
    )
    card = {"uri": "https://example.com/", "title": "A title", "description": "…", "thumb": "https://cdn.example/t"}
    assert read_post("x", view={"$type": "app.bsky.embed.external#view", "external": card}).media == (
        Media(MediaKind.CARD, "https://example.com/", "A title", "https://cdn.example/t"),
    )
    gif = {"uri": "https://media.tenor.com/x/y.gif?hh=1", "title": "Cat jumps", "description": "Alt: A cat jumps"}
    assert read_post("x", view={"$type": "app.bsky.embed.external#view", "external": gif}).media == (
        Media(MediaKind.GIF, "https://media.tenor.com/x/y.gif?hh=1", "A cat jumps"),
    )
    film = {
        "$type": "app.bsky.embed.video#view",
        "playlist": "https://v.example/p.m3u8",
        "thumbnail": "https://v.example/t.jpg",
        "alt": "A dance",
    }
    assert read_post("x", view=film).media == (
        Media(MediaKind.VIDEO, "https://v.example/p.m3u8", "A dance", "https://v.example/t.jpg"),
    )


def test_quotes_and_quotes_with_pictures() -> None:
    record = {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": uri(OLE, "3kq"),
        "author": {"did": OLE, "handle": "ole.example", "displayName": "Ole"},
        "value": {"text": "Quoted", "createdAt": "2026-01-02T03:04:05Z"},
        "embeds": [{"$type": "app.bsky.embed.images#view", "images": [_image("q", "In it")]}],
    }
    quote = read_post("x", view={"$type": "app.bsky.embed.record#view", "record": record}).quote
    assert quote is not None
    assert (quote.text, quote.author.handle, quote.url) == (
        "Quoted",
        "ole.example",
        "https://bsky.app/profile/ole.example/post/3kq",
    )
    assert quote.media == (Media(MediaKind.IMAGE, "https://cdn.example/q", "In it"),)
    both = {
        "$type": "app.bsky.embed.recordWithMedia#view",
        "media": {"$type": "app.bsky.embed.images#view", "images": [_image("m", "Beside")]},
        "record": {"record": record},
    }
    post = read_post("x", view=both)
    assert post.media == (Media(MediaKind.IMAGE, "https://cdn.example/m", "Beside"),)
    assert post.quote == quote


@pytest.mark.parametrize(
    ("kind", "why"), [("viewNotFound", "deleted"), ("viewBlocked", "blocked"), ("viewDetached", "detached")]
)
def test_a_quote_that_cannot_be_seen_says_why(kind: str, why: str) -> None:
    record = {"$type": f"app.bsky.embed.record#{kind}", "uri": uri(OLE, "3kq")}
    quote = read_post("x", view={"$type": "app.bsky.embed.record#view", "record": record}).quote
    assert quote is not None
    assert quote.text == ""
    assert quote.unavailable == message(f"quote_unavailable.{why}")


def test_a_feed_shown_in_a_post_is_a_card() -> None:
    feed = {
        "$type": "app.bsky.feed.defs#generatorView",
        "uri": f"at://{OLE}/app.bsky.feed.generator/cats",
        "displayName": "Cats",
    }
    post = read_post("x", view={"$type": "app.bsky.embed.record#view", "record": feed})
    assert post.media == (Media(MediaKind.CARD, f"https://bsky.app/profile/{OLE}/feed/cats", "Cats"),)
    assert post.quote is None


def test_an_account_without_a_handle_is_known_by_its_did(network: Network) -> None:
    (post,) = network.thread(1)
    network.posts[post]["author"]["handle"] = "handle.invalid"
    reading = read({"thread": network.view(post, 1)})
    assert (reading.author.handle, reading.posts[0].url) == (IDA, f"https://bsky.app/profile/{IDA}/post/3k1")


def test_the_flat_form_of_an_answer_is_read_too(network: Network) -> None:
    posts = network.thread(4)
    items = [_item(network, post, depth - 1) for depth, post in enumerate(posts)]
    items.insert(2, {"uri": uri(OLE, "3kz"), "depth": 1, "value": {"$type": "app.bsky.unspecced.defs#threadItemNotFound"}})
    version = unroll([read({"thread": items})])
    assert [point.post_id for point in version.points] == posts
    assert version.completeness.verdict is Verdict.COMPLETE
    items[-1]["value"]["moreReplies"] = 3
    version = unroll([read({"thread": items})])
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(4, "not_shown")]


def test_of_a_feed_the_longest_thread_is_taken(network: Network) -> None:
    posts = network.thread(3)
    other = network.say(OLE, "3ko", "Another's.")
    single = network.say(IDA, "3ks", "A single post.")
    views = {post: {**view, "replyCount": 0} for post, view in network.posts.items()}
    feed = [
        {"post": views[single]},
        {"post": views[other], "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}},
        {"post": views[posts[2]], "reply": {"parent": views[posts[1]], "root": views[posts[0]]}},
    ]
    version = unroll([read({"feed": feed, "cursor": "x"})])
    assert [point.post_id for point in version.points] == posts
    assert "one_of_many" in {reason.code for reason in version.completeness.reasons}


def test_records_of_a_repository_are_read_without_an_author(network: Network) -> None:
    posts = network.thread(2)
    picture = {"$type": "app.bsky.embed.images", "images": [{"alt": "A cat", "image": {"ref": {"$link": "bafy1"}}}]}
    records = [{"uri": post, "value": {**network.posts[post]["record"], "embed": picture}} for post in reversed(posts)]
    version = unroll([read({"records": records})])
    assert [point.post_id for point in version.points] == posts
    assert version.author.handle == IDA
    assert version.points[0].media == (
        Media(MediaKind.IMAGE, f"https://cdn.bsky.app/img/feed_fullsize/plain/{IDA}/bafy1@jpeg", "A cat"),
    )
    assert version.completeness.verdict is Verdict.UNKNOWN


def test_a_list_without_a_thread_is_none(network: Network) -> None:
    views = [network.posts[network.say(did, f"3k{n}", "Alone.")] for n, did in enumerate((IDA, OLE, IDA))]
    with pytest.raises(NotAThread, match="posts=3"):
        read({"posts": views})
    with pytest.raises(PageChanged):
        read({"actor": "app.bsky.", "likes": [{"$type": "app.bsky.feed.like"}]})


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"thread":[]}', b'{"thread":{"$type":"app.bsky.x"}}', b'{"a":"app.bsky."'])
def test_odd_input_ends_in_an_error_of_ours(body: bytes) -> None:
    file_capture = Capture(body, Via.IMPORT, MediaType.JSON, NOON)
    with pytest.raises((NotAThread, PageChanged)):
        Bluesky().read(file_capture)


def test_other_json_is_not_claimed() -> None:
    assert not Bluesky().claims(saved({"id_str": "20"}))
    assert not Bluesky().claims(replace(saved({}), body=b"text about app.bsky.feed", media_type=MediaType.TEXT))
    assert not Bluesky().claims(saved({"format": "x-syndication", "answers": [{"body": '"app.bsky.'}]}))


def test_the_same_answers_give_the_same_bytes(network: Network, site: Site) -> None:
    posts = network.thread(3)
    assert capture(site, posts[1]).body == capture(site, posts[1]).body


def _facet(text: str, words: str, feature: dict[str, str]) -> dict[str, Any]:
    start = len(text[: text.index(words)].encode())
    return {"index": {"byteStart": start, "byteEnd": start + len(words.encode())}, "features": [feature]}


def _image(name: str, alt: str) -> dict[str, str]:
    return {"thumb": f"https://cdn.example/{name}/small", "fullsize": f"https://cdn.example/{name}", "alt": alt}


def _item(network: Network, post: str, depth: int) -> dict[str, Any]:
    value = {
        "$type": "app.bsky.unspecced.defs#threadItemPost",
        "post": {**network.posts[post], "replyCount": 1},
        "opThread": True,
    }
    if post == list(network.posts)[-1]:
        value["post"]["replyCount"] = 0
    return {"uri": post, "depth": depth, "value": {**value, "moreReplies": 0, "moreParents": False}}


def test_replies_that_are_counted_and_not_shown_leave_the_end_open(network: Network) -> None:
    first, last = (network.posts[post] for post in network.thread(2))

    def verdict(count: int) -> tuple[Verdict, set[str]]:
        nested = {"post": {**first, "replyCount": 1}, "replies": [{"post": {**last, "replyCount": count}, "replies": []}]}
        answers = [{"thread": nested}, {"thread": {"post": {**last, "replyCount": count}, "replies": []}}]
        body = {"format": "bluesky", "answers": [{"url": None, "status": 200, "body": answer} for answer in answers]}
        completeness = unroll([read(body)]).completeness
        return completeness.verdict, {reason.code for reason in completeness.reasons}

    assert verdict(0) == (Verdict.COMPLETE, {"chain_ends"})
    assert verdict(2) == (Verdict.UNKNOWN, {"replies_withheld", "no_numbers"})


def two_peoples_feed(network: Network) -> dict[str, Any]:
    """A feed in which two people have threads; most of its posts are Ida's."""
    posts = network.thread(3)
    other = network.say(OLE, "3ko1", "Another's thread.")
    posts += [other, network.say(OLE, "3ko2", "It goes on.", other)]
    return {"feed": [{"post": network.posts[post]} for post in posts]}


def test_a_feed_with_several_people_s_threads_names_them(network: Network) -> None:
    with pytest.raises(NotAThread, match="list_with_threads") as refused:
        read(two_peoples_feed(network))
    assert "2 threads" in sentence(refused.value.reason)
    choices = Bluesky().threads_in(saved(two_peoples_feed(Network())))
    assert [(choice.posts, choice.first_words) for choice in choices] == [(3, "Point 1 of them."), (2, "Another's thread.")]


def test_an_address_chooses_a_thread_of_a_feed(network: Network) -> None:
    feed = saved(two_peoples_feed(network))
    for choice in Bluesky().threads_in(feed):
        for url in (choice.address, choice.id):
            reading = Bluesky().read(replace(feed, hints=Hints(url=url)))
            assert unroll([reading]).root_post_id == choice.id


def test_of_a_feed_the_only_author_with_a_thread_is_read(network: Network) -> None:
    posts = network.thread(3)
    posts += [network.say(OLE, f"3kx{number}", "A card.") for number in range(6)]
    version = unroll([read({"feed": [{"post": {**network.posts[post], "replyCount": 0}} for post in posts]})])
    assert (len(version.points), version.completeness.verdict) == (3, Verdict.UNKNOWN)
