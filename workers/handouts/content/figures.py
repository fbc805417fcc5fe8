"""Figures of a handout: the pictures, videos, cards and polls beside a text, captioned with their authors' descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.bare_urls import safe_address
from domain.shapes.post import OF_OTHERS, Media, MediaKind
from presentation.messages import load_messages
from workers.handouts.content.links import Links
from workers.handouts.images import HandoutImage, qr

SHARE = re.compile(r"^(?P<words>.*?)[\s:·–-]*(?P<open>\()?(?P<share>\d{1,3}(?:[.,]\d+)?)\s?%(?(open)\))\s*$")
NARROWEST = 0.12
"""Of a row: a caption needs some width."""
GAP, HIGHEST_ROW, WIDE_ROW = 2.5, 62, 3.2
"""Of the rows of a gallery: space between pictures and greatest height, in percent of the width; proportions that fill one."""
LONGEST_SCANNED = 180
"""Characters of an address that is printed as a QR code: longer ones are signed, do not last, and are too dense to scan."""
PLAYED = {MediaKind.VIDEO, MediaKind.AUDIO}
FRAMED = {MediaKind.CARD, MediaKind.POLL, *OF_OTHERS, *PLAYED}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a poll; `share` is in percent, None when the site did not say."""

    words: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing beside a text.

    `alt` is its alternative text, `lines` its caption, `title` a card's title, `note` the number of its address among the
    links, `scan` a QR code of that address, `width` its share of a row of a gallery in percent; the last one of it
    `ends_row`.
    """

    kind: str
    label: str
    image: HandoutImage | None
    alt: str
    title: str
    lines: tuple[str, ...]
    href: str | None
    host: str
    note: int | None
    scan: HandoutImage | None
    choices: tuple[Choice, ...]
    framed: bool
    width: float | None = None
    ends_row: bool = True


class Figures:
    """Makes figures of media, from archived pictures by their addresses, and collects the numbers of links."""

    def __init__(self, images: Mapping[str, HandoutImage | None], links: Links, *, with_pictures: bool) -> None:
        self._images, self._links, self._with_pictures = images, links, with_pictures

    def groups(self, media: Iterable[Media]) -> Iterator[tuple[Figure, ...]]:
        """Figures in order; pictures that follow one another are a gallery."""
        figures = map(self.figure, media)
        for is_picture, run in groupby(figures, lambda figure: figure.image is not None and not figure.framed):
            if is_picture:
                pictures = tuple(run)
                yield tuple(balanced(pictures)) if len(pictures) > 1 else pictures
            else:
                yield from ((figure,) for figure in run)

    def figure(self, media: Media) -> Figure:
        """The figure of one medium: its picture, and its text."""
        messages = load_messages().shared
        kind, href = media.kind, safe_address(media.url)
        image = self._plate(media)
        lines = tuple(line.strip() for line in (media.alt or "").split("\n") if line.strip())
        title = lines[0] if kind is MediaKind.CARD and lines else ""
        link = href if kind in FRAMED and href else None
        return Figure(
            kind=kind.value,
            label=messages.media[kind.value],
            image=image,
            alt=" ".join(lines) or messages.no_alt_for[kind.value],
            title=title,
            lines=(*self._caption(media, lines[1:] if title else lines), *self._missing_picture(media, image)),
            href=href,
            host=(link or "").split("/")[2] if link else "",
            note=self._links.number(link) if link else None,
            scan=qr(link) if link and kind in PLAYED and len(link) <= LONGEST_SCANNED else None,
            choices=tuple(map(parse_choice, lines)) if kind is MediaKind.POLL else (),
            framed=kind in FRAMED,
        )

    def _plate(self, media: Media) -> HandoutImage | None:
        addresses = (media.poster_url, media.url) if media.kind in FRAMED | {MediaKind.GIF} else (media.url, media.poster_url)
        return next((image for address in addresses if address and (image := self._images.get(address))), None)

    def _caption(self, media: Media, lines: tuple[str, ...]) -> tuple[str, ...]:
        if media.kind is MediaKind.POLL:
            return () if media.votes is None else (str(load_messages().shared.votes(media.votes)),)
        if not lines and not (media.kind is MediaKind.CARD and media.alt):
            return (load_messages().shared.no_alt,)
        return lines

    def _missing_picture(self, media: Media, image: HandoutImage | None) -> Iterator[str]:
        """A sentence about a picture that belongs here and cannot be shown."""
        address = (media.url or media.poster_url) if media.kind in {MediaKind.IMAGE, MediaKind.GIF} else media.poster_url
        if self._with_pictures and address and image is None:
            yield load_messages().handout.picture_too_large if address in self._images else load_messages().handout.picture_lost


def balanced(pictures: Sequence[Figure]) -> Iterator[Figure]:
    """The pictures of a gallery with widths such that the pictures of a row have one height and fill it."""
    for row in gallery_rows(pictures):
        shape = sum(map(proportion, row))
        height = min((100 - GAP * (len(row) - 1)) / shape, HIGHEST_ROW)
        for figure in row:
            yield replace(figure, width=round(height * proportion(figure), 2), ends_row=figure is row[-1])


def gallery_rows(pictures: Sequence[Figure]) -> Iterator[Sequence[Figure]]:
    """The pictures in rows of two or three: three where they are high or one would remain, and none becomes too narrow."""
    remaining = list(pictures)
    while remaining:
        shapes = [proportion(figure) for figure in remaining[:3]]
        may_be_three = len(remaining) == 3 or (len(remaining) > 4 and sum(shapes) < WIDE_ROW)
        size = 3 if may_be_three and min(shapes) >= NARROWEST * sum(shapes) else 2
        yield remaining[:size]
        del remaining[:size]


def proportion(figure: Figure) -> float:
    """A picture's width by its height, within what a row can take."""
    return min(max(figure.image.width / figure.image.height, 0.4), 3) if figure.image else 1


def parse_choice(line: str) -> Choice:
    """An answer of a poll and its share, where the line ends with one."""
    if match := SHARE.match(line):
        share = float(match["share"].replace(",", "."))
        if share <= 100 and match["words"]:
            return Choice(match["words"], share)
    return Choice(line, None)
