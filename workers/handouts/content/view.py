"""Everything that a handout shows, as plain values for templates and formats; built from a Thread and its Codebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.bare_urls import safe_address
from domain.editions import CONTENTS, Edition
from domain.point_ranges import select_points
from domain.shapes.codebook import Codebook
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Gap, Point, Thread, Version
from presentation.api.thread import json_document
from presentation.facts import Fact, facts
from presentation.gaps import with_gaps
from presentation.legend import Legend, legends, strip_label
from presentation.markup import direction
from presentation.messages import Messages, day, load_messages, sentence
from presentation.strip import Strip, strip
from presentation.text_language import language_of
from presentation.verdict import verdict_line
from workers.handouts.content.figures import Figure
from workers.handouts.content.index import Entry, index
from workers.handouts.content.point_view import HandoutPoint, PointViewBuilder
from workers.handouts.content.provenance import digests, footer, remarks
from workers.handouts.content.questions import questions
from workers.handouts.font_coverage import uncovered_letters, uncovered_scripts
from workers.handouts.images import HandoutImage, prepare_images, qr

MAX_POSTS = 150
"""Posts whose dates and addresses are listed at the end; of more they would fill pages, and every number is a link anyway."""
TEXT_COLUMN = 108
"""Width for the strip, in millimetres."""


@dataclass(frozen=True, slots=True)
class Volume:
    """The part of a long thread that a view is; only the first has the head, only the last the end."""

    label: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class HandoutView:
    """A complete handout. `items` are points and gaps in reading order; `uncovered` has the letters that no font has.

    `footer` has the lines of the pages' footer, `qr_code` the source's address, `selection` which points were chosen; what an
    edition does not show is empty.
    """

    edition: Edition
    options: Options
    title: str
    dir: str
    language: str
    author: str
    handle: str | None
    facts: tuple[Fact, ...]
    strip: Strip
    bead: float
    strip_label: str
    legends: tuple[Legend, ...]
    verdict: str
    verdict_line: str
    reasons: tuple[str, ...]
    items: tuple[HandoutPoint | Gap, ...]
    index: tuple[Entry, ...]
    questions: tuple[str, ...]
    links: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]
    digests: tuple[str, ...]
    uncovered_note: str | None
    uncovered: frozenset[str]
    footer: tuple[str, ...]
    qr_code: HandoutImage | None
    images: Mapping[str, HandoutImage]
    subject: str
    rendered_at: datetime
    attachment: bytes | None
    codebook: Codebook
    selection: str
    address: str | None
    is_mirrored: bool
    volume: Volume | None = None

    @property
    def points(self) -> tuple[HandoutPoint, ...]:
        return tuple(item for item in self.items if isinstance(item, HandoutPoint))

    @property
    def annotated(self) -> bool:
        return CONTENTS[self.edition].tags

    @property
    def posts(self) -> tuple[tuple[str, str, str], ...]:
        """The single posts: names of points, dates and addresses; empty where names are hidden or they are too many."""
        listed = [(item.label or item.role, item.point.posted_at, item.url or "") for item in self.points if item.url]
        if self.options.redact or not 1 < len(listed) <= MAX_POSTS:
            return ()
        return tuple((name, day(date) if date else "", address) for name, date, address in listed)

    @property
    def has_strip(self) -> bool:
        """Whether the strip says something: that points have themes, or that some are missing."""
        return self.annotated and (self.has_tags or any(isinstance(item, Gap) for item in self.items))

    @property
    def has_tags(self) -> bool:
        return any(legend.palette and legend.count for legend in self.legends)

    @property
    def repeats_title(self) -> bool:
        """Whether the first point begins with the title, as it does unless a person gave one."""
        points = self.points
        title = plain_words(self.title).rstrip("….!? ")
        return bool(points and title) and plain_words(points[0].point.text[: len(self.title) * 2]).startswith(title)


def plain_words(text: str) -> str:
    """A text with its white space folded, to be compared."""
    return " ".join(text.split())


def build_view(
    thread: Thread,
    codebook: Codebook,
    edition: Edition,
    options: Options,
    rendered_at: datetime,
    pictures: Mapping[str, Picture],
    builder: PointViewBuilder | None = None,
    *,
    paged: bool = False,
) -> HandoutView:
    """The view of a thread in an edition, with names hidden already if they are to be. `pictures` are by their addresses.

    A joint handout gives the `builder` of the thread's points, which has their pictures. `paged`: with pages.
    """
    messages, contents = load_messages(), CONTENTS[edition]
    version = selected(thread.version, options.points)
    if builder is None:
        images = prepare_images(version.points, pictures, options, sliced=paged)
        builder = PointViewBuilder(codebook, edition, options, images, language=language_of(version))
    items = tuple(with_gaps(map(builder.point, version.points), version.completeness.gaps))
    is_mirrored = mostly_right_to_left(version)
    beads = strip(version, codebook, per_row(len(version.points)))
    beads = beads.mirrored if is_mirrored else beads
    author = version.author.name or version.author.handle or messages.shared.unknown_author
    legend_entries = legends(version.points, codebook, messages)
    address = safe_address(version.url)
    qr_code = qr(address) if address else None
    subject = messages.handout.subject if contents.tagging else messages.handout.subject_reading
    texts = (version.title, author, *(point.text for point in version.points))
    return HandoutView(
        edition=edition,
        options=options,
        title=version.title or messages.shared.untitled,
        dir=direction(version.title),
        language=language_of(version),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        facts=tuple(facts(thread, messages, rendered_at, hidden=options.redact)),
        strip=beads,
        bead=min(0.42, TEXT_COLUMN / (beads.width + 2)),
        strip_label=strip_label(legend_entries, messages),
        legends=legend_entries,
        verdict=version.completeness.verdict.value,
        verdict_line=verdict_line(version.completeness, len(version.points), messages),
        reasons=tuple(dict.fromkeys(sentence(reason) for reason in version.completeness.reasons)),
        items=items,
        index=tuple(index(version.points, codebook, messages, builder.prefix)) if contents.tags else (),
        questions=questions(version.points) if contents.exercise else (),
        links=builder.links.entries,
        remarks=tuple(remarks(thread, codebook, edition, options, messages)),
        digests=() if options.redact else tuple(digests(thread, messages)),
        uncovered_note=uncovered_note(texts, messages),
        uncovered=uncovered_letters(texts),
        footer=footer(thread, rendered_at, options, messages),
        qr_code=qr_code,
        images={image.name: image for image in images_of(items, qr_code)},
        subject=subject(points=len(version.points), author=author),
        rendered_at=rendered_at,
        attachment=json_document(thread, codebook) if options.pdfa else None,
        codebook=codebook,
        selection=selection_note(version.points, options.points, messages),
        address=address,
        is_mirrored=is_mirrored,
    )


def mostly_right_to_left(version: Version) -> bool:
    """Whether most points are written from right to left: then the pages are laid out so, too."""
    right_to_left = sum(direction(point.text) == "rtl" for point in version.points)
    return right_to_left * 2 > len(version.points)


def selected(version: Version, ranges: str) -> Version:
    """The version with the chosen points only, and without the gaps between them. Raises Invalid when none has the numbers."""
    if not ranges:
        return version
    completeness = replace(version.completeness, gaps=())
    return replace(version, points=select_points(version.points, ranges), completeness=completeness)


def selection_note(points: Sequence[Point], ranges: str, messages: Messages) -> str:
    """Which points were chosen; empty when all are here."""
    return str(messages.handout.selection(points=ranges.replace("-", "–").replace(",", ", "))) if ranges and points else ""


def images_of(items: Sequence[HandoutPoint | Gap], qr_code: HandoutImage | None) -> Iterator[HandoutImage]:
    """Every picture that is embedded."""
    if qr_code:
        yield qr_code
    for figure in figures_of(items):
        yield from (image for image in (figure.image, figure.scan) if image)


def figures_of(items: Sequence[HandoutPoint | Gap]) -> Iterator[Figure]:
    """Every figure of some points and of their quotes."""
    for item in items:
        if isinstance(item, HandoutPoint):
            for group in (*item.figures, *(item.quote.figures if item.quote else ())):
                yield from group


def uncovered_note(texts: Sequence[str], messages: Messages) -> str | None:
    """A sentence about letters that no font has, by their scripts."""
    scripts = uncovered_scripts(texts)
    return messages.handout.uncovered(scripts=messages.shared.comma.join(scripts)) if scripts else None


def per_row(points: int) -> int:
    """How many beads a row of the strip has, so that the strip never fills a page."""
    if points <= 36:
        return 40
    return 40 if points <= 160 else 100
