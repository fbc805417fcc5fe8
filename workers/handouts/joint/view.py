"""Everything that a joint handout shows: the views of its threads, and what stands before and behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from domain.editions import Edition
from domain.shapes.codebook import Codebook, CodebookRef, Family, Theme
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Thread
from presentation.facts import date_fact
from presentation.messages import Messages, day, load_messages
from presentation.text_language import language_of
from workers.handouts.content.index import Entry
from workers.handouts.content.links import Links
from workers.handouts.content.point_view import PointViewBuilder
from workers.handouts.content.provenance import running_title
from workers.handouts.content.view import HandoutView, build_view
from workers.handouts.images import prepare_images

Codebooks = Mapping[CodebookRef, Codebook]
Places = tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
"""For each thread its number, and the names and anchors of points."""


@dataclass(frozen=True, slots=True)
class JointEntry:
    """A theme of the index, and the points that have it."""

    family: Family
    theme: Theme
    places: Places

    @property
    def text(self) -> str:
        """The places in words: 1: 3, 4 · 2: 7."""
        return " · ".join(f"{number}: {', '.join(name for name, _ in points)}" for number, points in self.places)


@dataclass(frozen=True, slots=True)
class JointView:
    """A joint handout.

    `frame` has what belongs to the whole document, in the shape of a handout's view: title, footer, links, remarks, and the
    items of all threads. `parts` are the views of the threads in their order, each with the number that the index uses.
    """

    frame: HandoutView
    parts: tuple[tuple[int, HandoutView], ...]
    index: tuple[JointEntry, ...]


def build_joint_view(
    threads: Sequence[Thread],
    codebooks: Codebooks,
    title: str,
    edition: Edition,
    options: Options,
    rendered_at: datetime,
    pictures: Mapping[str, Picture],
    *,
    paged: bool = False,
) -> JointView:
    """The view of several threads, with names hidden already if they are to be. `paged` says that the handout has pages."""
    links = Links()
    points = chain.from_iterable(thread.version.points for thread in threads)
    images = prepare_images(points, pictures, options, sliced=paged)
    parts: list[tuple[int, HandoutView]] = []
    for number, thread in enumerate(threads, 1):
        codebook = codebooks[thread.codebook]
        language = language_of(thread.version)
        builder = PointViewBuilder(codebook, edition, options, images, links, f"thread-{number}-", language)
        view = build_view(thread, codebook, edition, options, rendered_at, pictures, builder)
        parts.append((number, replace(view, facts=view.facts[:-1])))  # the document says once when it was rendered
    views = [view for _, view in parts]
    return JointView(frame(views, title, links, rendered_at), tuple(parts), tuple(merged_index(parts)))


def frame(views: Sequence[HandoutView], title: str, links: Links, rendered_at: datetime) -> HandoutView:
    """What belongs to the document as a whole."""
    messages, first = load_messages(), views[0]
    authors = tuple(dict.fromkeys(view.author for view in views))
    points = messages.handout.joint.points(sum(len(view.points) for view in views))
    count = f"{messages.shared.thread_count(len(views))} · {points}" if title else points  # a default title counts the threads
    title = title or default_title(views, messages)
    return replace(
        first,
        title=title,
        dir="ltr",
        language=first.language if len({view.language for view in views}) == 1 else "und",
        author=messages.shared.comma.join(authors),
        handle=None,
        facts=(date_fact(messages.shared.facts.rendered, rendered_at, messages),),
        legends=(),
        verdict_line=count,
        reasons=(),
        items=tuple(chain.from_iterable(view.items for view in views)),
        index=(),
        links=links.entries,
        remarks=tuple(joint_remarks(views)),
        digests=tuple(f"{number}: {line}" for number, view in enumerate(views, 1) for line in view.digests),
        uncovered_note=next((view.uncovered_note for view in views if view.uncovered_note), None),
        uncovered=frozenset(chain.from_iterable(view.uncovered for view in views)),
        footer=(running_title(title), count, messages.handout.sheet_made(date=day(rendered_at))),
        qr_code=None,
        images={name: image for view in views for name, image in view.images.items()},
        subject=messages.handout.joint.subject(threads=messages.shared.thread_count(len(views)), points=points),
        attachment=None,
        address=None,
        is_mirrored=all(view.is_mirrored for view in views),
    )


def joint_remarks(views: Sequence[HandoutView]) -> Iterator[str]:
    """The remarks on the threads, each once; the numbers of its threads stand before one that is not about all."""
    numbers: dict[str, list[str]] = {}
    for number, view in enumerate(views, 1):
        for remark in view.remarks:
            numbers.setdefault(remark, []).append(str(number))
    for remark, about in numbers.items():
        yield remark if len(about) == len(views) else f"{', '.join(about)}: {remark}"


def default_title(views: Sequence[HandoutView], messages: Messages) -> str:
    """How many threads they are, and by whom if all are one person's."""
    threads = messages.shared.thread_count(len(views))
    authors = {(view.author, view.handle) for view in views}
    return str(messages.handout.joint.by(threads=threads, author=views[0].author)) if len(authors) == 1 else str(threads)


def merged_index(parts: Sequence[tuple[int, HandoutView]]) -> Iterator[JointEntry]:
    """One index of all threads: the themes in the order of their codebooks, each with its points by thread."""
    places: dict[tuple[str, str, str], list[tuple[int, Entry]]] = {}
    codebooks = {view.codebook.id: view.codebook for _, view in parts}
    for number, view in parts:
        for entry in view.index:
            places.setdefault((view.codebook.id, entry.family.id, entry.theme.id), []).append((number, entry))
    order = {
        (codebook.id, family.id, theme): place
        for place, (codebook, family, theme) in enumerate(
            (codebook, family, theme)
            for codebook in codebooks.values()
            for family in codebook.families
            for theme in (*(theme.id for theme in family.themes), "")
        )
    }
    for key in sorted(places, key=lambda key: order.get(key, len(order))):
        entries = places[key]
        yield JointEntry(entries[0][1].family, entries[0][1].theme, tuple((number, entry.points) for number, entry in entries))
