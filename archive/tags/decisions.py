"""Decisions: what people say about a thread's points. Stored for good, undone on request, and applied to every new Version.

Called by the server. A person's decision always wins over the model's tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from archive.archive import Archive
from archive.library import index
from archive.points import load_points, point_finder
from archive.tables import decisions
from archive.tags.apply_decisions import apply_decisions, decision_from_row, decisions_in_force, locate
from archive.tags.tag_rows import FAMILY_ONLY, TagRow, load_tags, tagging_row
from archive.threads.versions import find_row, latest_number
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.messages import Message, message
from domain.shapes.codebook import Codebook
from domain.shapes.decision import Anchor, Answer, PlacedDecision, TagAction, TagRequest
from domain.shapes.tag import Evidence, TaggedBy
from domain.shapes.thread import Point
from domain.tag_changes import check_themes, evidence_from

MAX_MEMO: Final = 5_000
TagsByTheme = dict[tuple[str, str | None], dict[TaggedBy, TagRow]]


@dataclass(frozen=True, slots=True)
class _PointToDecide:
    """The point of the latest Version that decisions are made on."""

    tagging: Row[Any]
    point: Point

    def tags(self, connection: Connection) -> TagsByTheme:
        """The point's tags by family and theme, and by who made them."""
        by_theme: TagsByTheme = {}
        for by in TaggedBy:
            for row in load_tags(connection, self.tagging.id, by):
                if row.position == self.point.position:
                    by_theme.setdefault((row.tag.family, row.tag.theme), {})[by] = row
        return by_theme


def decide(
    archive: Archive,
    thread_id: str,
    version: int,
    position: int,
    requests: Sequence[TagRequest],
    codebook: Codebook,
    made_by: str | None = None,
) -> None:
    """Stores what a person says about one point; requests that change nothing are not stored.

    Raises `Conflict` when `version` is not the latest, `NotFound` for an unknown thread, point or tagging, and `Invalid`,
    naming the request at fault.
    """
    with archive.database.write(alone=True) as connection:
        target = _point_to_decide(connection, thread_id, version, position, codebook.id)
        tags = target.tags(connection)
        check_themes(requests, codebook, tags)
        batch_id, now = new_id(), archive.clock()
        rows = [
            {
                "thread_id": thread_id,
                "batch_id": batch_id,
                "codebook_id": codebook.id,
                "codebook_version": codebook.version,
                "version": version,
                "anchor": Anchor(position, target.point.text, target.point.post_id),
                "family": request.family,
                "theme": request.theme or FAMILY_ONLY,
                "answer": request.action.answer,
                "evidence": evidence,
                "made_at": now,
                "made_by": made_by,
                "memo": memo,
            }
            for request, evidence, memo in _changes(requests, tags, target.point.text)
        ]
        if rows:
            connection.execute(insert(decisions), rows)
            apply_decisions(connection, target.tagging)
            index.refresh(connection, thread_id)


def undo(archive: Archive, thread_id: str, version: int, position: int, codebook_id: str) -> None:
    """Undoes the last decision on a point, with all that were made in the same request.

    Raises as `decide`; `Invalid` when there is nothing to undo.
    """
    with archive.database.write(alone=True) as connection:
        target = _point_to_decide(connection, thread_id, version, position, codebook_id)
        finder = point_finder(connection, thread_id, target.tagging.version_id)
        located = [item for one in decisions_in_force(connection, thread_id, codebook_id) for item in locate(one, finder)]
        on_point = [item.decision for item in located if item.point.position == position]
        if not on_point:
            raise Invalid("no_decision", fields={"undo": Message("invalid.nothing_to_undo")})
        last = (decisions.c.thread_id == thread_id, decisions.c.batch_id == on_point[-1].batch_id)
        connection.execute(update(decisions).where(*last).values(undone_at=archive.clock()))
        apply_decisions(connection, target.tagging)
        index.refresh(connection, thread_id)


def history(archive: Archive, thread_id: str) -> tuple[PlacedDecision, ...]:
    """All decisions on a thread, undone or not, oldest first. Raises `NotFound`."""
    with archive.database.read() as connection:
        version = find_row(connection, thread_id, latest_number(connection, thread_id))
        assert version is not None
        finder = point_finder(connection, thread_id, version.id)
        query = select(decisions).where(decisions.c.thread_id == thread_id).order_by(decisions.c.id)
        stored = [decision_from_row(row) for row in connection.execute(query)]
        positions = [next((located.point.position for located in locate(decision, finder)), None) for decision in stored]
    return tuple(PlacedDecision(decision, position) for decision, position in zip(stored, positions, strict=True))


def _point_to_decide(connection: Connection, thread_id: str, version: int, position: int, codebook_id: str) -> _PointToDecide:
    latest = latest_number(connection, thread_id)
    if latest != version:
        raise Conflict("newer_version", latest=latest)
    row = find_row(connection, thread_id, version)
    tagging = tagging_row(connection, row.id, codebook_id) if row else None
    if row is None or tagging is None:
        raise NotFound("tagging", codebook=codebook_id)
    point = next((point for point in load_points(connection, row.id) if point.position == position), None)
    if point is None:
        raise NotFound("point", position=position)
    return _PointToDecide(tagging, point)


def _changes(
    requests: Sequence[TagRequest], tags: TagsByTheme, text: str
) -> Iterator[tuple[TagRequest, tuple[Evidence, ...], str | None]]:
    """The requests that change something, with their evidence and memo."""
    for request in requests:
        present = tags.get((request.family, request.theme), {})
        person, model = present.get(TaggedBy.PERSON), present.get(TaggedBy.MODEL)
        if request.action is TagAction.ACCEPT and model is None:
            raise Invalid(fields={request.field: Message("invalid.not_suggested")})
        evidence = evidence_from(request, text) if request.spans is not None else _present_evidence(person, model)
        rejected = request.action.answer is Answer.NO
        written = (
            (person.tag.memo if person else None) if request.memo is None else memo_text(request.memo, f"{request.field}.memo")
        )
        if person is None or (person.rejected, person.tag.evidence, person.tag.memo) != (rejected, evidence, written):
            yield request, evidence, written


def memo_text(written: str, field: str = "memo") -> str | None:
    """A memo as it is stored. Raises `Invalid` for one that is too long."""
    memo = written.strip()
    if len(memo) > MAX_MEMO:
        raise Invalid("note", fields={field: message("invalid.note_length", most=MAX_MEMO)})
    return memo or None


def _present_evidence(person: TagRow | None, model: TagRow | None) -> tuple[Evidence, ...]:
    """The evidence of the tag so far: the person's, else the model's."""
    return next((row.tag.evidence for row in (person, model) if row and row.tag.evidence), ())
