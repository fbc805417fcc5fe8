"""The handout as Markdown: front matter for Obsidian, the author's words exactly as they are, pictures beside it in a zip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from domain.shapes.post import Span
from domain.shapes.theme import Evidence
from domain.shapes.thread import Gap
from presentation.messages import load_messages, sentence
from workers.handouts.content.figures import Figure
from workers.handouts.content.point_view import HandoutPoint, HandoutQuote
from workers.handouts.content.view import Sheet
from workers.handouts.formats.text_runs import Run, paragraphs
from workers.handouts.formats.zip_files import packed

SPECIAL = re.compile(r"([\\`*_\[\]<>|~^$&{}=#%!])")
AT_START = re.compile(r"^(\s*)(?:([-+])(?=\s|$|[-+])|(\d{1,9})([.)])(?=\s|$)|(:))")
BREAK = "  \n"
PICTURES = "images"


def markdown(sheet: Sheet, beside: bool = False) -> bytes:
    """The whole document in UTF-8; `beside`: pictures are files in a folder beside it."""
    said = load_messages().handout
    blocks = [
        f"---\n{front_matter(sheet)}---",
        f"# {escaped(sheet.title)}",
        "\n".join(f"> {line}" for line in head(sheet)),
        *(block for item in sheet.items for block in item_blocks(sheet, item, beside)),
    ]
    if sheet.questions:
        blocks += [f"## {said.discuss}", "\n".join(f"{n}. {escaped(each)}" for n, each in enumerate(sheet.questions, 1))]
    if sheet.index:
        blocks += [f"## {said.index}", "\n".join(f"- {line}" for line in index_lines(sheet))]
    if sheet.answers:
        blocks += [f"## {said.answers}", said.answers_task, "\n".join(f"- {line}" for line in answer_lines(sheet))]
    blocks += [f"## {said.about}", *map(escaped, (*sheet.remarks, *sheet.digests))]
    return ("\n\n".join(blocks) + "\n").encode("utf-8", "replace")


def with_pictures(sheet: Sheet, name: str) -> bytes:
    """The document and its pictures in a zip."""
    shown = {figure.plate.name: figure.plate for figure in figures_of(sheet) if figure.plate}
    files = [(f"{name}.md", markdown(sheet, beside=True))]
    files += [(f"{PICTURES}/{plate.name}", plate.body) for plate in shown.values()]
    return packed(files, sheet.made_at)


def front_matter(sheet: Sheet) -> str:
    """Properties as Obsidian shows them; its tags have a slash between family and theme."""
    facts = {fact.label.lower().replace(" ", "_"): str(fact.exact or fact.text) for fact in sheet.facts}
    tags = ["threadsheet", *(f"{entry.family.id}/{entry.theme.id}" for entry in sheet.index)]
    properties = {"title": str(sheet.title), "author": str(sheet.author), **facts, "completeness": sheet.verdict, "tags": tags}
    return yaml.safe_dump(properties, allow_unicode=True, sort_keys=False, width=1000)


def head(sheet: Sheet) -> Iterator[str]:
    """Who, whether it is whole, and why we think so; the lines of a quotation."""
    said = load_messages().handout
    handle = f" (@{escaped(sheet.handle)})" if sheet.handle else ""
    yield f"{said.eyebrow} {said.by} **{escaped(sheet.author)}**{handle}{BREAK.rstrip(chr(10))}"
    for fact in sheet.facts:
        yield f"{fact.label}: {f'<{fact.href}>' if fact.href else escaped(fact.text)}{BREAK.rstrip(chr(10))}"
    yield escaped(sheet.verdict_line)
    yield from (escaped(reason) for reason in sheet.reasons)


def item_blocks(sheet: Sheet, item: HandoutPoint | Gap, beside: bool) -> Iterator[str]:
    """A point, or a sentence about those that are missing."""
    if isinstance(item, Gap):
        yield f"> ⚠ {escaped(sentence(item.reason))}"
        return
    point = item.point
    evidence = tuple(each for tag in item.tags for each in tag.tag.evidence)
    yield f"## {item.label or item.role}"
    yield from text_blocks(point.text, point.spans, evidence)
    if item.quote:
        yield quote_block(item.quote, beside)
    yield from (figure_block(figure, beside) for group in item.figures for figure in group)
    if item.tags:
        yield "*" + " · ".join(f"{each.family.name}: {escaped(each.theme.name)}" for each in item.tags) + "*"
    if sheet.judged:
        yield "\n".join(
            f"- [ ] {family.name}: {escaped(theme.name)}" for family in sheet.codebook.families for theme in family.themes
        )


def text_blocks(text: str, spans: Sequence[Span] = (), evidence: Sequence[Evidence] = ()) -> Iterator[str]:
    """Paragraphs; a line's end within one is kept."""
    for paragraph in paragraphs(text, spans, evidence):
        yield BREAK.join(line_start("".join(map(inline, line))) for line in paragraph)


