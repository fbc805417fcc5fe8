"""X's own page as a browser shows it: rows one under another, the author's posts among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.errors import LoginRequired, NotAThread, PageChanged
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.node import Node
from workers.sources.x.page_cells import TWEET, Cell, cells_of

SIGNS = (b'data-testid="tweet"', b'data-testid="cellInnerDiv"', b'data-testid="tweetText"')
RAW_TWEET = re.compile(r"<article\b[^>]*\bdata-testid=[\"']?tweet\b")  # a post, as it stands in the source
CANONICAL = "descendant::link[@rel='canonical']/@href"
STATUS = re.compile(r"/(?P<handle>\w{1,50})/status(?:es)?/(?P<id>\d{1,20})")
LOGIN = "descendant::*[@data-testid='loginButton' or @data-testid='LoginForm_Login_Button']"

LIST = "This page of X is a list of posts, not one thread. Open the thread itself and save that."
NOTHING = "There is no post in this piece of a page of X, only a place where some are hidden."
LATE = Message("page_begins_late", "The page was saved when its beginning was out of sight; X keeps only what is in sight.")
BEGINS_ABOVE = Message("begins_above", "X draws a line from the first point up to another post, which is not on this page.")
GOES_ON = Message("goes_on", "X draws a line from the last point to a further post, which is not on this page.")
ANSWERS = Message("begins_as_answer", "The thread begins as an answer to someone else; what was answered is not part of it.")


class XPage:
    """The page of X as a browser shows it: an article, a post, or the part of a thread that was in sight."""

    name = "x page"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and any(sign in capture.body for sign in SIGNS)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list of posts, LoginRequired, or PageChanged when there are posts that cannot be read."""
        whole = decode_capture(capture)
        page = Node.parsed(whole.text)
        address = capture.hints.url or capture.url or page.value(CANONICAL)
        asked = STATUS.search(address)
        if address and not asked:
            raise NotAThread(LIST)
        cells = cells_of(page)
        focus = _focus(cells, asked)
        if focus is None:
            raise _refusal(page, whole.text)
        run = _run(cells, focus, drawn=asked is None)
        posts = tuple(cell.post for cell in cells[run.start : run.stop] if cell.post)
        answers = any(cell.post for cell in cells[: run.start]) and asked is not None
        reading = Reading(
            site=self.site,
            posts=posts,
            author=posts[0].author,
            url=address or None,
            ends=asked is not None and _ends(cells, run),
            holes=tuple(_holes(cells, run, known=asked is not None)),
            reasons=(*whole.reasons, *((ANSWERS,) if answers else ())),
            posts_seen=len(posts) + max(0, len(RAW_TWEET.findall(whole.text)) - len(page.all(TWEET))),
        )
        return apply_hints(reading, capture)


def _focus(cells: Sequence[Cell], asked: re.Match[str] | None) -> int | None:
    """Which row the page is about: by its address, by the page's own mark, else the first by the author in the address."""
    posts = [(index, cell, cell.post) for index, cell in enumerate(cells) if cell.post]
    by_id = [index for index, _, post in posts if asked and post.id == asked["id"]]
    marked = [index for index, cell, _ in posts if cell.asked]
    by_handle = [index for index, _, post in posts if asked and _handle(post.author) == asked["handle"].casefold()]
    return next(iter((*by_id, *marked, *by_handle, *(index for index, _, _ in posts))), None)


def _run(cells: Sequence[Cell], focus: int, drawn: bool) -> range:
    """The author's unbroken run of rows round the one that was asked for; `drawn`: only as far as X draws lines, if it does."""
    author = cells[focus].post
    assert author is not None
    lines = drawn and any(cell.down or cell.up for cell in cells)
    first, stop = focus, focus + 1
    while first > 0 and _follows(cells[first - 1], cells[first], author, lines):
        first -= 1
    while stop < len(cells) and _follows(cells[stop - 1], cells[stop], author, lines):
        stop += 1
    return range(first, stop)


def _follows(above: Cell, below: Cell, author: Post, lines: bool) -> bool:
    if not all(cell.missing or (cell.post and _same(cell.post.author, author.author)) for cell in (above, below)):
        return False
    return not lines or bool(above.missing or below.missing) or above.down or below.up


def _same(one: Author, other: Author) -> bool:
    return _handle(one) == _handle(other) if one.handle or other.handle else one.name == other.name


def _handle(author: Author) -> str:
    return (author.handle or "").casefold()


def _ends(cells: Sequence[Cell], run: range) -> bool:
    """Whether X draws lines from each of the author's posts to the next, none from the last, and shows what follows it."""
    *before, last = cells[run.start : run.stop]
    return bool(before) and all(cell.down for cell in before) and not last.down and run.stop < len(cells)


def _holes(cells: Sequence[Cell], run: range, known: bool) -> Iterator[Hole]:
    """Hidden rows among the author's, a page without its beginning, and a line that leads on to nothing."""
    if known and run.start == 0 and (cells[0].y or 0) > 1:
        yield Hole(-1, None, LATE)
    elif run.start == 0 and cells[0].up:
        yield Hole(-1, None, BEGINS_ABOVE)
    seen = 0
    for cell in cells[run.start : run.stop]:
        if cell.missing:
            yield Hole(seen - 1, cell.count, cell.missing)
        else:
            seen += 1
    if run.stop == len(cells) and cells[-1].down:
        yield Hole(seen - 1, None, GOES_ON)


def _refusal(page: Node, text: str) -> LoginRequired | NotAThread | PageChanged:
    if RAW_TWEET.search(text):
        return PageChanged("X", "article[data-testid=tweet]: User-Name, a[href*='/status/'] > time")
    return LoginRequired() if page.has(LOGIN) else NotAThread(NOTHING)
