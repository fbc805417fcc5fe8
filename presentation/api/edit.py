"""Edits of a thread by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.edits import describe
from domain.shapes import edit as shapes
from presentation.api.json_format import Json
from presentation.messages import sentence
from presentation.timestamps import utc, utc_or_none

Kind = Literal["split", "join", "drop", "restore", "set", "read_as"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. `what` has its values as they were requested, with points named by how they begin."""

    id: int
    kind: Kind
    note: str
    what: Json
    by: str
    at: datetime
    undone: bool

    @classmethod
    def from_domain(cls, edit: shapes.Edit, language: str) -> Edit:
        kind, values = _operation(edit.operation)
        note = sentence(describe(edit.operation), language)
        return cls(edit.id, kind, note, values, edit.by, utc(edit.at), edit.undone)


@dataclass(frozen=True, slots=True)
class Edits:
    """All edits of a thread, undone ones too."""

    version: int
    can_undo: bool
    can_redo: bool
    items: list[Edit]


@dataclass(frozen=True, slots=True)
class EditResult:
    """The thread has this version now; its tags and handouts follow with the submission."""

    thread_id: str
    version: int
    submission_id: str
    status_url: str


def _operation(operation: shapes.Operation) -> tuple[Kind, Json]:
    if operation.split:
        split = operation.split
        return "split", {"point": _reference(split.point), "at": split.at, "continuation": split.continuation}
    if operation.join:
        return "join", {"point": _reference(operation.join.point), "following": _reference(operation.join.following)}
    if operation.drop:
        return "drop", {"point": _reference(operation.drop.point)}
    if operation.restore:
        restore = operation.restore
        return "restore", {"block": _reference(restore.block), "after": _reference(restore.after) if restore.after else None}
    if operation.read_as:
        return "read_as", {"points": operation.read_as.points}
    facts = operation.set
    assert facts is not None
    texts = {"title": facts.title, "author": facts.author, "handle": facts.handle, "url": facts.url}
    return "set", {**texts, "posted_at": utc_or_none(facts.posted_at)}


def _reference(reference: shapes.Reference) -> Json:
    return {"post_id": reference.post_id, "beginning": reference.excerpt}
