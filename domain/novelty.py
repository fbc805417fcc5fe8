"""Decides whether a derivation differs from the latest Version enough to become a new one. Called by `archive/threads/`."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.thread import Completeness, Point, Version


def has_new_content(new: Version, last: Version) -> bool:
    """Whether points, facts or the missing numbers and gaps differ.

    Another capture always has other boilerplate and remarks (`dropped`, `reasons`); these make no new Version.
    """
    return _facts(new) != _facts(last) or _untagged(new) != _untagged(last)


def _facts(version: Version) -> tuple[object, ...]:
    facts = (version.title, version.site, version.url, version.author, version.posted_at, version.language)
    return (*facts, version.root_post_id, *_missing(version.completeness))


def _missing(verdict: Completeness) -> tuple[object, ...]:
    return (verdict.verdict, verdict.declared, verdict.missing, verdict.gaps)


def _untagged(version: Version) -> list[Point]:
    return [replace(point, tags=(), rejected=(), marker=None) for point in version.points]
