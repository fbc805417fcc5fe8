"""What stood beside a text: pictures, videos, cards, polls, as they are set. Their captions are their authors' descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind
from presentation.messages import load_messages
from workers.handouts.content.links import Links
from workers.handouts.images import Plate, qr

SHARE = re.compile(r"^(?P<words>.*?)[\s:·–-]*(?P<open>\()?(?P<share>\d{1,3}(?:[.,]\d+)?)\s?%(?(open)\))\s*$")
PLAYED = {MediaKind.VIDEO, MediaKind.AUDIO}
FRAMED = {MediaKind.CARD, MediaKind.POLL, *PLAYED}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a poll; `share` is in percent, None when the site did not say."""

    words: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing beside a text.

    `alt` is what it says to those who do not see it, `lines` its caption, `title` a card's, `note` the number of its
    address among the links, `scan` a code that leads there.
    """

    kind: str
    label: str
    plate: Plate | None
    alt: str
    title: str
    lines: tuple[str, ...]
    href: str | None
    host: str
    note: int | None
    scan: Plate | None
    choices: tuple[Choice, ...]
    framed: bool


class Figures:
    """Makes figures of media; knows which pictures were kept and collects the numbers of links."""

    def __init__(self, kept: Mapping[str, Plate | None], links: Links, *, wanted: bool) -> None:
        self._kept, self._links, self._wanted = kept, links, wanted

    def grouped(self, media: Iterable[Media]) -> Iterator[tuple[Figure, ...]]:
        """Figures in order; pictures that follow one another are a gallery."""
        made = map(self.figure, media)
        for picture, run in groupby(made, lambda each: each.plate is not None and not each.framed):
            if picture:
                yield tuple(run)
            else:
                yield from ((each,) for each in run)

    def figure(self, media: Media) -> Figure:
        """One thing, told as well as shown."""
        said = load_messages().shared
        kind, href = media.kind, safe_address(media.url)
        plate = self._plate(media)
        lines = tuple(line.strip() for line in (media.alt or "").split("\n") if line.strip())
        title = lines[0] if kind is MediaKind.CARD and lines else ""
        leads = href if kind in FRAMED and href else None
        return Figure(
            kind=kind.value,
            label=said.media[kind.value],
            plate=plate,
            alt=" ".join(lines) or said.no_alt_for[kind.value],
            title=title,
            lines=(*self._caption(media, lines[1:] if title else lines), *self._lost(media, plate)),
            href=href,
            host=(leads or "").split("/")[2] if leads else "",
            note=self._links.number(leads) if leads else None,
            scan=qr(leads) if leads and kind in PLAYED else None,
            choices=tuple(map(choice, lines)) if kind is MediaKind.POLL else (),
            framed=kind in FRAMED,
        )

    def _plate(self, media: Media) -> Plate | None:
        places = (media.poster_url, media.url) if media.kind in FRAMED | {MediaKind.GIF} else (media.url, media.poster_url)
        return next((plate for place in places if place and (plate := self._kept.get(place))), None)

    def _caption(self, media: Media, lines: tuple[str, ...]) -> tuple[str, ...]:
        if media.kind is MediaKind.POLL:
            return ()
        if not lines and not (media.kind is MediaKind.CARD and media.alt):
            return (load_messages().shared.no_alt,)
        return lines

    def _lost(self, media: Media, plate: Plate | None) -> Iterator[str]:
        """A sentence about a picture that should be here and is not."""
        place = (media.url or media.poster_url) if media.kind in {MediaKind.IMAGE, MediaKind.GIF} else media.poster_url
        if self._wanted and place and plate is None:
            yield load_messages().handout.picture_too_large if place in self._kept else load_messages().handout.picture_lost


def choice(line: str) -> Choice:
    """An answer and its share, where the line ends with one."""
    if found := SHARE.match(line):
        share = float(found["share"].replace(",", "."))
        if share <= 100 and found["words"]:
            return Choice(found["words"], share)
    return Choice(line, None)
