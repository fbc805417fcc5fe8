"""The pages of authors: all of them, and one with their threads, themes, and what is not archived yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import follows, schedules
from archive.library import author_profiles, listing
from domain.durations import format_duration
from domain.errors import Invalid, NotFound
from domain.search.query import HandleIs, SiteIs, both
from domain.shapes.author import AuthorName, AuthorProfile, AuthorSummary
from domain.shapes.codebook import Family, Theme
from domain.shapes.library import Order, Sort
from domain.shapes.reading import Site
from domain.shapes.thread import ThreadSummary
from presentation.messages import load_messages
from server.access.auth import Role, allow_role
from server.api.query import whole_number
from server.context import AppContext, app_context
from server.pages.dates import Date, date
from server.pages.follows import LOOKS, REFRESHES, can_follow
from server.pages.thread_rows import Row, row
from server.problems import error_text

blueprint = Blueprint("author_pages", __name__, url_prefix="/authors")
PAGE_SIZE: Final = 60
MAX_THREADS: Final = 100
TOP_THEMES: Final = 5
MAX_OFFSET: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """An author in the list."""

    href: str
    name: str
    handle: str
    site: str
    threads: str
    last: Date | None


@dataclass(frozen=True, slots=True)
class ThemeBar:
    """A family or theme with its number of points; `share` of the largest, in percent."""

    name: str
    palette: int
    points: int
    share: int


@dataclass(frozen=True, slots=True)
class ThreadYear:
    """The threads that were published in a year; None where that is not known."""

    year: int | None
    rows: tuple[Row, ...]


@blueprint.get("")
@allow_role(Role.READER)
def index() -> str:
    """Lists authors, those with most threads first."""
    words, offset = request.args.get("author", "").strip(), whole_number("from", 0, 0, MAX_OFFSET)
    listed = author_profiles.list_authors(app_context().archive, words, offset, PAGE_SIZE + 1)
    rows = [_author_row(summary) for summary in listed[:PAGE_SIZE]]
    query = {"author": words} if words else {}
    older = f"/authors?{urlencode(query | {'from': offset + PAGE_SIZE})}" if len(listed) > PAGE_SIZE else None
    return render_template("pages/authors.html.jinja", rows=rows, words=words, older=older, first=offset == 0)


@blueprint.get("/<site>/<handle>")
@allow_role(Role.READER)
def show(site: str, handle: str) -> str:
    """Shows an author."""
    return _author_page(author_profiles.parse_author(site, handle))


def _author_page(author: AuthorName, fault: str = "") -> str:
    """The page of an author; with a fault also the name that was typed into its form."""
    context = app_context()
    profile = author_profiles.load_author(context.archive, author)
    query = both(SiteIs(author.site), HandleIs(author.handle))
    page = listing.list_page(context.archive, query, Order(Sort.PUBLISHED), limit=MAX_THREADS)
    every = schedules.load_shared(context.archive, author)
    return render_template(
        "pages/author.html.jinja",
        author=author,
        profile=profile,
        name=next(iter(profile.summary.names), f"@{author.handle}"),
        first=date(profile.summary.first),
        last=date(profile.summary.last),
        years=list(_by_year([item.thread for item in page.items], context)),
        families=_family_bars(profile, context),
        themes=_theme_bars(profile, context),
        same_as=[(f"/authors/{other.site.value}/{path(other)}", other) for other in profile.same_as],
        sites=tuple(Site),
        fault=fault,
        followed=follows.find(context.archive, author.site, author.handle) is not None,
        can_follow=can_follow(author),
        looks=LOOKS,
        refreshes=REFRESHES,
        refresh_every=format_duration(every) if every else "",
        query=f"site:{author.site.value} author:@{author.handle}",
        all_threads=f"/threads?{urlencode({'site': author.site.value, 'author': author.handle})}" if page.next else None,
    )


@blueprint.post("/<site>/<handle>/same-as")
@allow_role(Role.EDITOR)
def join(site: str, handle: str) -> Redirect | tuple[str, int]:
    """Records that another author is the same person, or that this one is nobody else."""
    archive, author = app_context().archive, author_profiles.parse_author(site, handle)
    if request.form.get("do") == "separate":
        author_profiles.separate_author(archive, author)
        return redirect(f"/authors/{site}/{path(author)}", 303)
    other = request.form.get("handle", "").strip().removeprefix("@")
    try:
        author_profiles.join_authors(archive, author, author_profiles.parse_author(request.form.get("site", ""), other))
    except (Invalid, NotFound) as error:
        return _author_page(author, error_text(error)), 422
    return redirect(f"/authors/{site}/{path(author)}", 303)


def path(author: AuthorName) -> str:
    """The handle as part of an address."""
    return quote(author.handle, safe="@:.")


def _author_row(summary: AuthorSummary) -> AuthorRow:
    author, shared = summary.author, load_messages().shared
    return AuthorRow(
        href=f"/authors/{author.site.value}/{path(author)}",
        name=next(iter(summary.names), f"@{author.handle}"),
        handle=author.handle,
        site=shared.sites[author.site.value],
        threads=shared.thread_count(summary.threads),
        last=date(summary.last),
    )


def _by_year(threads: list[ThreadSummary], context: AppContext) -> Iterator[ThreadYear]:
    for year, group in groupby(threads, lambda thread: thread.posted_at.year if thread.posted_at else None):
        yield ThreadYear(year, tuple(row(thread, context.codebooks) for thread in group))


def _family_bars(profile: AuthorProfile, context: AppContext) -> tuple[ThemeBar, ...]:
    largest = max(profile.families.values(), default=1)
    known = {family.id: family for family, _ in _themes(context)}
    return tuple(
        ThemeBar(known[id_].name, known[id_].palette, points, 100 * points // largest)
        for id_, points in sorted(profile.families.items(), key=lambda pair: -pair[1])
        if id_ in known
    )


def _theme_bars(profile: AuthorProfile, context: AppContext) -> tuple[ThemeBar, ...]:
    largest = max(profile.themes.values(), default=1)
    known = {f"{family.id}/{theme.id}": (family, theme) for family, theme in _themes(context)}
    bars = []
    for name, points in profile.themes.items():
        if name in known:
            family, theme = known[name]
            bars.append(ThemeBar(theme.name, family.palette, points, 100 * points // largest))
    return tuple(bars[:TOP_THEMES])


def _themes(context: AppContext) -> Iterator[tuple[Family, Theme]]:
    """All themes of all codebooks."""
    for codebook in context.codebooks.values():
        for family in codebook.families:
            yield from ((family, theme) for theme in family.themes)
