"""ActivityPub: the way in where nothing speaks Mastodon's API, note by note; and outboxes out of an export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from domain.errors import Gone, LoginRequired, NotAThread, PageChanged, UnsupportedSite
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.post import Media, MediaKind
from domain.shapes.reading import Reading
from domain.shapes.thread import Verdict
from tests.site import Request, Response, Site, json_response
from tests.workers.sources.fediverse.mastodon_site import ACTIVITY, AS_PUBLIC, Server
from tests.workers.sources.fediverse.test_mastodon import NOON, capture, running, texts, thread
from workers.sources.fediverse.activitypub import ActivityPub
from workers.sources.registry import source_for as reader_of
from workers.unrolling import unroll

CONTEXT = "https://www.w3.org/ns/activitystreams"


@pytest.fixture
def site() -> Iterator[tuple[Server, Site]]:
    with running() as (server, site):
        server.api = False
        yield server, site


def read(body: Any) -> Reading:
    file_capture = Capture(json.dumps(body).encode(), Via.IMPORT, MediaType.JSON, NOON)
    assert ActivityPub().claims(file_capture)
    return ActivityPub().read(file_capture)


def active(value: Any, status: int = 200) -> Response:
    return json_response(value, status, ACTIVITY)


def uri(server: Server, id_: str) -> str:
    return str(server.statuses[id_]["uri"])


def test_any_note_of_a_thread_leads_to_the_same_one(site: tuple[Server, Site]) -> None:
    server, _ = site
    posts = server.thread(5)
    question = server.say("ole", "A question?", posts[1])
    server.say("ida", "An answer.", question)
    versions = [thread(uri(server, post), server) for post in (posts[0], posts[2], posts[4])]
    assert versions[0] == versions[1] == versions[2]
    assert texts(versions[0]) == [f"Point {number} of them." for number in range(1, 6)]
    assert versions[0].completeness.verdict is Verdict.COMPLETE
    assert (versions[0].author.name, versions[0].author.handle) == ("Ida", f"ida@{server.host}")
    assert versions[0].url == server.url(posts[0])


def test_a_post_has_one_identity_whichever_way_it_came(site: tuple[Server, Site]) -> None:
    """By Mastodon's API, as a note, off its page, from the extension: so that a thread is found again by any of its posts."""
    server, _ = site
    posts = server.thread(2)
    expected = [f"{server.host}/{post}" for post in posts]
    by_note = thread(uri(server, posts[0]), server)
    server.api = True
    by_api = thread(server.url(posts[1]), server)
    collected = {
        "site": "mastodon",
        "url": server.url(posts[0]),
        "complete": True,
        "author": {"handle": f"ida@{server.host}"},
        "items": [
            {"id": post, "url": server.url(post), "text": f"Point {number} of them."}
            for number, post in enumerate(posts, start=1)
        ],
    }
    sent = Capture(json.dumps(collected).encode(), Via.POSTS, MediaType.JSON, NOON, server.url(posts[0]))
    by_extension = unroll([reader_of(sent).read(sent)])
    for version in (by_note, by_api, by_extension):
        assert [point.post_id for point in version.points] == expected


def test_a_server_that_closes_its_api_is_asked_as_servers_ask_each_other(site: tuple[Server, Site]) -> None:
    server, running_site = site
    posts = server.thread(2)
    running_site.pages[f"/api/v1/statuses/{posts[0]}"] = json_response({"error": "log in"}, 401)
    assert len(thread(uri(server, posts[0]), server).points) == 2


def test_answers_behind_pages_are_followed(site: tuple[Server, Site]) -> None:
    server, running_site = site
    posts = server.thread(3)
    first, second = f"/users/ida/statuses/{posts[0]}", f"/users/ida/statuses/{posts[1]}"
    page = {"type": "CollectionPage", "id": f"{server.base}{first}/replies?page=2", "items": [server.note(posts[1])]}
    collection = {"type": "Collection", "id": f"{server.base}{first}/replies", "first": f"{server.base}{first}/replies?page=2"}
    running_site.pages[first] = active({**server.note(posts[0]), "replies": f"{server.base}{first}/replies"})
    running_site.pages[f"{first}/replies"] = lambda request: active(page if request.query else collection)
    running_site.pages[second] = Response(b"", 500)  # it came whole in the page, and is not asked for again
    version = thread(uri(server, posts[0]), server)
    assert len(version.points) == 3
    assert version.completeness.verdict is Verdict.COMPLETE


