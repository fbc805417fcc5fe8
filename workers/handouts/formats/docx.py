"""Renders a handout as DOCX with real headings, lists, links and pictures; the only module that uses python-docx."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from presentation.markup import direction
from presentation.messages import load_messages, sentence
from presentation.palette import pair
from workers.handouts.content.figures import Figure
from workers.handouts.content.point_view import HandoutPoint, HandoutQuote
from workers.handouts.content.view import HandoutView
from workers.handouts.formats.docx_annotations import PlacedRun, add_comment, add_strip
from workers.handouts.formats.docx_text import LABELS, index_lines, set_styles, theme_name, xml_safe
from workers.handouts.formats.text_runs import Run, paragraphs
from workers.handouts.formats.zip_files import repack_zip
from workers.handouts.joint.view import JointView
from workers.handouts.workshop.outline import Block, Heading, Items, Paragraph, Table

SIZES = {Paper.A4: (210, 297), Paper.LETTER: (215.9, 279.4)}
INDENT, TEXT_WIDTH = 12, 150
"""Millimetres: the indent of quotes, and the width of the text."""
MUTED = "62666d"


def render_docx(view: HandoutView) -> bytes:
    """The document's bytes, the same for the same view."""
    return repack_zip(Writer(view).write(), view.rendered_at)


def render_outline(view: HandoutView, blocks: Sequence[Block]) -> bytes:
    """A document of blocks (`workers/handouts/workshop/outline.py`), with the page, styles and footer of a handout."""
    return repack_zip(Writer(view).write_outline(blocks), view.rendered_at)


def render_joint_docx(joint: JointView) -> bytes:
    """The document of several threads."""
    return repack_zip(Writer(joint.frame).write_joint(joint), joint.frame.rendered_at)


