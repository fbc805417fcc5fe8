"""Settles differences of a coding: each becomes a decision on its thread like any other, and is undone as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from archive.archive import Archive
from archive.codings.answers import find_point
from archive.codings.records import load
from archive.library import index
from archive.tables import coding_answers, coding_points, decisions, settlements
from archive.tags.apply_decisions import apply_decisions
from archive.tags.decisions import memo_text
from archive.tags.tag_rows import tagging_row
from archive.threads.versions import find_row, latest_number
from domain.errors import Conflict, Invalid
from domain.ids import new_id
from domain.messages import Message
from domain.shapes.codebook import Codebook
from domain.shapes.coding import Coding, CodingPoint, PointAnswer, Settlement
from domain.shapes.decision import Answer
from domain.shapes.tag import Evidence

Subject = tuple[str, str, str]
"""What a settlement is about: the id of the point, family and theme."""
JOINED: Final = settlements.join(decisions, decisions.c.batch_id == settlements.c.batch_id)


def settle(
    archive: Archive, id_: str, number: int, theme: tuple[str, str], answer: Answer, codebook: Codebook, by: str, memo: str = ""
) -> Settlement:
    """Decides for all whether the point carries the theme; a yes has the evidence that coders marked.

    Raises `NotFound`, `Invalid` for a theme that the coding's edition lacks, and `Conflict` before the end of the coding.
    """
    with archive.database.write(alone=True) as connection:
        coding, now, batch_id = load(connection, id_), archive.clock(), new_id()
        _require_compared(coding)
        if theme not in {(family.id, item.id) for family in codebook.families for item in family.themes}:
            raise Invalid("theme_choice")
        point = find_point(connection, id_, number)
        values = {
            "thread_id": point.thread_id,
            "batch_id": batch_id,
            "codebook_id": coding.codebook.id,
            "codebook_version": coding.codebook.version,
            "version": point.version,
            "anchor": point.anchor,
            "family": theme[0],
            "theme": theme[1],
            "answer": answer,
            "evidence": _marked(connection, point, theme) if answer is Answer.YES else (),
            "made_at": now,
            "made_by": by,
            "memo": memo_text(memo),
        }
        connection.execute(insert(decisions).values(**values))
        connection.execute(insert(settlements).values(batch_id=batch_id, point_id=point.id))
        _apply(connection, coding, point)
        return Settlement(point.id, *theme, answer, by, now)


def undo(archive: Archive, id_: str, number: int, theme: tuple[str, str]) -> None:
    """Undoes the last settlement of a theme on a point. Raises `NotFound`, `Conflict`, `Invalid` when there is none."""
    with archive.database.write(alone=True) as connection:
        coding = load(connection, id_)
        _require_compared(coding)
        point = find_point(connection, id_, number)
        row = _rows_in_force(connection, id_).get((point.id, *theme))
        if row is None:
            raise Invalid("no_decision", fields={"undo": Message("invalid.nothing_to_undo")})
        of_batch = update(decisions).where(decisions.c.batch_id == row.batch_id)
        connection.execute(of_batch.values(undone_at=archive.clock()))
        _apply(connection, coding, point)


def list_settlements(archive: Archive, id_: str) -> Mapping[Subject, Settlement]:
    """The settlements of a coding that are in force: the last of each theme of each point."""
    with archive.database.read() as connection:
        rows = _rows_in_force(connection, id_)
    return {
        subject: Settlement(row.point_id, row.family, row.theme, row.answer, row.made_by, row.made_at)
        for subject, row in rows.items()
    }


def _require_compared(coding: Coding) -> None:
    if coding.compared_at is None:
        raise Conflict("coding_open")


def _rows_in_force(connection: Connection, id_: str) -> dict[Subject, Row[Any]]:
    columns = (decisions.c[name] for name in ("family", "theme", "answer", "made_by", "made_at"))
    of_coding = select(coding_points.c.id).where(coding_points.c.coding_id == id_)
    in_force = (settlements.c.point_id.in_(of_coding), decisions.c.undone_at.is_(None))
    query = select(*settlements.c, *columns).select_from(JOINED).where(*in_force).order_by(decisions.c.id)
    return {(row.point_id, row.family, row.theme): row for row in connection.execute(query)}


def _marked(connection: Connection, point: CodingPoint, theme: tuple[str, str]) -> tuple[Evidence, ...]:
    """The words that any coder marked for the theme, overlapping ones joined."""
    rows = connection.execute(select(coding_answers).where(coding_answers.c.point_id == point.id))
    answers = [PointAnswer(row.person, row.codes, row.memo, row.answered_at) for row in rows]
    codes = [code for answer in answers if (code := answer.code(*theme))]
    joined: list[Evidence] = []
    for span in sorted((span for code in codes for span in code.evidence), key=lambda span: (span.start, span.end)):
        if joined and span.start <= joined[-1].end:
            start, end = joined[-1].start, max(joined[-1].end, span.end)
            joined[-1] = Evidence(start, end, point.anchor.text[start:end])
        else:
            joined.append(span)
    return tuple(joined)


def _apply(connection: Connection, coding: Coding, point: CodingPoint) -> None:
    """Brings the tags of the thread's latest Version up to date; one that is not tagged yet gets the decision with its tags."""
    version = find_row(connection, point.thread_id, latest_number(connection, point.thread_id))
    tagging = tagging_row(connection, version.id, coding.codebook.id) if version else None
    if tagging is not None:
        apply_decisions(connection, tagging)
        index.refresh(connection, point.thread_id)
