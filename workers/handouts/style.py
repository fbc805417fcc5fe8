"""Builds the stylesheets of handouts: for HTML as they are, for print without variables and without rules for screens.

WeasyPrint resolves every `var()` again for every element, which is a third of the time; in print they never change.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from domain.editions import CONTENTS, Edition
from domain.shapes.options import Density, Options
from presentation.palette import PALETTE

FOLDER = Path(__file__).parent.parent.parent / "templates" / "style"
BASE = ("tokens.css", "parts.css", "handout/base.css", "handout/print.css", "handout/screen.css")
DEFAULTS, BOOK = "handout/defaults.css", "handout/book.css"
CONTINUED, STACKED = "handout/continued.css", "handout/stacked.css"
MIRRORED = "handout/mirrored.css"
"""The last of the sheets in a document from right to left: the rules of all others have left and right exchanged."""
CJK_LANGUAGES = ("zh", "ja", "ko")
SIDES = re.compile(r"\b(left|right)\b")
FOUR_SIDES = re.compile(r"((?:padding|margin|border-width): *)(\S+) (\S+) (\S+) ([^\s;]+)(?=;| ?\})")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
USE = re.compile(r"var\((--[\w-]+)\)")
OF_FAMILY = re.compile(r"([^{};]+)\{([^{}]*var\(--family\)[^{}]*)\}")
EMPTY = re.compile(r"[^{}]+\{[\s;]*(?:color-scheme: light dark;\s*)?\}")
AT_MEDIA = re.compile(r"@media ([^{]+)\{")


def variants(edition: Edition, options: Options, language: str = "", *, mirrored: bool = False) -> tuple[str, ...]:
    """The names of the stylesheets that an edition, its options and the thread's language add, in cascading order."""
    columns = options.columns == 2 and not options.large and CONTENTS[edition].columns
    conditions = {
        edition.value: CONTENTS[edition].stylesheet,
        "stacked": columns or options.large,
        "columns": columns,
        "compact": options.density is Density.COMPACT,
        "large": options.large,
        "mono": options.mono,
        "cjk": language.startswith(CJK_LANGUAGES),
        "mirrored": mirrored,
    }
    return tuple(f"handout/{name}.css" for name, applies in conditions.items() if applies)


@cache
def stylesheet(variants: tuple[str, ...] = ()) -> str:
    """All rules of a handout's look, but for its fonts."""
    if MIRRORED in variants:
        others = stylesheet(tuple(name for name in variants if name != MIRRORED))
        return RULE.sub(mirror, others) + COMMENT.sub("", (FOLDER / MIRRORED).read_text("utf-8"))
    return COMMENT.sub("", "\n".join((FOLDER / name).read_text("utf-8") for name in (*BASE, *variants)))


def mirror(rule: re.Match[str]) -> str:
    """A rule with left and right exchanged, unless it is about a direction, or hangs the first line of a text of ours."""
    if "dir=" in rule[1] or "text-indent" in rule[2]:
        return rule[0]
    exchanged = SIDES.sub(lambda side: "right" if side[1] == "left" else "left", rule[2])
    declarations = FOUR_SIDES.sub(r"\1\2 \5 \4 \3", exchanged)
    return f"{rule[1]}{{{declarations}}}"


@cache
def print_rules(variants: tuple[str, ...] = ()) -> str:
    """The rules for print, with the values of variables in place of their names."""
    rules = "\n".join(block for condition, block in blocks(stylesheet(variants)) if condition in {"", "print"})
    return replace_variables(rules)


def replace_variables(rules: str) -> str:
    """Rules with the values of variables in place of their names, without rules that are empty then."""
    tokens = {name: value.strip() for name, value in TOKEN.findall(rules) if name != "--family"}
    rules = OF_FAMILY.sub(rules_by_colour, TOKEN.sub("", rules))
    while USE.search(rules):
        rules = USE.sub(lambda use: tokens[use[1]], rules)
    return EMPTY.sub("", rules)


@cache
def book_rules() -> str:
    """The rules of an EPUB, with the values of variables in print: many e-book readers know no variables."""
    text = COMMENT.sub("", "\n".join((FOLDER / name).read_text("utf-8") for name in ("tokens.css", BOOK)))
    return replace_variables("\n".join(block for condition, block in blocks(text) if condition in {"", "print"}))


def blocks(rules: str) -> list[tuple[str, str]]:
    """The stylesheet in order, split into its media conditions and their rules; the condition is empty outside of @media."""
    parts: list[tuple[str, str]] = []
    place = 0
    while match := AT_MEDIA.search(rules, place):
        end = closing_bracket(rules, match.end())
        parts += [("", rules[place : match.start()]), (match[1].strip(), rules[match.end() : end])]
        place = end + 1
    return [*parts, ("", rules[place:])]


def closing_bracket(rules: str, place: int) -> int:
    """The place of the bracket that closes the one opened just before `place`."""
    depth = 1
    for bracket in re.finditer(r"[{}]", rules[place:]):
        depth += 1 if bracket[0] == "{" else -1
        if depth == 0:
            return place + bracket.start()
    raise ValueError("A stylesheet has an open bracket.")


def rules_by_colour(rule: re.Match[str]) -> str:
    """A rule that uses the family's colour, as eight rules, one a data-palette."""
    selectors = [selector.strip() for selector in rule[1].split(",")]
    return "\n".join(
        f'{", ".join(f"""{selector}[data-palette="{number}"]""" for selector in selectors)} '
        f"{{{rule[2].replace('var(--family)', look.light)}}}"
        for number, look in enumerate(PALETTE, 1)
    )
