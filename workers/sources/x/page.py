"""X's own page as a browser shows it: rows one under another, the author's posts among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.errors import LoginRequired, NotAThread, PageChanged
from domain.messages import message
from domain.shapes.capture import Capture
from domain.shapes.post import Author
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute_pattern
from workers.sources.x.page_cells import TWEETS, Cell, parse_cells

SIGNATURE = attribute_pattern("data-testid", "tweet", "cellInnerDiv", "tweetText")
RAW_TWEET = re.compile(r"<article\b[^>]*\bdata-testid=[\"']?tweet\b")  # a post, as it stands in the source
STATUS = re.compile(r"/(?P<handle>\w{1,50})/(?:status(?:es)?|article)/(?P<id>\d{1,20})")
LOGIN = "//*[@data-testid='loginButton' or @data-testid='LoginForm_Login_Button']"


class XPage:
    """The page of X as a browser shows it: an article, a post, or the part of a thread that was in sight."""

    name = "x page"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and SIGNATURE.search(capture.body) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list of posts, LoginRequired, or PageChanged when there are posts that cannot be read."""
        decoded = decode_capture(capture)
        page = HtmlPage(decoded.text)
        url = capture.hints.url or capture.url or page.canonical_url
        requested = STATUS.search(url)
        if url and not requested:
            raise NotAThread("x_list")
        cells = parse_cells(page)
        focus = _focus(cells, requested)
        if focus is None:
            raise _refusal(page, decoded.text)
        run = _author_run(cells, focus, follow_lines=requested is None)
        posts = tuple(cell.post for cell in cells[run.start : run.stop] if cell.post)
        is_reply = any(cell.post for cell in cells[: run.start]) and requested is not None
        reading = Reading(
            site=self.site,
            posts=posts,
            author=posts[0].author,
            url=url or None,
            ends=requested is not None and _thread_ends(cells, run),
            holes=tuple(_holes(cells, run, url_known=requested is not None)),
            reasons=(*decoded.reasons, *((message("begins_as_answer"),) if is_reply else ())),
            posts_seen=len(posts) + max(0, len(RAW_TWEET.findall(decoded.text)) - page.count(TWEETS)),
        )
        return apply_hints(reading, capture)


def _focus(cells: Sequence[Cell], requested: re.Match[str] | None) -> int | None:
    """Which row the page is about: by its address, by the page's own mark, else the first by the author in the address."""
    posts = [(index, cell, cell.post) for index, cell in enumerate(cells) if cell.post]
    by_id = [index for index, _, post in posts if requested and post.id == requested["id"]]
    focused = [index for index, cell, _ in posts if cell.focused]
    by_handle = [index for index, _, post in posts if requested and _handle(post.author) == requested["handle"].casefold()]
    return next(iter((*by_id, *focused, *by_handle, *(index for index, _, _ in posts))), None)


def _author_run(cells: Sequence[Cell], focus: int, follow_lines: bool) -> range:
    """The author's unbroken run of rows round the focus; `follow_lines`: only as far as X draws lines, if it does."""
    own = cells[focus].post
    assert own is not None
    need_lines = follow_lines and any(cell.line_down or cell.line_up for cell in cells)
    first, stop = focus, focus + 1
    while first > 0 and _is_continued(cells[first - 1], cells[first], own.author, need_lines):
        first -= 1
    while stop < len(cells) and _is_continued(cells[stop - 1], cells[stop], own.author, need_lines):
        stop += 1
    return range(first, stop)


def _is_continued(above: Cell, below: Cell, author: Author, need_lines: bool) -> bool:
    if not all(cell.missing or (cell.post and _is_same(cell.post.author, author)) for cell in (above, below)):
        return False
    return not need_lines or bool(above.missing or below.missing) or above.line_down or below.line_up


def _is_same(one: Author, other: Author) -> bool:
    return _handle(one) == _handle(other) if one.handle or other.handle else one.name == other.name


def _handle(author: Author) -> str:
    return (author.handle or "").casefold()


def _thread_ends(cells: Sequence[Cell], run: range) -> bool:
    """Whether X draws lines from each of the author's posts to the next, none from the last, and shows what follows it."""
    *before, last = cells[run.start : run.stop]
    return bool(before) and all(cell.line_down for cell in before) and not last.line_down and run.stop < len(cells)


def _holes(cells: Sequence[Cell], run: range, url_known: bool) -> Iterator[Hole]:
    """Hidden rows among the author's, a page without its beginning, and a line that leads on to nothing."""
    if url_known and run.start == 0 and (cells[0].y or 0) > 1:
        yield Hole(-1, None, message("page_begins_late"))
    elif run.start == 0 and cells[0].line_up:
        yield Hole(-1, None, message("begins_above"))
    posts_before = 0
    for cell in cells[run.start : run.stop]:
        if cell.missing:
            yield Hole(posts_before - 1, cell.missing_count, cell.missing)
        else:
            posts_before += 1
    if run.stop == len(cells) and cells[-1].line_down:
        yield Hole(posts_before - 1, None, message("goes_on"))


def _refusal(page: HtmlPage, text: str) -> LoginRequired | NotAThread | PageChanged:
    if RAW_TWEET.search(text):
        return PageChanged("X", "article[data-testid=tweet]: User-Name, a[href*='/status/'] > time")
    return LoginRequired() if page.count(LOGIN) else NotAThread("x_no_post")
