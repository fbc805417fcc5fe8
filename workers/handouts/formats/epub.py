"""The handout as an EPUB 3 book: zip and templates, nothing else; its faces and pictures inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from uuid import UUID

from domain.shapes.thread import Gap
from presentation.fonts import Face, Part
from presentation.messages import load_messages
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import Sheet
from workers.handouts.fonts import files_for
from workers.handouts.formats.html import environment
from workers.handouts.formats.markdown import figures_of
from workers.handouts.formats.zip_files import FIRST, File, packed
from workers.handouts.style import for_books

CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
AT_ONCE = 100
"""Points a chapter: readers load one chapter at a time."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the book. `drawn`: it holds a drawing, which the package must say."""

    id: str
    title: str
    items: tuple[HandoutPoint | Gap, ...] = ()
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A picture or a face in the book."""

    name: str
    media_type: str
    body: bytes


def epub(sheet: Sheet) -> bytes:
    """The whole book."""
    chapters = tuple(chapters_of(sheet))
    places = {item.position: chapter.id for chapter in chapters for item in chapter.items if isinstance(item, HandoutPoint)}
    texts = [(chapter, chapter_text(sheet, chapter, places)) for chapter in chapters]
    faces = tuple(files_for("".join(text for _, text in texts)))
    enclosed = tuple(enclosed_in(sheet, faces))
    said = {
        "sheet": sheet,
        "chapters": chapters,
        "files": enclosed,
        "identifier": UUID(bytes=sha256(f"{sheet.digests}{sheet.edition}{sheet.options.query}".encode()).digest()[:16]).urn,
        "modified": sheet.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    files: list[File] = [
        (FIRST, b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("book/package.opf", filled("package.opf", **said)),
        ("book/nav.xhtml", filled("nav.xhtml", **said)),
        ("book/style.css", (face_rules(faces) + for_books()).encode()),
        *((f"book/{chapter.id}.xhtml", text.encode("utf-8", "replace")) for chapter, text in texts),
        *((f"book/{each.name}", each.body) for each in enclosed),
    ]
    return packed(files, sheet.made_at)


def chapters_of(sheet: Sheet) -> Iterator[Chapter]:
    """The head, the points by hundreds, the end."""
    said = load_messages().handout
    yield Chapter("head", sheet.title, drawn=sheet.annotated)
    helpings: list[list[HandoutPoint | Gap]] = [[]]
    for item in sheet.items:
        if isinstance(item, HandoutPoint) and sum(isinstance(each, HandoutPoint) for each in helpings[-1]) == AT_ONCE:
            helpings.append([])
        helpings[-1].append(item)
    for number, helping in enumerate(helpings, 1):
        positions = [item.position for item in helping if isinstance(item, HandoutPoint)]
        title = said.points if len(helpings) == 1 or not positions else said.stretch(first=positions[0], last=positions[-1])
        yield Chapter(f"points-{number:03}", title, tuple(helping))
    yield Chapter("end", said.about, drawn=True)


def chapter_text(sheet: Sheet, chapter: Chapter, places: dict[int, str]) -> str:
    """A chapter as XHTML."""
    return filled("chapter.xhtml", sheet=sheet, chapter=chapter, places=places).decode()


def filled(name: str, **said: object) -> bytes:
    """A template of the book with its values."""
    template = environment().get_template(f"handout/epub/{name}.jinja")
    return template.render(paper=False, book=True, **said).strip().encode("utf-8", "replace")


def enclosed_in(sheet: Sheet, faces: Sequence[tuple[Face, Part | None]]) -> Iterator[Enclosed]:
    """Faces in the parts that are needed, pictures once each."""
    for face, part in faces:
        yield Enclosed(f"fonts/{face.path(part).name}", "font/woff2", face.path(part).read_bytes())
    plates = {each.name: each for figure in figures_of(sheet) for each in (figure.plate, figure.scan) if each}
    for plate in plates.values():
        yield Enclosed(f"images/{plate.name}", plate.media_type, plate.body)


def face_rules(faces: Sequence[tuple[Face, Part | None]]) -> str:
    """Rules that make the enclosed files faces."""
    return "".join(face.rule(f"fonts/{face.path(part).name}", part) for face, part in faces)
