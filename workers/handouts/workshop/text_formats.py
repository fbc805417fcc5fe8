"""Writes the outline of a part as Markdown, plain text, EPUB or DOCX."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping

from domain.editions import Part
from domain.shapes.handout import Format
from presentation.messages import load_messages
from workers.handouts.formats.epub import pack_book
from workers.handouts.formats.html import fill_template
from workers.handouts.formats.markdown import escape
from workers.handouts.formats.plain import WIDTH, columns, wrap
from workers.handouts.workshop.outline import Block, Heading, Items, Paragraph, Table, outline
from workers.handouts.workshop.view import WorkshopView


def markdown(workshop: WorkshopView, part: Part) -> bytes:
    """The part in UTF-8; tables as pipe tables, their line ends as <br>."""
    return ("\n\n".join(map(markdown_block, outline(workshop, part))) + "\n").encode("utf-8", "replace")


def markdown_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escape(block.text)}"
    if isinstance(block, Paragraph):
        return escape(block.text)
    if isinstance(block, Items):
        return "\n".join(f"- {escape(text)}" for text in block.texts)
    rows = [block.header, tuple("---" for _ in block.header), *(tuple(map(cell, row)) for row in block.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def cell(text: str) -> str:
    return "<br>".join(map(escape, filter(None, text.split("\n"))))


def plain_text(workshop: WorkshopView, part: Part) -> bytes:
    """The part in UTF-8 with lines that fit a mail."""
    lines = [line for block in outline(workshop, part) for line in (*plain_lines(block), "")]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def plain_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from (block.text, ("=" if block.level == 1 else "-") * min(WIDTH, columns(block.text)))
    elif isinstance(block, Paragraph):
        yield from textwrap.wrap(block.text, WIDTH)
    elif isinstance(block, Items):
        for text in block.texts:
            yield from textwrap.wrap(f"- {text}", WIDTH, subsequent_indent="  ")
    else:
        yield from table_lines(block)


def table_lines(table: Table) -> Iterator[str]:
    """The rows as hanging paragraphs: the first cell in front, the others under each other with their names."""
    for first, second, *others in table.rows:
        lines = [line for raw in second.split("\n") for line in wrap(raw)]
        titled = zip(table.header[2:], others, strict=True)
        lines += [line for name, text in titled for line in wrap(f"{name}: {' '.join(text.split()) or '____________'}")]
        yield f"{first}."
        yield from (f"     {line}".rstrip() for line in lines)
        yield ""


def epub(workshop: WorkshopView, part: Part) -> bytes:
    """The part as a book of one chapter."""
    view = workshop.handout
    title = f"{load_messages().handout.workshop.parts[part.value]}: {view.title}"
    blocks = [(type(block).__name__, block) for block in outline(workshop, part)]
    body = fill_template("handout/epub/workshop.xhtml.jinja", book=True, blocks=blocks, title=title, view=view)
    return pack_book(view, title, body.strip(), f"{part.value}{view.options.query}")


def docx(workshop: WorkshopView, part: Part) -> bytes:
    """The part as DOCX. Its library is loaded at the first use."""
    from workers.handouts.formats.docx import render_outline

    return render_outline(workshop.handout, tuple(outline(workshop, part)))


WRITERS: Mapping[Format, Callable[[WorkshopView, Part], bytes]] = {
    Format.MD: markdown,
    Format.MD_ZIP: markdown,
    Format.TXT: plain_text,
    Format.EPUB: epub,
    Format.DOCX: docx,
}
