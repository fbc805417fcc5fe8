"""What changed in a thread as the JSON of the API: mendings, and the difference of two Versions."""

from __future__ import annotations

from domain.difference import Change, Difference, PointChange
from domain.edits import told
from domain.shapes.edit import Mending, Named, Operation
from presentation.thread_json import Json, moment, point_json


def mending_json(mending: Mending) -> Json:
    """One thing that a person mended."""
    kind, what = _what(mending.operation)
    return {
        "id": mending.id,
        "kind": kind,
        "note": told(mending.operation),
        "what": what,
        "by": mending.by,
        "at": moment(mending.at),
        "undone": mending.undone,
    }


def _what(operation: Operation) -> tuple[str, Json]:
    """The kind, and what it is about; points by how they began when they were mended."""
    if operation.split:
        split = operation.split
        return "split", {"point": _name(split.point), "at": split.at, "onward": split.onward}
    if operation.join:
        return "join", {"point": _name(operation.join.point), "following": _name(operation.join.following)}
    if operation.drop:
        return "drop", {"point": _name(operation.drop.point)}
    if operation.restore:
        restore = operation.restore
        return "restore", {"block": _name(restore.block), "after": _name(restore.after) if restore.after else None}
    facts = operation.set
    assert facts is not None
    said = {"title": facts.title, "author": facts.author, "handle": facts.handle, "url": facts.url}
    return "set", {**said, "posted_at": moment(facts.posted_at)}


def _name(name: Named) -> Json:
    return {"post_id": name.post_id, "beginning": name.beginning}


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
        "words": [{"kind": each.sort.value, "text": each.text} for each in change.words],
    }
