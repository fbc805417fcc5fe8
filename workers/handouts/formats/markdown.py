"""Renders a handout as Markdown with front matter for Obsidian, alone or in a zip with its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import yaml

from domain.shapes.post import Span
from domain.shapes.tag import Evidence
from domain.shapes.thread import Gap
from presentation.messages import load_messages, sentence
from workers.handouts.content.figures import Figure
from workers.handouts.content.point_view import HandoutPoint, HandoutQuote
from workers.handouts.content.view import HandoutView, figures_of
from workers.handouts.formats.text_runs import Run, paragraphs
from workers.handouts.formats.zip_files import File, zip_files

SPECIAL = re.compile(r"([\\`*_\[\]<>|~^$&{}=#%!])")
AT_START = re.compile(r"^(\s*)(?:([-+])(?=\s|$|[-+])|(\d{1,9})([.)])(?=\s|$)|(:))")
BREAK = "  \n"
SPACE = "&nbsp;"
FENCE = re.compile(r"(^[ \t]*```[^\n`]*\n.*?^[ \t]*```[ \t]*$)", re.DOTALL | re.MULTILINE)
"""Code between fences, with the fences."""
PICTURES = "images"


def render_markdown(view: HandoutView, link_pictures: bool = False) -> bytes:
    """The document in UTF-8; with `link_pictures` it shows pictures from a folder beside it."""
    messages = load_messages().handout
    blocks = [
        f"---\n{front_matter(view)}---",
        f"# {escape(view.title)}",
        "\n".join(f"> {line}" for line in head(view)),
        *(block for item in view.items for block in item_blocks(item, link_pictures)),
    ]
    if view.index:
        blocks += [f"## {messages.index}", "\n".join(f"- {line}" for line in index_lines(view))]
    blocks += [f"## {messages.about}", *map(escape, (*view.remarks, *view.digests))]
    return ("\n\n".join(blocks) + "\n").encode("utf-8", "replace")


def render_markdown_zip(view: HandoutView) -> bytes:
    """The document and its pictures in a zip."""
    document = ("thread.md", render_markdown(view, link_pictures=True))
    return zip_files([document, *picture_files(figures_of(view.items))], view.rendered_at)


def picture_files(figures: Iterable[Figure]) -> Iterator[File]:
    """The pictures of figures, each once, in the folder that the document shows them from."""
    images = {figure.image.name: figure.image for figure in figures if figure.image}
    yield from ((f"{PICTURES}/{image.name}", image.body) for image in images.values())


def front_matter(view: HandoutView) -> str:
    """Properties as Obsidian shows them; its tags have a slash between family and theme."""
    facts = {fact.label.lower().replace(" ", "_"): str(fact.exact or fact.text) for fact in view.facts}
    tags = ["threadsheet", *(f"{entry.family.id}/{entry.theme.id}" for entry in view.index)]
    properties = {"title": str(view.title), "author": str(view.author), **facts, "completeness": view.verdict, "tags": tags}
    return yaml.safe_dump(properties, allow_unicode=True, sort_keys=False, width=1000)


def head(view: HandoutView) -> Iterator[str]:
    """Author, facts, verdict and its reasons, as lines of a quotation."""
    messages = load_messages().handout
    handle = f" (@{escape(view.handle)})" if view.handle else ""
    yield f"{messages.eyebrow} {messages.by} **{escape(view.author)}**{handle}{BREAK.rstrip(chr(10))}"
    for fact in view.facts:
        yield f"{fact.label}: {f'<{fact.href}>' if fact.href else escape(fact.text)}{BREAK.rstrip(chr(10))}"
    yield escape(view.verdict_line)
    yield from (escape(reason) for reason in view.reasons)


def item_blocks(item: HandoutPoint | Gap, link_pictures: bool, level: int = 2) -> Iterator[str]:
    """A point, or a sentence about those that are missing. `level` is that of a point's heading."""
    if isinstance(item, Gap):
        yield f"> ⚠ {escape(sentence(item.reason))}"
        return
    point = item.point
    evidence = tuple(evidence for tag in item.tags for evidence in tag.tag.evidence)
    yield f"{'#' * level} {item.label or item.role}"
    yield from with_block_id(list(text_blocks(point.text, point.spans, evidence)), item.anchor)
    if item.quote:
        yield quote_block(item.quote, link_pictures)
    yield from (figure_block(figure, link_pictures) for group in item.figures for figure in group)
    if item.tags:
        yield "*" + " · ".join(f"{tag.family.name}: {escape(tag.theme.name)}" for tag in item.tags) + "*"


