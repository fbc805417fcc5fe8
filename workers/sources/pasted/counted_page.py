"""A page that states below its author's handle how many posts it shows: read by that count, whatever language it is in.

What stands above the posts and below them is known by its form alone: short lines without a sentence's end, times, counts.
Where that may be a post as well, the cut that makes as many posts as the page states decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.numbering.filling import ends_sentence
from workers.sources.pasted.dates import parse_date
from workers.sources.pasted.header_names import ANY_HANDLE
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.line_kinds import HANDLE, Kind
from workers.sources.pasted.records import MARKED
from workers.sources.pasted.splitting import line_blocks, split_into_posts
from workers.sources.pasted.stated_count import stated_count

HEAD_LINES: Final = 25  # in which a page states its count
ABOVE: Final = 6  # lines between the handle and the count
MOST_HEAD: Final = 8  # lines below the count that may be the head's
MOST_FOOT: Final = 40
SHORT: Final = 48  # code points of a line that may be a button
LONGEST_NAME: Final = 60
LIKELY: Final = 0.5  # how likely a short line at a body's end is words, below which it is no post
PDF: Final = re.compile(r".{0,40}PDF.{0,24}")
WAITING: Final = ("...", "…")  # at the end of a line that says what the page does, as "Loading..."
COUNT_ALONE: Final = re.compile(
    r"(?P<count>\d{1,3})(?:\s[^\W\d_]{2,16}|[^\W\d_a-zA-Z]{2,16})|[^\W\d_]{2,16}[:：]?\s(?P<behind>\d{1,3})"
)
MINUTES: Final = re.compile(r"[^\d\n]{0,24}\d{1,2}[^\d\n]{1,28}")  # that reading takes, behind the count
PART: Final = re.compile(r"\s[•·|–—-]\s")
PAGES_KINDS: Final = frozenset(
    {Kind.COUNT, Kind.COUNT_WORDS, Kind.DATE, Kind.CLOCK, Kind.AGE, Kind.DOT, Kind.HANDLE, Kind.RULE, Kind.DOMAIN}
)
INSIDE_POSTS: Final = frozenset({"image", "media", "hashtag"})


@dataclass(frozen=True, slots=True)
class Head:
    """Who wrote the posts, how many there are, and the lines that say so."""

    author: Author
    declared: int
    named: tuple[int, ...]
    stop: int


def read_counted_page(page: LabelledText) -> Hypothesis | None:
    """The posts between a head with a count and a foot; None where no line states one below a handle."""
    head = _head(page)
    if head is None:
        return None
    start, stop = _body(page, head)
    if start >= stop:
        return None
    text = page.text[page.lines[start].start : page.lines[stop - 1].end]
    split_text = split_into_posts(text, head.declared, pictures=True)
    if split_text.rest is not None:
        return None
    posts = tuple(replace(post, author=head.author) for post in split_text.posts)
    outside = [index for index in range(len(page.lines)) if not start <= index < stop and index not in head.named]
    dates = (date for index in range(start) if (date := parse_date(page.line(index))))
    reading = Reading(
        site=Site.BLUESKY if "." in (head.author.handle or "") else Site.X,
        posts=posts,
        author=head.author,
        posted_at=next(dates, None),
        declared=head.declared,
        guessed=not split_text.numbered and len(posts) != head.declared,
        holes=split_text.holes,
        reasons=split_text.reasons,
        dropped=(*line_blocks(page.text, page.lines, outside), *split_text.separators),
        posts_seen=len(posts),
        markers_known=True,
    )
    return Hypothesis(Builder.COUNTED, reading, frozenset((*range(head.stop, start), *range(stop, len(page.lines)))))


def _head(page: LabelledText) -> Head | None:
    for handle in range(min(len(page.lines), HEAD_LINES)):
        author = _author(page, handle)
        if author is None:
            continue
        for index in range(handle + 1, min(len(page.lines), handle + 1 + ABOVE)):
            declared = stated_count(page, (index,)) or _count_alone(page, index)
            if declared:
                above = (handle - 1,) if page.line(handle - 1) == author.name and handle else ()
                return Head(author, declared, (*above, handle), index + 1)
            if page.facts[index].kind is Kind.HANDLE or not _may_be_pages(page, index):
                break
    return None


def _author(page: LabelledText, index: int) -> Author | None:
    """The person whom a line with a handle names; the name stands before it, or on the line above."""
    line = page.facts[index].text
    if HANDLE.fullmatch(line):
        above = page.line(index - 1) if index else ""
        return Author(above if 0 < len(above) <= LONGEST_NAME else None, line.removeprefix("@"))
    match = ANY_HANDLE.search(line)
    if match is None or len(line) > LONGEST_NAME or line[match.end() :].strip(" ()·•"):
        return None
    return Author(line[: match.start()].strip(" (·•") or None, match["handle"])


def _count_alone(page: LabelledText, index: int) -> int | None:
    """The count of a line that has nothing else, or a date and the minutes of reading beside it."""
    line = page.line(index)
    parts = PART.split(line)
    dated = [part for part in parts if not parse_date(part)]
    if len(dated) > 1 and len(parts) > 2 and MINUTES.fullmatch(dated[1].strip()):
        del dated[1:]  # behind the minutes stands where else to read it
    if page.facts[index].kind is not Kind.COUNT_WORDS and (len(dated) != 1 or dated[0] == line):
        return None
    match = COUNT_ALONE.fullmatch(dated[0].strip() if len(dated) == 1 else line)
    return int(match["count"] or match["behind"]) if match else None


def _may_be_pages(page: LabelledText, index: int) -> bool:
    """Whether a line may be the page's own: a time, a count, a text of the lexicon, or short and no sentence."""
    if MARKED.match(page.line(index)) or page.groups(index) & INSIDE_POSTS:
        return False
    if _is_pages(page, index):
        return True
    is_open = not ends_sentence(page.text, page.lines[index]) or page.line(index).endswith(WAITING)
    return len(page.line(index)) <= SHORT and is_open


