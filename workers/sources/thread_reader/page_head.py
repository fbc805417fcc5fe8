"""What stands above the thread on a copied page: the site's own words, the author, the date, how many posts there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from workers.sources.thread_reader.boilerplate import BUTTONS, CHROME, COUNT, DATE, HANDLE, PICTURE, TRIMMINGS
from workers.sources.thread_reader.page_lines import PageLines

DEPTH = 60  # lines: a head is never longer
LONGEST_NAME = 60
LONGEST_BUTTON = 40  # code points of a line that nobody knows, between two that everybody does
STRANGERS = 2  # such lines in a row
NUMBERED = re.compile(r"\W{0,3}\d{1,4}[/.)\\]")  # a post's first line, not a name
ENDS_NUMBERED = re.compile(r"\d{0,4}/\d{0,4}\W{0,3}$")
DATES = ("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%Y-%m-%d")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Head:
    """Lines before `stop` are the head; those in `author` name the author, the others are furniture."""

    stop: int = 0
    author: frozenset[int] = frozenset()
    name: str | None = None
    handle: str | None = None
    posts: int | None = None
    posted_at: datetime | None = None


def read_head(page: PageLines, foot: int) -> Head:
    """The head of a page whose thread ends before line `foot`."""
    limit = min(foot, DEPTH)
    count = next((index for index in page.search(COUNT, 0, limit) if _is_count(page, index)), None)
    stop = _after_head(page, count + 1 if count is not None else 0, limit)
    handle = page.first(HANDLE, 0, stop)
    name = _name_line(page, handle, stop)
    facts = COUNT.fullmatch(page.words(count)) if count is not None else None
    dated = [page.words(index) for index in page.search(DATE, 0, stop)]
    return Head(
        stop=stop,
        author=frozenset(index for index in (name, handle) if index is not None),
        name=page.words(name) if name is not None else _picture_name(page, stop),
        handle=page.words(handle).removeprefix("@") if handle is not None else None,
        posts=int(facts["posts"]) if facts else None,
        posted_at=day(facts["date"] if facts and facts["date"] else next(iter(dated), None)),
    )


def day(printed: str | None) -> datetime | None:
    """The day that a page prints, at midnight UTC; None when no year stands there."""
    words = ORDINAL.sub("", (printed or "").replace(".", "")).strip("•· ")
    for pattern in DATES:
        try:
            return datetime.strptime(words, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _is_count(page: PageLines, index: int) -> bool:
    """ "9 tweets • 2 min read" is a count wherever it stands; "9 tweets" only under a name, a handle or a date."""
    words = page.words(index)
    return "min" in words or (
        index > 0 and ("," in words or any(_is_head(page, above) for above in range(max(0, index - 3), index)))
    )


def _is_head(page: PageLines, index: int) -> bool:
    words = page.words(index)
    return any(pattern.fullmatch(words) for pattern in (CHROME, BUTTONS, TRIMMINGS, HANDLE, DATE))


def only_furniture(page: PageLines, start: int, stop: int) -> bool:
    """Whether none of these lines can be an author's."""
    return all(_is_head(page, index) or COUNT.fullmatch(page.words(index)) for index in range(start, stop))


def _after_head(page: PageLines, start: int, limit: int) -> int:
    """The first line from `start` that is none of the page's own: it ends with the last that nobody else prints.

    Before the author was named it is every block of which all lines may be the page's; later "Share" or "@bob" may be words.
    """
    at = stop = start
    named = page.first(HANDLE, 0, start) is not None
    while at < limit:
        end = _block_end(page, at, limit)
        if not named and _all_head(page, at, end):
            named = page.first(HANDLE, at, end) is not None
            at = stop = end
            continue
        last = _last_button(page, at, limit)
        if last is None:
            break
        named = named or page.first(HANDLE, at, last) is not None
        at = stop = last + 1
    return stop


def _last_button(page: PageLines, start: int, limit: int) -> int | None:
    """The next line that only the page prints, behind others of the head and at most a few that nobody knows."""
    strangers = 0
    for index in range(start, limit):
        words = page.words(index)
        if BUTTONS.fullmatch(words) or TRIMMINGS.fullmatch(words):
            return index
        if _is_head(page, index) or _names(page, index, limit):
            continue
        strangers += 1
        if index == 0 or strangers > STRANGERS or not _could_be_button(words):
            return None
    return None


def _could_be_button(words: str) -> bool:
    return 0 < len(words) <= LONGEST_BUTTON and not NUMBERED.match(words) and not ENDS_NUMBERED.search(words)


def _block_end(page: PageLines, at: int, limit: int) -> int:
    return next((index for index in range(at + 1, limit) if page.lines[index].above), limit)


def _all_head(page: PageLines, start: int, stop: int) -> bool:
    """Whether a block is the page's. A name counts when a handle stands under it."""
    return all(_is_head(page, index) or _names(page, index, stop) for index in range(start, stop))


def _names(page: PageLines, index: int, limit: int) -> bool:
    return index + 1 < limit and HANDLE.fullmatch(page.words(index + 1)) is not None and _could_be_name(page, index)


def _name_line(page: PageLines, handle: int | None, stop: int) -> int | None:
    if handle is None or handle == 0 or handle > stop:
        return None
    return handle - 1 if _could_be_name(page, handle - 1) and not _is_head(page, handle - 1) else None


def _could_be_name(page: PageLines, index: int) -> bool:
    words = page.words(index)
    return 0 < len(words) <= LONGEST_NAME and not NUMBERED.match(words)


def _picture_name(page: PageLines, stop: int) -> str | None:
    index = page.first(PICTURE, 0, stop)
    found = PICTURE.fullmatch(page.words(index)) if index is not None else None
    name = found["name"].lstrip("![") if found else None
    return None if name is None or name.lower() in {"author", "twitter author"} else name
