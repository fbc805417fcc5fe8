"""Versions of a thread: what changed between two, and asking its address for a newer one."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint
from pydantic import Field
from werkzeug.wrappers import Response

from archive import refreshes
from archive.threads import threads
from domain.difference import compare_versions
from domain.errors import Invalid
from presentation.changes_json import difference_json
from presentation.thread_json import Json
from server.access.auth import Scope, allow, current_caller
from server.api.description import documented
from server.api.redirects import forwarded
from server.api.responses import Accepted, Point
from server.api.responses import Shape as Answer
from server.api.threads import whole_number
from server.context import app_context

blueprint = Blueprint("versions", __name__)
NUMBER: Json = {"type": "integer", "minimum": 1}
MOST = 1_000_000


class Stretch(Answer):
    kind: Literal["same", "added", "removed"]
    text: str


class PointChange(Answer):
    """A point in both versions or one of them. `words` is its text from the older to the newer."""

    change: Literal["same", "added", "removed", "changed", "moved"]
    from_position: int | None
    to_position: int | None
    words: list[Stretch]


class Fact(Answer):
    name: str
    before: str | None
    after: str | None


class Difference(Answer):
    """`points` has every point in reading order; `added`, `removed` and `changed` are those of them that are so."""

    from_: int = Field(alias="from")
    to: int
    verdict: dict[Literal["from", "to"], str]
    facts: list[Fact]
    added: list[Point]
    removed: list[Point]
    changed: list[PointChange]
    points: list[PointChange]


@blueprint.get("/threads/<id_>/diff")
@allow(Scope.READ)
@documented(response=Difference, query={"from": NUMBER, "to": NUMBER})
def diff(id_: str) -> Json | Response:
    """What changed between two versions: by default between the latest and the one before."""
    if there := forwarded(id_):
        return there
    archive = app_context().archive
    number = whole_number("to", 0, 1, MOST) or None
    new = threads.load(archive, id_, number)
    assert new.number is not None
    before = whole_number("from", 0, 1, MOST) or new.number - 1
    if before < 1:
        raise Invalid("This thread has one version so far, so there is nothing to compare.", {"from": "Name another version."})
    old = threads.load(archive, id_, before)
    return difference_json(compare_versions(old.version, new.version), before, new.number)


@blueprint.post("/threads/<id_>/refresh")
@allow(Scope.WRITE)
@documented(response=Accepted, status=202)
def refresh(id_: str) -> tuple[Json, int, dict[str, str]] | Response:
    """Ask the thread's address again, and merge what is there now; nothing that was seen before is lost."""
    if there := forwarded(id_):
        return there
    context = app_context()
    made = refreshes.refresh(context.archive, id_, current_caller().name)
    context.queue.submission(made.id)
    where = f"/api/v1/submissions/{made.id}"
    return {"id": made.id, "state": made.state.value, "status_url": where}, 202, {"Location": where}
