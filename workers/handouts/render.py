"""One call for every handout: a Thread to a file's bytes, in an edition and a format."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from archive.document import document_of
from archive.redaction import redacted
from archive.shapes.handout import Edition, Format
from archive.shapes.options import Options
from archive.shapes.picture import Picture
from archive.shapes.post import Author
from archive.shapes.reading import Site
from archive.shapes.theme import Codebook, CodebookRef, Evidence, Family, Tag, TaggedBy, Theme
from archive.shapes.thread import Completeness, Point, Role, Thread, Verdict, Version
from workers.handouts.docx import docx
from workers.handouts.epub import epub
from workers.handouts.html import one_file
from workers.handouts.markdown import markdown, with_pictures
from workers.handouts.plain import plain_text
from workers.handouts.sheet import Sheet, sheet
from workers.handouts.volumes import whole

PLAIN = Options()
NO_PICTURES: Mapping[str, Picture] = {}


def prepare() -> None:
    """Loads what is slow by making small handouts, so that processes forked later share it.

    Takes about a second and a half, most of it the imports and the fonts.
    """
    for _ in range(WARM):
        said = sheet(SPECIMEN, THEMES, Edition.ANNOTATED, PLAIN, datetime(2026, 1, 1, tzinfo=UTC), NO_PICTURES)
        whole(said, len(said.items))
    one_file(said)
    gc.collect()
    gc.freeze()  # before the fork: a collector that walks shared memory copies it


WARM = 3
LETTERS = "The quick brown fox jumps over the lazy dog, 0123456789. Ça, ähnlich, ночь, φῶς; “quoted” – ‘so’ — 👇"
THEME = Theme("specimen", "Specimen", "")
THEMES = Codebook("specimen", 1, "", "", tuple(Family(f"f{n}", f"Family {n}", "", n, (THEME,)) for n in range(1, 9)))
TAGS = tuple(Tag(family.id, THEME.id, 0.5, TaggedBy.MODEL, (Evidence(0, 9, LETTERS[:9]),)) for family in THEMES.families)
SPECIMEN = Thread(
    Version(
        title=LETTERS,
        site=Site.PASTE,
        url=None,
        author=Author(),
        posted_at=None,
        language="en",
        points=(
            *(Point(number, Role.POINT, LETTERS, number, tags=TAGS) for number in range(1, 9)),
            Point(9, Role.CLOSING, LETTERS),
        ),
        completeness=Completeness(Verdict.UNKNOWN),
    ),
    CodebookRef("specimen", 1),
)


def render(
    thread: Thread,
    codebook: Codebook,
    edition: Edition,
    format_: Format,
    rendered_at: datetime,
    options: Options = PLAIN,
    pictures: Mapping[str, Picture] = NO_PICTURES,
    volume_points: int = 1000,
) -> bytes:
    """The handout's bytes; the same arguments give the same text. A PDF of more than `volume_points` is set in volumes.

    `pictures` holds archived images by the address that the thread shows them under; one that is not there is told of.
    """
    options = options.of(edition, format_)
    if format_ is Format.JSON:
        return document_of(redacted(thread) if options.redact else thread, codebook)
    if format_ in WORDS_ALONE:
        options = replace(options, pictures=False)
    said = sheet(thread, codebook, edition, options, rendered_at, pictures)
    if format_ is Format.PDF:
        return whole(said, volume_points)
    return MAKERS[format_](said)


def zipped(sheet: Sheet) -> bytes:
    """Markdown with its pictures."""
    return with_pictures(sheet, "thread")


WORDS_ALONE = frozenset({Format.MD, Format.TXT})
"""Formats that tell of pictures and never show them."""
MAKERS: Mapping[Format, Callable[[Sheet], bytes]] = {
    Format.HTML: one_file,
    Format.EPUB: epub,
    Format.MD: markdown,
    Format.MD_ZIP: zipped,
    Format.TXT: plain_text,
    Format.DOCX: docx,
}
