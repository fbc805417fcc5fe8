"""Renders a handout as an EPUB 3 book, with its fonts and pictures inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from uuid import UUID

from domain.shapes.thread import Gap
from presentation.fonts import Face, Part
from presentation.messages import load_messages
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import HandoutView, figures_of
from workers.handouts.fonts import font_files_for
from workers.handouts.formats.epub_cover import cover_picture
from workers.handouts.formats.html import fill_template
from workers.handouts.formats.zip_files import FIRST, File, zip_files
from workers.handouts.style import book_rules

CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
POINTS_A_CHAPTER = 100
"""E-book readers load one chapter at a time."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One XHTML file of the book. The package must say which have SVG drawings (`has_svg`)."""

    id: str
    title: str
    items: tuple[HandoutPoint | Gap, ...] = ()
    has_svg: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """A picture or a font in the book."""

    name: str
    media_type: str
    body: bytes


def render_epub(view: HandoutView) -> bytes:
    """The book's bytes."""
    chapters = tuple(chapters_of(view))
    places = anchors_of(chapters)
    texts = [(chapter, chapter_text(view, chapter, places)) for chapter in chapters]
    return pack_chapters(view, texts, f"{view.edition}{view.options.query}")


def anchors_of(chapters: Iterable[Chapter]) -> dict[str, str]:
    """The chapter of each point, by the point's anchor."""
    return {item.anchor: chapter.id for chapter in chapters for item in chapter.items if isinstance(item, HandoutPoint)}


def pack_book(view: HandoutView, title: str, body: str, key: str) -> bytes:
    """A book of one chapter without pictures. `key` tells it from other books on the same thread."""
    return pack_chapters(replace(view, items=(), qr_code=None), [(Chapter("points-001", title), body)], key)


def pack_chapters(view: HandoutView, texts: Sequence[tuple[Chapter, str]], key: str) -> bytes:
    """The book of some chapters with their texts as XHTML, and of the fonts and pictures that they need."""
    faces = tuple(font_files_for("".join(text for _, text in texts)))
    resources = tuple(resources_of(view, faces))
    values = {
        "view": view,
        "chapters": [chapter for chapter, _ in texts],
        "files": resources,
        "identifier": UUID(bytes=sha256(f"{view.digests}{key}".encode()).digest()[:16]).urn,
        "modified": view.rendered_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    files: list[File] = [
        (FIRST, b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("book/package.opf", fill_page("package.opf", **values)),
        ("book/nav.xhtml", fill_page("nav.xhtml", **values)),
        ("book/cover.xhtml", fill_page("cover.xhtml", **values)),
        ("book/cover.png", cover_picture(view)),
        ("book/style.css", (font_face_rules(faces) + book_rules()).encode()),
        *((f"book/{chapter.id}.xhtml", text.encode("utf-8", "replace")) for chapter, text in texts),
        *((f"book/{resource.name}", resource.body) for resource in resources),
    ]
    return zip_files(files, view.rendered_at)


def chapters_of(view: HandoutView) -> Iterator[Chapter]:
    """The head, the points in chapters of a hundred, the end."""
    messages = load_messages().handout
    yield Chapter("head", view.title, has_svg=view.has_strip)
    groups = tuple(point_groups(view))
    for number, (items, span) in enumerate(groups, 1):
        yield Chapter(f"points-{number:03}", span if len(groups) > 1 else messages.points, items)
    yield Chapter("end", messages.about, has_svg=True)


def point_groups(view: HandoutView) -> Iterator[tuple[tuple[HandoutPoint | Gap, ...], str]]:
    """The items of a thread in groups of a hundred points, each with the name of its range."""
    groups: list[list[HandoutPoint | Gap]] = [[]]
    for item in view.items:
        if isinstance(item, HandoutPoint) and sum(isinstance(other, HandoutPoint) for other in groups[-1]) == POINTS_A_CHAPTER:
            groups.append([])
        groups[-1].append(item)
    for group in groups:
        positions = [item.position for item in group if isinstance(item, HandoutPoint)]
        span = load_messages().handout.point_range(first=positions[0], last=positions[-1]) if positions else ""
        yield tuple(group), span


def chapter_text(view: HandoutView, chapter: Chapter, places: dict[str, str]) -> str:
    """A chapter as XHTML."""
    return fill_page("chapter.xhtml", view=view, chapter=chapter, places=places).decode()


def fill_page(name: str, **values: object) -> bytes:
    """A template of the book with its values."""
    return fill_template(f"handout/epub/{name}.jinja", book=True, **values).strip().encode("utf-8", "replace")


def resources_of(view: HandoutView, faces: Sequence[tuple[Face, Part | None]]) -> Iterator[Resource]:
    """The needed parts of the fonts, and every picture once."""
    for face, part in faces:
        yield Resource(f"fonts/{face.path(part).name}", "font/woff2", face.path(part).read_bytes())
    figures = tuple(figures_of(view.items))
    images = [image for figure in figures for image in (figure.image, figure.scan) if image]
    for image in {image.name: image for image in images}.values():
        yield Resource(f"images/{image.name}", image.media_type, image.body)


def font_face_rules(faces: Sequence[tuple[Face, Part | None]]) -> str:
    """@font-face rules for the font files in the book."""
    return "".join(face.rule(f"fonts/{face.path(part).name}", part) for face, part in faces)
