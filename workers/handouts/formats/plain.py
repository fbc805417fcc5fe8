"""The handout as plain text: lines that fit a mail, numbers hanging before them."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

from domain.shapes.thread import Gap
from presentation.messages import load_messages, sentence
from workers.handouts.content.figures import Figure
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import Sheet

WIDTH, HANG = 72, 5


def plain_text(sheet: Sheet) -> bytes:
    """The whole document in UTF-8, with LF line ends."""
    said = load_messages().handout
    lines = [
        *textwrap.wrap(sheet.title, WIDTH),
        "=" * min(WIDTH, columns(sheet.title)),
        f"{said.eyebrow} {said.by} {sheet.author}" + (f" @{sheet.handle}" if sheet.handle else ""),
        *(f"{fact.label}: {fact.text}" for fact in sheet.facts),
        *textwrap.wrap(sheet.verdict_line, WIDTH),
        *(line for reason in sheet.reasons for line in textwrap.wrap(reason, WIDTH)),
        "",
        *(line for item in sheet.items for line in item_lines(sheet, item)),
        *(line for line in end(sheet)),
    ]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def item_lines(sheet: Sheet, item: HandoutPoint | Gap) -> Iterator[str]:
    """A point under its number, or a sentence about those that are missing."""
    if isinstance(item, Gap):
        yield from (*textwrap.wrap(f"[{sentence(item.reason)}]", WIDTH), "")
        return
    body = [line for raw in item.point.text.strip("\n").split("\n") for line in wrapped(raw)]
    if item.quote:
        body += [
            "",
            *wrapped(item.quote.heading),
            *(f"> {line}" for raw in item.quote.text.split("\n") for line in wrapped(raw)),
        ]
    for group in item.figures:
        body += ["", *(line for figure in group for line in figure_lines(figure))]
    if item.tags:
        body += ["", *wrapped(" · ".join(f"{each.family.name}: {each.theme.name}" for each in item.tags))]
    if sheet.judged:
        body += [""] + [f"[ ] {family.name}: {theme.name}" for family in sheet.codebook.families for theme in family.themes]
    if item.role:
        yield f"({item.role})"
    number = f"{item.label}." if item.label else ""
    for place, line in enumerate(body):
        yield f"{number if place == 0 else '':<{HANG}}{line}".rstrip()
    yield ""


def wrapped(line: str) -> list[str]:
    """A line as lines that fit; words longer than one stay whole, addresses must."""
    return textwrap.wrap(line, WIDTH - HANG, break_long_words=False, break_on_hyphens=False, drop_whitespace=True) or [""]


def figure_lines(figure: Figure) -> Iterator[str]:
    """What stood beside the text, in words."""
    told = " ".join(filter(None, (figure.title, *figure.lines)))
    choices = [f"{each.words}" + (f" ({each.share:g} %)" if each.share is not None else "") for each in figure.choices]
    yield from wrapped(f"[{figure.label}: {told or '; '.join(choices)}]")
    if figure.note and figure.href:
        yield figure.href


def end(sheet: Sheet) -> Iterator[str]:
    """What to talk about, where themes come up, where links lead, what it was made from."""
    said = load_messages().handout
    themes = [f"{each.family.name}: {each.theme.name} {', '.join(name for name, _ in each.points)}" for each in sheet.index]
    answers = [
        f"{each.name}: " + ("; ".join(found.theme.name for found in each.found) or said.answers_none) for each in sheet.answers
    ]
    for heading, lines in (
        (said.discuss, [f"{number}. {question}" for number, question in enumerate(sheet.questions, 1)]),
        (said.index, themes),
        (said.links, [f"{number} {address}" for number, address in sheet.links]),
        (said.about, [*sheet.remarks, *sheet.digests]),
        (said.answers, answers),
    ):
        if lines:
            yield from (heading, "-" * columns(heading), *(each for line in lines for each in folded(line)), "")


def folded(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
