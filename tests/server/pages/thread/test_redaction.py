"""The review of hidden names: by clicks on a page, and over the API; a handout made before is another file."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import captures, handouts
from archive.archive import Archive
from archive.threads import threads
from tests.archive.readings import CODEBOOK, paste, point, version


def test_words_are_hidden_and_shown_by_a_click_and_stay_so(client: FlaskClient, archive: Archive) -> None:
    text = "We asked Wendelin, and then Wendelin asked us."
    id_ = threads.store(archive, version(point(1, text=text)), [captures.store(archive, paste(text))], CODEBOOK).thread_id
    client.get(f"/threads/{id_}/handout.pdf?redact=1")
    client.get(f"/threads/{id_}/handout.pdf")
    address = f"/threads/{id_}/redaction"
    page = BeautifulSoup(client.get(address).data, "lxml")
    token = page.select("input[name=csrf_token]")[0]["value"]
    assert "Wendelin" in [word.get_text() for word in page.select("button[value=hide] bdi")]
    assert client.post(address, data={"csrf_token": token, "words": "Wendelin", "do": "hide"}).status_code == 303
    page = BeautifulSoup(client.get(address).data, "lxml")
    assert "2 places in the text are hidden." in page.get_text()
    api = f"/api/v1/threads/{id_}/redaction"
    review = client.get(api).json
    assert review
    assert (review["hide"], review["hidden"]) == (["Wendelin"], [{"text": "Wendelin", "count": 2}])
    client.get(f"/threads/{id_}/handout.pdf?redact=1")
    client.get(f"/threads/{id_}/handout.pdf")
    assert len(handouts.unclaimed(archive)) == 3, "only the one without names is made again"
    client.post(address, data={"csrf_token": token, "words": "wendelin", "do": "undo"})
    taken_back = client.get(api).json
    assert taken_back
    assert (taken_back["places"], taken_back["hide"]) == (0, [])
    assert client.put(api, json={"keep": ["x" * 300]}).status_code == 400
    assert client.put(f"/api/v1/threads/{'0' * 24}/redaction", json={}).status_code == 404
