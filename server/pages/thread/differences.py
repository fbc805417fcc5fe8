"""The page that shows the changes between two versions of a thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as Redirect

from archive.threads import threads
from domain.difference import Change, PointChange, Segment, compare_versions
from domain.errors import Invalid
from domain.shapes.thread import Thread
from presentation.messages import load_messages
from presentation.text_language import language_of
from server.access.auth import Role, allow_role
from server.api.query import version_number
from server.api.redirects import redirect_merged
from server.context import app_context
from server.pages.dates import Date, date

blueprint = Blueprint("difference_pages", __name__, url_prefix="/threads")


@dataclass(frozen=True, slots=True)
class ChangedPoint:
    """A point that changed. `label` is its number or position, `description` the kind of change in words."""

    change: str
    label: str
    position: int | None
    description: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A run of unchanged points."""

    count: int


@dataclass(frozen=True, slots=True)
class FactChange:
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """The whole page; `before` and `after` are the numbers of the versions."""

    id: str
    title: str
    language: str
    before: int
    after: int
    before_at: Date | None
    after_at: Date | None
    facts: tuple[FactChange, ...]
    items: tuple[ChangedPoint | Unchanged, ...]
    same: bool


@blueprint.get("/<id_>/diff")
@allow_role(Role.READER)
def show(id_: str) -> str | Redirect:
    """Shows the changes from one version to another; by default from the last but one to the latest."""
    if response := redirect_merged(id_):
        return response
    archive = app_context().archive
    new = threads.load(archive, id_, version_number("to"))
    assert new.number is not None
    number = version_number("from") or new.number - 1
    if number < 1:
        raise Invalid("one_version")
    return render_template("pages/diff.html.jinja", difference=_view(threads.load(archive, id_, number), new))


def _view(old: Thread, new: Thread) -> DifferenceView:
    changes, messages = compare_versions(old.version, new.version), load_messages()
    assert new.id is not None
    assert old.number is not None
    assert new.number is not None
    facts = [FactChange(messages.pages.diff.facts[name], before, after) for name, (before, after) in changes.facts.items()]
    before, after = (messages.shared.verdicts[verdict.value] for verdict in changes.verdict)
    if before != after:
        facts.append(FactChange(messages.pages.diff.facts["verdict"], before, after))
    items = tuple(_items(changes.points))
    return DifferenceView(
        id=new.id,
        title=new.version.title,
        language=language_of(new.version),
        before=old.number,
        after=new.number,
        before_at=_captured(new, old.number),
        after_at=_captured(new, new.number),
        facts=tuple(facts),
        items=items,
        same=not facts and all(isinstance(item, Unchanged) for item in items),
    )


def _captured(thread: Thread, number: int) -> Date | None:
    return next((date(version.made_at) for version in thread.versions if version.version == number), None)


def _items(points: tuple[PointChange, ...]) -> Iterator[ChangedPoint | Unchanged]:
    for unchanged, group in groupby(points, key=lambda point: point.change is Change.SAME):
        if unchanged:
            yield Unchanged(len(tuple(group)))
        else:
            yield from map(_changed_point, group)


def _changed_point(change: PointChange) -> ChangedPoint:
    point = change.new or change.old
    assert point is not None
    label = str(point.number if point.number is not None else point.position)
    position = change.new.position if change.new else None
    return ChangedPoint(
        change.change.value, label, position, load_messages().pages.diff.changes[change.change.value], change.segments
    )
