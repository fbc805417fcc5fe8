"""Renders a handout as slides, a point a slide, its themes in the speaker's notes; the only module that uses python-pptx."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from presentation.markup import UNSAFE, direction
from presentation.messages import load_messages
from workers.handouts.content.point_text import media_texts, text_with_quote
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.text_pieces import Space
from workers.handouts.content.view import HandoutView
from workers.handouts.formats.zip_files import repack_zip
from workers.handouts.images import HandoutImage
from workers.handouts.joint.view import JointView

WIDTH, HEIGHT, EDGE = Mm(338.7), Mm(190.5), Mm(20)
NUMBER_WIDTH = Mm(34)
INK, MUTED = "1f2328", "62666d"
SERIF, SANS = "Georgia", "Arial"
SIZES = ((160, 34), (320, 28), (560, 22), (900, 17), (1500, 13))
"""Sizes of letters in points, each with the length of a text that it is for."""
SMALLEST = 10
TEXT_WIDTH = WIDTH - 2 * EDGE - NUMBER_WIDTH
PICTURE_WIDTH, GUTTER = Mm(110), Mm(6)
TITLE_LAYOUT = 5
LINES_BELOW_TITLE = 7


def render_pptx(view: HandoutView) -> bytes:
    """The presentation's bytes, the same for the same view."""
    return repack_zip(Deck(view).write(), view.rendered_at)


def render_joint_pptx(joint: JointView) -> bytes:
    """The presentation of several threads: each with a title slide and its points."""
    return repack_zip(Deck(joint.frame).write_joint(joint), joint.frame.rendered_at)


class Deck:
    """Writes one presentation: a title slide, and the points."""

    def __init__(self, view: HandoutView) -> None:
        self.view, self.messages = view, load_messages().handout
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT

    def write(self) -> bytes:
        self._set_properties()
        self._add_thread(self.view)
        return self._saved()

    def write_joint(self, joint: JointView) -> bytes:
        self._set_properties()
        contents = "\n".join(f"{number}  {part.title}" for number, part in joint.parts)
        self._add_title_slide(self.view, contents)
        for _, part in joint.parts:
            self._add_thread(part)
        return self._saved()

    def _set_properties(self) -> None:
        properties = self.deck.core_properties
        properties.title, properties.author = xml_safe(self.view.title)[:255], xml_safe(self.view.author)[:255]
        properties.created = properties.modified = self.view.rendered_at.replace(tzinfo=None)
        properties.last_modified_by = load_messages().shared.product

    def _add_thread(self, view: HandoutView) -> None:
        """A title slide and the points of a thread."""
        handle = f" @{view.handle}" if view.handle else ""
        lines = (f"{self.messages.eyebrow} {self.messages.by} {view.author}{handle}", *view.footer[1:2], view.verdict_line)
        self._add_title_slide(view, "\n".join(filter(None, (*lines, view.selection))))
        for item in view.points:
            self._add_point(item)

    def _saved(self) -> bytes:
        out = BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def _new_slide(self, title: str, left: int, top: int, width: int, size: int) -> Any:
        """A slide whose title, which outlines and screen readers use, stands in a place of ours."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLE_LAYOUT])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = left, top, width, Mm(size * 0.6)
        write_text(shape.text_frame, title, size, MUTED, SANS)
        return slide

    def _add_title_slide(self, view: HandoutView, lines: str) -> None:
        slide = self._new_slide(view.title, EDGE, Mm(45), WIDTH - 2 * EDGE, 40)
        slide.shapes.title.height = Mm(70)
        write_text(slide.shapes.title.text_frame, view.title, 36, INK, SERIF)
        box = slide.shapes.add_textbox(EDGE, Mm(122), WIDTH - 2 * EDGE, Mm(40))
        size = 14 if lines.count("\n") < LINES_BELOW_TITLE else SMALLEST
        write_text(box.text_frame, lines, size, MUTED, SANS)

    def _add_point(self, item: HandoutPoint) -> None:
        image = next(((figure.image, figure.alt) for group in item.figures for figure in group if figure.image), None)
        width = TEXT_WIDTH - (PICTURE_WIDTH + GUTTER if image else 0)
        for number, piece in enumerate(space(SMALLEST, width).split(text_with_quote(item))):
            slide = self._new_slide(item.label or item.role, EDGE, EDGE, NUMBER_WIDTH, 40 if item.label else 16)
            box = slide.shapes.add_textbox(EDGE + NUMBER_WIDTH, EDGE, width, HEIGHT - 2 * EDGE)
            write_text(box.text_frame, piece, text_size(piece, width), INK, SERIF)
            if image and number == 0:
                add_picture(slide, *image)
            slide.notes_slide.notes_text_frame.text = xml_safe(notes(item))


def add_picture(slide: Any, image: HandoutImage, alt: str) -> None:
    """Sets a picture at the right edge of a slide."""
    scale = min(PICTURE_WIDTH / image.width, (HEIGHT - 2 * EDGE) / image.height)
    width = int(image.width * scale)
    picture = slide.shapes.add_picture(BytesIO(image.body), WIDTH - EDGE - width, EDGE, width=Emu(width))
    picture._element.nvPicPr.cNvPr.set("descr", xml_safe(alt))


def notes(item: HandoutPoint) -> str:
    """Themes with the words that are their evidence, descriptions of pictures, and the post's address."""
    tags = [
        f"{tag.family.name}: {tag.theme.name}" + "".join(f" “{span.text}”" for span in tag.tag.evidence) for tag in item.tags
    ]
    return "\n".join(filter(None, (*tags, *media_texts(item), item.url)))


def write_text(frame: Any, text: str, size: int, colour: str, face: str) -> None:
    """Fills a frame with paragraphs, from right to left where a text is."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.clear()
    for place, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = xml_safe(line)
        run.font.size, run.font.name = Pt(size), face
        run.font.color.rgb = RGBColor.from_string(colour)  # type: ignore[no-untyped-call]  # python-pptx
        properties = paragraph._p.get_or_add_pPr()
        properties.set("algn", "r" if direction(line) == "rtl" else "l")
        if direction(line) == "rtl":
            properties.set("rtl", "1")
        properties.insert(0, properties.makeelement(qn("a:buNone"), {}))


def text_size(text: str, width: int) -> int:
    """The size of letters for a text on a slide: by its length, and such that it fits."""
    largest = next((size for limit, size in SIZES if len(text) <= limit), SMALLEST)
    sizes = (size for _, size in SIZES if size <= largest)
    return next((size for size in sizes if space(size, width).fitting_length(text) == len(text)), SMALLEST)


def space(size: int, width: int) -> Space:
    """The room on a slide for letters of a size."""
    letter, line = size * 0.52, size * 1.25
    return Space(int(width / Pt(1) / letter) - 3, (HEIGHT - 2 * EDGE) / Pt(1) / line, 0)


def xml_safe(text: str) -> str:
    """Text without the characters that XML does not allow."""
    return UNSAFE.sub("\ufffd", text)
