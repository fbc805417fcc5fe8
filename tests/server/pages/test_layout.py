"""What every page has in common: its files, its places, its errors, and words for all that there is."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import handouts
from archive.archive import Archive
from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.submission import State
from presentation.messages import load_messages, read_entries
from server.pages.assets import STYLES, TEMPLATES, assets
from tests import factories
from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, Kept, Read, token_of


def test_files_are_kept_for_a_year_under_an_address_that_changes_with_them(client: FlaskClient) -> None:
    for name in assets().files:
        answer = client.get(assets().address(name))
        assert (answer.status_code, answer.data) == (200, assets().files[name])
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert client.get(f"/assets/0123456789ab/{name}").headers["Cache-Control"] == "no-store"
    assert client.get(f"/assets/{assets().revision}/../pages/base.html.jinja").status_code == 404


def test_a_file_that_is_not_there_cannot_be_named() -> None:
    with pytest.raises(KeyError):
        assets().address("scripts/nothing.js")


def test_the_stylesheet_holds_every_sheet_and_loads_only_what_is_there() -> None:
    style = assets().files["style.css"].decode()
    assert {path.stem for path in (TEMPLATES / "pages" / "style").glob("*.css")} == set(STYLES)
    loaded = re.findall(r'url\("([^"]+)"\)', style)
    assert len(loaded) > 20
    assert set(loaded) <= set(assets().files)
    assert "--family-1" in style
    assert "@import" not in style


def test_scripts_import_only_one_another() -> None:
    for name, body in assets().files.items():
        if name.endswith(".js"):
            for source in re.findall(r'(?:from|import)\s*\(?"([^"]+)"', body.decode()):
                assert f"scripts/{Path(source).name}" in assets().files


def test_templates_need_no_exception_from_the_policy() -> None:
    for path in (TEMPLATES / "pages").glob("*.jinja"):
        text = path.read_text("utf-8")
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:|<style|https?://(?!\")", text), path.name
        assert not re.search(r"<script(?! type=\"module\" src=)", text), path.name


def test_every_page_leads_to_the_others_and_marks_the_current_one(read: Read) -> None:
    page = read("/help")
    places = {link["href"] for link in page.select(".places a, .menu a")}
    assert places >= {"/threads", "/themes", "/settings", "/help"}
    assert page.select(".menu [aria-current=page]")[0]["href"] == "/help"
    assert [link["href"] for link in page.select(".bar a")] == ["/threads", "#q", "/#text", "/themes"]
    assert page.select_one(".site a.keep[href='/#text']")
    assert page.select_one("form[role=search][action='/threads'] input[name=q]")


def test_every_section_of_the_help_is_on_its_page_and_linked(read: Read) -> None:
    page, names = read("/help"), set(read_entries("en")["pages"]["help"]["sections"])
    assert {section["id"] for section in page.select("section.help")} == names
    assert {link["href"] for link in page.select(".sections a[href^='#']")} == {f"#{name}" for name in names}


def test_the_language_is_the_browsers_until_a_person_chooses(client: FlaskClient) -> None:
    german = {**BROWSER, "Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    page = BeautifulSoup(client.get("/help", headers=german).text, "lxml")
    assert page.select("html")[0]["lang"] == "de"
    assert page.select_one(".languages button[value=en]")
    assert client.get("/help", headers=BROWSER).text.startswith('<!DOCTYPE html>\n<html lang="en">')
    answer = client.post("/language", data={"language": "en", "back": "/help?a=1", "csrf_token": token_of(page)})
    assert (answer.status_code, answer.location) == (303, "/help?a=1")
    assert '<html lang="en">' in client.get("/help", headers=german).text
    assert '<html lang="de">' in client.get("/help?lang=de", headers=german).text
    for elsewhere in ("//elsewhere.example", "/\t/elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", ""):
        away = client.post("/language", data={"language": "de", "back": elsewhere, "csrf_token": token_of(page)})
        assert away.location == "/"


def test_another_language_leads_back_to_the_page(client: FlaskClient, read: Read) -> None:
    def back(page: BeautifulSoup) -> object:
        field = page.select_one(".languages input[name=back]")
        return field and field["value"]

    address = "/authors?author=gr%C3%B6%C3%9Fe"
    assert back(read(address)) == address
    token = token_of(read("/authors"))
    headers = {**BROWSER, "Referer": "http://localhost/themes?codebook=threadsheet"}
    refused = client.post("/themes", data={"csrf_token": token, "text": "no codebook"}, headers=headers)
    assert refused.status_code == 422
    assert back(BeautifulSoup(refused.text, "lxml")) == "/themes?codebook=threadsheet"
    odd = client.post("/themes", data={"csrf_token": token, "text": "no codebook"}, headers={**BROWSER, "Referer": "http://["})
    assert (odd.status_code, back(BeautifulSoup(odd.text, "lxml"))) == (422, "/")
    assert back(read("/authors/x/gr%C3%B6%C3%9Fe", 404)) == "/authors/x/gr%C3%B6%C3%9Fe"


def test_where_people_can_support_the_server_is_a_line_under_each_page(opened: Opened) -> None:
    page = opened(support_links=("https://give.example/us",)).get("/help", headers=BROWSER).text
    assert '<a href="https://give.example/us" rel="noopener">give.example</a>' in page


@pytest.mark.parametrize(
    ("path", "status", "title"), [("/nothing", 404, "Not found"), ("/threads?cursor=x", 400, "understood")]
)
def test_an_error_is_a_page_for_a_person(read: Read, path: str, status: int, title: str) -> None:
    page = read(path, status)
    assert title in page.select("h1")[0].text
    assert page.select_one("a[href='/']")
    assert "Code: " in page.select(".code")[0].text


def test_a_method_that_a_page_has_not_is_told(client: FlaskClient) -> None:
    answer = client.delete("/help", headers=BROWSER)
    assert answer.status_code == 405
    assert "not possible on this page" in answer.text


def test_an_error_of_our_own_is_a_page_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.view_functions, "help_pages.index", lambda: 1 / 0)
    answer = client.get("/help", headers=BROWSER)
    assert answer.status_code == 500
    assert "Something went wrong on the server" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_who_waits_for_a_handout_sees_a_page_that_asks_again(client: FlaskClient, archive: Archive, kept: Kept) -> None:
    id_ = kept(factories.ten())
    answer = client.get(f"/threads/{id_}/handout.pdf", headers=BROWSER)
    assert answer.status_code == 202
    assert "Creating the handout." in answer.text
    assert "PDF, Annotated edition" in answer.text
    assert 'http-equiv="refresh" content="2"' in answer.text
    assert client.head(f"/threads/{id_}/handout.pdf").status_code == 202
    claimed = handouts.claim(archive, handouts.unclaimed(archive)[0])
    assert claimed
    handouts.finish(archive, claimed, b"%PDF-1.7")
    assert client.get(f"/threads/{id_}/handout.pdf", headers=BROWSER).data == b"%PDF-1.7"


def test_there_are_words_for_every_state_format_and_edition() -> None:
    messages = load_messages().pages
    for state in State:
        assert state.value in messages.progress.title
        assert state.value in messages.progress.sentences or state is State.FAILED
    assert all(format_.value in messages.formats for format_ in Format)
    assert all(edition.value in messages.editions and edition.value in messages.edition_notes for edition in Edition)


def test_pages_and_files_are_compressed_and_small(client: FlaskClient) -> None:
    page = client.get("/help", headers={**BROWSER, "Accept-Encoding": "gzip, br"})
    assert (page.headers["Content-Encoding"], page.headers["Vary"].count("Accept-Encoding")) == ("gzip", 1)
    assert gzip.decompress(page.data).startswith(b"<!DOCTYPE html>")
    names = [name for name in assets().files if name.endswith((".css", ".js"))]
    sizes = [len(client.get(assets().address(name), headers={"Accept-Encoding": "gzip"}).data) for name in names]
    assert sum(sizes) + len(page.data) < 60_000
    assert "Content-Encoding" not in client.get("/help", headers=BROWSER).headers
