"""Renders a theme sheet: the points of several threads that have one theme, each thread with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.bare_urls import safe_address
from domain.editions import Edition
from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.options import Options
from domain.shapes.tag import Tag
from domain.shapes.thread import Point, Thread
from presentation.markup import direction
from presentation.messages import day, language_of_messages, load_messages
from presentation.redaction import redact_all
from workers.handouts.content.point_view import HandoutPoint, PointViewBuilder
from workers.handouts.content.provenance import clip
from workers.handouts.font_coverage import uncovered_letters
from workers.handouts.formats.html import render_template
from workers.handouts.pdf.page_footer import page_rules
from workers.handouts.pdf.renderer import render_document
from workers.handouts.style import variants

TEMPLATE, STYLE = "handout/theme.html.jinja", "handout/theme.css"


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """One thread's points on the theme."""

    title: str
    dir: str
    author: str
    handle: str | None
    address: str | None
    published: str | None
    points: tuple[HandoutPoint, ...]


@dataclass(frozen=True, slots=True)
class ThemeSheetView:
    """Everything that a theme sheet shows."""

    family: Family
    theme: Theme
    codebook: Codebook
    options: Options
    parts: tuple[ThreadPart, ...]
    links: tuple[tuple[int, str], ...]
    count: str
    more: str | None
    rendered_at: datetime
    uncovered: frozenset[str]
    footer: tuple[str, ...]


def theme_sheet(
    threads: Sequence[Thread],
    codebook: Codebook,
    family: Family,
    theme: Theme,
    options: Options,
    more: int,
    rendered_at: datetime,
) -> bytes:
    """The sheet as PDF. `more` threads have the theme too and are only counted."""
    with language_of_messages(options.lang):
        return render_sheet(threads, codebook, family, theme, options, more, rendered_at)


def render_sheet(
    threads: Sequence[Thread],
    codebook: Codebook,
    family: Family,
    theme: Theme,
    options: Options,
    more: int,
    rendered_at: datetime,
) -> bytes:
    messages = load_messages().handout
    shown_threads = redact_all(threads) if options.redact else threads
    builder = PointViewBuilder(
        codebook_of_theme(codebook, family, theme), Edition.ANNOTATED, replace(options, pictures=False), {}
    )
    parts = tuple(thread_part(thread, builder) for thread in shown_threads)
    points = [view.point for part in parts for view in part.points]
    count = messages.sheet_count(len(points), threads=load_messages().shared.thread_count(len(parts)))
    view = ThemeSheetView(
        family=family,
        theme=theme,
        codebook=codebook,
        options=options,
        parts=parts,
        links=builder.links.entries,
        count=count,
        more=messages.sheet_more(more) if more else None,
        rendered_at=rendered_at,
        uncovered=uncovered_letters([point.text for point in points]),
        footer=(
            f"{family.name}: {theme.name}",
            messages.sheet_codebook(codebook=codebook.name, version=codebook.version),
            f"{messages.sheet_made(date=day(rendered_at))} · {count}",
        ),
    )
    page, single_page = page_rules(view.footer, None, options), page_rules(("",), None, options)
    return render_document(
        render_template(view, template=TEMPLATE), {}, page, single_page, (*variants(Edition.ANNOTATED, options), STYLE)
    )


def codebook_of_theme(codebook: Codebook, family: Family, theme: Theme) -> Codebook:
    """The codebook with one theme alone: a sheet shows no other tags."""
    small_family = Family(family.id, family.name, family.definition, family.palette, (theme,))
    return Codebook(codebook.id, codebook.version, codebook.name, codebook.description, (small_family,))


def tags_of_theme(point: Point, codebook: Codebook) -> tuple[Tag, ...]:
    """A point's tags with the one theme of a codebook."""
    (family,) = codebook.families
    return tuple(tag for tag in point.tags if tag.family == family.id and tag.theme == family.themes[0].id)


def thread_part(thread: Thread, builder: PointViewBuilder) -> ThreadPart:
    """The part of a theme sheet that is about one thread."""
    version, messages = thread.version, load_messages().shared
    author = version.author.name or version.author.handle or messages.unknown_author
    return ThreadPart(
        title=clip(version.title or str(messages.untitled), 120),
        dir=direction(version.title),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        address=safe_address(version.url),
        published=day(version.posted_at) if version.posted_at else None,
        points=tuple(builder.point(replace(point, tags=tags_of_theme(point, builder.codebook))) for point in version.points),
    )