def test_pages_that_lead_round_in_a_circle_end(site: tuple[Server, Site]) -> None:
    server, running_site = site
    (post,) = server.thread(1)
    path = f"/users/ida/statuses/{post}"

    def page(request: Request) -> Response:
        number = int(request.query.get("page", "0"))
        next_page = f"{server.base}{path}/replies?page={(number + 1) % 3}"
        return active({"type": "CollectionPage", "id": f"{server.base}{path}/replies?page={number}", "next": next_page})

    running_site.pages[path] = active({**server.note(post), "replies": f"{server.base}{path}/replies?page=0"})
    running_site.pages[f"{path}/replies"] = page
    assert len(thread(uri(server, post), server).points) == 1
    assert len(running_site.requests) < 12


def test_where_answers_are_not_told_nothing_is_claimed(site: tuple[Server, Site]) -> None:
    server, running_site = site
    posts = server.thread(3)
    for post in posts:
        running_site.pages[f"/users/ida/statuses/{post}"] = active({**server.note(post), "replies": None})
    version = thread(uri(server, posts[2]), server)
    assert texts(version) == [f"Point {number} of them." for number in range(1, 4)]
    assert version.completeness.verdict is Verdict.UNKNOWN


def test_an_answer_that_cannot_be_had_leaves_a_gap(site: tuple[Server, Site]) -> None:
    server, running_site = site
    posts = server.thread(3)
    running_site.pages[f"/users/ida/statuses/{posts[2]}"] = active({"error": "gone"}, 404)
    version = thread(uri(server, posts[0]), server)
    assert len(version.points) == 2
    assert version.completeness.verdict is Verdict.GAPS


def test_what_is_gone_or_not_public_is_said(site: tuple[Server, Site]) -> None:
    server, running_site = site
    posts = server.thread(2)
    path = f"/users/ida/statuses/{posts[0]}"
    running_site.pages[path] = active({"type": "Tombstone", "id": uri(server, posts[0])})
    with pytest.raises(Gone):
        capture(uri(server, posts[0]), server)
    running_site.pages[path] = active({"error": "gone"}, 410)
    with pytest.raises(Gone):
        capture(uri(server, posts[0]), server)
    server.statuses[posts[0]]["visibility"] = "private"
    running_site.pages[path] = active(server.note(posts[0]))
    with pytest.raises(LoginRequired):
        capture(uri(server, posts[0]), server)


def test_a_note_that_claims_to_be_another_server_s_is_not_believed(site: tuple[Server, Site]) -> None:
    server, running_site = site
    (post,) = server.thread(1)
    path = f"/users/ida/statuses/{post}"
    running_site.pages[path] = active({**server.note(post), "id": "https://bank.example/notes/1"})
    with pytest.raises(UnsupportedSite):
        capture(uri(server, post), server)


def test_a_saved_note_is_read_with_all_that_hangs_on_it() -> None:
    server = Server("https://a.example")
    note = server.note(server.say("ida", "Which one?", spoiler_text="Tea"))
    note |= {
        "attachment": [{"type": "Document", "mediaType": "image/png", "url": "https://a.example/p.png", "name": "A pot"}],
        "oneOf": [{"type": "Note", "name": "Green"}, {"type": "Note", "name": "Black"}],
        "quoteUrl": "https://b.example/notes/9",
    }
    (post,) = read(note).posts
    assert post.text == "CW: Tea\n\nWhich one?"
    assert post.media == (
        Media(MediaKind.IMAGE, "https://a.example/p.png", "A pot"),
        Media(MediaKind.POLL, None, "Green\nBlack"),
    )
    assert post.quote is not None
    assert (post.quote.url, post.author.handle) == ("https://b.example/notes/9", "ida@a.example")


def test_of_an_outbox_the_longest_public_thread_is_taken() -> None:
    server = Server("https://a.example")
    posts = server.thread(3)
    server.say("ida", "By itself.")
    secret = server.say("ida", "For one.", posts[2], visibility="direct")
    created = [{"type": "Create", "object": server.note(post), "to": [AS_PUBLIC]} for post in server.statuses]
    boost = {"type": "Announce", "object": "https://b.example/notes/9"}
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "OrderedCollection",
        "orderedItems": [boost, *created],
    }
    reading = read(outbox)
    version = unroll([reading])
    assert [point.post_id for point in version.points] == [f"a.example/{post}" for post in posts]
    assert f"a.example/{secret}" not in {post.id for post in reading.posts}
    assert "not_public" in {reason.code for reason in version.completeness.reasons}


@pytest.mark.parametrize(
    "body",
    [
        {"@context": "https://www.w3.org/ns/activitystreams"},
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "type": "Person",
            "id": "https://a.example/u",
            "preferredUsername": "u",
        },
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "type": "OrderedCollection",
            "orderedItems": [None, 3, "x", [], {"type": "Create"}],
        },
        {"@context": "https://www.w3.org/ns/activitystreams", "type": ["Note"], "id": 7},
    ],
)
def test_odd_input_ends_in_an_error_of_ours(body: Any) -> None:
    with pytest.raises((NotAThread, PageChanged)):
        read({"@context": CONTEXT, **body})
