"""Stylesheets made ready: for one-file HTML as they are, for paper without what paper never needs.

WeasyPrint resolves every `var()` for every element anew, which is a third of a rendering; on paper they never change.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from domain.shapes.handout import Edition
from domain.shapes.options import Options
from presentation.palette import PALETTE

FOLDER = Path(__file__).parent.parent.parent / "templates" / "style"
BASE = ("tokens.css", "parts.css", "handout/base.css", "handout/print.css", "handout/screen.css")
DEFAULTS, BOOK = "handout/defaults.css", "handout/book.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
USE = re.compile(r"var\((--[\w-]+)\)")
OF_FAMILY = re.compile(r"([^{};]+)\{([^{}]*var\(--family\)[^{}]*)\}")
EMPTY = re.compile(r"[^{}]+\{[\s;]*(?:color-scheme: light dark;\s*)?\}")
AT_MEDIA = re.compile(r"@media ([^{]+)\{")


def variants(edition: Edition, options: Options) -> tuple[str, ...]:
    """The stylesheets that an edition and its options add, in the order in which they build on one another."""
    columns = options.columns == 2 and not options.large and edition is not Edition.WORKSHOP
    chosen = {
        "reading": edition is Edition.READING,
        "workshop": edition is Edition.WORKSHOP,
        "stacked": columns or options.large,
        "columns": columns,
        "large": options.large,
        "mono": options.mono,
    }
    return tuple(f"handout/{name}.css" for name, wanted in chosen.items() if wanted)


@cache
def whole(variants: tuple[str, ...] = ()) -> str:
    """Everything that says how a handout looks, but for its faces."""
    return COMMENT.sub("", "\n".join((FOLDER / name).read_text("utf-8") for name in (*BASE, *variants)))


@cache
def for_paper(variants: tuple[str, ...] = ()) -> str:
    """The rules that hold on paper, with every token replaced by its value there."""
    rules = "\n".join(block for condition, block in blocks(whole(variants)) if condition in {"", "print"})
    return filled(rules)


def filled(rules: str) -> str:
    """Rules with the values of their tokens in place of their names; what is left empty is left out."""
    tokens = {name: value.strip() for name, value in TOKEN.findall(rules) if name != "--family"}
    rules = OF_FAMILY.sub(by_family, TOKEN.sub("", rules))
    while USE.search(rules):
        rules = USE.sub(lambda use: tokens[use[1]], rules)
    return EMPTY.sub("", rules)


@cache
def for_books() -> str:
    """The rules of a book, with every token replaced by its value on paper: many readers know no tokens."""
    text = COMMENT.sub("", "\n".join((FOLDER / name).read_text("utf-8") for name in ("tokens.css", BOOK)))
    return filled("\n".join(block for condition, block in blocks(text) if condition in {"", "print"}))


def blocks(rules: str) -> list[tuple[str, str]]:
    """The stylesheet in order, cut at its media conditions; what stands outside them has none."""
    cut: list[tuple[str, str]] = []
    place = 0
    while found := AT_MEDIA.search(rules, place):
        end = closing(rules, found.end())
        cut += [("", rules[place : found.start()]), (found[1].strip(), rules[found.end() : end])]
        place = end + 1
    return [*cut, ("", rules[place:])]


def closing(rules: str, place: int) -> int:
    """Where the bracket closes that was opened just before a place."""
    depth = 1
    for found in re.finditer(r"[{}]", rules[place:]):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return place + found.start()
    raise ValueError("A stylesheet has an open bracket.")


def by_family(rule: re.Match[str]) -> str:
    """A rule for whatever carries data-palette as eight rules, one a colour."""
    selectors = [selector.strip() for selector in rule[1].split(",")]
    return "\n".join(
        f'{", ".join(f"""{selector}[data-palette="{number}"]""" for selector in selectors)} '
        f"{{{rule[2].replace('var(--family)', look.light)}}}"
        for number, look in enumerate(PALETTE, 1)
    )
