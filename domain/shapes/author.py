"""Authors of archived threads: what is known of one, and lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.shapes.reading import Related, Site


@dataclass(frozen=True, slots=True)
class AuthorName:
    """An author by the site and the handle there."""

    site: Site
    handle: str


@dataclass(frozen=True, slots=True)
class AuthorSummary:
    """An author in a list. `points` are those of the latest Versions, `last` when the latest thread was published."""

    author: AuthorName
    names: tuple[str, ...]
    threads: int
    points: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class AuthorProfile:
    """An author with all that the archive has: `families` and `themes` (`family/theme`) count points.

    `same_as` are the author's names elsewhere; `recommended` are threads that pages recommended and that are not archived.
    """

    summary: AuthorSummary
    same_as: tuple[AuthorName, ...]
    families: Mapping[str, int]
    themes: Mapping[str, int]
    recommended: tuple[Related, ...]
