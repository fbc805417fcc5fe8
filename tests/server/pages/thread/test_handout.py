"""The page on which a handout is chosen works without scripts: it shows the choices, the preview, and what is wrong."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from tests.archive.readings import CODEBOOK, paste, point, version


def test_choices_are_shown_with_a_preview_of_them(client: FlaskClient, archive: Archive) -> None:
    id_ = threads.store(archive, version(point(1), point(2)), [captures.store(archive, paste("words"))], CODEBOOK).thread_id
    answer = client.get(f"/threads/{id_}/handout?edition=workshop&paper=letter&points=2&lang=de")
    page = BeautifulSoup(answer.data, "lxml")
    address = urlsplit(str(page.select("iframe")[0]["src"]))
    assert address.path == f"/threads/{id_}/handout.pdf"
    chosen = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert chosen == {
        "edition": "workshop", "part": "sheet", "paper": "letter", "points": "2", "lang": "de", "wait": "20",
    }  # fmt: skip
    assert page.select("option[value=letter][selected]")
    assert page.select("input[value=workshop][checked]")
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    wrong = client.get(f"/threads/{id_}/handout?points=9")
    assert wrong.status_code == 400
    faulty = BeautifulSoup(wrong.data, "lxml")
    assert faulty.select("[role=alert]")
    assert not faulty.select("iframe")
