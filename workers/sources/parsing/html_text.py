"""Converts HTML to plain text with spans. Each source says what an element means on its site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import PageElement

from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.text_builder import TextBuilder

BLOCKS = frozenset(
    {"address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"})
SKIPPED = frozenset({"script", "style", "template", "noscript", "svg", "button", "iframe", "form"})  # without an author's text
MARKS = {
    "b": SpanKind.STRONG,
    "strong": SpanKind.STRONG,
    "i": SpanKind.EMPHASIS,
    "em": SpanKind.EMPHASIS,
    "code": SpanKind.CODE,
}


@dataclass(frozen=True, slots=True)
class Inline:
    """The text that is written for an element in place of its content. `spaced`: with a space before it in any case."""

    text: str = ""
    kind: SpanKind | None = None
    url: str | None = None
    spaced: bool = False


OMITTED = Inline()
ElementRule = Callable[[Tag], Inline | None]
"""What is written for an element; None when its content is read like any other."""


def text_and_spans(
    content: Tag | Iterable[PageElement], rule: ElementRule, preformatted: bool = False
) -> tuple[str, tuple[Span, ...]]:
    """Text and spans of what is inside a tag, or of a sequence of tags and strings.

    `preformatted` is True where the page shows blank space as in its source (`white-space: pre-wrap`), as X does; elsewhere a
    blank line separates paragraphs, `<br>` ends a line, and any run of blank space is one space. Without recursion, since pages
    nest deep.
    """
    builder = TextBuilder()
    stack: list[tuple[Iterator[PageElement], Callable[[], None]]] = [
        (content.children if isinstance(content, Tag) else iter(content), _do_nothing)
    ]
    while stack:
        children, close = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            close()
        elif not isinstance(child, Tag):
            (builder.add if preformatted else builder.add_html_text)(str(child))
        elif (inline := rule(child)) is not None:
            if inline.spaced:
                builder.ensure_space()
            builder.add(inline.text, inline.kind, inline.url)
        elif child.name not in SKIPPED:
            stack.append((child.children, _open(child.name, builder, preformatted)))
    return builder.build()


def _do_nothing() -> None:
    pass


def _open(name: str, builder: TextBuilder, preformatted: bool) -> Callable[[], None]:
    """Writes what an element begins with; returns what writes its end."""
    if name == "br":
        builder.end_line()
        return _do_nothing
    if name in MARKS:
        start = builder.length
        return lambda: builder.add_span(start, MARKS[name])
    if preformatted or name not in BLOCKS:
        return _do_nothing
    line_ends = 2 if name in PARAGRAPHS else 1
    builder.start_line(line_ends)
    if name == "li":
        builder.add("- ")
    return lambda: builder.start_line(line_ends)
