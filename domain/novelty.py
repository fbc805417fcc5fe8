"""Does a reading say something that the last one did not? What does not adds no Version. Called by threads."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.thread import Completeness, Point, Version


def has_new_content(new: Version, last: Version) -> bool:
    """Whether points, facts or what is missing differ.

    A second capture always brings furniture and remarks of its own; those are no news of the thread.
    """
    return _facts(new) != _facts(last) or _bare(new) != _bare(last)


def _facts(version: Version) -> tuple[object, ...]:
    about = (version.title, version.site, version.url, version.author, version.posted_at, version.language)
    return (*about, version.root_post_id, *_missing(version.completeness))


def _missing(verdict: Completeness) -> tuple[object, ...]:
    return (verdict.verdict, verdict.declared, verdict.missing, verdict.gaps)


def _bare(version: Version) -> list[Point]:
    return [replace(point, tags=(), rejected=(), marker=None) for point in version.points]
