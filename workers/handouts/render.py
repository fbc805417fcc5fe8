"""One call for every handout: a Thread to a file's bytes, in an edition and a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from domain.shapes.handout import Edition, Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.post import Author
from domain.shapes.reading import Site
from domain.shapes.theme import Codebook, CodebookRef, Evidence, Family, Tag, TaggedBy, Theme
from domain.shapes.thread import Completeness, Point, Role, Thread, Verdict, Version
from presentation.api.thread import json_document
from presentation.redaction import redact
from workers.handouts.content.view import Sheet, sheet
from workers.handouts.formats.epub import epub
from workers.handouts.formats.html import one_file
from workers.handouts.formats.markdown import markdown, with_pictures
from workers.handouts.formats.plain import plain_text
from workers.handouts.pdf.volumes import whole

PLAIN = Options()
NO_PICTURES: Mapping[str, Picture] = {}


def prepare() -> None:
    """Loads what is slow by making small handouts, so that processes forked later share it.

    Takes about half a second. Python itself is faster from the third time on.
    """
    said = sheet(SPECIMEN, THEMES, Edition.ANNOTATED, PLAIN, datetime(2026, 1, 1, tzinfo=UTC), NO_PICTURES)
    one_file(said)
    for _ in range(WARM):
        whole(said, len(said.items))


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
            *(Point(number, Role.POINT, LETTERS, number, tags=(tag,)) for number, tag in enumerate(TAGS, 1)),
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
    options = options.relevant_to(edition, format_)
    if format_ is Format.JSON:
        return json_document(redact(thread) if options.redact else thread, codebook)
    if format_ in WORDS_ALONE:
        options = replace(options, pictures=False)
    said = sheet(thread, codebook, edition, options, rendered_at, pictures)
    if format_ is Format.PDF:
        return whole(said, volume_points)
    return MAKERS[format_](said)


def word(sheet: Sheet) -> bytes:
    """A DOCX. Its library is loaded by who wants one: it would be a tenth of a second of every start."""
    from workers.handouts.formats.docx import docx

    return docx(sheet)


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
    Format.DOCX: word,
}
