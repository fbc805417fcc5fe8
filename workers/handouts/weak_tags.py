"""Shows weak tags like the others, for handouts that are asked to (`weak=1`)."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.thread import Thread


def with_weak_tags(thread: Thread) -> Thread:
    """The same thread with its weak tags among the others."""
    points = tuple(replace(point, tags=(*point.tags, *point.weak), weak=()) for point in thread.version.points)
    return replace(thread, version=replace(thread.version, points=points))
