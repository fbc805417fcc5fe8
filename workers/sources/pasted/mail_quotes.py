"""What mail programs put round a quoted text: `> ` before its lines, and a line above that says who wrote it when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from workers.sources.pasted.mail_header import without_mail_header, without_signature

QUOTED: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+")
QUOTED_SHARE: Final = 0.5  # of the lines that are not blank; fewer are an author's own quotation
ADDRESS: Final = re.compile(r"<[^<>\s]+@[^<>\s]+>")
# "On Fri, Mar 7, 2025 at 10:39 AM Mira Holm <mira@mail.example> wrote:", in any language: a date or a clock time, and a colon.
ATTRIBUTION: Final = re.compile(
    r"(?=.*\d{1,4}[.:/h-]\d{1,2}|.*\d{4}).{12,240}(?:[:：]|<[^<>\s]+@[^<>\s]+>[^\d]{0,20})", re.DOTALL
)
CAPITALISED: Final = re.compile(r"(?:(?<=\s)|^)((?:[^\W\d_a-z][\w'’.-]*[ ]?){1,5})$")
NOT_A_NAME: Final = re.compile(r"^(?:[AP]M|Uhr|h)\s+")
ABOVE: Final = 4  # lines above a quoted text without marks in which it may be attributed


@dataclass(frozen=True, slots=True)
class Unquoted:
    """The text without quote marks; `above` and `below` are the sender's own lines, `name` is that of its author."""

    text: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    name: str | None = None


def unquote(text: str) -> Unquoted:
    """Takes off quote marks, and the line that attributes what follows. The same text where there is neither."""
    marked = _without_marks(text)
    headed = without_mail_header(marked.text)
    if headed:
        inner = _without_marks(headed.text)
        return Unquoted(
            text=inner.text,
            above=(*marked.above, *headed.outside, *inner.above),
            below=(*inner.below, *marked.below),
            name=headed.name or marked.name,
        )
    lines = marked.text.split("\n")
    count = _attribution(lines)
    if count:
        attributing = [line for line in lines[:count] if line.strip()]
        return Unquoted(
            "\n".join(lines[count:]), (*marked.above, *attributing), marked.below, _name(" ".join(attributing)) or marked.name
        )
    return marked


def _without_marks(text: str) -> Unquoted:
    """Lines behind `>`; the sender's own words above and below them are outside."""
    lines = text.split("\n")
    quoted = [index for index, line in enumerate(lines) if QUOTED.match(line)]
    filled = sum(bool(QUOTED.sub("", line).strip()) for line in lines)
    inside = sum(bool(QUOTED.sub("", lines[index]).strip()) for index in quoted)
    if inside < 2:
        return Unquoted(text)
    first, last = quoted[0], quoted[-1]
    above = [line for line in lines[:first] if line.strip()]
    if inside < QUOTED_SHARE * filled and not (_attributed_name(above) and _follow_each_other(lines, quoted)):
        return Unquoted(text)
    inner = "\n".join(QUOTED.sub("", line) for line in lines[first : last + 1])
    inner, signature = without_signature(inner)
    below = [line for line in lines[last + 1 :] if line.strip()]
    return Unquoted(inner, tuple(above), (*signature, *below), _attributed_name(above))


def _follow_each_other(lines: list[str], quoted: list[int]) -> bool:
    """Whether nothing but blank lines stands between lines behind quote marks."""
    marked = set(quoted)
    return not any(lines[index].strip() and index not in marked for index in range(quoted[0], quoted[-1]))


def _attributed_name(above: list[str]) -> str | None:
    """The name that the last line above a quoted text gives, or the last two."""
    for count in (1, 2):
        words = " ".join(above[-count:])
        if _attributes(words) and (name := _name(words)):
            return name
    return None


def _attribution(lines: list[str]) -> int:
    """How many lines from the top attribute the rest: a line with an address, at most one of a sender's above it."""
    filled = [index for index, line in enumerate(lines[: 3 * ABOVE]) if line.strip()][:ABOVE]
    for place, index in enumerate(filled[:-1]):
        for stop in (index, filled[place + 1]):
            words = " ".join(line.strip() for line in lines[index : stop + 1])
            if ADDRESS.search(words) and words.rstrip().endswith((":", "：")) and _attributes(words):
                return stop + 1
    return 0


def _attributes(words: str) -> bool:
    return ATTRIBUTION.fullmatch(words.strip()) is not None


def _name(words: str) -> str | None:
    """The capitalised words before the address, or before the colon."""
    match = ADDRESS.search(words)
    before = (words[: match.start()] if match else words.rstrip(" :：")).rstrip(" (\"'")
    names = CAPITALISED.search(NOT_A_NAME.sub("", before.rsplit(",", 1)[-1].strip()))
    name = NOT_A_NAME.sub("", names[1].strip()) if names else ""
    return name or None
