"""Renders a handout: a Thread to a file's bytes, in an edition and a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from domain.editions import CONTENTS, Edition, Part
from domain.handout_files import PART_FORMATS
from domain.shapes.codebook import Codebook, CodebookRef, Family, Theme
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.post import Author
from domain.shapes.reading import Site
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Completeness, Point, Role, Thread, Verdict, Version
from presentation.api.thread import json_document
from presentation.messages import language_of_messages
from presentation.redaction import redact
from workers.handouts.content.view import HandoutView, build_view
from workers.handouts.formats.csv import render_csv
from workers.handouts.formats.epub import render_epub
from workers.handouts.formats.html import render_html
from workers.handouts.formats.markdown import render_markdown, render_markdown_zip
from workers.handouts.formats.plain import render_plain_text
from workers.handouts.formats.zip_files import zip_files
from workers.handouts.pdf.volumes import render_volumes
from workers.handouts.weak_tags import with_weak_tags
from workers.handouts.workshop.paper import render_part_html, render_part_pdf
from workers.handouts.workshop.text_formats import WRITERS
from workers.handouts.workshop.view import WorkshopView, build_workshop, file_name

DEFAULT_OPTIONS = Options()
NO_PICTURES: Mapping[str, Picture] = {}


def prepare() -> None:
    """Loads fonts, templates and caches by rendering small handouts, so that processes forked later share them.

    Takes about half a second. Python specialises bytecode until the third time.
    """
    view = build_view(SPECIMEN, THEMES, Edition.ANNOTATED, DEFAULT_OPTIONS, datetime(2026, 1, 1, tzinfo=UTC), NO_PICTURES)
    render_html(view)
    for _ in range(WARM_UP_RUNS):
        render_volumes(view, len(view.items))


WARM_UP_RUNS = 3
SAMPLE_TEXT = "The quick brown fox jumps over the lazy dog, 0123456789. Ça, ähnlich, ночь, φῶς; “quoted” – ‘so’ — 👇"
THEME = Theme("specimen", "Specimen", "")
THEMES = Codebook("specimen", 1, "", "", tuple(Family(f"f{n}", f"Family {n}", "", n, (THEME,)) for n in range(1, 9)))
TAGS = tuple(Tag(family.id, THEME.id, 0.5, TaggedBy.MODEL, (Evidence(0, 9, SAMPLE_TEXT[:9]),)) for family in THEMES.families)
SPECIMEN = Thread(
    Version(
        title=SAMPLE_TEXT,
        site=Site.PASTE,
        url=None,
        author=Author(),
        posted_at=None,
        language="en",
        points=(
            *(Point(number, Role.POINT, SAMPLE_TEXT, number, tags=(tag,)) for number, tag in enumerate(TAGS, 1)),
            Point(9, Role.CLOSING, SAMPLE_TEXT),
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
    options: Options = DEFAULT_OPTIONS,
    pictures: Mapping[str, Picture] = NO_PICTURES,
    volume_points: int = 1000,
) -> bytes:
    """The handout's bytes; the same arguments give the same text. A PDF of more than `volume_points` is rendered in volumes.

    `pictures` has archived pictures by the addresses that the thread has for them; a note replaces each that is missing.
    """
    options = options.relevant_to(edition, format_)
    with language_of_messages(options.lang):
        return render_in_language(thread, codebook, edition, format_, rendered_at, options, pictures, volume_points)


def render_in_language(
    thread: Thread,
    codebook: Codebook,
    edition: Edition,
    format_: Format,
    rendered_at: datetime,
    options: Options,
    pictures: Mapping[str, Picture],
    volume_points: int,
) -> bytes:
    if options.redact:
        thread = redact(thread)
    if format_ is Format.JSON:
        return json_document(thread, codebook)
    if options.weak:
        thread = with_weak_tags(thread)
    if CONTENTS[edition].exercise and format_ not in PART_FORMATS:
        edition = Edition.ANNOTATED
    if format_ in TEXT_ONLY:
        options = replace(options, pictures=False)
    view = build_view(thread, codebook, edition, options, rendered_at, pictures, paged=format_ in PAGED)
    if CONTENTS[edition].exercise and format_ in PART_FORMATS:
        return render_workshop(view, thread, codebook, format_, volume_points)
    if format_ is Format.PDF:
        return render_volumes(view, volume_points)
    return RENDERERS[format_](view)


def render_workshop(view: HandoutView, thread: Thread, codebook: Codebook, format_: Format, volume_points: int) -> bytes:
    """The part of a workshop that the options name; all of them in a zip when they name none. A zip of Markdown stays a zip."""
    workshop, part = build_workshop(view, thread, codebook), view.options.part
    if part and format_ is not Format.MD_ZIP:
        return render_part(workshop, part, format_, volume_points)
    ending = "md" if format_ is Format.MD_ZIP else format_.value
    names = (part,) if part else tuple(Part)
    files = ((f"{file_name(name)}.{ending}", render_part(workshop, name, format_, volume_points)) for name in names)
    return zip_files(files, view.rendered_at)


def render_part(workshop: WorkshopView, part: Part, format_: Format, volume_points: int) -> bytes:
    """One part of a workshop as a file."""
    if format_ is Format.PDF:
        return render_part_pdf(workshop, part, volume_points)
    if format_ is Format.HTML:
        return render_part_html(workshop, part)
    return WRITERS[format_](workshop, part)


def render_docx(view: HandoutView) -> bytes:
    """A DOCX. Its library is loaded at the first use: it would be a tenth of a second of every start."""
    from workers.handouts.formats.docx import render_docx

    return render_docx(view)


def render_pptx(view: HandoutView) -> bytes:
    """Slides. Their library is loaded at the first use."""
    from workers.handouts.formats.pptx import render_pptx

    return render_pptx(view)


PAGED = frozenset({Format.PDF, Format.DOCX, Format.PPTX})
"""Formats with pages, on which a tall picture is cut into columns."""
TEXT_ONLY = frozenset({Format.MD, Format.TXT, Format.CSV})
"""Formats that describe pictures and do not show them."""
RENDERERS: Mapping[Format, Callable[[HandoutView], bytes]] = {
    Format.HTML: render_html,
    Format.EPUB: render_epub,
    Format.MD: render_markdown,
    Format.MD_ZIP: render_markdown_zip,
    Format.TXT: render_plain_text,
    Format.DOCX: render_docx,
    Format.PPTX: render_pptx,
    Format.CSV: render_csv,
}
