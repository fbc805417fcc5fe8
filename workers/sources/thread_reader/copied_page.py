"""Reads the text of an unroller's page: a thread between the page's boilerplate and the beginnings of other threads.

Used by the sources that read such pages, copied as text, clipped, or as HTML.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, takewhile

from domain.errors import NotAThread
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.numbering.candidate import Candidate, Strength
from workers.numbering.marker_search import leading_candidate, trailing_candidate
from workers.sources.parsing.size_limit import check_size, too_long
from workers.sources.pasted.splitting import SplitText, line_blocks, split_into_posts
from workers.sources.thread_reader.boilerplate import (
    AFTER_RELATED,
    BEFORE_END,
    BUTTONS,
    CHROME,
    END,
    END_DOTS,
    MAX_LENGTH,
    QUOTABLE,
    READ_MORE,
    SIGNATURES,
)
from workers.sources.thread_reader.page_foot import Foot, read_foot
from workers.sources.thread_reader.page_head import Head, is_only_boilerplate, read_head
from workers.sources.thread_reader.page_lines import PageLines, without_markdown

MOST_SIGNATURES = 3  # that count: people copy a page in part
OWN_LINE = re.compile(
    "|".join(pattern.pattern for pattern in (END_DOTS, END, SIGNATURES, BUTTONS, AFTER_RELATED, CHROME)), re.IGNORECASE
)
MARKER_DISTANCE = 60  # lines above and below a line in which a marker is searched


def count_boilerplate(text: str) -> int:
    """How many lines only unrollers print; two buttons that follow each other are one."""
    if too_long(text):
        return 0
    page = PageLines.of(text)
    return sum(1 for _ in page.search(SIGNATURES)) + _has_buttons(page)


def is_boilerplate(line: str) -> bool:
    """Whether a line is one of an unroller's head or foot."""
    bare = without_markdown(line)
    return len(bare) <= MAX_LENGTH and OWN_LINE.fullmatch(bare) is not None


def _has_buttons(page: PageLines) -> bool:
    """Whether two consecutive lines are buttons of Thread Reader."""
    return any(one + 1 == other for one, other in pairwise(page.search(BUTTONS)))


def read_copied_page(text: str) -> Reading:
    """Raises NotAThread when the text does not contain the page's thread, LimitExceeded."""
    check_size(text)
    page = PageLines.of(text)
    end = _thread_end(page)
    head = read_head(page, end)
    if is_only_boilerplate(page, head.stop, end):
        raise NotAThread("thread_reader_without_thread")
    body = (page.lines[head.stop].start, page.lines[end - 1].end)
    thread = split_into_posts(text[slice(*body)], posts=head.posts, pictures=True)
    foot_line = _foot_line(page, thread, body[0], end)
    return _reading(page, thread, head, read_foot(page, foot_line), foot_line)


def _thread_end(page: PageLines) -> int:
    """The first line after the thread. On a page of nothing but beginnings of threads that is its first line."""
    end = next((index for index in page.search(END) if not _is_in_thread(page, index)), None)
    dots = list(page.search(END_DOTS, 0, end))
    end = dots[-1] if dots else end
    read_more = page.first(READ_MORE)
    if end is not None and (read_more is None or end < read_more):
        while end and BEFORE_END.fullmatch(page.line_text(end - 1)):
            end -= 1
        return end
    return _unmarked_thread_end(page, read_more)


def _is_in_thread(page: PageLines, end: int) -> bool:
    """Whether the author wrote this line: the next number below it follows the last one above it, with the same total.

    Only for lines that authors write, too.
    """
    if not QUOTABLE.fullmatch(page.line_text(end)):
        return False
    behind = range(end + 1, min(len(page.lines), end + MARKER_DISTANCE))
    own = takewhile(lambda index: not END.fullmatch(page.line_text(index)), behind)
    below = next((marker for index in own if (marker := _marker(page, index))), None)
    if below is None:
        return False
    before = range(end - 1, max(-1, end - MARKER_DISTANCE), -1)
    above = next((marker for index in before if (marker := _marker(page, index))), None)
    return above is not None and (below.number, below.of) == (above.number + 1, above.of)


def _marker(page: PageLines, index: int) -> Candidate | None:
    """What looks like a marker of the thread at the start or end of a line."""
    line = page.lines[index]
    candidates = (leading_candidate(page.text, line, index), trailing_candidate(page.text, line, index))
    return next((marker for marker in candidates if marker and marker.strength is not Strength.WEAK), None)


def _unmarked_thread_end(page: PageLines, read_more: int | None) -> int:
    """Where no line marks the end: numbers that begin again do; else "Read 9 tweets" belongs to a list of beginnings."""
    if read_more is None:
        return len(page.lines)
    return read_more if split_into_posts(page.text[: page.lines[read_more].start]).rest else 0


def _foot_line(page: PageLines, thread: SplitText, offset: int, end: int) -> int:
    if thread.rest is None:
        return end
    start = thread.rest[0] + offset
    return next((index for index, line in enumerate(page.lines) if line.start >= start), end)


def _reading(page: PageLines, thread: SplitText, head: Head, foot: Foot, foot_line: int) -> Reading:
    boilerplate = [
        index
        for index in (*range(head.stop), *range(foot_line, len(page.lines)))
        if index not in head.author and index not in foot.related_lines
    ]
    handle = head.handle or foot.handle
    author = Author(
        name=head.name or foot.name,
        handle=handle,
        url=f"https://x.com/{handle}" if handle else None,
    )
    return Reading(
        site=Site.X,
        posts=tuple(replace(post, author=author) for post in thread.posts),
        author=author,
        posted_at=head.posted_at,
        declared=head.posts,
        guessed=not thread.numbered and len(thread.posts) > 1,
        holes=thread.holes,
        reasons=thread.reasons,
        related=foot.related,
        dropped=(*line_blocks(page.text, page.lines, boilerplate), *thread.separators),
        posts_seen=len(thread.posts),
        markers_known=True,
    )
