"""A thread as one plain text, and where in it each point's words stand: what a source of a QDA project is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.shapes.thread import Point, Role, Thread
from presentation.messages import load_messages


@dataclass(frozen=True, slots=True)
class Transcript:
    """`text` has LF line ends; `starts` has the code point at which each position's words begin."""

    text: str
    starts: Mapping[int, int]


def transcript(thread: Thread) -> Transcript:
    """Title, author and source, then every point under its number."""
    version = thread.version
    author = version.author.name or version.author.handle or load_messages().shared.unknown_author
    head = [version.title or load_messages().shared.untitled, author, *([version.url] if version.url else [])]
    parts = ["\n".join(head), "\n\n"]
    length, starts = sum(map(len, parts)), dict[int, int]()
    for point in version.points:
        label = f"[{_label(point)}]\n"
        starts[point.position] = length + len(label)
        parts += [label, point.text, "\n\n"]
        length += len(label) + len(point.text) + 2
    return Transcript("".join(parts), starts)


def _label(point: Point) -> str:
    if point.role is not Role.POINT:
        return str(load_messages().shared.roles[point.role.value])
    return str(point.number if point.number is not None else point.position)
