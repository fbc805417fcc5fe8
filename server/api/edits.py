"""Edits of a thread by hand: list, add, undo and redo."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from flask import Blueprint
from pydantic import model_validator
from werkzeug.wrappers import Response

from archive.threads import editing
from archive.threads.editing import EditResult
from domain.edits import EditRequest
from domain.edits.requests import PointRequest, RestoreRequest, SplitRequest
from domain.shapes.edit import Facts
from presentation.changes_json import edit_json
from presentation.thread_json import Json
from server.access.auth import Scope, allow, current_caller
from server.api.description import documented
from server.api.redirects import forwarded
from server.api.request_body import read
from server.api.requests import Shape, Text
from server.api.responses import Shape as Answer
from server.context import app_context

blueprint = Blueprint("edits", __name__)


class CutBody(Shape):
    position: int
    at: int


class AtBody(Shape):
    position: int


class BackBody(Shape):
    dropped: int
    after: int


class FactsBody(Shape):
    title: Text | None = None
    author: Text | None = None
    handle: Text | None = None
    url: Text | None = None
    posted_at: datetime | None = None


class VersionBody(Shape):
    """The version that the caller looks at, if they say: another than the latest is refused."""

    version: int | None = None


class EditBody(VersionBody):
    """One of split, join, drop, restore, set. `at` counts code points; `dropped` is an index, from 0; `after` 0 is the top."""

    split: CutBody | None = None
    join: AtBody | None = None
    drop: AtBody | None = None
    restore: BackBody | None = None
    set: FactsBody | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> EditBody:
        given = [each for each in (self.split, self.join, self.drop, self.restore, self.set) if each is not None]
        if len(given) != 1:
            raise ValueError("give one of split, join, drop, restore and set")
        return self

    def asked(self) -> EditRequest:
        return EditRequest(
            split=SplitRequest(self.split.position, self.split.at) if self.split else None,
            join=PointRequest(self.join.position) if self.join else None,
            drop=PointRequest(self.drop.position) if self.drop else None,
            restore=RestoreRequest(self.restore.dropped, self.restore.after) if self.restore else None,
            set=Facts(**self.set.model_dump()) if self.set else None,
        )


class Line(Answer):
    """One edit. `what` is as it was asked for, with the points named by their words."""

    id: int
    kind: Literal["split", "join", "drop", "restore", "set"]
    note: str
    what: dict[str, Any]  # an Operation, whose kinds differ
    by: str
    at: datetime
    undone: bool


class Lines(Answer):
    version: int
    can_undo: bool
    can_redo: bool
    items: list[Line]


class Done(Answer):
    """The thread has this version now; its tags and handouts follow with the submission."""

    thread_id: str
    version: int
    submission_id: str
    status_url: str


@blueprint.get("/threads/<id_>/edits")
@allow(Scope.READ)
@documented(response=Lines)
def index(id_: str) -> Json | Response:
    """All edits of a thread, undone ones too."""
    if there := forwarded(id_):
        return there
    history = editing.history(app_context().archive, id_)
    return {
        "version": history.version,
        "can_undo": history.can_undo,
        "can_redo": history.can_redo,
        "items": [edit_json(each) for each in history.edits],
    }


@blueprint.post("/threads/<id_>/edits")
@allow(Scope.WRITE)
@documented(body=EditBody, response=Done, status=201)
def add(id_: str) -> tuple[Json, int] | Response:
    """Split, join, drop or restore a point, or set the title, author, source or date."""
    if there := forwarded(id_):
        return there
    body = read(EditBody)
    return _answer(editing.edit(app_context().archive, id_, body.asked(), current_caller().name, body.version))


@blueprint.post("/threads/<id_>/edits/undo")
@allow(Scope.WRITE)
@documented(body=VersionBody, response=Done, status=201)
def undo(id_: str) -> tuple[Json, int] | Response:
    """Undo the last edit."""
    if there := forwarded(id_):
        return there
    return _answer(editing.undo(app_context().archive, id_, current_caller().name, read(VersionBody).version))


@blueprint.post("/threads/<id_>/edits/redo")
@allow(Scope.WRITE)
@documented(body=VersionBody, response=Done, status=201)
def redo(id_: str) -> tuple[Json, int] | Response:
    """Bring back what was undone last."""
    if there := forwarded(id_):
        return there
    return _answer(editing.redo(app_context().archive, id_, current_caller().name, read(VersionBody).version))


def _answer(done: EditResult) -> tuple[Json, int]:
    app_context().queue.submission(done.submission_id)
    status = f"/api/v1/submissions/{done.submission_id}"
    answer = {"thread_id": done.thread_id, "version": done.number, "submission_id": done.submission_id, "status_url": status}
    return answer, 201
