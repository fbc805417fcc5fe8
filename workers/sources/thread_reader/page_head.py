"""Reads what is above the thread on a copied page: the site's boilerplate, author, date and number of posts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from workers.sources.thread_reader.boilerplate import BUTTONS, CHROME, COUNT, DATE, HANDLE, PICTURE, TRIMMINGS
from workers.sources.thread_reader.page_lines import PageLines

MAX_HEAD = 60  # lines
LONGEST_NAME = 60
LONGEST_BUTTON = 40  # code points of an unknown line between two known lines of a head
MAX_UNKNOWN = 2  # such lines in a row
NUMBERED = re.compile(r"\W{0,3}\d{1,4}[/.)\\]")  # the first line of a post, not a name
ENDS_NUMBERED = re.compile(r"\d{0,4}/\d{0,4}\W{0,3}$")
DATES = ("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%Y-%m-%d")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Head:
    """Lines before `stop` are the head; those in `author` name the author, the others are boilerplate."""

    stop: int = 0
    author: frozenset[int] = frozenset()
    name: str | None = None
    handle: str | None = None
    posts: int | None = None
    posted_at: datetime | None = None


def read_head(page: PageLines, foot: int) -> Head:
    """Reads the head of a page whose thread ends before line `foot`."""
    limit = min(foot, MAX_HEAD)
    count = next((index for index in page.search(COUNT, 0, limit) if _is_count(page, index)), None)
    stop = _head_end(page, count + 1 if count is not None else 0, limit)
    handle = page.first(HANDLE, 0, stop)
    name = _name_line(page, handle, stop)
    counts = COUNT.fullmatch(page.line_text(count)) if count is not None else None
    dates = [page.line_text(index) for index in page.search(DATE, 0, stop)]
    return Head(
        stop=stop,
        author=frozenset(index for index in (name, handle) if index is not None),
        name=page.line_text(name) if name is not None else _picture_name(page, stop),
        handle=page.line_text(handle).removeprefix("@") if handle is not None else None,
        posts=int(counts["posts"]) if counts else None,
        posted_at=parse_day(counts["date"] if counts and counts["date"] else next(iter(dates), None)),
    )


def parse_day(printed: str | None) -> datetime | None:
    """Parses a date as printed on the page, at midnight UTC; None for a date without a year."""
    text = ORDINAL.sub("", (printed or "").replace(".", "")).strip("•· ")
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _is_count(page: PageLines, index: int) -> bool:
    """ "9 tweets • 2 min read" is a count wherever it stands; "9 tweets" only under a name, a handle or a date."""
    text = page.line_text(index)
    return "min" in text or (
        index > 0 and ("," in text or any(_is_head(page, above) for above in range(max(0, index - 3), index)))
    )


def _is_head(page: PageLines, index: int) -> bool:
    text = page.line_text(index)
    return any(pattern.fullmatch(text) for pattern in (CHROME, BUTTONS, TRIMMINGS, HANDLE, DATE))


def is_only_boilerplate(page: PageLines, start: int, stop: int) -> bool:
    """Whether all of these lines are the page's own."""
    return all(_is_head(page, index) or COUNT.fullmatch(page.line_text(index)) for index in range(start, stop))


def _head_end(page: PageLines, start: int, limit: int) -> int:
    """The first line after the head: the line after the last one that only the page prints.

    Until the author is named, a block belongs to the head when all of its lines may be the page's. After that, lines such as
    "Share" or "@bob" may be the author's text.
    """
    index = stop = start
    has_author = page.first(HANDLE, 0, start) is not None
    if start and not has_author and start < limit and HANDLE.fullmatch(page.line_text(start)):
        index = stop = start + 1
        has_author = True  # alone between the count and the first post
    while index < limit:
        end = _block_end(page, index, limit)
        if not has_author and _is_head_block(page, index, end):
            has_author = page.first(HANDLE, index, end) is not None
            index = stop = end
            continue
        button = _last_button(page, index, limit)
        if button is None:
            break
        has_author = has_author or page.first(HANDLE, index, button) is not None
        index = stop = button + 1
    return stop


def _last_button(page: PageLines, start: int, limit: int) -> int | None:
    """The next line that only the page prints, after other lines of a head and at most a few unknown ones."""
    unknown = 0
    for index in range(start, limit):
        text = page.line_text(index)
        if BUTTONS.fullmatch(text) or TRIMMINGS.fullmatch(text):
            return index
        if _is_head(page, index) or _is_author_name(page, index, limit):
            continue
        unknown += 1
        if index == 0 or unknown > MAX_UNKNOWN or not _could_be_button(text):
            return None
    return None


def _could_be_button(text: str) -> bool:
    return 0 < len(text) <= LONGEST_BUTTON and not NUMBERED.match(text) and not ENDS_NUMBERED.search(text)


def _block_end(page: PageLines, start: int, limit: int) -> int:
    return next((index for index in range(start + 1, limit) if page.lines[index].above), limit)


def _is_head_block(page: PageLines, start: int, stop: int) -> bool:
    """Whether all lines of a block may be the page's."""
    return all(_is_head(page, index) or _is_author_name(page, index, stop) for index in range(start, stop))


def _is_author_name(page: PageLines, index: int, limit: int) -> bool:
    """Whether a line is a name: the next line is a handle."""
    return index + 1 < limit and HANDLE.fullmatch(page.line_text(index + 1)) is not None and _could_be_name(page, index)


def _name_line(page: PageLines, handle: int | None, stop: int) -> int | None:
    if handle is None or handle == 0 or handle > stop:
        return None
    above = page.line_text(handle - 1)
    is_pages = _is_head(page, handle - 1) or COUNT.fullmatch(above)
    return handle - 1 if _could_be_name(page, handle - 1) and not is_pages else None


def _could_be_name(page: PageLines, index: int) -> bool:
    text = page.line_text(index)
    return 0 < len(text) <= LONGEST_NAME and not NUMBERED.match(text)


def _picture_name(page: PageLines, stop: int) -> str | None:
    """The name in "NAME Profile picture"."""
    index = page.first(PICTURE, 0, stop)
    match = PICTURE.fullmatch(page.line_text(index)) if index is not None else None
    name = match["name"].lstrip("![") if match else None
    return None if name is None or name.lower() in {"author", "twitter author"} else name
