"""Whatever an answer holds, a reader ends with a Reading or an error of ours; and it ends."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.errors import ThreadsheetError
from domain.shapes.capture import Capture, MediaType, Via
from tests.workers.sources.bluesky.bluesky_site import IDA, OLE, Network
from tests.workers.sources.fediverse.mastodon_site import Server
from workers.sources.bluesky.api import Bluesky
from workers.sources.fediverse.activitypub import ActivityPub
from workers.sources.fediverse.mastodon import Mastodon
from workers.sources.source import Source
from workers.unrolling import unroll

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROUNDS = 300
NUMBERS = (None, True, 0, -1, 1e308, 10**40)
TEXTS = ("", "x" * 5000, "\ud800", "\0", "at://", "https://", "<p><a href=")
ODD = (*NUMBERS, *TEXTS, [], {}, [[]], [{}], [None], {"a": {"b": []}})


def bluesky() -> Any:
    network = Network()
    posts = network.thread(4)
    network.say(OLE, "3kq", "A question?", posts[1])
    text = "See example.com/…"
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/long"}
    facets = [{"index": {"byteStart": 4, "byteEnd": len(text.encode())}, "features": [feature]}]
    quoted = {"$type": "app.bsky.embed.record#viewRecord", "uri": posts[0], "author": {"did": IDA}, "value": {"text": "q"}}
    view = {"media": {"images": [{"fullsize": "https://x/y"}]}, "record": {"record": quoted}}
    network.say(IDA, "3kf", text, posts[3], facets=facets, view=view)
    return {"thread": network.view(posts[0], 9)}


def feed() -> Any:
    network = Network()
    network.thread(4)
    return {"feed": [{"post": {**view, "replyCount": 0}, "reply": {"parent": view}} for view in network.posts.values()]}


def status() -> Any:
    server = Server("https://a.example")
    quote = {"state": "accepted", "quoted_status": server.status(server.say("ole", "Quoted"))}
    media = [{"type": "image", "url": "https://a.example/x.png", "description": "x"}]
    content = '<p>1/2 <a href="https://example.com/"><span class="invisible">https://</span>example.com</a></p>'
    more = {"quote": quote, "media_attachments": media, "poll": {"options": [{"title": "a"}]}}
    return server.status(server.say("ida", content, spoiler_text="CW", **more))


def context() -> Any:
    server = Server("https://a.example")
    posts = server.thread(5)
    return server.context(posts[2])


def outbox() -> Any:
    server = Server("https://a.example")
    server.thread(3)
    created = [{"type": "Create", "object": server.note(post)} for post in server.statuses]
    return {"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "orderedItems": created}


def note() -> Any:
    server = Server("https://a.example")
    picture = {"mediaType": "image/png", "url": "https://a.example/x"}
    return server.note(server.thread(2)[0]) | {"attachment": [picture], "oneOf": [{"name": "a"}]}


MADE = {
    "thread": (Bluesky(), bluesky),
    "feed": (Bluesky(), feed),
    "status": (Mastodon(), status),
    "context": (Mastodon(), context),
    "outbox": (ActivityPub(), outbox),
    "note": (ActivityPub(), note),
}


@pytest.mark.parametrize("name", MADE)
def test_an_answer_with_anything_anywhere_is_read_or_refused(name: str) -> None:
    source, make = MADE[name]
    chance = random.Random(name)
    body_text = json.dumps(make())
    assert len(unroll([source.read(capture(body_text))]).points) >= 1
    for _ in range(ROUNDS):
        broken = json.loads(body_text)
        for _ in range(chance.randint(1, 4)):
            places = list(_places(broken))
            holder, key = chance.choice(places)
            holder[key] = deepcopy(chance.choice(ODD))
        _reads(source, capture(json.dumps(broken)))


@pytest.mark.parametrize("name", MADE)
def test_an_answer_that_is_cut_off_or_nested_without_end_is_refused(name: str) -> None:
    source, make = MADE[name]
    body_text = json.dumps(make())
    for body in (body_text[: len(body_text) // 2], "[" * 100_000, '{"thread":' * 50_000, '{"a":' * 900 + "1" + "}" * 900):
        with pytest.raises(ThreadsheetError):
            source.read(capture(body))


def capture(body: str) -> Capture:
    return Capture(body.encode("utf-8", "surrogatepass"), Via.IMPORT, MediaType.JSON, NOON)


def _reads(source: Source, given_capture: Capture) -> None:
    with suppress(ThreadsheetError):
        unroll([source.read(given_capture)])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value that something else could stand in."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)
