"""What the page for editing says, as plain values: the template only sets it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.threads.editing import History
from domain.edits import describe
from domain.shapes.edit import Edit
from domain.shapes.theme import Codebook
from domain.shapes.thread import Thread
from presentation.messages import sentence
from presentation.text_language import language_of
from server.pages.dates import Date, date
from server.pages.thread.point_view import PagePoint, page_points


@dataclass(frozen=True, slots=True)
class EditablePoint:
    """A point with what may be done to it. `rows` is how high a field for its text has to be."""

    view: PagePoint
    text: str
    rows: int
    can_join: bool
    can_drop: bool


@dataclass(frozen=True, slots=True)
class Did:
    """A line of the history."""

    note: str
    by: str
    when: Date | None
    undone: bool


@dataclass(frozen=True, slots=True)
class EditView:
    """The whole page. `day` is the thread's date as a field takes it; `history` has the latest first."""

    id: str
    number: int
    title: str
    language: str
    author: str
    handle: str
    url: str
    day: str
    points: tuple[EditablePoint, ...]
    dropped: tuple[str, ...]
    history: tuple[Did, ...]
    can_undo: bool
    can_redo: bool


def edit_view(thread: Thread, codebook: Codebook, history: History) -> EditView:
    """Everything that the page shows of an archived thread."""
    version = thread.version
    assert thread.id is not None
    return EditView(
        id=thread.id,
        number=history.version,
        title=version.title,
        language=language_of(version),
        author=version.author.name or "",
        handle=version.author.handle or "",
        url=version.url or "",
        day=version.posted_at.date().isoformat() if version.posted_at else "",
        points=tuple(_editable_point(view, thread) for view in page_points(version.points, codebook)),
        dropped=version.dropped,
        history=tuple(_did(each) for each in reversed(history.edits)),
        can_undo=history.can_undo,
        can_redo=history.can_redo,
    )


def _editable_point(view: PagePoint, thread: Thread) -> EditablePoint:
    points = thread.version.points
    text = points[view.position - 1].text
    rows = 1 + sum(1 + len(line) // 60 for line in text.split("\n"))
    return EditablePoint(view, text, min(rows, 20), view.position < len(points), len(points) > 1)


def _did(edit: Edit) -> Did:
    return Did(sentence(describe(edit.operation)), edit.by, date(edit.at), edit.undone)