def inline(run: Run) -> str:
    """One run with its marks outside of its spaces, where Markdown wants them."""
    if run.bare and run.link:
        return f"<{run.text}>" if " " not in run.text else escaped(run.text)
    body = run.text.strip()
    if not body:
        return run.text
    said = f"`` {body} ``" if run.code else escaped(body)
    for wanted, mark in ((run.emphasis, "*"), (run.strong, "**"), (run.marked, "==")):
        said = f"{mark}{said}{mark}" if wanted else said
    if run.link:
        said = f"[{said}](<{run.link.replace('<', '%3C').replace('>', '%3E')}>)"
    before, _, after = run.text.partition(body)
    return f"{before}{said}{after}"


def escaped(text: str) -> str:
    """Messages that stay words: whatever Markdown would take for its own is told not to be."""
    return line_start(SPECIAL.sub(r"\\\1", text))


def line_start(line: str) -> str:
    """The same for what means something only at the beginning of a line."""
    found = AT_START.match(line)
    if not found:
        return line.lstrip(" \t") if line[:1] in " \t" else line
    if found[2] or found[5]:
        return f"\\{line.lstrip()}"
    return f"{found[3]}\\{found[4]}{line[found.end() :]}"


def quote_block(quote: HandoutQuote, beside: bool) -> str:
    """Another's post, in a quotation."""
    blocks = [f"**{escaped(quote.heading)}**", *text_blocks(quote.text)]
    blocks += [figure_block(figure, beside) for group in quote.figures for figure in group]
    return "\n>\n".join("\n".join(f"> {line}" for line in block.split("\n")) for block in blocks)


def figure_block(figure: Figure, beside: bool) -> str:
    """A picture, or what stood there in words."""
    if figure.choices:
        shares = (f" ({choice.share:g} %)" if choice.share is not None else "" for choice in figure.choices)
        lines = (f"- {escaped(choice.words)}{share}" for choice, share in zip(figure.choices, shares, strict=True))
        return f"**{figure.label}**\n\n" + "\n".join(lines)
    told = " ".join(filter(None, (figure.title, *figure.lines)))
    if beside and figure.plate:
        picture = f"![{escaped(figure.alt)}]({PICTURES}/{figure.plate.name})"
        return (
            f"{picture}\n\n[{escaped(figure.label)}](<{figure.href}>): {escaped(told)}"
            if figure.framed and figure.href
            else picture
        )
    label = f"[{figure.label}](<{figure.href}>)" if figure.href else figure.label
    return f"**{label}**: {escaped(told)}"


def index_lines(sheet: Sheet) -> Iterator[str]:
    for entry in sheet.index:
        yield f"{entry.family.name}: **{escaped(entry.theme.name)}** {', '.join(name for name, _ in entry.points)}"


def answer_lines(sheet: Sheet) -> Iterator[str]:
    for answer in sheet.answers:
        found = "; ".join(f"{each.theme.name} (“{' … '.join(each.evidence)}”)" for each in answer.found)
        yield f"**{escaped(answer.name)}** {escaped(found or load_messages().handout.answers_none)}"


def figures_of(sheet: Sheet) -> Iterator[Figure]:
    """Every figure of a sheet, those of quotations too."""
    for item in sheet.items:
        if isinstance(item, HandoutPoint):
            for group in (*item.figures, *(item.quote.figures if item.quote else ())):
                yield from group