def _is_pages(page: LabelledText, index: int) -> bool:
    """Whether a line is the page's own: a time, a count, a text of the lexicon, or the button that every language has."""
    listed = page.groups(index) - INSIDE_POSTS or index in page.boilerplate
    return bool(listed) or page.facts[index].kind in PAGES_KINDS or PDF.fullmatch(page.line(index)) is not None


def _body(page: LabelledText, head: Head) -> tuple[int, int]:
    """The first line of the posts and the one behind the last."""
    starts, stops = list(_starts(page, head.stop)), list(_stops(page, head))
    bodies = ((start, stop) for start in starts for stop in stops if head.declared in _pieces(page, start, stop))
    exact = [body for body in bodies if not _has_buttons(page, *body)]
    return min(exact, key=lambda body: _page_line_counts(page, *body), default=(_likely_start(page, head.stop), stops[0]))


def _has_buttons(page: LabelledText, start: int, stop: int) -> bool:
    """Whether a short line at either end is the page's rather than a post: a count is no reason to take a button for one."""
    edges = (index for index in {start, stop - 1} if _may_be_pages(page, index))
    return any(_is_pages(page, index) or page.words_chances[index] < LIKELY for index in edges)


def _page_line_counts(page: LabelledText, start: int, stop: int) -> tuple[int, float]:
    """How many lines of a body are the page's for sure, and how many more by what the labels expect."""
    surely = sum(_is_pages(page, index) for index in range(start, stop))
    return surely, sum(1 - page.words_chances[index] for index in range(start, stop))


def _pieces(page: LabelledText, start: int, stop: int) -> tuple[int, int]:
    """Into how many pieces line ends and blank lines part these lines."""
    return stop - start, 1 + sum(page.lines[index].above > 0 for index in range(start + 1, stop))


def _starts(page: LabelledText, first: int) -> Iterator[int]:
    """Where the posts may begin: behind each line that may be the head's."""
    yield first
    for index in range(first, min(first + MOST_HEAD, len(page.lines))):
        if not _may_be_pages(page, index):
            return
        yield index + 1


def _likely_start(page: LabelledText, first: int) -> int:
    """Behind the last line that is the head's for sure."""
    start = first
    for index in range(first, min(first + MOST_HEAD, len(page.lines))):
        if not _may_be_pages(page, index):
            break
        if _is_pages(page, index):
            start = index + 1
    return start


def _stops(page: LabelledText, head: Head) -> Iterator[int]:
    """Where the posts may end, the likeliest first: at the page's own rule, else above each line that may be the foot's.

    Or where the author is named again, as above a few words about the author.
    """
    first = head.stop
    rule = next((i for i in range(first, len(page.lines)) if page.facts[i].kind is Kind.RULE and "•" in page.line(i)), None)
    if rule is not None:
        yield rule
        return
    feet = (i for i in range(first, len(page.lines)) if i in page.boilerplate or "unroller_foot" in page.groups(i))
    stop = next(feet, len(page.lines))
    possible = [stop]
    while stop - 1 > first and len(possible) < MOST_FOOT and _may_be_pages(page, stop - 1):
        stop -= 1
        possible.append(stop)
    yield from reversed(possible)
    named = tuple(page.line(index) for index in head.named)
    again = (i for i in range(first + 1, possible[0]) if page.line_texts[i : i + len(named)] == named)
    yield from again
