"""The handout for a word processor: real headings, lists, links and pictures, to be worked on. The one door to python-docx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from domain.shapes.options import Paper
from domain.shapes.thread import Gap
from presentation.markup import UNSAFE, direction
from presentation.messages import load_messages, sentence
from presentation.palette import pair
from workers.handouts.content.figures import Figure
from workers.handouts.content.point_view import HandoutPoint, HandoutQuote
from workers.handouts.content.view import Sheet
from workers.handouts.formats.text_runs import Run, paragraphs
from workers.handouts.formats.zip_files import repacked

SIZES = {Paper.A4: (210, 297), Paper.LETTER: (215.9, 279.4)}
HANG, TEXT = 12, 150
"""Millimetres: how far numbers hang, and how wide the text is."""
MUTED = "62666d"
BODY, LABELS = "Georgia", "Arial"
STYLES = (("Normal", BODY, 11), ("Title", BODY, 24), ("Heading 1", LABELS, 12), ("Heading 2", LABELS, 14))


def docx(sheet: Sheet) -> bytes:
    """The whole document."""
    return repacked(Writer(sheet).written(), sheet.made_at)


class Writer:
    """Writes one document from top to bottom."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.said = sheet, load_messages().handout
        self.document = Document()
        self.large = 1.55 if sheet.options.large else 1.0
        self._set_page()
        self._set_styles()
        self._set_properties()

    def written(self) -> bytes:
        self._head()
        for item in self.sheet.items:
            self._item(item)
        self._end()
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _set_page(self) -> None:
        section, (width, height) = self.document.sections[0], SIZES[self.sheet.options.paper]
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm((width - TEXT) / 2)
        section.top_margin, section.bottom_margin = Mm(22), Mm(24)
        foot = section.footer.paragraphs[0]
        self._words(foot, " · ".join(self.sheet.foot), 7.5, MUTED)

    def _set_styles(self) -> None:
        styles = self.document.styles
        for name, face, size in STYLES:
            font = styles[name].font
            font.name, font.size, font.bold, font.italic = face, Pt(size * self.large), name == "Heading 1", False
            font.color.rgb = RGBColor.from_string("1f2328")
            fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                fonts.set(qn(script), face)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        styles["Normal"].paragraph_format.line_spacing = 1.25
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.sheet.language if self.sheet.language != "und" else "en")
        styles["Normal"].element.get_or_add_rPr().append(language)

    def _set_properties(self) -> None:
        about = self.document.core_properties
        about.title, about.author = plain(self.sheet.title)[:255], plain(self.sheet.author)[:255]
        about.subject = plain(self.sheet.subject)[:255]
        about.created = about.modified = self.sheet.made_at.replace(tzinfo=None)
        about.last_modified_by, about.comments = load_messages().shared.product, ""

    def _head(self) -> None:
        sheet = self.sheet
        handle = f" @{sheet.handle}" if sheet.handle else ""
        self._words(self.document.add_paragraph(), f"{self.said.eyebrow} {self.said.by} {sheet.author}{handle}", 10.5, MUTED)
        title = self.document.add_paragraph(plain(sheet.title), style="Title")
        self._turn(title, sheet.title)
        for fact in sheet.facts:
            line = self._line(f"{fact.label}: ", MUTED)
            if fact.href:
                self._link(line, fact.text, fact.href, 8.5)
            else:
                self._words(line, fact.text, 8.5)
        self._line(sheet.verdict_line)
        for reason in sheet.reasons:
            self._line(reason, MUTED)

    def _item(self, item: HandoutPoint | Gap) -> None:
        if isinstance(item, Gap):
            self._line(f"– {sentence(item.reason)} –", MUTED)
            return
        heading = self.document.add_paragraph(item.label or item.role, style="Heading 2")
        heading.paragraph_format.keep_with_next = True
        evidence = tuple(each for tag in item.tags for each in tag.tag.evidence)
        for lines in paragraphs(item.point.text, item.point.spans, evidence):
            self._paragraph(lines)
        if item.quote:
            self._quote(item.quote)
        for group in item.figures:
            for figure in group:
                self._figure(figure)
        if item.tags:
            line = self._line("")
            for place, each in enumerate(item.tags):
                look = pair(each.family.palette)
                colour = None if self.sheet.options.mono else look.light.removeprefix("#")
                self._words(line, ("   " if place else "") + f"{look.mark} {each.family.name}: {each.theme.name}", 8.5, colour)
        if self.sheet.judged:
            self._ticks()

    def _ticks(self) -> None:
        for family in self.sheet.codebook.families:
            self._line(f"{family.name}:  " + "   ".join(f"☐ {theme.name}" for theme in family.themes))
        self._line("\u2002" + "_" * 70, MUTED)

    def _paragraph(self, lines: Iterable[tuple[Run, ...]], indent: float = 0) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(indent)
        lines = tuple(lines)
        self._turn(paragraph, "".join(run.text for line in lines for run in line))
        for place, line in enumerate(lines):
            if place:
                paragraph.add_run().add_break()
            for run in line:
                self._run(paragraph, run)

    def _run(self, paragraph: Any, run: Run) -> None:
        if run.link:
            self._link(paragraph, run.text, run.link)
            return
        written = paragraph.add_run(plain(run.text))
        written.bold, written.italic = run.strong or None, run.emphasis or None
        if run.code:
            written.font.name = "Courier New"
        if run.marked:
            written.underline = True
            if not self.sheet.options.mono:
                written.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _quote(self, quote: HandoutQuote) -> None:
        line = self._line(quote.heading, MUTED)
        line.paragraph_format.left_indent = Mm(HANG)
        for lines in paragraphs(quote.text):
            self._paragraph(lines, HANG)
        for group in quote.figures:
            for figure in group:
                self._figure(figure)

    def _figure(self, figure: Figure) -> None:
        if figure.plate:
            width = min(TEXT, figure.plate.width * 25.4 / 110)
            height = width * figure.plate.height / figure.plate.width
            shrink = min(1.0, 120 / height)
            holder = self.document.add_paragraph()
            picture = holder.add_run().add_picture(BytesIO(figure.plate.body), width=Mm(width * shrink))
            picture._inline.docPr.set("descr", plain(figure.alt))
        line = self._line("")
        if figure.href and figure.framed:
            self._link(line, f"{figure.label} · {figure.host}", figure.href, 8.5)
            self._words(line, " ", 8.5)
        elif not figure.plate:
            self._words(line, f"{figure.label} ", 8.5, MUTED)
        self._words(line, " ".join(filter(None, (figure.title, *figure.lines))), 8.5, MUTED)
        for choice in figure.choices:
            share = f"  {choice.share:g} %" if choice.share is not None else ""
            self._line(f"• {choice.words}{share}")

    def _end(self) -> None:
        sheet, said = self.sheet, self.said
        for heading, lines in (
            (said.discuss, [f"{number}. {question}" for number, question in enumerate(sheet.questions, 1)]),
            (said.index, list(index_lines(sheet))),
            (said.links, [f"{number}  {address}" for number, address in sheet.links]),
            (said.about, [*sheet.remarks, *sheet.digests]),
        ):
            if lines:
                self.document.add_paragraph(heading, style="Heading 1")
                for line in lines:
                    self._line(line)
        if sheet.answers:
            self._answers()

    def _answers(self) -> None:
        self.document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx
        self.document.add_paragraph(self.said.answers, style="Heading 1")
        self._line(self.said.answers_task, MUTED)
        for answer in self.sheet.answers:
            found = "; ".join(f"{each.theme.name} (“{' … '.join(each.evidence)}”)" for each in answer.found)
            self._line(f"{answer.name}  {found or self.said.answers_none}")

    def _line(self, text: str, colour: str | None = None) -> Any:
        """A small line in the face of labels."""
        line = self.document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        if text:
            self._words(line, text, 8.5, colour)
        return line

    def _words(self, paragraph: Any, text: str, size: float, colour: str | None = None) -> None:
        run = paragraph.add_run(plain(text))
        run.font.size, run.font.name = Pt(size * (1.4 if self.sheet.options.large else 1)), LABELS
        if colour and not self.sheet.options.mono:
            run.font.color.rgb = RGBColor.from_string(colour)

    def _link(self, paragraph: Any, text: str, address: str, size: float | None = None) -> None:
        """A link that can be followed."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(plain(text))
        run.underline = True
        if size:
            run.font.size, run.font.name = Pt(size * (1.4 if self.sheet.options.large else 1)), LABELS
        link.append(run._r)
        paragraph._p.append(link)

    def _turn(self, paragraph: Any, text: str) -> None:
        """Right to left, where a text runs so."""
        if direction(text) == "rtl":
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def index_lines(sheet: Sheet) -> Iterator[str]:
    for entry in sheet.index:
        where = ", ".join(name for name, _ in entry.points)
        yield f"{pair(entry.family.palette).mark} {entry.family.name}: {entry.theme.name} {where}"


def plain(text: str) -> str:
    """Without what XML cannot carry."""
    return UNSAFE.sub("\ufffd", text)
