"""Editing by forms that need no script, the history of a thread, and the page that shows what changed."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import captures, submissions
from archive.archive import Archive
from archive.threads import threads
from domain.messages import Message
from domain.shapes.submission import State
from presentation.messages import sentence
from tests.archive.readings import CODEBOOK, paste
from tests.server.pages.conftest import BROWSER, Read, token_of
from tests.workers.pasting import paste as unrolled

MISSPLIT = "1/4 Gates beat walls.\n\n2/4 A wall is cheap. 3/4 A gate has a keeper.\n\n4/4 Keep the keeper."


@pytest.fixture
def id_(archive: Archive) -> str:
    return threads.store(archive, unrolled(MISSPLIT), [captures.store(archive, paste(MISSPLIT))], CODEBOOK).thread_id


def send(client: FlaskClient, id_: str, kind: str, **fields: object) -> str:
    """Sends a form of the page and gives the sentence that the page then says."""
    page = BeautifulSoup(client.get(f"/threads/{id_}/edit", headers=BROWSER).text, "lxml")
    version = page.select_one("input[name=version]")
    assert version
    form = {"csrf_token": token_of(page), "version": version["value"], **fields}
    answer = client.post(f"/threads/{id_}/edit/{kind}", data=form, headers=BROWSER)
    assert answer.status_code in {303, 422}, answer.text
    page_after = answer if answer.status_code == 422 else client.get(answer.location, headers=BROWSER)
    notice = BeautifulSoup(page_after.text, "lxml").select_one(".notice")
    return notice.get_text(strip=True) if notice else ""


def texts(archive: Archive, id_: str) -> list[str]:
    return [point.text for point in threads.load(archive, id_).version.points]


def test_an_empty_line_cuts_a_point_without_a_script(client: FlaskClient, archive: Archive, id_: str) -> None:
    written = "A wall is cheap. \r\n\r\n3/4 A gate has a keeper."
    assert send(client, id_, "split", position=2, text=written) == "Saved as version 2."
    assert texts(archive, id_) == ["Gates beat walls.", "A wall is cheap.", "A gate has a keeper.", "Keep the keeper."]


def test_other_words_in_the_field_change_nothing(client: FlaskClient, archive: Archive, id_: str) -> None:
    for written in ("A wall is dear.\n\n3/4 A gate has a keeper.", "A wall is cheap. 3/4 A gate has a keeper.", ""):
        assert "leave its words as they are" in send(client, id_, "split", position=2, text=written)
    assert threads.load(archive, id_).number == 1


def test_a_refused_edit_keeps_what_was_typed(client: FlaskClient, read: Read, id_: str) -> None:
    form = {"csrf_token": token_of(read(f"/threads/{id_}/edit")), "version": "1"}

    def refused(kind: str, **fields: str) -> BeautifulSoup:
        answer = client.post(f"/threads/{id_}/edit/{kind}", data={**form, **fields}, headers=BROWSER)
        assert answer.status_code == 422, answer.text
        return BeautifulSoup(answer.text, "lxml")

    typed = "A wall is dear.\r\n\r\n<b>3/4</b> A gate has a keeper."
    page = refused("split", position="2", text=typed)
    fields = {str(field["id"]): field.text.strip("\n") for field in page.select(".cutting[open] textarea")}
    assert fields == {"text-2": typed.replace("\r\n", "\n")}
    page = refused("set", title='On "gates"', date="24.12.21")
    values = {str(field["name"]): field["value"] for field in page.select(".about-it[open] input[name]")}
    assert (values["title"], values["date"]) == ('On "gates"', "24.12.21")
    assert not page.select(".cutting[open]")


def test_joining_leaving_out_taking_back_undo_and_redo_work_by_forms(client: FlaskClient, archive: Archive, id_: str) -> None:
    send(client, id_, "join", position=1)
    send(client, id_, "drop", position=2)
    assert len(texts(archive, id_)) == 1
    send(client, id_, "restore", dropped=0, after=0)
    assert texts(archive, id_)[0] == "Keep the keeper."
    send(client, id_, "undo")
    send(client, id_, "undo")
    assert texts(archive, id_)[1] == "Keep the keeper."
    send(client, id_, "redo")
    assert len(texts(archive, id_)) == 1
    assert "at least one point" in send(client, id_, "drop", position=1)


def test_facts_are_set_and_only_those_that_were_changed(client: FlaskClient, archive: Archive, id_: str) -> None:
    page = BeautifulSoup(client.get(f"/threads/{id_}/edit", headers=BROWSER).text, "lxml")
    shown = {field["name"]: field.get("value", "") for field in page.select(".about-it input[name]")}
    send(client, id_, "set", **{**shown, "title": "On gates", "date": "2021-12-24", "url": "https://x.com/a/status/1"})
    version = threads.load(archive, id_).version
    assert (version.title, version.url) == ("On gates", "https://x.com/a/status/1")
    assert version.posted_at
    assert version.posted_at.date().isoformat() == "2021-12-24"
    assert "not a date" in send(client, id_, "set", **{**shown, "date": "24.12.21"})
    assert "at least one of" in send(client, id_, "set", title="On gates", date="2021-12-24")


def test_a_page_that_is_no_longer_current_is_told_so(client: FlaskClient, archive: Archive, id_: str) -> None:
    send(client, id_, "join", position=1)
    assert "has changed" in send(client, id_, "join", position=1, version=1)
    assert threads.load(archive, id_).number == 2


def test_the_history_says_what_was_edited_and_leads_to_what_changed(client: FlaskClient, read: Read, id_: str) -> None:
    send(client, id_, "join", position=1)
    page = read(f"/threads/{id_}")
    first = page.select(".versions li")[0]
    assert "edited by a person: joined “Gates beat walls.” with “A wall is cheap." in first.text
    link = first.select_one("a[href*=diff]")
    assert link
    shown = read(str(link["href"]))
    assert [each["data-change"] for each in shown.select(".points .point")] == ["changed", "removed"]
    assert shown.select("ins")
    assert shown.select("del")
    assert "[added: " in shown.select("ins .said")[0].text


def test_a_thread_of_one_version_has_nothing_to_compare(client: FlaskClient, id_: str) -> None:
    answer = client.get(f"/threads/{id_}/diff", headers=BROWSER)
    assert answer.status_code == 400
    assert "only one version" in answer.text


def test_asking_again_is_a_submission_or_a_sentence(client: FlaskClient, archive: Archive, read: Read, id_: str) -> None:
    token = token_of(read(f"/threads/{id_}"))
    answer = client.post(f"/threads/{id_}/refresh", data={"csrf_token": token}, headers=BROWSER)
    assert sentence(Message("no_address")) in client.get(answer.location, headers=BROWSER).text
    send(client, id_, "set", url="https://x.com/a/status/1")
    answer = client.post(f"/threads/{id_}/refresh", data={"csrf_token": token}, headers=BROWSER)
    submission = submissions.get(archive, answer.location.rpartition("/")[2])
    assert (submission.state, submission.thread_id) == (State.RECEIVED, id_)


def test_hostile_words_stay_words(client: FlaskClient, read: Read, id_: str) -> None:
    send(client, id_, "set", title="<script>alert(1)</script>", author='"><img src=x onerror=alert(1)>')
    for path in ("", "/edit", "/diff"):
        page = read(f"/threads/{id_}{path}")
        assert not page.select("main script, main img")


def test_unknown_threads_cannot_be_edited(client: FlaskClient, read: Read) -> None:
    for path in ("edit", "diff"):
        read(f"/threads/{'0' * 24}/{path}", 404)
        read(f"/threads/nobody/{path}", 404)


def test_one_button_takes_the_other_reading_and_one_takes_it_back(client: FlaskClient, archive: Archive) -> None:
    text = "First of all, walls.\n\nThey are cheap.\n\n\n\nThen, gates.\n\nThey have a keeper."
    id_ = threads.store(archive, unrolled(text), [captures.store(archive, paste(text))], CODEBOOK).thread_id
    for label, count in (("Read as 4 points instead", 4), ("Undo this choice of reading", 2)):
        page = BeautifulSoup(client.get(f"/threads/{id_}", headers=BROWSER).text, "lxml")
        (form,) = page.select(".readings form")
        (button,) = form.select("button")
        assert button.get_text(strip=True) == label
        fields = {str(field["name"]): str(field["value"]) for field in form.select("input[name], button[name]")}
        answer = client.post(str(form["action"]), data=fields, headers=BROWSER)
        assert (answer.status_code, answer.location) == (303, f"/threads/{id_}")
        assert len(texts(archive, id_)) == count
    older = BeautifulSoup(client.get(f"/threads/{id_}?version=1", headers=BROWSER).text, "lxml")
    assert not older.select(".readings")
