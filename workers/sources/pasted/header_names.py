"""Who a line of a header names: a name, a handle or both, without the time and the signs that sites put beside them."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import dropwhile, pairwise
from typing import Final

from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_kinds import HANDLE, LONGEST_BOILERPLATE, Kind, kind_of

ANY_HANDLE: Final = re.compile(r"(?<![^\s(])@(?P<handle>[\w.-]{1,60}(?:@[\w-]+(?:\.[\w-]+)+)?)")
MAIL_SENDER: Final = re.compile(r"(?:[^\W\d_][^\d:<>]{0,20}:\s)?(?P<name>[^<>]{1,60}?)\s*<[^<>\s]+@[^<>\s]+>")
CLOCK_TIME: Final = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?|\s(?:Uhr|uur))?"
TIME_BEFORE: Final = re.compile(rf"^\[?{CLOCK_TIME}\]?\s+")
TIME_BEHIND: Final = re.compile(r"(?:\s+[—–·•|/-]\s|\s{2,}|,?\s+[\[(]?(?=\d)).*$")
JOINER: Final = re.compile(r"\s+[—–·•∙|/-](?=\s)|\s{2,}|,(?=\s)|^[—–·•∙|/]\s")
AROUND: Final = "()[]<>{}·•∙|,—– \u00a0\u200e\u200f\u202a\u202c\u2068\u2069"
IN_BRACKETS: Final = re.compile(r"^\s*\[[–—+-]\]|\[[A-Z]{1,3}(?:,[A-Z]{1,3})*\](?=\s|$)")
TIMES: Final = frozenset({Kind.DATE, Kind.CLOCK, Kind.AGE})
PLACE: Final = re.compile(r"#\d{1,5}")  # a post's place on a forum's page
MERIDIEMS: Final = frozenset({"am", "pm", "a.m", "p.m"})
LONGEST_NAME: Final = 60
LONGEST_PARTICLE: Final = 3  # code points of a name's part in small letters: "de", "van", "bin"
MOST_WORDS: Final = 7  # of a time at either end of a line


def name_and_handle(line: str, alone: bool) -> tuple[str | None, str | None]:
    """A name line that holds more: "Name @handle · 3h", "Name — 03/02/2025 20:11", "From: Name <mail>", or a handle alone."""
    if sender := MAIL_SENDER.fullmatch(line):
        return sender["name"], None
    if alone or HANDLE.fullmatch(line):
        return None, line.removeprefix("@")
    if line.startswith("u/") and (handle := bare_handle(line)):
        return None, handle
    if (match := ANY_HANDLE.search(line)) and _can_be_name(line, match.start()):
        return line[: match.start()].strip(" (") or None, match["handle"]
    return (without_time(line) or _without_clock(line))[:LONGEST_NAME], None


def _can_be_name(line: str, handle: int) -> bool:
    """Whether words before a handle can be a name: before one in brackets, no longer word is in small letters."""
    words = line[:handle].strip(" (").split()
    return not line[:handle].endswith("(") or not any(word[0].islower() and len(word) > LONGEST_PARTICLE for word in words)


def bare_handle(line: str) -> str | None:
    """The handle that a line is: "@ada", "(@ada)", "~ada", "u/ada"; None where it is none."""
    bare = line.strip(AROUND).removeprefix("~").removeprefix("u/").removeprefix("@")
    return bare if HANDLE.fullmatch(f"@{bare}") and any(map(str.isalnum, bare)) else None


def without_time(line: str) -> str | None:
    """A line that names somebody beside a time, without the time; None where it holds none, or nothing else."""
    if len(line) > LONGEST_BOILERPLATE or not any(map(str.isdigit, line)):
        return None
    spans = [_named_span(line, start, stop) for start, stop in _parts(line)]
    named = dropwhile(lambda span: not _is_named(line[span[0] : span[1]]), spans)
    first = next(named, None)
    if first is None or not any(is_timed for _, _, is_timed in spans):
        return None
    start, end, is_timed = first
    for _, stop, is_next_timed in named:  # a name may hold the sign that joins the parts
        if is_timed or (is_next_timed and not _is_named(line[end:stop])):
            break
        end, is_timed = stop, is_next_timed
    return _bare(line[start:end])


def _named_span(line: str, start: int, stop: int) -> tuple[int, int, bool]:
    """The part of a line without a time, and whether there was one."""
    part = line[start:stop]
    is_time = _is_time(part, TIMES | {Kind.COUNT})  # "12 t" may be an age, too
    if is_time or PLACE.fullmatch(part.strip()):
        return start, start, True
    before, behind = _time_at_end(part)
    return start + before, stop - behind, bool(before or behind)


def _parts(line: str) -> list[tuple[int, int]]:
    """The spans between signs that join what stands on one line."""
    bounds = [(0, 0), *(match.span() for match in JOINER.finditer(line)), (len(line), len(line))]
    return [(one[1], other[0]) for one, other in pairwise(bounds) if line[one[1] : other[0]].strip()]


def _is_time(part: str, kinds: Set[Kind] = TIMES) -> bool:
    bare = part.strip(AROUND)
    return bool(bare) and kind_of(bare, lexicon()) in kinds and not _names_in_capitals(bare)


def _names_in_capitals(part: str) -> bool:
    """Whether two words or more beside a time are written as names are, which "Today at 9:41" has not."""
    others = [word for word in part.split() if not _is_of_time(word)]
    return len(others) > 1 and all(word[0].isupper() for word in others)


def _is_named(part: str) -> bool:
    return any(map(str.isalpha, part))


def _time_at_end(part: str) -> tuple[int, int]:
    """How many code points the longest time at the beginning and at the end of a part takes, of which one is nothing."""
    words = part.rstrip().split(" ")
    for count in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        if _is_of_time(words[-count]) and _is_time(" ".join(words[-count:])):
            return 0, len(" ".join(words[-count:])) + len(part) - len(part.rstrip())
        if _is_of_time(words[count - 1]) and _is_time(" ".join(words[:count])):
            return len(" ".join(words[:count])), 0
    return 0, 0


def _is_of_time(word: str) -> bool:
    """Whether a word may begin or end a time: it has a figure, or is a month, or a word for an age or a half of the day."""
    bare = word.strip(AROUND + ".").casefold()
    return any(map(str.isdigit, word)) or bare in lexicon().months or bare in lexicon().age_words or bare in MERIDIEMS


def _bare(name: str) -> str | None:
    """A name without signs around it, as of one who asked, "[S]"; a bracket stays where it is closed."""
    name = IN_BRACKETS.sub("", name)
    stripped = name.strip(AROUND.replace(")", "") + ":")
    stripped = stripped if stripped.count("(") == stripped.count(")") else stripped.strip("()")
    return stripped.strip() or None


def _without_clock(line: str) -> str:
    """A chat's name line without the time in front of the name or behind it."""
    if not any(character.isdigit() for character in line):
        return line.removesuffix(":")
    name = TIME_BEHIND.sub("", TIME_BEFORE.sub("", line))
    return name.strip(" <>:,") or line
