"""A sheet of one theme: what threads say of it, side by side, each point with where it is from. For a wall or a workshop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.bare_urls import safe_address
from domain.shapes.handout import Edition
from domain.shapes.options import Options
from domain.shapes.theme import Codebook, Family, Tag, Theme
from domain.shapes.thread import Point, Thread
from presentation.markup import direction
from presentation.messages import day, load_messages
from presentation.redaction import redact
from workers.handouts.content.point_view import HandoutPoint, Setter
from workers.handouts.content.provenance import clipped
from workers.handouts.font_coverage import unset_letters
from workers.handouts.formats.html import markup
from workers.handouts.pdf.page_footer import page_rule
from workers.handouts.pdf.renderer import typeset
from workers.handouts.style import variants

TEMPLATE, STYLE = "handout/theme.html.jinja", "handout/theme.css"


@dataclass(frozen=True, slots=True)
class Voice:
    """One thread's points on the theme."""

    title: str
    dir: str
    author: str
    handle: str | None
    address: str | None
    published: str | None
    points: tuple[HandoutPoint, ...]


@dataclass(frozen=True, slots=True)
class ThemeSheet:
    """Everything that a theme sheet says."""

    family: Family
    theme: Theme
    codebook: Codebook
    options: Options
    voices: tuple[Voice, ...]
    links: tuple[tuple[int, str], ...]
    count: str
    more: str | None
    made_at: datetime
    unset: frozenset[str]
    foot: tuple[str, ...]

    judged = False


def theme_sheet(
    threads: Sequence[Thread],
    codebook: Codebook,
    family: Family,
    theme: Theme,
    options: Options,
    more: int,
    rendered_at: datetime,
) -> bytes:
    """The sheet as PDF. `more` threads carry the theme too and are only counted."""
    said = load_messages().handout
    told = tuple(redact(thread) if options.redact else thread for thread in threads)
    setter = Setter(one_theme(codebook, family, theme), Edition.ANNOTATED, replace(options, pictures=False), {})
    voices = tuple(voice(thread, setter) for thread in told)
    points = sum(len(each.points) for each in voices)
    count = said.sheet_count(points, threads=load_messages().shared.thread_count(len(voices)))
    sheet = ThemeSheet(
        family=family,
        theme=theme,
        codebook=codebook,
        options=options,
        voices=voices,
        links=setter.links.listed,
        count=count,
        more=said.sheet_more(more) if more else None,
        made_at=rendered_at,
        unset=unset_letters([point.point.text for each in voices for point in each.points]),
        foot=(
            f"{family.name}: {theme.name}",
            said.sheet_codebook(codebook=codebook.name, version=codebook.version),
            f"{said.sheet_made(date=day(rendered_at))} · {count}",
        ),
    )
    page, alone = page_rule(sheet.foot, None, options), page_rule(("",), None, options)
    return typeset(markup(sheet, template=TEMPLATE), {}, page, alone, (*variants(Edition.ANNOTATED, options), STYLE))


def one_theme(codebook: Codebook, family: Family, theme: Theme) -> Codebook:
    """The codebook with nothing but the theme: no other tag is shown on its sheet."""
    only = Family(family.id, family.name, family.definition, family.palette, (theme,))
    return Codebook(codebook.id, codebook.version, codebook.name, codebook.description, (only,))


def of_theme(point: Point, only: Codebook) -> tuple[Tag, ...]:
    """The tags that the sheet is about."""
    (family,) = only.families
    return tuple(tag for tag in point.tags if tag.family == family.id and tag.theme == family.themes[0].id)


def voice(thread: Thread, setter: Setter) -> Voice:
    """A thread's part of the sheet."""
    version, said = thread.version, load_messages().shared
    author = version.author.name or version.author.handle or said.unknown_author
    return Voice(
        title=clipped(version.title or str(said.untitled), 120),
        dir=direction(version.title),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        address=safe_address(version.url),
        published=day(version.posted_at) if version.posted_at else None,
        points=tuple(setter.point(replace(point, tags=of_theme(point, setter.codebook))) for point in version.points),
    )
