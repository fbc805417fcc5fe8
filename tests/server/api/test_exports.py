"""Exports over HTTP: chosen threads in each form, and what cannot be given."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from flask.testing import FlaskClient

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from presentation.exports import qda
from tests.archive.readings import CODEBOOK, paste, point, tag, version
from tests.presentation.exports.test_exports import FOREIGN


@pytest.fixture
def stored(archive: Archive) -> list[str]:
    found = []
    for name in ("one", "two"):
        reading = version(point(1, tag(), text=f"Hello {name}", post_id=name), title=name, root=name)
        found.append(threads.store(archive, reading, [captures.store(archive, paste(name))], CODEBOOK).thread_id)
    return found


def titles(client: FlaskClient, query: str) -> set[str]:
    answer = client.get(f"/api/v1/exports?format=csv{query}")
    assert answer.status_code == 200, answer.text
    return {row["title"] for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))}


def test_a_selection_is_what_is_named_or_filtered(client: FlaskClient, stored: list[str]) -> None:
    assert len(set(stored)) == 2
    assert titles(client, "") == {"one", "two"}
    assert titles(client, f"&thread={stored[0]}") == {"one"}
    assert titles(client, f"&thread={stored[0]}&thread={stored[1]}&thread={stored[0]}") == {"one", "two"}
    assert titles(client, "&site=bluesky") == set()
    assert titles(client, "&family=product-fed") == {"one", "two"}


@pytest.mark.parametrize("form", ["qdpx", "qdc", "csv", "xlsx", "annotations", "training"])
def test_each_form_is_a_file(client: FlaskClient, stored: list[str], form: str) -> None:
    answer = client.get(f"/api/v1/exports?format={form}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="threadsheet-product-culture.')
    if form in {"qdpx", "xlsx"}:
        assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    if form == "annotations":
        assert json.loads(answer.data)["first"]["items"][0]["target"]["source"].startswith("http://localhost/threads/")


def test_corrections_come_out_as_training_lines(client: FlaskClient, stored: list[str]) -> None:
    assert client.get("/api/v1/exports?format=training").data == b""
    wanted = {"add": ["value-led/collaboration"], "remove": ["product-fed/silos"]}
    client.put(f"/api/v1/threads/{stored[0]}/points/1/tags?version=1", json=wanted)
    (line,) = client.get("/api/v1/exports?format=training").data.splitlines()
    assert json.loads(line)["themes"] == ["value-led/collaboration"]


def test_what_cannot_be_given_is_told(client: FlaskClient, stored: list[str]) -> None:
    asked = {
        "": 400,
        "format=pdf": 400,
        "format=csv&codebook=nothing": 400,
        "format=csv&site=nowhere": 400,
        f"format=csv&thread={'0' * 24}": 404,
        "format=csv&thread=nonsense": 404,
    }
    assert {query: client.get(f"/api/v1/exports?{query}").status_code for query in asked} == asked


def test_a_codebook_of_another_program_goes_in_and_out(client: FlaskClient) -> None:
    sent = client.post("/api/v1/codebooks", json={"qdc": FOREIGN, "name": "My study"})
    assert (sent.status_code, sent.json["id"]) == (201, "my-study")  # type: ignore[index]
    out = client.get("/api/v1/exports?format=qdc&codebook=my-study")
    assert out.data.startswith(b"<?xml")
    assert qda.CODEBOOK.encode() in out.data
    again = client.post("/api/v1/codebooks", json={"qdc": out.text, "name": "My study"})
    assert again.json == sent.json
    assert client.post("/api/v1/codebooks", json={"csv": "theme\nJoy\n", "id": "joys"}).json["id"] == "joys"  # type: ignore[index]
    assert client.post("/api/v1/codebooks", json={"csv": "theme\nJoy\n", "yaml": "x"}).status_code == 400
    assert client.post("/api/v1/codebooks", json={"qdc": "<x/>"}).status_code == 400
    assert client.post("/api/v1/codebooks", json={}).status_code == 400
