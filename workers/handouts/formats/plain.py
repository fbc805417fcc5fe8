"""Renders a handout as plain text: lines that fit a mail, with hanging numbers."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from domain.shapes.thread import Gap
from presentation.messages import load_messages, sentence
from workers.handouts.content.figures import Figure
from workers.handouts.content.point_text import figure_text
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import HandoutView

WIDTH, HANG = 72, 5


def render_plain_text(view: HandoutView) -> bytes:
    """The document in UTF-8, with LF line ends."""
    lines = [*thread_lines(view, view.title, "="), *end_lines(view)]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def thread_lines(view: HandoutView, title: str, underline: str) -> list[str]:
    """The head of a thread under its title, and its points."""
    messages = load_messages().handout
    return [
        *wrap_lines(title),
        underline * min(WIDTH, columns(title)),
        f"{messages.eyebrow} {messages.by} {view.author}" + (f" @{view.handle}" if view.handle else ""),
        *(f"{fact.label}: {fact.text}" for fact in view.facts),
        *wrap_lines(view.verdict_line),
        *(line for reason in view.reasons for line in wrap_lines(reason)),
        "",
        *(line for item in view.items for line in item_lines(item)),
    ]


def wrap_lines(text: str) -> list[str]:
    """A text as lines that fit."""
    return textwrap.wrap(text, WIDTH)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def item_lines(item: HandoutPoint | Gap) -> Iterator[str]:
    """A point under its number, or a sentence about those that are missing."""
    if isinstance(item, Gap):
        yield from (*textwrap.wrap(f"[{sentence(item.reason)}]", WIDTH), "")
        return
    body = [line for raw in item.point.text.strip("\n").split("\n") for line in wrap(raw)]
    if item.quote:
        body += [
            "",
            *wrap(item.quote.heading),
            *(f"> {line}" for raw in item.quote.text.split("\n") for line in wrap(raw)),
            *(f"> {line}" for group in item.quote.figures for figure in group for line in figure_lines(figure)),
        ]
    for group in item.figures:
        body += ["", *(line for figure in group for line in figure_lines(figure))]
    if item.tags:
        body += ["", *wrap(" · ".join(f"{tag.family.name}: {tag.theme.name}" for tag in item.tags))]
    if item.role:
        yield f"({item.role})"
    number = f"{item.label}." if item.label else ""
    for place, line in enumerate(body):
        yield f"{number if place == 0 else '':<{HANG}}{line}".rstrip()
    yield ""


def wrap(line: str) -> list[str]:
    """A line as lines that fit; longer words, as addresses are, are not broken."""
    return textwrap.wrap(line, WIDTH - HANG, break_long_words=False, break_on_hyphens=False, drop_whitespace=True) or [""]


def figure_lines(figure: Figure) -> Iterator[str]:
    """A figure in words."""
    yield from wrap(figure_text(figure))
    if figure.note and figure.href:
        yield figure.href


def end_lines(view: HandoutView) -> Iterator[str]:
    """The lines of the end: index of themes, links, notes on the handout."""
    messages = load_messages().handout
    themes = [f"{entry.family.name}: {entry.theme.name} {', '.join(name for name, _ in entry.points)}" for entry in view.index]
    for heading, lines in (
        (messages.index, themes),
        (messages.links, [f"{number} {address}" for number, address in view.links]),
        (messages.about, [*view.remarks, *view.digests]),
    ):
        yield from underlined_section(heading, lines)


def underlined_section(heading: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines under a heading; nothing without lines."""
    if lines:
        yield from (heading, "-" * columns(heading), *(folded for line in lines for folded in fold_line(line)), "")


def fold_line(line: str) -> list[str]:
    """A line of the end as lines that fit, the second and later ones indented."""
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
