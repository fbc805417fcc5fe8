"""Threads on the network itself: its own server and AppView on loopback, seeded by us, where that is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from archive import submissions
from archive.archive import open_archive
from archive.threads import threads
from domain.addresses import recognise
from domain.errors import Gone
from domain.messages import message
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.post import MediaKind, SpanKind
from domain.shapes.submission import State
from domain.shapes.thread import Verdict, Version
from tests.workers.sources.bluesky.real_network import START, running_network
from workers import jobs
from workers.fetch import Fetcher
from workers.sources.bluesky.api import Bluesky
from workers.unrolling import unroll

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DEEP = 230

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not START.exists(), reason="the network's own servers are not at hand"),
]


@dataclass(frozen=True)
class Network:
    appview: str
    posts: dict[str, dict[str, str]]

    def capture(self, key: str, by: str = "url") -> Capture:
        return Bluesky(self.appview).fetch(recognise(self.posts[key][by]), Fetcher(), NOON)

    def thread(self, key: str, by: str = "url") -> Version:
        return unroll([Bluesky(self.appview).read(self.capture(key, by))])


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("bluesky")
    picture = folder / "beads.png"
    Image.new("RGB", (40, 30), "teal").save(picture)
    with running_network(folder, _seed(str(picture))) as started:
        yield Network(started["appview"], started["posts"])


def _seed(picture: str) -> list[dict[str, object]]:
    def post_step(by: str, key: str, text: str, under: str | None = None, **more: object) -> dict[str, object]:
        return {"by": by, "key": key, "text": text, **({"reply_to": under} if under else {}), **more}

    steps = [
        post_step("ida", "a1", "Five things about stand-ups 🧵👇 (1/5)"),
        post_step("ida", "a2", "Ask what changed 🙂 not who was busy: https://example.com/stand-ups #rituals (2/5)", "a1"),
        post_step("ole", "o1", "We do that!", "a2"),
        post_step("ida", "o2", "Good to hear, Ole.", "o1"),
        post_step("ida", "f1", "A side remark that leads nowhere.", "a2"),
        post_step("ida", "a3", "A picture says it. (3/5)", "a2", images=[{"path": picture, "alt": "A row of beads"}]),
        post_step("ida", "a4", "Thanks, Ole, for this one. (4/5)", "a3"),
        post_step("ole", "q1", "An older post worth quoting."),
        post_step("ida", "a5", "Read the next. (5/5)", "a4"),
        post_step("ida", "b1", "A post that quotes.", quote="q1"),
        post_step("ole", "q2", "Gone by tomorrow."),
        post_step("ida", "b2", "Quoting what is gone.", quote="q2"),
        {"by": "ole", "delete": "q2"},
    ]
    steps += [post_step("ida", f"g{n}", f"Point {n} of six. ({n}/6)", f"g{n - 1}" if n > 1 else None) for n in range(1, 7)]
    steps += [{"by": "ida", "delete": "g4"}, post_step("ole", "z1", "Soon gone."), {"by": "ole", "delete": "z1"}]
    steps += [post_step("bea", f"d{n}", f"Deep point number {n}", f"d{n - 1}" if n > 1 else None) for n in range(1, DEEP + 1)]
    return steps


@pytest.mark.parametrize("by", ["url", "uri"])
def test_a_thread_is_the_same_from_its_first_middle_and_last_post(network: Network, by: str) -> None:
    versions = [network.thread(key, by) for key in ("a1", "a3", "a5")]
    assert versions[0] == versions[1] == versions[2]
    version = versions[0]
    assert [point.number for point in version.points] == [1, 2, 3, 4, 5]
    assert version.completeness.verdict is Verdict.COMPLETE
    assert {reason.code for reason in version.completeness.reasons} >= {"fork", "chain_ends", "numbers_complete"}
    assert version.author.handle == "ida.test"


def test_links_hashtags_and_pictures_are_where_they_were(network: Network) -> None:
    points = network.thread("a1").points
    spans = {(span.kind, points[1].text[span.start : span.end], span.url) for span in points[1].spans}
    assert (SpanKind.LINK, "https://example.com/stand-ups", "https://example.com/stand-ups") in spans
    assert any(kind is SpanKind.HASHTAG and words == "#rituals" for kind, words, _ in spans)
    (picture,) = points[2].media
    assert (picture.kind, picture.alt) == (MediaKind.IMAGE, "A row of beads")
    assert picture.url


def test_quotes_are_shown_or_said_to_be_gone(network: Network) -> None:
    quote = network.thread("b1").points[0].quote
    assert quote is not None
    assert (quote.text, quote.author.handle) == ("An older post worth quoting.", "ole.test")
    deleted = network.thread("b2").points[0].quote
    assert deleted is not None
    assert (deleted.text, deleted.unavailable) == ("", message("quote_unavailable.deleted"))


def test_a_deleted_post_leaves_a_gap_and_what_is_below_it_is_found(network: Network) -> None:
    version = network.thread("g6")
    assert [point.number for point in version.points] == [1, 2, 3, 5, 6]
    assert version.completeness.verdict is Verdict.GAPS
    assert version.completeness.missing == (4,)
    assert version.root_post_id == network.posts["g1"]["uri"]


def test_a_deep_thread_is_whole_from_anywhere(network: Network) -> None:
    versions = [network.thread(key) for key in ("d1", f"d{DEEP // 2}", f"d{DEEP}")]
    assert versions[0] == versions[1] == versions[2]
    assert [point.text for point in versions[0].points] == [f"Deep point number {n}" for n in range(1, DEEP + 1)]
    assert versions[0].completeness.verdict is Verdict.COMPLETE


def test_a_deleted_post_is_gone(network: Network) -> None:
    with pytest.raises(Gone):
        network.capture("z1")


def test_a_capture_of_the_beginning_is_completed_by_the_network(network: Network, tmp_path: Path) -> None:
    first, second = (network.posts[key] for key in ("a1", "a2"))
    items = [
        {"id": first["uri"], "text": "Five things about stand-ups 🧵👇 (1/5)"},
        {"id": second["uri"], "text": "Ask what ch…"},
    ]
    body = {"site": "bluesky", "url": first["url"], "items": items, "complete": False, "stopped": "no_proof"}
    settings = Settings(data=tmp_path, bluesky_api=network.appview)
    jobs.prepare(settings)
    with closing(open_archive(settings)) as archive:
        capture = Capture(json.dumps(body).encode(), Via.POSTS, MediaType.JSON, NOON, first["url"])
        id_ = submissions.receive(archive, capture=capture).submission.id
        jobs.run_submission(id_)
        done = submissions.get(archive, id_)
        assert (done.state, done.failure) == (State.DONE, None)
        version = threads.load(archive, done.thread_id or "").version
    assert [point.number for point in version.points] == [1, 2, 3, 4, 5]
    assert version.points[1].text.startswith("Ask what changed 🙂 not who was busy")
    assert version.completeness.verdict is Verdict.COMPLETE
    assert "completed_by_api" in {reason.code for reason in version.completeness.reasons}
