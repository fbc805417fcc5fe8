"""The pages of imports, what is shared with the app, and the app's own files: all without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from archive import captures, submissions
from archive.archive import Archive
from archive.imports import choices, links, records
from domain.shapes.capture import Via
from domain.shapes.choice import ThreadChoice
from domain.shapes.imports import ImportedLink, ImportOptions
from tests.server.pages.conftest import BROWSER, Read, token_of
from tests.server.pages.test_home import send

ADDRESS = "https://x.com/sam/status/1"


def post(client: FlaskClient, path: str, page: str, **fields: object) -> TestResponse:
    token = token_of(BeautifulSoup(client.get(page).text, "lxml"))
    boundary, body = encode_multipart({"csrf_token": token, **fields})
    return client.post(path, data=body, headers=BROWSER, content_type=f"multipart/form-data; boundary={boundary}")


def test_addresses_lead_to_a_page_with_a_row_each(client: FlaskClient, read: Read) -> None:
    answer = post(client, "/imports", "/imports", addresses=f"{ADDRESS}\r\nhttps://x.com/home\r\n", labels="Old")
    assert answer.status_code == 303
    page = read(answer.location)
    assert [cell.text for cell in page.select(".import-rows tbody td:first-child")] == [ADDRESS, "https://x.com/home"]
    assert page.select_one("noscript meta[http-equiv=refresh]")
    assert read("/imports").select_one(f'a[href="{answer.location}"]')
    assert read("/").select_one(f'.import-line a[href="{answer.location}"]')


def test_more_than_a_megabyte_of_addresses_is_taken(client: FlaskClient, archive: Archive) -> None:
    addresses = "\n".join(f"https://a.example/{number}/{'x' * 1000}" for number in range(1100))
    answer = post(client, "/imports", "/imports", addresses=addresses)
    assert answer.status_code == 303
    assert links.count(archive, answer.location.rpartition("/")[2]).total == 1100


def test_what_was_typed_is_there_after_a_refusal(client: FlaskClient) -> None:
    answer = post(client, "/imports", "/imports", addresses=ADDRESS, labels="x" * 101)
    assert answer.status_code == 400
    page = BeautifulSoup(answer.text, "lxml")
    box = page.select_one("textarea#addresses")
    assert box
    assert box.text == ADDRESS
    assert page.select_one("[role=alert]")


def test_several_files_are_one_import_and_a_zip_is_its_own(client: FlaskClient, archive: Archive) -> None:
    bodies = {"a.txt": b"one", "b.txt": b"two", "c.zip": b"PK\x03\x04"}
    files = [FileStorage(BytesIO(body), name) for name, body in bodies.items()]
    answer = post(client, "/imports", "/imports", file=files)
    assert (answer.status_code, answer.location) == (303, "/imports")
    assert sorted(imported.name or "" for imported in records.list_imports(archive, 9)) == ["", "c.zip"]


def test_the_box_on_the_home_page_takes_lists_and_archives_as_imports(client: FlaskClient) -> None:
    many = "\n".join(f"https://x.com/sam/status/{number}" for number in range(1, 502))
    for fields in ({"text": many}, {"file": FileStorage(BytesIO(b"window.YTD.tweets.part0 = []"), "tweets.js")}):
        answer = send(client, **fields)
        assert answer.status_code == 303
        assert answer.location.startswith("/imports/")


def test_threads_are_chosen_by_ticks(client: FlaskClient, archive: Archive, read: Read) -> None:
    imported = records.request_links(archive, [ImportedLink(ADDRESS)], "owner", ImportOptions())
    with archive.database.write() as connection:
        threads = [ThreadChoice(str(n), None, "sam", f"<b>Thread {n}</b>", 3, None) for n in (1, 2)]
        choices.add(connection, imported.id, threads)
    path = f"/imports/{imported.id}"
    page = read(path)
    assert [label.text.strip() for label in page.select(".choices li label")] == ["<b>Thread 1</b>", "<b>Thread 2</b>"]
    assert post(client, f"{path}/choose", path, root="2", do="some").status_code == 303
    assert [choice.root for choice in choices.list_choices(archive, imported.id) if choice.chosen] == ["2"]
    assert post(client, f"{path}/choose", path, do="all").status_code == 303
    assert all(choice.chosen for choice in choices.list_choices(archive, imported.id))
    assert post(client, f"{path}/remove", path).location == "/imports"
    assert client.get(path).status_code == 404


def test_many_threads_are_listed_by_pages_and_filtered(client: FlaskClient, archive: Archive, read: Read) -> None:
    imported = records.request_links(archive, [ImportedLink(ADDRESS)], "owner", ImportOptions())
    with archive.database.write() as connection:
        listed = [
            ThreadChoice(str(n), None, "sam", f"Über Tore {n}", 2 + n % 3, datetime(2020 + n % 4, 1, 1, tzinfo=UTC))
            for n in range(1, 6_003)
        ]
        choices.add(connection, imported.id, listed)
    path = f"/imports/{imported.id}"

    def words(query: str) -> list[str]:
        return [label.text.strip() for label in read(f"{path}?{query}").select(".choices li label")]

    assert words("")[0] == "Über Tore 1"
    assert len(words("")) == 500
    assert words("choices=13")[-1] == "Über Tore 6002"
    assert words("choices=14") == []
    assert words("q=uber+6002") == ["Über Tore 6002"]
    assert len(words("q=2021&least=3&choices=2")) == len(words("q=2021+tore&least=3&choices=2")) > 0
    assert words("q=nothing") == []
    following = read(f"{path}?q=2021").select_one("a[rel=next]")
    assert following
    assert following["href"] == "?choices=2&q=2021#choices"
    chosen = post(client, f"{path}/choose", path, do="all", q="2021", least="4", back="?q=2021")
    assert chosen.location == f"{path}?q=2021"
    saved = [choice.thread for choice in choices.list_choices(archive, imported.id) if choice.chosen]
    assert len(saved) == sum(thread.posts >= 4 and thread.posted_at.year == 2021 for thread in listed if thread.posted_at)


@pytest.mark.parametrize(
    ("shared", "text", "source"),
    [
        ({"url": ADDRESS, "title": "Sam on X"}, ADDRESS, ""),
        ({"title": "Sam on X", "text": f"Look at this: {ADDRESS}"}, ADDRESS, ""),
        ({"text": "", "title": ADDRESS}, ADDRESS, ""),
        ({"url": ADDRESS, "text": "1/ One\n\n2/ Two\n\n3/ Three"}, "1/ One\n\n2/ Two\n\n3/ Three", ADDRESS),
        ({"url": "https://a.example/post", "text": "Selected words."}, "Selected words.", "https://a.example/post"),
        ({"text": "Only words"}, "Only words", ""),
        ({}, "", ""),
    ],
)
def test_what_is_shared_fills_the_box_and_saves_nothing(
    read: Read, archive: Archive, shared: dict[str, str], text: str, source: str
) -> None:
    page = read(f"/save?{urlencode(shared)}")
    box, origin = page.select_one("textarea#text"), page.select_one("input#source")
    assert box
    assert origin
    assert (box.text.lstrip("\n"), origin["value"]) == (text, source)
    assert submissions.unclaimed(archive) == ()


def test_the_app_can_be_installed_and_has_a_page_without_a_server(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.json
    assert manifest.json["share_target"]["action"] == "/save"
    for icon in manifest.json["icons"]:
        assert client.get(icon["src"]).content_type == "image/png"
    worker = client.get("/service-worker.js")
    assert worker.content_type.startswith("text/javascript")
    offline = client.get("/offline").text
    assert set(re.findall(r'(?:href|src)="(?!/assets/)([^"]+)"', offline)) == set(), "nothing but what is stored beside it"


@pytest.mark.parametrize("written", [{"url": "https://a.example/p"}, {}])
def test_singlefile_sends_a_page_with_its_address_beside_it_or_in_it(
    client: FlaskClient, archive: Archive, written: dict[str, str]
) -> None:
    html = b"<html><!--\n Page saved with SingleFile \n url: https://a.example/p \n saved date: x\n--><p>Words</html>"
    boundary, body = encode_multipart({"page": FileStorage(BytesIO(html), "page.html"), **written})
    answer = client.post("/api/v1/captures", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 202, answer.text
    assert answer.json
    capture = captures.load(archive, submissions.get(archive, answer.json["id"]).capture_id or "")
    assert (capture.body, capture.via, capture.url) == (html, Via.PAGE, "https://a.example/p")
