"""The first page: what is given goes into the archive as it came, and on a fault nothing that was typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from archive import captures, submissions
from archive.archive import Archive
from domain.editions import Edition
from domain.messages import Message
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.failure import Failure
from domain.shapes.submission import Submission
from tests import factories
from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, Kept, Read, token_of

TEXT = "1/ Teams first.\r\n\r\n2/ Then the plan.\r\n"


def send(client: FlaskClient, **fields: object) -> TestResponse:
    """The form as a browser sends it."""
    page = BeautifulSoup(client.get("/").text, "lxml")
    fields = {"csrf_token": token_of(page), "file": FileStorage(BytesIO(b""), ""), **fields}
    boundary, body = encode_multipart(fields)  # the client's own way leaves temporary files open
    return client.post("/", data=body, headers=BROWSER, content_type=f"multipart/form-data; boundary={boundary}")


def made(archive: Archive, answer: TestResponse) -> tuple[Submission, Capture | None]:
    assert answer.status_code == 303, answer.text
    submission = submissions.get(archive, answer.location.removeprefix("/submissions/"))
    return submission, captures.load(archive, submission.capture_id) if submission.capture_id else None


def told(answer: TestResponse, field: str) -> str:
    """The sentence at a field, which the field names as its description."""
    page = BeautifulSoup(answer.text, "lxml")
    box, fault = page.select_one(f"#{field}"), page.select_one(f"#{field}-fault")
    assert box
    assert fault
    assert box["aria-invalid"] == "true"
    assert f"{field}-fault" in str(box["aria-describedby"]).split()
    return fault.text


def test_pasted_text_goes_in_with_its_own_line_ends(client: FlaskClient, archive: Archive) -> None:
    submission, capture = made(archive, send(client, text=TEXT))
    assert capture
    assert capture.body == b"1/ Teams first.\n\n2/ Then the plan.\n"
    assert (capture.via, capture.media_type, capture.hints.posted_at) == (Via.PASTE, MediaType.TEXT, None)
    assert (submission.url, submission.edition, submission.caller) == (None, Edition.ANNOTATED, "owner")


def test_a_file_goes_in_byte_for_byte(client: FlaskClient, archive: Archive) -> None:
    body = "<html>\r\n<meta charset=windows-1252>Caf\xe9\r\n".encode("windows-1252")
    _, capture = made(archive, send(client, file=FileStorage(BytesIO(body), "page.html")))
    assert capture
    assert (capture.body, capture.media_type) == (body, MediaType.HTML)


def test_what_is_said_about_it_goes_with_it(client: FlaskClient, archive: Archive) -> None:
    said = {"source": " https://x.com/mira/status/1 ", "author": " Mira  Holm ", "posted_at": "2021-12-24"}
    submission, capture = made(archive, send(client, text=TEXT, edition="reading", **said))
    assert capture
    assert capture.hints.url == "https://x.com/mira/status/1"
    assert capture.hints.author == "Mira Holm"
    assert capture.hints.posted_at == datetime(2021, 12, 24, tzinfo=UTC)
    assert submission.edition is Edition.READING


def test_an_address_beside_a_text_says_where_it_is_from(client: FlaskClient, archive: Archive) -> None:
    submission, capture = made(archive, send(client, text=TEXT, url="https://x.com/mira/status/1"))
    assert capture
    assert (capture.hints.url, submission.url) == ("https://x.com/mira/status/1", None)


def test_an_address_alone_is_fetched(client: FlaskClient, archive: Archive) -> None:
    submission, capture = made(archive, send(client, url=" https://bsky.app/profile/mira.example/post/3k "))
    assert (submission.url, capture) == ("https://bsky.app/profile/mira.example/post/3k", None)


def test_a_text_of_megabytes_is_taken(opened: Opened, archive: Archive) -> None:
    client = opened(max_capture_mb=3, max_characters=4_000_000)
    text = "A line of a very long thread.\n" * (3 * 2**20 // 30)
    _, capture = made(archive, send(client, text=text))
    assert capture
    assert len(capture.body) == len(text)


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({}, "text", "There is no text here"),
        ({"text": " \r\n\t "}, "text", "There is no text here"),
        ({"text": "a\0\0b"}, "text", "zero bytes"),
        ({"file": FileStorage(BytesIO(b" \n"), "a.txt")}, "file", "There is no text here"),
        ({"text": "javascript:alert(1)"}, "text", "not the address of a web page"),
        ({"text": "https://x.com/mira/status/1 https://x.com/mira"}, "text", "https://x.com/mira: "),
        ({"text": TEXT, "file": FileStorage(BytesIO(b"more"), "a.txt"), "source": "https://x.com/a"}, "source", "one by one"),
        ({"text": TEXT, "source": "nonsense"}, "source", "not a web address: nonsense"),
        ({"text": TEXT, "source": "https://x/" + "y" * 3000}, "source", "too long"),
        ({"text": TEXT, "posted_at": "yesterday"}, "posted_at", "not a date: yesterday"),
        ({"text": TEXT, "posted_at": "2999-01-01"}, "posted_at", "in the future"),
    ],
)
def test_a_fault_is_told_at_its_place_and_nothing_is_lost(
    client: FlaskClient, archive: Archive, fields: dict[str, object], place: str, sentence: str
) -> None:
    answer = send(client, author="Mira & “Holm” <b>", **fields)
    assert answer.status_code == 422
    assert sentence in told(answer, place)
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select_one("#author[value='Mira & “Holm” <b>']")
    assert page.select_one("details.more[open]")
    pasted = str(fields.get("text", "")).replace("\0", "\ufffd")
    assert page.select("#text")[0].text.split() == pasted.split()
    assert page.select_one(f"#{place}[autofocus]")
    assert submissions.unclaimed(archive) == ()


def test_an_edition_or_codebook_that_is_not_there_is_told(client: FlaskClient) -> None:
    for field, sentence in (("edition", "no such edition"), ("codebook", "no such themes")):
        answer = send(client, text=TEXT, **{field: "golden"})
        assert answer.status_code == 422
        assert sentence in answer.text or field == "codebook"


def test_what_is_too_large_is_told_on_the_form(opened: Opened) -> None:
    client = opened(max_capture_mb=1)
    answer = send(client, text="word " * 300_000)
    assert answer.status_code == 413
    assert "larger than the 1 MB" in answer.text
    assert "word word" in answer.text
    long = send(opened(max_characters=10_000), text="word " * 3_000)
    assert long.status_code == 413
    assert "15,000 characters; this Threadsheet reads at most 10,000" in long.text
    assert "word word" in long.text
    far = send(client, text="word " * 1_000_000)
    assert far.status_code == 413
    assert "larger than the 1 MB" in far.text
    assert BeautifulSoup(far.text, "lxml").select_one("form.paste textarea")


def test_a_form_that_was_open_too_long_comes_back_with_its_text(client: FlaskClient, archive: Archive) -> None:
    client.get("/")
    answer = client.post("/", data={"text": TEXT, "csrf_token": "stale"}, headers=BROWSER)
    assert answer.status_code == 400
    assert "Nothing is lost" in answer.text
    page = BeautifulSoup(answer.text, "lxml")
    assert "Teams first." in page.select("#text")[0].text
    assert submissions.unclaimed(archive) == ()
    again = client.post("/", data={"text": TEXT, "csrf_token": token_of(page)}, headers=BROWSER)
    assert again.status_code == 303


def test_too_many_at_once_come_back_with_their_text(opened: Opened) -> None:
    client = opened(rate_limit="1/minute", redis_url="memory://")
    assert send(client, text=TEXT).status_code == 303
    answer = send(client, text=TEXT)
    assert answer.status_code == 429
    assert "Too many requests" in answer.text
    assert "Teams first." in answer.text


def test_what_failed_can_be_begun_again_from_what_was_given(client: FlaskClient, read: Read) -> None:
    said = {"source": "https://x.com/mira/status/1", "author": "Mira", "posted_at": "2021-12-24", "edition": "workshop"}
    id_ = send(client, text=TEXT, **said).location.removeprefix("/submissions/")
    page = read(f"/?again={id_}")
    assert page.select("#text")[0].text.strip() == "1/ Teams first.\n\n2/ Then the plan."
    for name in ("source", "author", "posted_at"):
        assert page.select(f"#{name}")[0]["value"] == said[name]
    assert page.select_one("input[name=edition][value=workshop][checked]")
    fetched = send(client, url="https://bsky.app/profile/mira.example/post/3k").location.removeprefix("/submissions/")
    assert read(f"/?again={fetched}").select("#text")[0].text.strip() == "https://bsky.app/profile/mira.example/post/3k"
    assert read(f"/?again={'0' * 24}").select("#text")[0].text.strip() == ""


def test_recent_threads_are_listed_with_their_strips(client: FlaskClient, read: Read, kept: Kept) -> None:
    assert read("/").select_one(".recent .nothing")
    gappy = kept(factories.gappy(), "others")
    ten = kept(factories.ten())
    rows = read("/").select(".recent .row")
    assert [row.select(".name")[0]["href"] for row in rows] == [f"/threads/{ten}", f"/threads/{gappy}"]
    assert [len(row.select(".strip rect, .strip path.bead")) >= 9 for row in rows] == [True, True]
    assert len(rows[1].select(".strip .gap")) == 3
    assert "Mira Holm · X · 24 December 2021" in rows[0].text
    assert "10 points" in rows[0].text
    assert "omplete" not in rows[0].text
    assert "7 points · 2 missing" in rows[1].text


def test_a_date_that_nobody_knows_is_said_to_be_unknown(read: Read, kept: Kept) -> None:
    kept(factories.furnished())
    assert "date unknown" in read("/").select(".recent .row")[0].text


def test_each_address_and_each_file_becomes_a_submission(client: FlaskClient, archive: Archive, read: Read) -> None:
    addresses = (
        "https://x.com/mira/status/1\r\n\r\nhttps://bsky.app/profile/mira.example/post/3k\r\nhttps://x.com/mira/status/1"
    )
    answer = send(client, text=addresses, file=[FileStorage(BytesIO(body), "a.txt") for body in (b"1/ One.", b"1/ Two.")])
    assert (answer.status_code, answer.location) == (303, "/#under-way")
    requested = [submissions.get(archive, id_) for id_ in submissions.unclaimed(archive)]
    assert sorted(each.url or "" for each in requested) == ["", "", *sorted(set(addresses.split()))]
    page = read("/")
    assert "4 threads are being saved" in page.select(".notice")[0].text
    assert len(page.select("#under-way[data-moving] .beads")) == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("https://x.com/mira/status/1", "One address: the thread is fetched from there."),
        ("x.com/mira/status/1\nat://did:plc:abc/app.bsky.feed.post/3k", "2 addresses: each becomes a thread of its own."),
        ("1/ One.\n\n2/ Two.\n\n3/ Three.", "3 numbered points"),
        ("One (1/2)\nTwo (2/2)", "2 numbered points"),
        ("Thread Reader\nKeep Current with Mira", "A page of an unroller, such as Thread Reader"),
        ("<!doctype html><p>Words", "A page in HTML"),
        ("Only words.\nIn 1999 there were more.", "A text of 2 lines"),
    ],
)
def test_what_a_text_is_taken_for_is_said_before_it_is_sent(
    client: FlaskClient, archive: Archive, text: str, sentence: str
) -> None:
    token = token_of(BeautifulSoup(client.get("/").text, "lxml"))
    assert client.post("/recognise", data={"text": text, "csrf_token": token}).text == sentence
    checked = send(client, text=text, do="check")
    assert BeautifulSoup(checked.text, "lxml").select("#recognised")[0].text == sentence
    assert submissions.unclaimed(archive) == ()


def test_a_failure_stays_under_way_until_it_is_dismissed(client: FlaskClient, archive: Archive, read: Read) -> None:
    id_ = send(client, text=TEXT).location.removeprefix("/submissions/")
    claimed = submissions.claim(archive, id_)
    assert claimed
    submissions.fail(archive, claimed, Failure(Message("fetch_failed"), retryable=True))
    row = read("/").select("#under-way li[data-state=failed]")[0]
    assert "1/ Teams first." in row.text
    assert row.select_one(f"form[action='/submissions/{id_}/retry']")
    token = token_of(read("/"))
    assert client.post(f"/submissions/{id_}/dismiss", data={"csrf_token": token}).location == "/#under-way"
    assert read("/").select("#under-way") == []
    client.post(f"/submissions/{id_}/retry", data={"csrf_token": token, "back": "home"})
    assert read("/under-way").select("#under-way[data-moving]")


def test_an_empty_archive_offers_an_example(client: FlaskClient, archive: Archive, read: Read, kept: Kept) -> None:
    page = read("/")
    answer = client.post(page.select(".first-steps form")[0]["action"], data={"csrf_token": token_of(page)})
    _, capture = made(archive, answer)
    assert capture
    assert capture.body.startswith(b"1/9 ")
    assert page.select_one(".first-steps a[href='/help/extension']")
    kept(factories.ten())
    assert read("/").select(".first-steps") == []
