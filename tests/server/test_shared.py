"""A share shows one thread to whoever has its address, as its owner chose, and nothing of the owner's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from archive import captures, handouts, shares
from archive.archive import Archive
from archive.threads import threads, wastebasket
from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from domain.share_secrets import SIGNATURE_BYTES
from server import handout_files as served
from tests.archive.readings import CODEBOOK, paste, point, tag, version
from tests.server.conftest import Opened

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker renders anything here."""
    monkeypatch.setattr(served, "POLL_SECONDS", 0)
    monkeypatch.setattr("server.shared.LONGEST_WAIT", 0)


@pytest.fixture
def thread_id(archive: Archive) -> str:
    reading = version(point(1, tag()), title="Words of @sam about gates")
    return threads.store(archive, reading, [captures.store(archive, paste())], CODEBOOK).thread_id


def make(client: FlaskClient, thread_id: str, **body: object) -> dict[str, str]:
    answer = client.post(f"/api/v1/threads/{thread_id}/shares", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json  # type: ignore[return-value, no-any-return]


def path(share: dict[str, str]) -> str:
    return "/s/" + share["url"].rpartition("/")[2]


def requested(archive: Archive, thread_id: str) -> list[tuple[Edition, Format, str]]:
    """What was asked of the workers."""
    made = [handouts.get(archive, id_) for id_ in handouts.unclaimed(archive)]
    return sorted((item.key.edition, item.key.format, item.key.options) for item in made if item.key.thread_id == thread_id)


def test_a_page_of_ours_frames_whatever_a_handout_answers(client: FlaskClient, thread_id: str) -> None:
    shared = path(make(client, thread_id))
    waiting = client.get(f"{shared}/handout.html")
    refused = client.get(f"{shared}/handout.html?points=9")
    page = client.get(f"/threads/{thread_id}/handout.pdf", headers={"Accept": "text/html"})
    assert [answer.status_code for answer in (waiting, refused, page)] == [202, 400, 202]
    for answer in (waiting, refused, page):
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get(shared).headers["Content-Security-Policy"]


def test_a_share_opens_without_a_login_and_nothing_else_does(opened: Opened, client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id)
    stranger = opened(password=PASSWORD)
    page = stranger.get(path(share))
    assert page.status_code == 200
    assert "Words of @sam about gates" in page.text
    for address in (f"/threads/{thread_id}", f"/threads/{thread_id}/share", f"/threads/{thread_id}/handout.pdf", "/"):
        assert stranger.get(address).status_code in {302, 303, 401}
    for method, address in (("get", "shares"), ("post", "shares"), ("delete", f"shares/{share['id']}")):
        assert getattr(stranger, method)(f"/api/v1/threads/{thread_id}/{address}", json={}).status_code == 401


def test_the_page_links_to_nothing_but_itself(client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id)
    page = client.get(path(share))
    links = re.findall(r'(?:href|src|action)="([^"]+)"', page.text)
    assert {link for link in links if not link.startswith((path(share), "/assets/"))} == set()
    assert thread_id not in page.text
    assert "<script" not in page.text
    for answer in (page, client.get(f"{path(share)}/handout.html")):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_redacted_words_never_reach_the_page(archive: Archive, client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id, redact=True)
    page = client.get(path(share)).text
    assert "sam" not in page.lower()
    assert "gates" in page
    client.get(f"{path(share)}/handout.pdf?redact=0&edition=reading")
    ((_, _, options),) = requested(archive, thread_id)
    assert options_from_query(options).redact


def test_without_tags_no_edition_and_no_format_has_them(archive: Archive, client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id, tags=False)
    assert share["editions"] == ["reading", "workshop"]
    for query in ("handout.pdf?edition=annotated", "handout.json", "handout.nothing"):
        assert client.get(f"{path(share)}/{query}").status_code == 404
    for query in ("handout.pdf?pdfa=1", "handout.pdf?edition=workshop&part=key", "handout.pdf?edition=workshop"):
        assert client.get(f"{path(share)}/{query}").status_code == 202
    assert requested(archive, thread_id) == [
        (Edition.READING, Format.PDF, ""),
        (Edition.WORKSHOP, Format.PDF, "part=sheet"),
    ]


def test_only_chosen_editions_can_be_had(client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id, editions=["reading"])
    assert client.get(f"{path(share)}?edition=reading").status_code == 200
    assert client.get(f"{path(share)}?edition=annotated").status_code == 404
    assert client.get(f"{path(share)}/handout.html?edition=annotated").status_code == 404
    assert client.get(f"{path(share)}/handout.html").status_code == 202


def test_nothing_that_only_the_archive_knows_is_served(archive: Archive, client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id)
    assert client.get(f"{path(share)}/handout.json").status_code == 404
    assert client.get(f"{path(share)}/handout.html?points=99").status_code == 400
    client.get(f"{path(share)}/handout.html")
    (id_,) = handouts.unclaimed(archive)
    claimed = handouts.claim(archive, id_)
    assert claimed
    handouts.finish(archive, claimed, b"<p>Words")
    answer = client.get(f"{path(share)}/handout.html")
    assert answer.data == b"<p>Words"
    assert thread_id[:6] not in str(answer.headers)


def test_openings_are_counted_and_a_revoked_share_is_gone(client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id)
    other = make(client, thread_id, expires_in=60)
    client.get(path(share))
    client.head(path(share))
    client.get(path(share))
    listed = client.get(f"/api/v1/threads/{thread_id}/shares").json["items"]
    assert {item["id"]: item["openings"] for item in listed} == {share["id"]: 2, other["id"]: 0}
    assert {item["url"] for item in listed} == {share["url"], other["url"]}
    assert client.delete(f"/api/v1/threads/{thread_id}/shares/{share['id']}").status_code == 204
    assert client.delete(f"/api/v1/threads/{thread_id}/shares/{share['id']}").status_code == 404
    assert [client.get(path(item)).status_code for item in (share, other)] == [404, 200]


def test_a_share_that_is_over_is_gone(archive: Archive, client: FlaskClient, thread_id: str) -> None:
    make(client, thread_id, expires_in=60)
    later = replace(archive, clock=lambda: archive.clock() + timedelta(seconds=61))
    assert len(shares.list_shares(archive, thread_id)) == 1
    assert shares.list_shares(later, thread_id) == ()


def test_a_share_ends_with_its_thread(archive: Archive, client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id)
    wastebasket.put(archive, thread_id, "owner")
    assert client.get(path(share)).status_code == 404
    assert client.post(f"/api/v1/threads/{thread_id}/shares", json={}).status_code == 404


def test_a_secret_cannot_be_made_from_an_id(client: FlaskClient, thread_id: str) -> None:
    share = make(client, thread_id)
    signature = path(share).partition("-")[2]
    assert len(signature) * 6 >= SIGNATURE_BYTES * 8
    for secret in (share["id"], f"{share['id']}-", f"{share['id']}-{signature[:-1]}", f"{'0' * 24}-{signature}", "x", "ä-ä"):
        assert client.get(f"/s/{secret}").status_code == 404


@pytest.mark.parametrize("body", [{"expires_in": 0}, {"expires_in": 10**12}, {"editions": []}, {"editions": ["all"]}, {"x": 1}])
def test_a_faulty_request_is_refused(body: dict[str, object], client: FlaskClient, thread_id: str) -> None:
    assert client.post(f"/api/v1/threads/{thread_id}/shares", json=body).status_code == 400


def test_a_person_makes_and_revokes_links_on_a_page(client: FlaskClient, thread_id: str) -> None:
    assert f"/threads/{thread_id}/share" in client.get(f"/threads/{thread_id}").text
    page = client.get(f"/threads/{thread_id}/share")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    nothing = client.post(f"/threads/{thread_id}/share", data={"csrf_token": token[1]}, follow_redirects=True).text
    assert "at least one" in nothing
    assert "/s/" not in nothing
    form = {"csrf_token": token[1], "edition": "reading", "redact": "1", "expiry": "day"}
    made = client.post(f"/threads/{thread_id}/share", data=form, follow_redirects=True).text
    address = re.search(r"http://localhost(/s/[0-9a-z]+-[\w-]+)", made)
    assert address
    assert "never opened" in made
    assert "names hidden" in made
    assert client.get(address[1]).status_code == 200
    revoked = re.search(rf"/threads/{thread_id}/shares/\w+/revoke", made)
    assert revoked
    client.post(revoked[0], data={"csrf_token": token[1]})
    assert client.get(address[1]).status_code == 404
