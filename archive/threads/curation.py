"""What people add to a thread: labels for all, and each for themselves a star, and notes on it and on its points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from archive.archive import Archive
from archive.library import index
from archive.points import load_points, point_finder
from archive.tables import labels, marks, point_notes, threads
from archive.tags.tag_rows import tagging_row
from archive.threads.merging import existing_thread
from archive.threads.versions import find_row, thread_row
from domain.errors import Invalid, NotFound
from domain.messages import message
from domain.shapes.curation import Curation, PersonNote, PointNote
from domain.shapes.decision import Anchor
from domain.shapes.redaction import RedactionChoices
from domain.shapes.submission import OWNER

MAX_LABELS: Final = 100
MAX_LABEL: Final = 100
MAX_NOTE: Final = 50_000
MAX_NAMES: Final = 500
MAX_NAME: Final = 200


def load(archive: Archive, thread_id: str, person: str = OWNER) -> Curation:
    """What that person sees. Raises `NotFound`."""
    with archive.database.read() as connection:
        return _load(connection, thread_id, person)


def change(
    archive: Archive,
    thread_id: str,
    by: str,
    *,
    new_labels: Sequence[str] | None = None,
    favourite: bool | None = None,
    note: str | None = None,
) -> Curation:
    """Changes what is given; an empty note is removed. Raises `NotFound`; `Invalid` for labels and notes that are too long."""
    names = None if new_labels is None else label_names(new_labels)
    text = None if note is None else _note_text(note)
    with archive.database.write(alone=True) as connection:
        _load(connection, thread_id, by)
        if names is not None:
            connection.execute(delete(labels).where(labels.c.thread_id == thread_id))
            add_labels(connection, thread_id, names)
        if favourite is not None:
            _mark(connection, thread_id, by, favourite=favourite)
        if text is not None:
            with index.changing_notes(connection, thread_id):
                _mark(connection, thread_id, by, note=text or None, written_at=archive.clock() if text else None)
        index.refresh(connection, thread_id)
        return _load(connection, thread_id, by)


def choose_codebook(archive: Archive, thread_id: str, codebook_id: str) -> None:
    """Makes that codebook the one that the thread is shown by. Raises `NotFound` when the thread is not tagged with it."""
    with archive.database.write(alone=True) as connection:
        row = find_row(connection, thread_id, thread_row(connection, thread_id).latest)
        if row is None or tagging_row(connection, row.id, codebook_id) is None:
            raise NotFound("version_tagging", codebook=codebook_id)
        connection.execute(update(threads).where(threads.c.id == thread_id).values(codebook_id=codebook_id))
        index.refresh(connection, thread_id)


def write_point_note(archive: Archive, thread_id: str, position: int, note: str, by: str) -> PointNote | None:
    """Sets a person's note on a point of the latest Version; an empty one is removed. Raises `NotFound`, `Invalid`."""
    text = _note_text(note)
    with archive.database.write(alone=True) as connection:
        version_id = _latest_version_id(connection, thread_id)
        point = next((point for point in load_points(connection, version_id) if point.position == position), None)
        if point is None:
            raise NotFound("point", position=position)
        finder = point_finder(connection, thread_id, version_id)
        on_thread = connection.execute(
            select(point_notes).where(point_notes.c.thread_id == thread_id, point_notes.c.by == by)
        ).all()
        with index.changing_notes(connection, thread_id):
            before = [row.id for row in on_thread if finder.find(row.anchor) == point]
            connection.execute(delete(point_notes).where(point_notes.c.id.in_(before)))
            if not text:
                return None
            anchor, now = Anchor(position, point.text, point.post_id), archive.clock()
            values = {"thread_id": thread_id, "anchor": anchor, "note": text, "by": by, "written_at": now}
            connection.execute(insert(point_notes).values(**values))
        return PointNote(position, text, by, now)


def load_point_notes(archive: Archive, thread_id: str) -> tuple[PointNote, ...]:
    """All notes on a thread's points, in the order of the points of the latest Version. Raises `NotFound`."""
    with archive.database.read() as connection:
        finder = point_finder(connection, thread_id, _latest_version_id(connection, thread_id))
        rows = connection.execute(select(point_notes).where(point_notes.c.thread_id == thread_id).order_by(point_notes.c.id))
        notes = [(finder.find(row.anchor), row) for row in rows]
    placed = (PointNote(point.position if point else None, row.note, row.by, row.written_at) for point, row in notes)
    return tuple(sorted(placed, key=lambda note: (note.position is None, note.position or 0)))


def label(archive: Archive, thread_id: str, names: Sequence[str]) -> None:
    """Adds labels to a thread, or to the one it was merged into, up to `MAX_LABELS`. Does nothing when it was deleted."""
    with archive.database.write(alone=True) as connection:
        existing_id = connection.execute(select(existing_thread(thread_id))).scalar_one()
        if existing_id is not None:
            add_labels_with_room(connection, existing_id, names)


