"""Codebooks over HTTP: listed, taken out, sent in, and threads tagged with another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from archive import captures
from archive.archive import Archive
from archive.codebooks import Collection
from archive.tags import retaggings
from archive.threads import threads
from presentation.api.codebook import Codebooks
from presentation.api.json_format import adapter
from presentation.api.tagging import Taggings
from tests.archive.readings import CODEBOOK, paste, version
from tests.archive.test_codebooks import GARDEN
from tests.server.conftest import Opened


def send(client: FlaskClient, text: str) -> Any:
    return client.post("/api/v1/codebooks", json={"yaml": text})


def ids(client: FlaskClient) -> dict[str, int]:
    listed = adapter(Codebooks).validate_python(client.get("/api/v1/codebooks").json)
    return {each.id: each.version for each in listed.items}


def test_a_codebook_that_is_sent_is_there_at_once(client: FlaskClient, archive: Archive) -> None:
    answer = send(client, GARDEN)
    assert (answer.status_code, answer.json["version"], answer.json["origin"]) == (201, 3, "web")
    assert answer.headers["Location"] == "/api/v1/codebooks/garden"
    assert ids(client) == {"product-culture": 1, "garden": 3}
    assert Collection(archive)["garden"].families[0].themes[0].cues == ("prun*", "cut (back|down)")


def test_a_changed_codebook_gets_a_higher_version_and_the_old_one_stays(client: FlaskClient, archive: Archive) -> None:
    assert send(client, GARDEN).json["version"] == 3
    assert send(client, GARDEN).json["version"] == 3
    assert send(client, GARDEN.replace("Pruning", "Cutting")).json["version"] == 4
    assert send(client, GARDEN.replace("version: 3", "version: 9").replace("Pruning", "Trimming")).json["version"] == 9
    shelf = Collection(archive)
    assert shelf["garden"].families[0].themes[0].name == "Trimming"
    assert shelf.at(shelf["garden"].ref) == shelf["garden"]
    assert send(client, GARDEN).json["version"] == 10


def test_what_is_taken_out_can_be_sent_back_unchanged(client: FlaskClient) -> None:
    send(client, GARDEN)
    taken = client.get("/api/v1/codebooks/garden.yaml")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="garden.yaml"'
    assert send(client, taken.text).json == client.get("/api/v1/codebooks/garden").json
    built_in = client.get("/api/v1/codebooks/product-culture.yaml").text.replace("id: product-culture", "id: mine", 1)
    assert send(client, built_in).status_code == 201


def test_faults_are_told_by_their_place(client: FlaskClient) -> None:
    answer = send(client, GARDEN.replace("id: pruning", "id: Pruning!"))
    assert answer.status_code == 400
    assert "families[0].themes[0].id" in {each["field"] for each in answer.json["errors"]}
    assert send(client, "a: [").status_code == 400
    assert "refers back" in send(client, "a: &a [x]\nb: *a").json["detail"]
    assert {each["field"] for each in send(client, GARDEN.replace("id: garden", "id: product-culture")).json["errors"]} == {
        "id"
    }
    assert client.get("/api/v1/codebooks/nothing").status_code == 404


def test_files_are_seen_without_a_restart_and_faulty_ones_told(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "codebooks"
    folder.mkdir()
    client = opened(codebooks=folder)
    assert ids(client) == {"product-culture": 1}
    (folder / "garden.yaml").write_text(GARDEN)
    (folder / "odd.yaml").write_text("just words")
    assert ids(client) == {"product-culture": 1, "garden": 3}
    (folder / "garden.yaml").write_text(GARDEN.replace("Pruning", "Cutting"))
    assert ids(client)["garden"] == 4
    (fault,) = client.get("/api/v1/codebooks").json["faults"]  # type: ignore[index]
    assert fault["file"] == "odd.yaml"
    assert "odd.yaml is not a codebook" in fault["message"]
    assert send(client, GARDEN).status_code == 400
    (folder / "garden.yaml").unlink()
    assert ids(client) == {"product-culture": 1}


def test_a_thread_is_asked_to_be_tagged_once(client: FlaskClient, archive: Archive) -> None:
    send(client, GARDEN)
    id_ = threads.store(archive, version(), [captures.store(archive, paste("some words"))], CODEBOOK).thread_id
    asked = [client.post(f"/api/v1/threads/{id_}/taggings", json={"codebook": "garden"}) for _ in range(2)]
    assert [each.status_code for each in asked] == [202, 202]
    assert asked[0].json == asked[1].json
    assert len(retaggings.unclaimed(archive)) == 1
    told = adapter(Taggings).validate_python(client.get(f"/api/v1/threads/{id_}/taggings").json)
    assert [each.codebook.id for each in told.items] == ["product-culture"]
    assert [(each.codebook, each.state) for each in told.requested] == [("garden", "requested")]
    assert client.post(f"/api/v1/threads/{id_}/taggings", json={"codebook": "nothing"}).status_code == 400
    assert client.post(f"/api/v1/threads/{'0' * 24}/taggings", json={"codebook": "garden"}).status_code == 404
    assert client.get(f"/api/v1/threads/{id_}?codebook=garden").status_code == 404
