"""What changed in a thread as the JSON of the API: edits, and the difference of two Versions."""

from __future__ import annotations

from domain.difference import Change, Difference, PointChange
from domain.edits import describe
from domain.shapes.edit import Edit, Operation, Reference
from presentation.messages import sentence
from presentation.thread_json import Json, moment, point_json


def edit_json(edit: Edit) -> Json:
    """One edit of a thread."""
    kind, what = _what(edit.operation)
    return {
        "id": edit.id,
        "kind": kind,
        "note": sentence(describe(edit.operation)),
        "what": what,
        "by": edit.by,
        "at": moment(edit.at),
        "undone": edit.undone,
    }


def _what(operation: Operation) -> tuple[str, Json]:
    """The kind, and what it is about; points by how they began when they were edited."""
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
    facts = operation.set
    assert facts is not None
    said = {"title": facts.title, "author": facts.author, "handle": facts.handle, "url": facts.url}
    return "set", {**said, "posted_at": moment(facts.posted_at)}


def _reference(reference: Reference) -> Json:
    return {"post_id": reference.post_id, "beginning": reference.excerpt}


def difference_json(found: Difference, before: int, after: int) -> Json:
    """The body of `GET /api/v1/threads/ID/diff`."""
    every = [(change, _change(change)) for change in found.points]
    verdict = found.verdict
    return {
        "from": before,
        "to": after,
        "verdict": {"from": verdict[0].value, "to": verdict[1].value},
        "facts": [{"name": name, "before": old, "after": new} for name, (old, new) in found.facts.items()],
        "added": [point_json(change.new) for change, _ in every if change.change is Change.ADDED and change.new],
        "removed": [point_json(change.old) for change, _ in every if change.change is Change.REMOVED and change.old],
        "changed": [told for change, told in every if change.change is Change.CHANGED],
        "points": [told for _, told in every],
    }


def _change(change: PointChange) -> Json:
    return {
        "change": change.change.value,
        "from_position": change.old.position if change.old else None,
        "to_position": change.new.position if change.new else None,
        "words": [{"kind": each.kind.value, "text": each.text} for each in change.segments],
    }
