"""Authors of archived threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes import author as shapes
from domain.shapes.reading import Related, Site
from presentation.timestamps import utc_or_none


@dataclass(frozen=True, slots=True)
class AuthorName:
    """An author by the site and the handle there."""

    site: Site
    handle: str


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme, as `family/theme`, and the number of points that have it."""

    theme: str
    points: int


@dataclass(frozen=True, slots=True)
class AuthorItem:
    """An author in a list."""

    site: Site
    handle: str
    names: tuple[str, ...]
    threads: int
    points: int
    first: datetime | None
    last: datetime | None

    @classmethod
    def from_domain(cls, summary: shapes.AuthorSummary) -> AuthorItem:
        author, first, last = summary.author, utc_or_none(summary.first), utc_or_none(summary.last)
        return cls(author.site, author.handle, summary.names, summary.threads, summary.points, first, last)


@dataclass(frozen=True, slots=True)
class AuthorItems:
    """A page of authors, and the cursor of the next one."""

    items: list[AuthorItem]
    next: str | None


@dataclass(frozen=True, slots=True)
class Author:
    """An author with all that is archived of them. `recommended` are threads of pages that are not archived themselves."""

    site: Site
    handle: str
    names: tuple[str, ...]
    same_as: list[AuthorName]
    threads: int
    points: int
    first: datetime | None
    last: datetime | None
    families: dict[str, int]
    themes: list[ThemeCount]
    recommended: list[Related]

    @classmethod
    def from_domain(cls, profile: shapes.AuthorProfile) -> Author:
        summary = profile.summary
        return cls(
            site=summary.author.site,
            handle=summary.author.handle,
            names=summary.names,
            same_as=[AuthorName(other.site, other.handle) for other in profile.same_as],
            threads=summary.threads,
            points=summary.points,
            first=utc_or_none(summary.first),
            last=utc_or_none(summary.last),
            families=dict(profile.families),
            themes=[ThemeCount(theme, points) for theme, points in profile.themes.items()],
            recommended=list(profile.recommended),
        )