def with_block_id(blocks: Sequence[str], name: str) -> Iterator[str]:
    """The blocks of a text, the last one with a name that Obsidian's links find (`[[note#^point-3]]`)."""
    yield from blocks[:-1]
    if blocks and not FENCE.fullmatch(blocks[-1]):
        yield f"{blocks[-1].rstrip()} ^{name}"
    else:
        yield from blocks[-1:]
        yield f"^{name}"


def text_blocks(text: str, spans: Sequence[Span] = (), evidence: Sequence[Evidence] = ()) -> Iterator[str]:
    """Paragraphs; line ends within them are kept, and code between fences stays as it was written."""
    if FENCE.search(text):
        for piece in FENCE.split(text):
            yield from [piece.strip("\n")] if FENCE.fullmatch(piece) else text_blocks(piece)
        return
    for paragraph in paragraphs(text, spans, evidence):
        yield BREAK.join(escape_line_start("".join(map(inline, line))) for line in paragraph)


def inline(run: Run) -> str:
    """One run with its marks outside of its spaces, as Markdown requires."""
    if run.bare and run.link:
        return f"<{run.text}>" if " " not in run.text else escape(run.text)
    body = run.text.strip()
    if not body:
        return run.text
    markdown = f"`` {body} ``" if run.code else escape(body)
    for applies, mark in ((run.emphasis, "*"), (run.strong, "**"), (run.marked, "==")):
        markdown = f"{mark}{markdown}{mark}" if applies else markdown
    if run.link:
        markdown = f"[{markdown}](<{run.link.replace('<', '%3C').replace('>', '%3E')}>)"
    before, _, after = run.text.partition(body)
    return f"{before}{markdown}{after}"


def escape(text: str) -> str:
    """Text in which nothing is Markdown."""
    return escape_line_start(SPECIAL.sub(r"\\\1", text))


def escape_line_start(line: str) -> str:
    """Escapes what is Markdown only at the beginning of a line."""
    match = AT_START.match(line)
    if not match:
        return indent(line)
    spaces = indent(match[1])
    if match[2] or match[5]:
        return f"{spaces}\\{line.lstrip()}"
    return f"{spaces}{match[3]}\\{match[4]}{line[match.end() :]}"


def indent(line: str) -> str:
    """A line whose spaces in front are kept: Markdown would drop them, or take the line for code."""
    words = line.lstrip(" \t")
    return SPACE * len(line[: len(line) - len(words)].expandtabs(4)) + words


def quote_block(quote: HandoutQuote, link_pictures: bool) -> str:
    """Another's post, in a quotation."""
    blocks = [f"**{escape(quote.heading)}**", *text_blocks(quote.text)]
    blocks += [figure_block(figure, link_pictures) for group in quote.figures for figure in group]
    return "\n>\n".join("\n".join(f"> {line}" for line in block.split("\n")) for block in blocks)


def figure_block(figure: Figure, link_pictures: bool) -> str:
    """A picture, or its description."""
    caption = " ".join(filter(None, (figure.title, *figure.lines)))
    if figure.choices:
        shares = (f" ({choice.share:g} %)" if choice.share is not None else "" for choice in figure.choices)
        lines = (f"- {escape(choice.words)}{share}" for choice, share in zip(figure.choices, shares, strict=True))
        return f"**{figure.label}**\n\n" + "\n".join(lines) + (f"\n\n{escape(caption)}" if caption else "")
    if link_pictures and figure.image:
        picture = f"![{escape(figure.alt)}]({PICTURES}/{figure.image.name})"
        return (
            f"{picture}\n\n[{escape(figure.label)}](<{figure.href}>): {escape(caption)}"
            if figure.framed and figure.href
            else picture
        )
    label = f"[{figure.label}](<{figure.href}>)" if figure.href else figure.label
    return f"**{label}**: {escape(caption)}"


def index_lines(view: HandoutView) -> Iterator[str]:
    for entry in view.index:
        points = ", ".join(f"[[#^{anchor}|{name}]]" for name, anchor in entry.points)
        yield f"{entry.family.name}: **{escape(entry.theme.name)}** {points}"
