"""Coding together, by pages and by the API: blind until all are done, compared, settled by a click, exported."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import people
from archive.archive import Archive
from archive.threads import threads
from domain.shapes.person import Role
from tests import factories
from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, Kept

SILOS, OUTCOME = "product-fed/silos", "value-led/shared-outcome"
TEN = factories.ten()


class Browser:
    """The browser of a person whom a proxy logs in, and what they send with it."""

    def __init__(self, client: FlaskClient, name: str) -> None:
        self.client, self.name = client, name
        client.environ_base |= {"HTTP_REMOTE_USER": name, "REMOTE_ADDR": "127.0.0.1"}
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/codings", headers=BROWSER).text)
        assert found
        self.csrf = found[1]

    def api(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers={"X-CSRFToken": self.csrf})
        assert answer.status_code == status, answer.text
        return answer.json if answer.is_json else answer.text

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        answer = self.client.get(path, headers=BROWSER)
        assert answer.status_code == status, answer.text
        return BeautifulSoup(answer.text, "lxml")

    def send(self, path: str, form: dict[str, object], status: int = 303) -> Any:
        answer = self.client.post(path, data={"csrf_token": self.csrf, **form}, headers=BROWSER)
        assert answer.status_code == status, answer.text
        return answer


@pytest.fixture
def team(opened: Opened, archive: Archive) -> dict[str, Browser]:
    """An owner, two editors and a reader."""
    roles = {"Olga": Role.OWNER, "Ann": Role.EDITOR, "Ben": Role.EDITOR, "Rita": Role.READER}
    for name, role in roles.items():
        people.invite(archive, name, role, "owner")
    app = opened(trusted_user_header="Remote-User", trusted_proxies="127.0.0.1").application
    return {name: Browser(app.test_client(), name) for name in roles}


@pytest.fixture
def ten(kept: Kept) -> str:
    return kept(TEN)


def begin(browser: Browser, thread: str, **more: object) -> str:
    body = {"name": "Pilot", "coders": ["Ann", "Ben"], "threads": [thread], **more}
    return str(browser.api("POST", "/codings", body, 201)["id"])


def finish(team: dict[str, Browser], id_: str) -> None:
    """Ann and Ben differ about the first point, agree about the second and give the others no theme."""
    ann = {"themes": [{"tag": SILOS, "evidence": [{"start": 0, "end": 4}]}], "memo": "Ann's reason"}
    team["Ann"].api("PUT", f"/codings/{id_}/points/1", ann)
    team["Ben"].api("PUT", f"/codings/{id_}/points/1", {"themes": [], "memo": "Ben's reason"})
    for name in ("Ann", "Ben"):
        team[name].api("PUT", f"/codings/{id_}/points/2", {"themes": [OUTCOME]})
        team[name].api("POST", f"/codings/{id_}/done", {"rest": True})


def test_two_code_blind_compare_and_settle_through_the_api(team: dict[str, Browser], archive: Archive, ten: str) -> None:
    ann, ben = team["Ann"], team["Ben"]
    id_ = begin(ann, ten)
    ann.api("PUT", f"/codings/{id_}/points/1", {"themes": [SILOS], "memo": "Ann's reason"})
    assert "Ann's reason" not in str(ben.api("GET", f"/codings/{id_}/points"))
    assert "Ann's reason" not in ben.page(f"/codings/{id_}/points/1").text
    for path in ("comparison", "agreement.csv", "answers.csv"):
        assert ben.api("GET", f"/codings/{id_}/{path}", status=409)["code"] == "conflict"
    body = {"tag": SILOS, "answer": "yes"}
    ben.api("POST", f"/codings/{id_}/points/1/settlement", body, 409)
    finish(team, id_)
    compared = ben.api("GET", f"/codings/{id_}/comparison")
    assert (compared["coders"], compared["points"]) == (["Ann", "Ben"], 10)
    counted = next(item for item in compared["themes"] if item["theme"] == "silos")
    assert [counted[name] for name in ("both", "only_first", "only_second", "neither")] == [0, 1, 0, 9]
    assert (counted["percent"], counted["kappa"], counted["caution"]) == (90, 0, "one_coder")
    outcome = next(item for item in compared["themes"] if item["theme"] == "shared-outcome")
    assert (outcome["kappa"], outcome["caution"], outcome["level"]) == (1, "few_points", "almost_perfect")
    unused = next(item for item in compared["themes"] if not item["both"] + item["only_first"] + item["only_second"])
    assert (unused["kappa"], unused["undefined"], unused["percent"]) == (None, "never", 100)
    (difference,) = compared["differences"]
    assert [answer["memo"] for answer in difference["answers"]] == ["Ann's reason", "Ben's reason"]
    settled = ben.api("POST", f"/codings/{id_}/points/1/settlement", body)["settled"]
    assert (settled["answer"], settled["by"]) == ("yes", "Ben")
    tags = threads.load(archive, ten).version.points[0].tags
    assert [tag.evidence[0].text for tag in tags if tag.theme == "silos" and tag.by == "person"] == [
        TEN.version.points[0].text[:4]
    ]
    assert ann.api("GET", f"/threads/{ten}/decisions")["items"][-1]["by"] == "Ben"
    undone = ann.api("POST", f"/codings/{id_}/points/1/settlement", {"tag": SILOS, "undo": True})
    assert undone["settled"] is None
    ann.api("POST", f"/codings/{id_}/points/1/settlement", {"tag": SILOS, "undo": True}, 400)
    ann.api("POST", f"/codings/{id_}/points/2/settlement", {"tag": OUTCOME, "answer": "no"}, 404)
    ann.api("POST", f"/codings/{id_}/points/1/settlement", {"tag": "product-fed/nothing", "answer": "yes"}, 404)


def test_what_a_coder_may_not_see_is_hidden_everywhere_until_all_are_done(team: dict[str, Browser], ten: str) -> None:
    ben, olga = team["Ben"], team["Olga"]
    id_ = begin(team["Ann"], ten)
    seen = ben.api("GET", f"/threads/{ten}")
    assert {len(point["tags"]) for point in seen["points"]} == {0}
    assert any(point["tags"] for point in olga.api("GET", f"/threads/{ten}")["points"])
    assert "hidden from you" in ben.page(f"/threads/{ten}").text
    assert not ben.page(f"/threads/{ten}").select(".tag")
    assert not ben.page(f"/threads/{ten}/points/1/themes").select(".carried")
    assert ben.api("GET", f"/codings/{id_}/points")["items"][0]["suggestions"] is None
    finish(team, id_)
    assert any(point["tags"] for point in ben.api("GET", f"/threads/{ten}")["points"])


def test_suggestions_are_shown_where_the_coding_says_so(team: dict[str, Browser], ten: str) -> None:
    id_ = begin(team["Ann"], ten, suggestions=True)
    listed = team["Ben"].api("GET", f"/codings/{id_}/points")["items"]
    assert any(item["suggestions"] for item in listed)
    number = next(item["number"] for item in listed if item["suggestions"])
    assert "The machine suggests" in team["Ben"].page(f"/codings/{id_}/points/{number}").text
    assert any(point["tags"] for point in team["Ben"].api("GET", f"/threads/{ten}")["points"])


def test_readers_and_strangers_to_a_coding_cannot_code_settle_or_end_it(team: dict[str, Browser], ten: str) -> None:
    rita, olga = team["Rita"], team["Olga"]
    id_ = begin(team["Ann"], ten)
    rita.api("POST", "/codings", {"name": "x", "coders": ["Ann", "Ben"], "threads": [ten]}, 403)
    rita.api("GET", f"/codings/{id_}/points", status=403)
    rita.api("PUT", f"/codings/{id_}/points/1", {"themes": []}, 403)
    rita.page("/codings/new", 403)
    olga.api("GET", f"/codings/{id_}/points", status=403)
    olga.api("PUT", f"/codings/{id_}/points/1", {"themes": []}, 403)
    team["Ben"].api("POST", f"/codings/{id_}/end", status=403)
    team["Ben"].api("DELETE", f"/codings/{id_}", status=403)
    finish(team, id_)
    rita.api("POST", f"/codings/{id_}/points/1/settlement", {"tag": SILOS, "answer": "yes"}, 403)
    rita.send(f"/codings/{id_}/points/1/settlement", {"theme": SILOS, "do": "yes"}, 403)
    assert "Agreement" in rita.page(f"/codings/{id_}").text
    olga.api("DELETE", f"/codings/{id_}", status=204)
    rita.page(f"/codings/{id_}", 404)


def test_the_tables_have_all_answers_and_no_formula(team: dict[str, Browser], ten: str) -> None:
    id_ = begin(team["Ann"], ten)
    team["Ben"].api("PUT", f"/codings/{id_}/points/3", {"themes": [SILOS], "memo": "=HYPERLINK(1)"})
    finish(team, id_)
    answers = list(csv.DictReader(io.StringIO(team["Ann"].api("GET", f"/codings/{id_}/answers.csv").lstrip("\ufeff"))))
    assert len(answers) == 10
    assert (answers[0]["Ann"], answers[0]["Ben"], answers[0]["Ann: memo"]) == ("1", "0", "Ann's reason")
    assert (answers[3]["theme"], answers[3]["Ann"], answers[2]["Ben: memo"]) == ("", "0", "'=HYPERLINK(1)")
    agreement = list(csv.DictReader(io.StringIO(team["Ann"].api("GET", f"/codings/{id_}/agreement.csv").lstrip("\ufeff"))))
    silos = next(
        row for row in agreement if row["theme"] == factories.codebook().families[0].themes[0].name or row["both"] == "0"
    )
    assert (silos["first"], silos["second"], silos["points"]) == ("Ann", "Ben", "10")
    assert agreement[-1]["family"] == agreement[-1]["theme"] == ""


def test_the_pages_lead_from_a_thread_to_a_settled_difference(team: dict[str, Browser], archive: Archive, ten: str) -> None:
    ann, ben = team["Ann"], team["Ben"]
    new = ann.page(f"/threads/{ten}").select_one('a[href^="/codings/new"]')
    assert new
    form = ann.page(str(new["href"])).select_one("form.coding-form")
    assert form
    assert form.select_one('input[name="coder"][value="Ann"][checked]')
    assert not form.select_one('input[value="Rita"]')
    sent: dict[str, object] = {"thread": ten, "name": "Pages", "codebook": "product-culture", "blind": "1"}
    refused = ann.send("/codings", {**sent, "coder": ["Ann"]}, 400)
    assert "Choose 2 to 10 people" in refused.text
    assert 'value="Pages"' in refused.text
    id_ = ann.send("/codings", {**sent, "coder": ["Ann", "Ben"], "points": "1-2"}).location.rpartition("/")[2]
    assert ben.page(f"/codings/{id_}").select_one(f'a[href="/codings/{id_}/points/1"]')
    text = TEN.version.points[0].text
    wrong = ann.send(
        f"/codings/{id_}/points/1", {"theme": SILOS, f"words {SILOS}": "not there", "memo": "typed", "do": "save"}, 422
    )
    assert "not in the point" in wrong.text
    assert "typed" in wrong.text
    saved = ann.send(f"/codings/{id_}/points/1", {"theme": SILOS, f"words {SILOS}": text[:4], "memo": "why", "do": "save"})
    assert saved.location == f"/codings/{id_}/points/2"
    assert ann.page(f"/codings/{id_}/points/1").select_one(f'input[value="{SILOS}"][checked]')
    assert ann.send(f"/codings/{id_}/points/2", {"do": "none"}).location == f"/codings/{id_}"
    ann.send(f"/codings/{id_}/done", {"do": "done"})
    ben.send(f"/codings/{id_}/done", {"do": "done"})
    assert not ben.page(f"/codings/{id_}").select("table")
    ben.send(f"/codings/{id_}/done", {"do": "rest"})
    table = ben.page(f"/codings/{id_}").select_one("table.agreement")
    assert table
    assert "only one of them varies" in table.text
    link = table.select_one("a")
    assert link
    found = ben.page(str(link["href"]))
    assert [side.text.strip() for side in found.select(".sides dt")] == ["Ann: yes", "Ben: no"]
    assert [side.text.strip() for side in found.select(".sides dd")] == ["why", ""]
    back = ben.send(f"/codings/{id_}/points/1/settlement", {"theme": SILOS, "do": "no", "memo": "agreed", "first": "Ann"})
    settled = ben.page(back.location.partition("#")[0])
    assert "Settled: it does not apply" in settled.text
    assert "Ben," in settled.text
    assert [tag.theme for tag in threads.load(archive, ten).version.points[0].rejected] == ["silos"]
    ben.send(f"/codings/{id_}/points/1/settlement", {"theme": SILOS, "do": "undo"})
    assert "Settled: it" not in ben.page(f"/codings/{id_}/differences").text


def test_a_coding_begins_from_the_bar_of_the_library_and_from_a_search(team: dict[str, Browser], ten: str) -> None:
    ann = team["Ann"]
    by_tick = ann.send("/threads/batch", {"thread": ten, "do": "code"}).location
    assert by_tick == f"/codings/new?thread={ten}"
    by_query = ann.send("/threads/batch", {"all": "1", "query": "is:favourite OR author:nobody", "do": "code"}).location
    assert by_query.startswith(("/threads", "/codings/new?q="))
    assert ann.page("/threads?q=points:>2").select_one('a[href^="/codings/new?q="]')
    ann.page("/codings/new?q=%22", 400)
    ann.page(f"/codings/new?thread={'0' * 24}", 404)
    assert "No threads" in ann.page("/codings/new").text


def test_a_removed_coder_is_named_and_does_not_hold_up_the_comparison(
    team: dict[str, Browser], archive: Archive, ten: str
) -> None:
    id_ = begin(team["Ann"], ten)
    ben = next(person for person in people.list_people(archive) if person.name == "Ben")
    people.remove(archive, ben.id, "Olga")
    assert "may no longer code" in team["Ann"].page(f"/codings/{id_}").text
    assert team["Ann"].api("POST", f"/codings/{id_}/done", {"rest": True})["state"] == "compared"
    assert "no point was answered by both" not in team["Ann"].page(f"/codings/{id_}").text
    assert team["Ann"].api("GET", f"/codings/{id_}/comparison")["pooled"]["undefined"] == "no_points"


def test_the_pages_are_in_german_too(team: dict[str, Browser], ten: str) -> None:
    id_ = begin(team["Ann"], ten)
    finish(team, id_)
    team["Ann"].send("/language", {"language": "de", "back": "/codings"})
    for path in ("/codings", f"/codings/{id_}", f"/codings/{id_}/differences", f"/codings/new?thread={ten}"):
        page = team["Ann"].page(path)
        assert page.html
        assert page.html["lang"] == "de"
    assert "Übereinstimmung" in team["Ann"].page(f"/codings/{id_}").text
