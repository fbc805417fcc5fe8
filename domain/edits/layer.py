"""A reading as people edited it: every operation in turn, then positions, roles and the verdict anew. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.edits.draft import Draft, in_order
from domain.edits.recount import verdict_of
from domain.edits.split_join import joined, parted, place_of
from domain.messages import Message
from domain.shapes.edit import Drop, Facts, Join, Operation, Restore, Split
from domain.shapes.post import Author
from domain.shapes.thread import Version


def apply_edits(version: Version, operations: Sequence[Operation]) -> Version:
    """The Version with the operations laid over it, untagged.

    No word is lost: what is no longer in a point stands in `dropped`. What an operation was about and is no longer there is
    told in the verdict's reasons, and so is that a person edited at all.
    """
    draft = Draft.of(version)
    for operation in operations:
        _apply(draft, operation)
    if draft.changed:
        numbers = draft.numbers
        verdict = verdict_of(version.completeness, draft, numbers)
        points = in_order(draft.points, numbers.roles)
        version = replace(version, points=points, dropped=tuple(draft.blocks), completeness=verdict)
    version = _with_facts(version, [operation.set for operation in operations if operation.set])
    return _told(version, draft.lost, len(operations)) if operations else version


def _apply(draft: Draft, operation: Operation) -> None:
    if operation.split:
        _split(draft, operation.split)
    elif operation.join:
        _join(draft, operation.join)
    elif operation.drop:
        _drop(draft, operation.drop)
    elif operation.restore:
        _restore(draft, operation.restore)


def _split(draft: Draft, split: Split) -> None:
    index = draft.find(split.point)
    at = None if index is None else place_of(split, draft.pieces[index].point.text)
    if index is None or at is None:
        return draft.lose("a cut in", split.point)
    piece = draft.pieces[index]
    draft.put(index, index + 1, *parted(piece, at, draft.lacking(piece)))
    return None


def _join(draft: Draft, join: Join) -> None:
    index, other = draft.find(join.point), draft.find(join.following)
    if index is None or other is None:
        return draft.lose("a join of", join.point if index is None else join.following)
    if other != index + 1:
        return draft.lose("a join across what now stands between, after", join.point)
    return draft.put(index, index + 2, joined(draft.pieces[index], draft.pieces[other]))


def _drop(draft: Draft, drop: Drop) -> None:
    index = draft.find(drop.point)
    if index is None or len(draft.pieces) == 1:
        return draft.lose("leaving out", drop.point)
    return draft.leave_out(index)


def _restore(draft: Draft, restore: Restore) -> None:
    """Where it was to stand, else at the end: the words matter more than their place."""
    index = draft.find(restore.after) if restore.after else -1
    if index is None:
        index = len(draft.pieces) - 1
    before = draft.pieces[index].origin if index >= 0 else 0
    if not draft.take_back(restore.block, index + 1, before):
        draft.lose("taking back", restore.block)


def _with_facts(version: Version, facts: Sequence[Facts]) -> Version:
    """What was said last about each thing holds."""
    for said in facts:
        version = replace(
            version,
            title=said.title or version.title,
            url=said.url or version.url,
            posted_at=said.posted_at or version.posted_at,
            author=_author(version.author, said),
        )
    return version


def _author(author: Author, said: Facts) -> Author:
    """Somebody else's address and picture are not this author's."""
    if said.handle and said.handle != author.handle:
        return Author(said.author or author.name, said.handle)
    return replace(author, name=said.author or author.name)


def _told(version: Version, lost: Sequence[Message], operations: int) -> Version:
    times = "once" if operations == 1 else f"{operations:,} times"
    by_hand = Message("edited", f"A person edited this reading ({times}).")
    verdict = version.completeness
    reasons = tuple(dict.fromkeys((*verdict.reasons, *lost, by_hand)))
    return replace(version, completeness=replace(verdict, reasons=reasons))
