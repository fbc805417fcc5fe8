"""A submission of an address, from the record to the handout: asked for, kept, and done again without asking twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from archive import captures, media, submissions
from archive.archive import Archive, open_archive
from archive.threads import threads
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.capture import Via
from domain.shapes.submission import State, Submission
from tests.archive.leasing import abandon
from tests.site import Response, Site, running_site
from tests.workers.sources.bluesky.bluesky_site import IDA, Network
from workers import jobs

THREAD = "/xrpc/app.bsky.feed.getPostThread"


@pytest.fixture(scope="module")
def network() -> Iterator[tuple[Network, Site]]:
    network = Network()
    with running_site(network.pages()) as site:
        yield network, site


@pytest.fixture(scope="module")
def archive(network: tuple[Network, Site], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    _, site = network
    data: Path = tmp_path_factory.mktemp("data")
    allowed = f"127.0.0.1:{site.port}"
    settings = Settings(data=data, bluesky_api=site.url, fetch_allow=allowed)  # type: ignore[arg-type]
    jobs.prepare(settings)
    with closing(open_archive(settings)) as archive:
        yield archive


@pytest.fixture(autouse=True)
def afresh(network: tuple[Network, Site]) -> None:
    talk, site = network
    talk.posts.clear()
    talk.deleted.clear()
    site.requests.clear()
    site.pages |= {**talk.pages(), "/cat.png": Response(_png())}


def submit(archive: Archive, url: str) -> Submission:
    id_ = submissions.receive(archive, url=url).submission.id
    jobs.run_submission(id_)
    return submissions.get(archive, id_)


def illustrated(network: tuple[Network, Site], *paths: str) -> str:
    talk, site = network
    images = [{"fullsize": f"{site.url}{path}", "alt": "A cat"} for path in paths]
    first = talk.say(IDA, f"3k{'x'.join(paths).strip('/').replace('/', '')}", "Look. (1/2)", view={"images": images})
    talk.say(IDA, f"{first.rpartition('/')[2]}b", "Seen? (2/2)", first)
    return first


def test_an_address_becomes_a_thread_with_its_pictures(archive: Archive, network: tuple[Network, Site]) -> None:
    done = submit(archive, illustrated(network, "/cat.png", "/gone.png"))
    assert (done.state, done.failure, done.detail) == (State.DONE, None, None)
    assert done.thread_id is not None
    assert done.capture_id is not None
    thread = threads.load(archive, done.thread_id)
    assert len(thread.version.points) == 2
    kept = captures.load(archive, done.capture_id)
    assert kept.via is Via.FETCH
    site = network[1]
    assert list(media.load_pictures(archive, media.picture_urls(thread.version))) == [f"{site.url}/cat.png"]
    (lost,) = thread.gallery.missing
    assert lost.failure is not None
    assert lost.failure.code == "gone"
    begun = [step.state for step in submissions.list_steps(archive, done.id)]
    assert begun == [State.FETCHING, State.UNROLLING, State.TAGGING, State.RENDERING]


def test_what_is_going_on_is_told_while_it_goes_on(archive: Archive, network: tuple[Network, Site]) -> None:
    talk, site = network
    post = illustrated(network, "/told.png")
    id_ = submissions.receive(archive, url=post).submission.id
    details: list[Message | None] = []

    def watched(request: object) -> Response:
        details.append(submissions.get(archive, id_).detail)
        return talk._thread(request)  # type: ignore[arg-type]

    def picture(_: object) -> Response:
        details.append(submissions.get(archive, id_).detail)
        return Response(_png())

    site.pages |= {THREAD: watched, "/told.png": picture}
    jobs.run_submission(id_)
    assert details == [message("progress.host", host="bsky.app"), message("progress.pictures", count=1)]


def test_a_retry_after_a_crash_uses_what_was_fetched(archive: Archive, network: tuple[Network, Site]) -> None:
    site = network[1]
    post = illustrated(network, "/crash.png")
    id_ = submissions.receive(archive, url=post).submission.id
    claimed = submissions.claim(archive, id_)
    assert claimed is not None
    (context,) = jobs._contexts
    submissions.attach_capture(archive, claimed, context.pipeline.fetch(post, archive.clock()))
    abandon(archive)
    asked = len(site.requests)
    jobs.run_submission(id_)
    assert submissions.get(archive, id_).state is State.DONE
    assert THREAD not in {each.path for each in site.requests[asked:]}


def test_the_same_address_again_fetches_no_picture_twice(archive: Archive, network: tuple[Network, Site]) -> None:
    site = network[1]
    post = illustrated(network, "/again.png")
    site.pages["/again.png"] = Response(_png())
    first = submit(archive, post)
    again = submit(archive, post)
    assert first.thread_id == again.thread_id
    assert [each.path for each in site.requests].count("/again.png") == 1


def test_a_failure_stands_on_the_record_with_code_and_sentence(archive: Archive, network: tuple[Network, Site]) -> None:
    talk, site = network
    post = illustrated(network, "/x.png")
    talk.deleted.add(post)
    gone = submit(archive, post)
    assert gone.failure is not None
    assert (gone.state, gone.failure.code, gone.failure.retryable) == (State.FAILED, "gone", False)
    site.pages[THREAD] = Response(status=503)
    later = submit(archive, post)
    assert later.failure is not None
    assert (later.failure.code, later.failure.retryable) == ("fetch_failed", True)
    refused = submit(archive, "http://127.0.0.1:9/@ida/110446983926957470")
    assert refused.failure is not None
    assert refused.failure.code == "fetch_refused"


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()