def relabel(archive: Archive, thread_id: str, added: Sequence[str], removed: Sequence[str]) -> None:
    """Adds and removes labels of a thread. Raises `NotFound`, and `Invalid` for more labels than a thread may have."""
    with archive.database.write(alone=True) as connection:
        thread_row(connection, thread_id)
        present = _label_names(connection, thread_id)
        label_names({*present, *added} - set(removed))
        add_labels(connection, thread_id, added)
        remove_labels(connection, thread_id, removed)


def list_labels(archive: Archive) -> dict[str, int]:
    """All labels, with the number of threads that have each."""
    counted = select(labels.c.name, func.count()).join(threads, threads.c.id == labels.c.thread_id)
    query = counted.where(threads.c.deleted_at.is_(None)).group_by(labels.c.name).order_by(labels.c.name)
    with archive.database.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def change_redaction(archive: Archive, thread_id: str, hide: Sequence[str], keep: Sequence[str]) -> RedactionChoices:
    """Stores what a person says about names to hide. Raises `NotFound`, and `Invalid` for too many or too long words."""
    words = [tuple(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip())) for texts in (hide, keep)]
    if any(len(texts) > MAX_NAMES or any(len(text) > MAX_NAME for text in texts) for texts in words):
        raise Invalid("names", fields={"hide": message("invalid.names", most=MAX_NAMES, length=MAX_NAME)})
    choices = RedactionChoices(*words)
    with archive.database.write(alone=True) as connection:
        thread_row(connection, thread_id)
        connection.execute(update(threads).where(threads.c.id == thread_id).values(redaction=choices))
    return choices


def label_names(written: Iterable[str]) -> tuple[str, ...]:
    """Labels with single spaces, each once, in order. Raises Invalid."""
    names = dict.fromkeys(" ".join(name.split()) for name in written)
    names.pop("", None)
    if len(names) > MAX_LABELS or any(len(name) > MAX_LABEL for name in names):
        raise Invalid("labels", fields={"labels": message("invalid.label_length", most=MAX_LABELS, letters=MAX_LABEL)})
    return tuple(sorted(names))


def add_labels(connection: Connection, thread_id: str, names: Iterable[str]) -> None:
    """Adds the labels that the thread does not have yet."""
    present = _label_names(connection, thread_id)
    if rows := [{"thread_id": thread_id, "name": name} for name in names if name not in present]:
        connection.execute(insert(labels), rows)


def add_labels_with_room(connection: Connection, thread_id: str, names: Iterable[str]) -> None:
    """The same up to `MAX_LABELS`; the rest is left out."""
    present = _label_names(connection, thread_id)
    missing = [name for name in names if name not in present]
    add_labels(connection, thread_id, missing[: max(0, MAX_LABELS - len(present))])


def remove_labels(connection: Connection, thread_id: str, names: Sequence[str]) -> None:
    connection.execute(delete(labels).where(labels.c.thread_id == thread_id, labels.c.name.in_(names)))


def _note_text(note: str) -> str:
    text = note.strip()
    if len(text) > MAX_NOTE:
        raise Invalid("note", fields={"note": message("invalid.note_length", most=MAX_NOTE)})
    return text


def _load(connection: Connection, thread_id: str, person: str) -> Curation:
    thread_row(connection, thread_id)
    query = select(marks).where(marks.c.thread_id == thread_id).order_by(marks.c.person)
    rows = {row.person: row for row in connection.execute(query)}
    own = rows.pop(person, None)
    others = tuple(PersonNote(row.note, row.person, row.written_at) for row in rows.values() if row.note)
    note = own.note if own else None
    return Curation(_label_names(connection, thread_id), bool(own and own.favourite), note, person if note else None, others)


def _mark(connection: Connection, thread_id: str, person: str, **values: Any) -> None:
    """Changes what a person added to a thread for themselves; a row that says nothing any more is deleted."""
    own = (marks.c.thread_id == thread_id, marks.c.person == person)
    if connection.execute(update(marks).where(*own).values(**values)).rowcount == 0:
        connection.execute(insert(marks).values(thread_id=thread_id, person=person, **values))
    connection.execute(delete(marks).where(*own, marks.c.favourite.is_(False), marks.c.note.is_(None)))


def _label_names(connection: Connection, thread_id: str) -> tuple[str, ...]:
    names = select(labels.c.name).where(labels.c.thread_id == thread_id).order_by(labels.c.name)
    return tuple(connection.execute(names).scalars())


def _latest_version_id(connection: Connection, thread_id: str) -> int:
    row = find_row(connection, thread_id, thread_row(connection, thread_id).latest)
    assert row is not None
    return int(row.id)