class Writer:
    """Writes one document, from top to bottom."""

    def __init__(self, view: HandoutView) -> None:
        self.view, self.messages = view, load_messages().handout
        self.document = Document()
        self.scale = 1.55 if view.options.large else 1.0
        self._set_page()
        set_styles(self.document, self.view.language, self.scale)
        self._set_properties()

    def write(self) -> bytes:
        self._add_head(self.view.title, "Title")
        for item in self.view.items:
            self._add_item(item)
        self._add_end()
        return self._saved()

    def write_joint(self, joint: JointView) -> bytes:
        frame = self.view
        self._set_direction(self.document.add_paragraph(xml_safe(frame.title), style="Title"), frame.title)
        self._add_line(frame.verdict_line, MUTED)
        self._add_section(self.messages.contents, [f"{number}  {part.title} ({part.author})" for number, part in joint.parts])
        for number, part in joint.parts:
            self.view = part
            self._add_head(f"{number}  {part.title}", "Heading 1")
            for item in part.items:
                self._add_item(item)
        self.view = frame
        themes = [f"{theme_name(entry.family, entry.theme)} {entry.text}" for entry in joint.index]
        self._add_section(self.messages.index, themes)
        self._add_end()
        return self._saved()

    def write_outline(self, blocks: Sequence[Block]) -> bytes:
        for block in blocks:
            if isinstance(block, Heading):
                style = "Title" if block.level == 1 else "Heading 1"
                self._set_direction(self.document.add_paragraph(xml_safe(block.text), style=style), block.text)
            elif isinstance(block, Paragraph):
                self._add_line(block.text, MUTED if block.muted else None)
            elif isinstance(block, Items):
                for text in block.texts:
                    self._add_text(self.document.add_paragraph(style="List Bullet"), text, 9.5)
            else:
                self._add_table(block)
        return self._saved()

    def _saved(self) -> bytes:
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _add_table(self, table: Table) -> None:
        """Adds a table whose header is repeated on each page and whose rows stay whole."""
        grid = self.document.add_table(rows=1 + len(table.rows), cols=len(table.header))
        grid.style, grid.autofit = "Table Grid", False
        for place, texts in enumerate((table.header, *table.rows)):
            row = grid.rows[place]
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, text, width in zip(row.cells, texts, table.widths, strict=True):
                cell.width = Mm(TEXT_WIDTH * width)
                paragraph = cell.paragraphs[0]
                self._set_direction(paragraph, text)
                self._add_text(paragraph, text, 8 if place == 0 else 9.5, MUTED if place == 0 else None)

    def _set_page(self) -> None:
        section, (width, height) = self.document.sections[0], SIZES[self.view.options.paper]
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm((width - TEXT_WIDTH) / 2)
        section.top_margin, section.bottom_margin = Mm(22), Mm(24)
        footer = section.footer.paragraphs[0]
        self._add_text(footer, f"{' · '.join(self.view.footer)} · {self.messages.page} ", 7.5, MUTED)
        self._add_field(footer, "PAGE")
        self._add_text(footer, f" {self.messages.page_of} ", 7.5, MUTED)
        self._add_field(footer, "NUMPAGES")

    def _add_field(self, paragraph: Any, name: str) -> None:
        """Adds a number that the word processor counts."""
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        self._add_text(paragraph, "1", 7.5, MUTED)
        field.append(paragraph.runs[-1]._r)
        paragraph._p.append(field)

    def _set_properties(self) -> None:
        properties = self.document.core_properties
        properties.title, properties.author = xml_safe(self.view.title)[:255], xml_safe(self.view.author)[:255]
        properties.subject = xml_safe(self.view.subject)[:255]
        properties.created = properties.modified = self.view.rendered_at.replace(tzinfo=None)
        properties.last_modified_by, properties.comments = load_messages().shared.product, ""

    def _add_head(self, title: str, style: str) -> None:
        view = self.view
        handle = f" @{view.handle}" if view.handle else ""
        self._add_text(
            self.document.add_paragraph(), f"{self.messages.eyebrow} {self.messages.by} {view.author}{handle}", 10.5, MUTED
        )
        heading = self.document.add_paragraph(xml_safe(title), style=style)
        self._set_direction(heading, view.title)
        for fact in view.facts:
            line = self._add_line(f"{fact.label}: ", MUTED)
            if fact.href:
                self._add_link(line, fact.text, fact.href, 8.5)
            else:
                self._add_text(line, fact.text, 8.5)
        if view.has_strip:
            add_strip(self.document, view, TEXT_WIDTH)
        if view.has_strip and view.has_tags:
            self._add_line("   ".join(f"{entry.name} {entry.count}" for entry in view.legends))
        self._add_line(view.verdict_line)
        for reason in view.reasons:
            self._add_line(reason, MUTED)

    def _add_item(self, item: HandoutPoint | Gap) -> None:
        if isinstance(item, Gap):
            self._add_line(f"– {sentence(item.reason)} –", MUTED)
            return
        heading = self.document.add_paragraph(item.label or item.role, style="Heading 2")
        heading.paragraph_format.keep_with_next = True
        evidence = tuple(evidence for tag in item.tags for evidence in tag.tag.evidence)
        placed = [
            run for lines in paragraphs(item.point.text, item.point.spans, evidence) for run in self._add_paragraph(lines)
        ]
        for tag in item.tags:
            add_comment(self.document, tag, placed, self.view.rendered_at)
        if item.quote:
            self._add_quote(item.quote)
        for group in item.figures:
            for figure in group:
                self._add_figure(figure)
        if item.tags:
            line = self._add_line("")
            for place, tag in enumerate(item.tags):
                look = pair(tag.family.palette)
                colour = None if self.view.options.mono else look.light.removeprefix("#")
                self._add_text(line, ("   " if place else "") + f"{look.mark} {tag.family.name}: {tag.theme.name}", 8.5, colour)

    def _add_paragraph(self, lines: Iterable[tuple[Run, ...]], indent: float = 0) -> list[PlacedRun]:
        """Adds a paragraph; returns its runs with those of the document."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(indent)
        lines = tuple(lines)
        self._set_direction(paragraph, "".join(run.text for line in lines for run in line))
        placed: list[PlacedRun] = []
        for place, line in enumerate(lines):
            if place:
                paragraph.add_run().add_break()
            for run in line:
                if run.link:
                    self._add_link(paragraph, run.text, run.link)
                else:
                    placed.append((run, self._add_run(paragraph, run)))
        return placed

    def _add_run(self, paragraph: Any, run: Run) -> Any:
        docx_run = paragraph.add_run(xml_safe(run.text))
        docx_run.bold, docx_run.italic = run.strong or None, run.emphasis or None
        if run.code:
            docx_run.font.name = "Courier New"
        if run.marked:
            docx_run.underline = True
            if not self.view.options.mono:
                docx_run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        return docx_run

    def _add_quote(self, quote: HandoutQuote) -> None:
        line = self._add_line(quote.heading, MUTED)
        line.paragraph_format.left_indent = Mm(INDENT)
        for lines in paragraphs(quote.text):
            self._add_paragraph(lines, INDENT)
        for group in quote.figures:
            for figure in group:
                self._add_figure(figure)

    def _add_figure(self, figure: Figure) -> None:
        if figure.image:
            width = min(TEXT_WIDTH, figure.image.width * 25.4 / 110)
            height = width * figure.image.height / figure.image.width
            shrink = min(1.0, 120 / height)
            holder = self.document.add_paragraph()
            picture = holder.add_run().add_picture(BytesIO(figure.image.body), width=Mm(width * shrink))
            picture._inline.docPr.set("descr", xml_safe(figure.alt))
        line = self._add_line("")
        if figure.href and figure.framed:
            self._add_link(line, f"{figure.label} · {figure.host}", figure.href, 8.5)
            self._add_text(line, " ", 8.5)
        elif not figure.image:
            self._add_text(line, f"{figure.label} ", 8.5, MUTED)
        self._add_text(line, " ".join(filter(None, (figure.title, *figure.lines))), 8.5, MUTED)
        for choice in figure.choices:
            share = f"  {choice.share:g} %" if choice.share is not None else ""
            self._add_line(f"• {choice.words}{share}")

    def _add_end(self) -> None:
        view, messages = self.view, self.messages
        for heading, lines in (
            (messages.index, list(index_lines(view))),
            (messages.links, [f"{number}  {address}" for number, address in view.links]),
            (messages.about, [*view.remarks, *view.digests]),
        ):
            self._add_section(heading, lines)

    def _add_section(self, heading: str, lines: Sequence[str]) -> None:
        """Adds lines under a heading; nothing without lines."""
        if lines:
            self.document.add_paragraph(heading, style="Heading 1")
        for line in lines:
            self._add_line(line)

    def _add_line(self, text: str, colour: str | None = None) -> Any:
        """Adds a small line in the font of labels."""
        line = self.document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        if text:
            self._add_text(line, text, 8.5, colour)
        return line

    def _add_text(self, paragraph: Any, text: str, size: float, colour: str | None = None) -> None:
        run = paragraph.add_run(xml_safe(text))
        run.font.size, run.font.name = Pt(size * (1.4 if self.view.options.large else 1)), LABELS
        if colour and not self.view.options.mono:
            run.font.color.rgb = RGBColor.from_string(colour)

    def _add_link(self, paragraph: Any, text: str, address: str, size: float | None = None) -> None:
        """Adds a hyperlink."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(xml_safe(text))
        run.underline = True
        if size:
            run.font.size, run.font.name = Pt(size * (1.4 if self.view.options.large else 1)), LABELS
        link.append(run._r)
        paragraph._p.append(link)

    def _set_direction(self, paragraph: Any, text: str) -> None:
        """Sets a paragraph right to left where its text is."""
        if direction(text) == "rtl":
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
