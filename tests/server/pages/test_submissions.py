"""The page of a submission: how far it is, what went wrong, and what can be done."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import submissions
from archive.archive import Archive
from domain.errors import FetchFailed, NotAThread
from domain.messages import Message
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.failure import Failure
from domain.shapes.submission import State, Submission
from presentation.messages import sentence
from tests import factories
from tests.server.pages.conftest import BROWSER, Kept, Read, token_of

PASTE = Capture(b"Words that are <b>no</b> thread.", Via.PASTE, MediaType.TEXT, factories.NOON)
ADDRESS = "https://bsky.app/profile/mira.example/post/3k"


def begun(archive: Archive, state: State | None = None, url: str | None = None) -> Submission:
    """A submission that a worker has brought to this step."""
    received = submissions.receive(archive, capture=None if url else PASTE, url=url).submission
    claimed = submissions.claim(archive, received.id)
    assert claimed
    if state:
        submissions.step(archive, claimed, state)
    return claimed


def states(read: Read, id_: str) -> dict[str, str]:
    steps = read(f"/submissions/{id_}").select(".steps li")
    return {str(step["data-step"]): str(step["data-state"]) for step in steps}


def test_the_steps_fill_as_it_goes(archive: Archive, read: Read) -> None:
    claimed = begun(archive, State.TAGGING)
    told = states(read, claimed.id)
    assert told == {"received": "done", "unrolling": "done", "tagging": "now", "rendering": "ahead", "done": "ahead"}
    fetched = states(read, begun(archive, State.FETCHING, ADDRESS).id)
    assert (fetched["received"], fetched["fetching"], fetched["unrolling"]) == ("done", "now", "ahead")


def test_without_scripts_the_page_asks_again_by_itself(archive: Archive, read: Read) -> None:
    page = read(f"/submissions/{begun(archive, State.TAGGING).id}")
    refresh = page.select_one("noscript meta[http-equiv=refresh]")
    assert refresh
    assert refresh["content"] == "2"
    assert page.select_one("li[aria-current=step]")


def test_done_goes_on_to_the_thread(archive: Archive, read: Read, kept: Kept) -> None:
    claimed, thread_id = begun(archive, State.RENDERING), kept(factories.ten())
    submissions.finish(archive, claimed, thread_id)
    page = read(f"/submissions/{claimed.id}")
    assert set(states(read, claimed.id).values()) == {"done"}
    assert page.select_one(f"a.primary[href='/threads/{thread_id}']")
    assert page.select("noscript meta")[0]["content"] == f"1; url=/threads/{thread_id}"
    assert page.select("article.progress")[0]["data-thread-path"] == f"/threads/{thread_id}"


def test_done_whose_thread_was_deleted_says_so(archive: Archive, read: Read) -> None:
    claimed = begun(archive, State.RENDERING)
    submissions.finish(archive, claimed, "0" * 24)
    page = read(f"/submissions/{claimed.id}")
    assert "deleted since" in page.select(".says")[0].text
    assert not page.select("noscript meta, script[src$='submission.js']")


def test_a_failure_is_told_with_what_can_be_done(archive: Archive, read: Read) -> None:
    claimed = begun(archive, State.UNROLLING)
    submissions.fail(archive, claimed, Failure(Message(NotAThread.code), retryable=False))
    page = read(f"/submissions/{claimed.id}")
    assert sentence(Message(NotAThread.code)) in page.select(".says")[0].text
    assert states(read, claimed.id)["unrolling"] == "broken"
    assert page.select(".pasted pre")[0].text == "Words that are <b>no</b> thread."
    assert page.select_one(f"a[href='/?again={claimed.id}']")
    assert not page.select("form[action$=retry], noscript meta, script[src$='submission.js']")


def test_what_may_work_later_can_be_tried_again(archive: Archive, client: FlaskClient, read: Read) -> None:
    claimed = begun(archive, State.FETCHING, ADDRESS)
    submissions.fail(archive, claimed, Failure(Message(FetchFailed.code), retryable=True))
    page = read(f"/submissions/{claimed.id}")
    assert "Paste the text instead" in page.text
    path = f"/submissions/{claimed.id}"
    for _ in range(2):
        answer = client.post(f"{path}/retry", data={"csrf_token": token_of(page)}, headers=BROWSER)
        assert (answer.status_code, answer.location) == (303, path)
        assert submissions.get(archive, claimed.id).state is State.RECEIVED


def test_it_can_be_stopped_and_stopping_what_has_ended_is_no_error(archive: Archive, client: FlaskClient, read: Read) -> None:
    claimed = begun(archive, State.TAGGING)
    path = f"/submissions/{claimed.id}"
    token = {"csrf_token": token_of(read(path))}
    for _ in range(2):
        assert client.post(f"{path}/cancel", data=token, headers=BROWSER).status_code == 303
    assert submissions.get(archive, claimed.id).state is State.CANCELLED
    assert read(path).select_one("form[action$=retry]")


@pytest.mark.parametrize("action", ["retry", "cancel"])
def test_a_change_without_the_token_is_refused(archive: Archive, client: FlaskClient, action: str) -> None:
    claimed = begun(archive, State.TAGGING)
    answer = client.post(f"/submissions/{claimed.id}/{action}", headers=BROWSER)
    assert answer.status_code == 403
    assert submissions.get(archive, claimed.id).state is State.TAGGING


@pytest.mark.parametrize("id_", ["0" * 24, "nonsense", "' OR 1=1", "a" * 500])
def test_an_unknown_submission_is_not_found(read: Read, id_: str) -> None:
    assert "Not found" in read(f"/submissions/{id_}", 404).select("h1")[0].text
