"""What people say of tags over HTTP: added, accepted, rejected, undone, refused with the field that is at fault."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from archive import captures
from archive.archive import Archive
from archive.tables import handouts
from archive.threads import threads
from domain.shapes.decision import TagAction
from presentation.api.json_format import adapter
from presentation.api.tagging import Decisions, TaggedPoint
from tests.archive.readings import CODEBOOK, paste, point, tag, version


@pytest.fixture
def stored(archive: Archive) -> str:
    capture = captures.store(archive, paste("some words"))
    return threads.store(archive, version(point(1, tag()), point(2)), [capture], CODEBOOK).thread_id


def put(client: FlaskClient, id_: str, body: object, query: str = "version=1", position: int = 1) -> Any:
    return client.put(f"/api/v1/threads/{id_}/points/{position}/tags?{query}", json=body)


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.text
    assert answer.json["code"] == "invalid"
    return {each["field"]: each["message"] for each in answer.json["errors"]}


def test_the_contract_adds_and_removes(client: FlaskClient, archive: Archive, stored: str) -> None:
    answer = put(client, stored, {"add": ["value-led/shared-outcome"], "remove": ["product-fed/silos"]})
    assert answer.status_code == 200, answer.text
    said = adapter(TaggedPoint).validate_python(answer.json)
    assert [(each.theme, each.by, each.confidence) for each in said.point.tags] == [("shared-outcome", "person", None)]
    assert [each.theme for each in said.point.rejected] == ["silos"]
    assert said.families == {"product-fed": 0, "value-led": 1}
    thread = client.get(f"/api/v1/threads/{stored}").json
    assert thread["points"][0] == answer.json["point"]
    with archive.database.read() as connection:
        asked = connection.execute(select(handouts)).one()
    assert (asked.tags_revision, asked.state, asked.format) == (2, "requested", "pdf")


def test_evidence_is_marked_in_code_points(client: FlaskClient, stored: str) -> None:
    answer = put(client, stored, {"add": [{"tag": "value-led/collaboration", "evidence": [{"start": 9, "end": 14}]}]})
    marked = answer.json["point"]["tags"][1]["evidence"]
    assert marked == [{"start": 9, "end": 14, "text": "wörld"}]
    assert answer.json["point"]["text"][9:14] == "wörld"


def test_accepting_rejecting_and_undoing(client: FlaskClient, stored: str) -> None:
    accepted = put(client, stored, {"accept": ["product-fed/silos"]}).json["point"]
    assert [each["by"] for each in accepted["tags"]] == ["person"]
    rejected = put(client, stored, {"reject": ["product-fed/silos"]}).json["point"]
    assert (rejected["tags"], len(rejected["rejected"])) == ([], 1)
    undone = put(client, stored, {"undo": True}).json["point"]
    assert undone["tags"] == accepted["tags"]
    history = adapter(Decisions).validate_python(client.get(f"/api/v1/threads/{stored}/decisions").json).items
    assert [(each.answer, each.undone_at is None, each.position) for each in history] == [("yes", True, 1), ("no", False, 1)]


@pytest.mark.parametrize("action", [*TagAction])
def test_every_decision_takes_a_memo(client: FlaskClient, stored: str, action: TagAction) -> None:
    body = {action.value: [{"tag": "product-fed/silos", "memo": "They guard\ntheir gates."}]}
    decided = put(client, stored, body).json["point"]
    assert [tag["memo"] for tag in decided["tags"] + decided["rejected"]] == ["They guard\ntheir gates."]
    too_long = put(client, stored, {action.value: [{"tag": "product-fed/silos", "memo": "x" * 5001}]})
    assert any(field.startswith(f"{action.value}.0") for field in faults(too_long))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"add": ["value-led/nonsense"]}, "add.0"),
        ({"add": ["product-fed/silos", "nobody/silos"]}, "add.1"),
        ({"remove": ["value-led/nonsense"]}, "remove.0"),
        ({"accept": ["value-led/collaboration"]}, "accept.0"),
        ({"add": [{"tag": "value-led/collaboration", "evidence": [{"start": 3, "end": 99}]}]}, "add.0.evidence.0"),
        ({"undo": True}, "undo"),
    ],
)
def test_a_fault_is_told_by_its_field(client: FlaskClient, stored: str, body: object, field: str) -> None:
    assert field in faults(put(client, stored, body))


@pytest.mark.parametrize(
    "body", [{"add": ["silos"]}, {"add": [7]}, {"add": "x/y"}, {"undo": True, "add": ["a/b"]}, {"other": 1}, [], "x"]
)
def test_another_shape_is_invalid(client: FlaskClient, stored: str, body: object) -> None:
    assert faults(put(client, stored, body))


def test_an_empty_wish_and_a_missing_version_are_invalid(client: FlaskClient, stored: str) -> None:
    assert put(client, stored, {}).status_code == 400
    assert set(faults(put(client, stored, {"add": ["product-fed/silos"]}, query=""))) == {"version"}


def test_only_the_latest_version_takes_tags(client: FlaskClient, archive: Archive, stored: str) -> None:
    capture = captures.store(archive, paste("some words"))
    threads.store(archive, version(point(1), point(2), title="Newer"), [capture], CODEBOOK)
    late = put(client, stored, {"add": ["product-fed/silos"]})
    assert (late.status_code, late.json["code"]) == (409, "conflict")
    assert put(client, stored, {"add": ["product-fed/silos"]}, "version=2").status_code == 200


def test_what_is_not_there_is_not_found(client: FlaskClient, stored: str) -> None:
    wanted = {"add": ["product-fed/silos"]}
    assert put(client, stored, wanted, position=9).status_code == 404
    assert put(client, "0" * 24, wanted).status_code == 404
    assert put(client, "nonsense", wanted).status_code == 404
    assert put(client, stored, wanted, "version=1&codebook=gardens").status_code == 404
    assert client.get(f"/api/v1/threads/{'0' * 24}/decisions").status_code == 404
