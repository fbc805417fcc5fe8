"""The view of the page for editing a thread: all its values, so that the template only lays them out."""

from __future__ import annotations

from dataclasses import dataclass

from archive.threads.editing import History
from domain.edits import describe
from domain.shapes.codebook import Codebook
from domain.shapes.edit import Edit
from domain.shapes.thread import Thread
from presentation.messages import sentence
from presentation.text_language import language_of
from server.pages.dates import Date, date
from server.pages.thread.point_view import PagePoint, page_points


@dataclass(frozen=True, slots=True)
class EditablePoint:
    """A point with the edits that are possible. `rows` is the height of the text field for it."""

    view: PagePoint
    text: str
    rows: int
    can_join: bool
    can_drop: bool


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An edit in the history."""

    note: str
    by: str
    when: Date | None
    undone: bool


@dataclass(frozen=True, slots=True)
class EditView:
    """The page. `day` is the thread's date in ISO form, for a date field; `history` starts with the latest edit."""

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
    history: tuple[HistoryEntry, ...]
    can_undo: bool
    can_redo: bool


def edit_view(thread: Thread, codebook: Codebook, history: History) -> EditView:
    """Builds the view of an archived thread."""
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
        history=tuple(_history_entry(edit) for edit in reversed(history.edits)),
        can_undo=history.can_undo,
        can_redo=history.can_redo,
    )


def _editable_point(view: PagePoint, thread: Thread) -> EditablePoint:
    points = thread.version.points
    text = points[view.position - 1].text
    rows = 1 + sum(1 + len(line) // 60 for line in text.split("\n"))
    return EditablePoint(view, text, min(rows, 20), view.position < len(points), len(points) > 1)


def _history_entry(edit: Edit) -> HistoryEntry:
    return HistoryEntry(sentence(describe(edit.operation)), edit.by, date(edit.at), edit.undone)
