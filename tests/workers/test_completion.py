"""What a page does not show is asked of its site's public API: before a submission is done or later, and it never fails it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import submissions
from archive.archive import Archive, open_archive
from archive.tables import submissions as rows
from archive.threads import threads
from domain.editions import Edition
from domain.settings import Settings
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.handout import Format
from domain.shapes.submission import State
from domain.shapes.thread import Thread
from presentation.messages import sentence
from tests.site import Request, Response, Site, running_site
from tests.workers.sources.bluesky.bluesky_site import IDA, OLE, Network
from tests.workers.sources.fediverse.mastodon_site import Server
from workers import completion, jobs
from workers.archiver import Archiver

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def bluesky() -> Iterator[tuple[Network, Site]]:
    network = Network()
    with running_site(network.pages()) as site:
        yield network, site


@pytest.fixture(scope="module")
def mastodon() -> Iterator[tuple[Server, Site]]:
    server = Server()
    with running_site(server.pages()) as site:
        server.base = site.url
        yield server, site


@pytest.fixture
def archive(bluesky: tuple[Network, Site], mastodon: tuple[Server, Site], tmp_path: Path) -> Iterator[Archive]:
    (network, site), (server, other) = bluesky, mastodon
    network.posts.clear()
    server.statuses.clear()
    server.closed = False
    site.pages.clear()
    site.pages |= network.pages()
    allowed = f"127.0.0.1:{site.port},127.0.0.1:{other.port}"
    settings = Settings(data=tmp_path, bluesky_api=site.url, fetch_allow=allowed)  # type: ignore[arg-type]
    jobs.prepare(settings)
    with closing(open_archive(settings)) as archive:
        yield archive


def submit(archive: Archive, capture: Capture) -> Thread:
    id_ = submissions.receive(archive, capture=capture).submission.id
    jobs.run_submission(id_)
    done = submissions.get(archive, id_)
    assert (done.state, done.failure) == (State.DONE, None)
    assert done.thread_id
    return threads.load(archive, done.thread_id)


def posts(url: str, items: list[dict[str, object]], site: str = "bluesky", **more: object) -> Capture:
    handle = "ida.example" if site == "bluesky" else "ida"
    body = {"site": site, "url": url, "author": {"name": "Ida", "handle": handle}, "items": items, **more}
    return Capture(json.dumps(body).encode(), Via.POSTS, MediaType.JSON, NOON, url)


def item(uri: str, text: str) -> dict[str, object]:
    return {"id": uri, "text": text, "author": {"name": "Ida", "handle": "ida.example"}}


def web_url(uri: str) -> str:
    return f"https://bsky.app/profile/ida.example/post/{uri.rpartition('/')[2]}"


def reasons(thread: Thread) -> dict[str, str]:
    return {reason.code: sentence(reason) for reason in thread.version.completeness.reasons}


def test_the_rest_of_a_bluesky_thread_is_added_and_its_end_proven(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(5)
    seen = [item(uri, f"Point {number} of them.") for number, uri in enumerate(uris[:3], 1)]
    thread = submit(archive, posts(web_url(uris[0]), seen, complete=False, stopped="hidden_posts"))
    assert [point.text for point in thread.version.points] == [f"Point {number} of them." for number in range(1, 6)]
    assert thread.version.completeness.verdict == "complete"
    assert reasons(thread)["completed_by_api"].endswith("2 points come from its public API.")
    assert "hidden_posts" not in reasons(thread)
    assert {capture.via for capture in thread.captures} == {Via.POSTS, Via.FETCH}


@pytest.mark.parametrize("stopped", ["no_proof", "stalled", "hidden_posts", "no_more", "no_beginning"])
def test_what_the_extension_did_not_see_is_proven(archive: Archive, bluesky: tuple[Network, Site], stopped: str) -> None:
    uris = bluesky[0].thread(3)
    seen = [item(uri, f"Point {number} of them.") for number, uri in enumerate(uris, 1)]
    thread = submit(archive, posts(web_url(uris[0]), seen, complete=False, stopped=stopped))
    assert thread.version.completeness.verdict == "complete"
    assert not {"collecting_stopped", stopped} & reasons(thread).keys()
    assert reasons(thread)["completed_by_api"].endswith("has no more points.")


def test_an_early_end_that_the_extension_believed_is_put_right(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(4)
    thread = submit(archive, posts(web_url(uris[0]), [item(uris[0], "Point 1 of them.")], complete=True))
    assert len(thread.version.points) == 4


def test_handles_and_dids_in_ids_name_the_same_post(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(3)
    seen = [item(uri.replace(IDA, "ida.example"), f"Point {number} of th…") for number, uri in enumerate(uris, 1)]
    thread = submit(archive, posts(web_url(uris[0]), seen))
    assert [point.text for point in thread.version.points] == [f"Point {number} of them." for number in range(1, 4)]


def test_a_page_that_cannot_be_read_is_no_failure(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(3)
    page = b"<!doctype html><title>Bluesky</title><div id=root><noscript>JavaScript required</noscript></div>"
    thread = submit(archive, Capture(page, Via.PAGE, MediaType.HTML, NOON, web_url(uris[1])))
    assert len(thread.version.points) == 3
    assert thread.version.completeness.verdict == "complete"


def test_a_paste_with_its_address_is_completed(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(3)
    text = b"Point 1 of them.\n\nPoint 2 of them."
    thread = submit(archive, Capture(text, Via.PASTE, MediaType.TEXT, NOON, hints=Hints(url=web_url(uris[0]))))
    assert [point.post_id for point in thread.version.points] == uris


def test_another_thread_at_the_address_is_not_mixed_in(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(3)
    text = b"Bread wants salt.\n\nAnd time."
    thread = submit(archive, Capture(text, Via.PASTE, MediaType.TEXT, NOON, hints=Hints(url=web_url(uris[0]))))
    assert [point.text for point in thread.version.points] == ["Bread wants salt.", "And time."]
    assert "another thread" in reasons(thread)["not_completed"]


def test_withheld_answers_leave_the_end_open(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    network, site = bluesky
    uris = network.thread(2)

    def answer(request: Request) -> Response:
        tree = json.loads(network._thread(request).body)
        tree["thread"]["replies"][0]["post"]["replyCount"] = 3
        return Response(json.dumps(tree).encode(), headers={"Content-Type": "application/json"})

    site.pages["/xrpc/app.bsky.feed.getPostThread"] = answer
    seen = [item(uri, f"Point {number} of them.") for number, uri in enumerate(uris, 1)]
    thread = submit(archive, posts(web_url(uris[0]), seen))
    assert thread.version.completeness.verdict == "unknown"


def test_numbers_that_prove_a_thread_ask_nobody(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    network, site = bluesky
    uris = [network.say(IDA, "3kone", "One. 1/2")]
    uris.append(network.say(IDA, "3ktwo", "Two. 2/2", uris[0]))
    site.requests.clear()
    thread = submit(archive, posts(web_url(uris[0]), [item(uris[0], "One. 1/2"), item(uris[1], "Two. 2/2")]))
    assert thread.version.completeness.verdict == "complete"
    assert not site.requests


def test_a_deleted_thread_keeps_what_was_captured(archive: Archive) -> None:
    uri = f"at://{OLE}/app.bsky.feed.post/3kgone"
    thread = submit(archive, posts(web_url(uri), [item(uri, "Soon gone.")]))
    assert [point.text for point in thread.version.points] == ["Soon gone."]
    assert reasons(thread)["not_completed"].startswith("bsky.app was asked for the rest and has none to show.")
    assert not waiting(archive)


def test_a_slow_site_is_asked_again_for_a_later_version(
    archive: Archive, bluesky: tuple[Network, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    network, site = bluesky
    uris = network.thread(3)
    monkeypatch.setattr(completion, "SECONDS", 0.3)
    given_up = threading.Event()

    def slow(request: Request) -> Response:
        given_up.wait(30)
        return network._thread(request)

    site.pages["/xrpc/app.bsky.feed.getPostThread"] = slow
    thread = submit(archive, posts(web_url(uris[0]), [item(uris[0], "Point 1 of them.")]))
    given_up.set()
    assert len(thread.version.points) == 1
    assert "asked again" in reasons(thread)["not_completed"]
    (later,) = waiting(archive)
    site.pages |= network.pages()
    jobs.run_submission(later)
    grown = threads.load(archive, thread.id or "")
    assert (grown.number, len(grown.version.points)) == (2, 3)
    assert "not_completed" not in reasons(grown)
    archiver = Archiver(archive, jobs._contexts[0].pipeline)
    assert not archiver.reread(thread.id or "", check=True).changed


def test_the_rest_of_a_mastodon_thread_is_added(archive: Archive, mastodon: tuple[Server, Site]) -> None:
    server, _ = mastodon
    ids = server.thread(4)
    seen: list[dict[str, object]] = [{"id": ids[0], "url": server.url(ids[0]), "text": "Point 1 of them."}]
    thread = submit(archive, posts(server.url(ids[0]), seen, "mastodon", stopped="no_proof"))
    assert [point.text for point in thread.version.points] == [f"Point {number} of them." for number in range(1, 5)]
    assert thread.version.completeness.verdict == "complete"
    assert "completed_by_api" in reasons(thread)


def test_a_closed_server_is_told_and_stays_told(archive: Archive, mastodon: tuple[Server, Site]) -> None:
    server, _ = mastodon
    ids = server.thread(2)
    server.closed = True
    seen: list[dict[str, object]] = [{"id": ids[0], "url": server.url(ids[0]), "text": "Point 1 of them."}]
    thread = submit(archive, posts(server.url(ids[0]), seen, "mastodon"))
    assert len(thread.version.points) == 1
    assert "not_completed" in reasons(thread)
    assert not Archiver(archive, jobs._contexts[0].pipeline).reread(thread.id or "", check=False).changed


def test_what_only_the_page_shows_survives_the_completion(archive: Archive, bluesky: tuple[Network, Site]) -> None:
    uris = bluesky[0].thread(2)
    shown = {
        "note": {"text": "Readers added context."},
        "translated": {"from": "de", "text": "Punkt eins."},
        "poll": {"options": [{"text": "Gates", "share": 0.75}, {"text": "Walls", "share": 0.25}], "votes": 12},
        "card": {"url": "https://e.org/a", "title": "On gates", "description": "An essay."},
    }
    capture = posts(web_url(uris[0]), [{**item(uris[0], "Point 1 of th…"), "truncated": True, **shown}])
    snapshot = Capture(b"<p>Everything", Via.SNAPSHOT, MediaType.HTML, NOON, web_url(uris[0]))
    id_ = submissions.receive(archive, capture=capture, snapshot=snapshot).submission.id
    jobs.run_submission(id_)
    thread = threads.load(archive, submissions.get(archive, id_).thread_id or "")
    first = thread.version.points[0]
    assert (first.text, len(thread.version.points)) == ("Point 1 of them.", 2)
    assert {media.kind: media.alt for media in first.media} == {
        "note": "Readers added context.",
        "translation": "Punkt eins.",
        "poll": "Gates 75 %\nWalls 25 %",
        "card": "On gates\nAn essay.",
    }
    assert {capture.via for capture in thread.captures} == {Via.POSTS, Via.FETCH, Via.SNAPSHOT}
    pipeline = jobs._contexts[0].pipeline
    text = pipeline.handout(thread, Edition.READING, Format.TXT, NOON).decode()
    for words in ("Readers added context.", "Punkt eins.", "Gates", "12 votes", "On gates", "An essay."):
        assert words in text
    assert not Archiver(archive, pipeline).reread(thread.id or "", check=True).changed


def waiting(archive: Archive) -> list[str]:
    with archive.database.read() as connection:
        return list(
            connection.execute(rows.select().where(rows.c.finished_at.is_(None)).with_only_columns(rows.c.id)).scalars()
        )
