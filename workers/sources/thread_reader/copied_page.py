"""An unroller's page as text: a thread between the page's furniture and the beginnings of others.

Used by the sources that read such pages, copied whole, as a clip, or as HTML.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, takewhile

from domain.errors import NotAThread
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.numbering.candidate import Candidate, Strength
from workers.numbering.marker_search import leading_candidate, trailing_candidate
from workers.sources.parsing.size_limit import check_size, too_long
from workers.sources.pasted.splitting import Cut, blocks, cut
from workers.sources.thread_reader.boilerplate import BEFORE_END, BUTTONS, DOTS, END, QUOTABLE, READ_MORE, SIGNS
from workers.sources.thread_reader.page_foot import Foot, read_foot
from workers.sources.thread_reader.page_head import Head, only_furniture, read_head
from workers.sources.thread_reader.page_lines import PageLines

REACH = 60  # lines above and below one that may be an author's, in which the numbers stand that tell
LOST = "This is a Thread Reader page without its thread: it has only the page's own words and the beginnings of other threads."


def bears_furniture(text: str) -> bool:
    """Whether any line is one that only unrollers print."""
    if too_long(text):
        return False
    page = PageLines.of(text)
    return page.first(SIGNS) is not None or _has_buttons(page)


def _has_buttons(page: PageLines) -> bool:
    """Whether two lines of Thread Reader's buttons follow each other."""
    return any(one + 1 == other for one, other in pairwise(page.search(BUTTONS)))


def copied(text: str) -> Reading:
    """Raises NotAThread when the page's thread is not among what was copied, LimitExceeded."""
    check_size(text)
    page = PageLines.of(text)
    end = _end(page)
    head = read_head(page, end)
    if only_furniture(page, head.stop, end):
        raise NotAThread(LOST)
    body = (page.lines[head.stop].start, page.lines[end - 1].end)
    made = cut(text[slice(*body)], posts=head.posts, pictures=True)
    foot_line = _foot_line(page, made, body[0], end)
    return _reading(page, made, head, read_foot(page, foot_line), foot_line)


def _end(page: PageLines) -> int:
    """The first line that is no longer the thread's. On a page of nothing but beginnings that is its first line."""
    end = next((index for index in page.search(END) if not _goes_on(page, index)), None)
    dots = list(page.search(DOTS, 0, end))
    end = dots[-1] if dots else end
    more = page.first(READ_MORE)
    if end is not None and (more is None or end < more):
        while end and BEFORE_END.fullmatch(page.words(end - 1)):
            end -= 1
        return end
    return _end_of_unmarked(page, more)


def _goes_on(page: PageLines, end: int) -> bool:
    """Whether an author wrote this line: the numbers above it go on with the next one below, with the same total.

    Only for one that people write, too.
    """
    if not QUOTABLE.fullmatch(page.words(end)):
        return False
    behind = range(end + 1, min(len(page.lines), end + REACH))
    own = takewhile(lambda index: not END.fullmatch(page.words(index)), behind)
    below = next((found for index in own if (found := _marker(page, index))), None)
    if below is None:
        return False
    above = next((found for index in range(end - 1, max(-1, end - REACH), -1) if (found := _marker(page, index))), None)
    return above is not None and (below.number, below.of) == (above.number + 1, above.of)


def _marker(page: PageLines, index: int) -> Candidate | None:
    """What looks like a number of the thread at either end of a line."""
    line = page.lines[index]
    both = (leading_candidate(page.text, line, index), trailing_candidate(page.text, line, index))
    return next((each for each in both if each and each.strength is not Strength.WEAK), None)


def _end_of_unmarked(page: PageLines, more: int | None) -> int:
    """Where no line marks the end, numbers that begin anew do; else "Read 9 tweets" closes a list of beginnings."""
    if more is None:
        return len(page.lines)
    return more if cut(page.text[: page.lines[more].start]).rest else 0


def _foot_line(page: PageLines, made: Cut, offset: int, end: int) -> int:
    if made.rest is None:
        return end
    start = made.rest[0] + offset
    return next((index for index, line in enumerate(page.lines) if line.start >= start), end)


def _reading(page: PageLines, made: Cut, head: Head, foot: Foot, foot_line: int) -> Reading:
    furniture = [
        index
        for index in (*range(head.stop), *range(foot_line, len(page.lines)))
        if index not in head.author and index not in foot.taken
    ]
    handle = head.handle or foot.handle
    author = Author(
        name=head.name or foot.name,
        handle=handle,
        url=f"https://x.com/{handle}" if handle else None,
    )
    return Reading(
        site=Site.X,
        posts=tuple(replace(post, author=author) for post in made.posts),
        author=author,
        markers_known=True,
        posted_at=head.posted_at,
        declared=head.posts,
        guessed=not made.numbered and len(made.posts) > 1,
        holes=made.holes,
        reasons=made.reasons,
        related=foot.related,
        dropped=(*blocks(page.text, page.lines, furniture), *made.rules),
        posts_seen=len(made.posts),
    )
