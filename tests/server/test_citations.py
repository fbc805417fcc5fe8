"""Citations and theme sheets over HTTP, and a facilitator's choices for a handout."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from archive import captures, handouts
from archive.archive import Archive
from archive.threads import threads
from domain.shapes.handout import Handout
from tests.archive.readings import CODEBOOK, paste, version


@pytest.fixture
def thread_id(archive: Archive) -> str:
    id_ = captures.store(archive, paste("some words"))
    return threads.store(archive, version(title="Sam on doors"), [id_], CODEBOOK).thread_id


def claimed(archive: Archive) -> Handout:
    (id_,) = handouts.unclaimed(archive)
    held = handouts.claim(archive, id_)
    assert held
    return held


@pytest.mark.parametrize(
    ("ending", "media_type", "words"),
    [
        ("bib", "application/x-bibtex", "@misc{sam"),
        ("json", "application/vnd.citationstyles.csl+json", '"post"'),
        ("txt", "text/plain", "Sam"),
    ],
)
def test_a_thread_is_cited(client: FlaskClient, thread_id: str, ending: str, media_type: str, words: str) -> None:
    answer = client.get(f"/threads/{thread_id}/cite.{ending}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(media_type)
    assert words in answer.text


def test_a_point_is_cited_and_a_point_that_is_not_there_is_not(client: FlaskClient, thread_id: str) -> None:
    (item,) = json.loads(client.get(f"/threads/{thread_id}/cite.json?point=2").text)
    assert item["note"] == "@sam, point 2"
    assert client.get(f"/threads/{thread_id}/cite.json?point=99").status_code == 404
    assert client.get(f"/threads/{thread_id}/cite.json?point=x").status_code == 400
    assert client.get(f"/threads/{thread_id}/cite.ris").status_code == 404
    assert client.get("/threads/nobody/cite.txt").status_code == 404


def test_choices_make_another_handout_and_equal_ones_the_same(client: FlaskClient, archive: Archive, thread_id: str) -> None:
    for query in ("", "?paper=a4", "?mono=1&paper=letter", "?paper=letter&mono=1&columns=1"):
        assert client.get(f"/threads/{thread_id}/handout.pdf{query}").status_code == 202
    assert len(handouts.unclaimed(archive)) == 2
    refused = client.get(f"/threads/{thread_id}/handout.pdf?paper=a5")
    assert refused.status_code == 400
    assert refused.json
    assert "“paper” are a4 and letter" in refused.json["detail"]


def test_a_file_without_names_has_none_in_its_own(client: FlaskClient, archive: Archive, thread_id: str) -> None:
    client.get(f"/threads/{thread_id}/handout.md.zip?redact=1")
    handouts.finish(archive, claimed(archive), b"PK")
    answer = client.get(f"/threads/{thread_id}/handout.md.zip?redact=1")
    assert answer.headers["Content-Type"] == "application/zip"
    named = answer.headers["Content-Disposition"]
    assert "sam" not in named
    assert thread_id[:6] not in named
    assert "doors" in named
    assert named.endswith('.md.zip"')


def test_a_theme_sheet_is_asked_for_once_and_served(client: FlaskClient, archive: Archive, thread_id: str) -> None:
    address = "/themes/product-fed/silos/sheet.pdf?wait=0"
    for _ in range(2):
        assert client.get(address).status_code == 202
    held = claimed(archive)
    assert held.key.theme == "product-fed/silos"
    handouts.finish(archive, held, b"%PDF-1.7")
    answer = client.get(address)
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.7")
    assert 'filename="silos.pdf"' in answer.headers["Content-Disposition"]
    assert client.get("/themes/product-fed/nonsense/sheet.pdf").status_code == 404
    assert client.get("/themes/product-fed/silos/sheet.pdf?codebook=nobody").status_code == 404
