"""Authors: the list, the page and the API of one, and names that are joined by a person."""

from __future__ import annotations

from dataclasses import replace

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from domain.shapes.post import Author
from domain.shapes.reading import Related, Site
from domain.shapes.thread import Thread
from tests import factories
from tests.server.pages.conftest import BROWSER, Kept, Read, token_of


def by(thread: Thread, name: str, handle: str, site: Site = Site.X) -> Thread:
    related = (Related("Another thread", "Its beginning", 3, None, "https://x.com/other/status/9"),)
    return replace(thread, version=replace(thread.version, author=Author(name, handle), site=site, related=related))


def test_authors_are_listed_and_found_with_a_letter_wrong(read: Read, client: FlaskClient, kept: Kept) -> None:
    assert "No authors yet" in read("/authors").text
    kept(factories.ten())
    kept(by(factories.gappy(), "Jon Aalto", "jon@a.example", Site.MASTODON), "more")
    assert {link["href"] for link in read("/authors").select(".author-list a")} == {
        "/authors/x/mira_holm",
        "/authors/mastodon/jon@a.example",
    }
    assert [link.text for link in read("/authors?author=mira+hulm").select(".author-list a")] == ["Mira Holm"]
    first = client.get("/api/v1/authors?limit=1").json
    assert first
    assert len(first["items"]) == 1
    second = client.get(f"/api/v1/authors?limit=1&cursor={first['next']}").json
    assert second
    assert second["next"] is None
    assert {first["items"][0]["handle"], second["items"][0]["handle"]} == {"mira_holm", "jon@a.example"}


def test_an_author_has_threads_themes_and_what_is_not_kept_yet(read: Read, client: FlaskClient, kept: Kept) -> None:
    id_ = kept(by(factories.ten(), "Mira Holm", "mira_holm"))
    answer = client.get("/api/v1/authors/x/mira_holm").json
    assert answer
    assert (answer["threads"], answer["points"], answer["names"]) == (1, 10, ["Mira Holm"])
    thread = client.get(f"/api/v1/threads/{id_}").json
    assert thread
    assert answer["families"] == thread["families"]
    assert answer["recommended"][0]["url"] == "https://x.com/other/status/9"
    page = read("/authors/x/mira_holm")
    assert page.select(f".year a[href='/threads/{id_}']")
    assert len(page.select(".bars")[0].select("li")) == 2
    assert page.select(".related input[name=text]")[0]["value"] == "https://x.com/other/status/9"
    assert read(f"/threads/{id_}").select(".eyebrow a[href='/authors/x/mira_holm']")
    assert client.get("/api/v1/authors/x/nobody").status_code == 404
    assert client.get("/api/v1/authors/nowhere/mira_holm").status_code == 404


def test_names_on_two_sites_are_joined_by_a_person(read: Read, client: FlaskClient, kept: Kept) -> None:
    kept(factories.ten())
    kept(by(factories.gappy(), "Mira H.", "mira@a.example", Site.MASTODON), "more")
    page = read("/authors/x/mira_holm")
    form = {"site": "mastodon", "handle": "@mira@a.example", "csrf_token": token_of(page)}
    assert client.post("/authors/x/mira_holm/same-as", data=form).status_code == 303
    assert read("/authors/mastodon/mira@a.example").select(".page a[href='/authors/x/mira_holm']")
    joined = client.get("/api/v1/authors/x/mira_holm").json
    assert joined
    assert joined["same_as"] == [{"site": "mastodon", "handle": "mira@a.example"}]
    assert client.post("/api/v1/authors/x/mira_holm/same-as", json={"site": "x", "handle": "mira_holm"}).status_code == 400
    refused = client.post("/authors/x/mira_holm/same-as", data={**form, "handle": "@mira_holm", "site": "x"})
    assert refused.status_code == 422
    form_again = BeautifulSoup(refused.text, "lxml")
    assert form_again.select(".same-as input[name=handle]")[0]["value"] == "@mira_holm"
    assert form_again.select(".same-as option[selected]")[0]["value"] == "x"
    client.post("/authors/x/mira_holm/same-as", data={"do": "separate", "csrf_token": token_of(page)})
    separated = client.get("/api/v1/authors/mastodon/mira@a.example").json
    assert separated
    assert separated["same_as"] == []


def test_an_authors_threads_become_one_handout_with_the_authors_name(read: Read, client: FlaskClient, kept: Kept) -> None:
    kept(factories.ten())
    form = read("/authors/x/mira_holm").select_one('form[action="/threads/batch"]')
    assert form
    data = {str(field["name"]): str(field["value"]) for field in form.select("[name]")}
    answer = client.post("/threads/batch", data=data, headers=BROWSER)
    assert answer.location.startswith("/handouts/")
    page = read(answer.location)
    assert "Mira Holm" in page.text
