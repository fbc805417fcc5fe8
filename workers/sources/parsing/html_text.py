"""The words of a stretch of HTML: plain text with spans. What each element means is said by the source that found it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.node import Node
from workers.sources.parsing.text_builder import TextBuilder

BLOCKS = frozenset(
    {"address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"})
SILENT = frozenset({"script", "style", "template", "noscript", "svg", "button", "iframe", "form"})  # hold no author's words
MARKS = {
    "b": SpanKind.STRONG,
    "strong": SpanKind.STRONG,
    "i": SpanKind.EMPHASIS,
    "em": SpanKind.EMPHASIS,
    "code": SpanKind.CODE,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is written for a whole element; no words leave it out. `apart`: with a space before it, whatever the page has."""

    words: str = ""
    kind: SpanKind | None = None
    url: str | None = None
    apart: bool = False


LEFT_OUT = Shown()
Meaning = Callable[[Node], Shown | None]
"""What an element means to a site: None for nothing in particular, so that what is inside of it counts."""


def words_of(node: Node | Sequence[Node | str], meaning: Meaning, verbatim: bool = False) -> tuple[str, tuple[Span, ...]]:
    """Text and spans of what is inside `node`, or of a row of elements and texts.

    `verbatim` is True where the page shows blank space as it stands in its source (`white-space: pre-wrap`), as X's does;
    elsewhere a blank line sets off paragraphs, `<br>` ends a line, and any blank space is one space. No recursion: pages nest
    deep.
    """
    wording = TextBuilder()
    inside = node.children if isinstance(node, Node) else iter(node)
    waiting: list[tuple[Iterator[Node | str], Callable[[], None]]] = [(inside, _nothing)]
    while waiting:
        children, close = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
            close()
        elif isinstance(child, str):
            (wording.add if verbatim else wording.flow)(child)
        elif (shown := meaning(child)) is not None:
            if shown.apart:
                wording.space()
            wording.add(shown.words, shown.kind, shown.url)
        elif child.tag not in SILENT:
            waiting.append((child.children, _opened(child, wording, verbatim)))
    return wording.done()


def _nothing() -> None:
    pass


def _opened(node: Node, wording: TextBuilder, verbatim: bool) -> Callable[[], None]:
    """Begin an element, and say how it ends."""
    tag = node.tag
    if tag == "br":
        wording.end_line()
        return _nothing
    if tag in MARKS:
        start = wording.length
        return lambda: wording.mark(start, MARKS[tag])
    if verbatim or tag not in BLOCKS:
        return _nothing
    gap = 2 if tag in PARAGRAPHS else 1
    wording.line(gap)
    if tag == "li":
        wording.add("- ")
    return lambda: wording.line(gap)
