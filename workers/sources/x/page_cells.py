"""The rows of X's page in the order in which it shows them: posts, and the places where some are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from domain.messages import Message, message
from domain.shapes.post import Post
from workers.sources.parsing.html_page import HtmlPage, attribute, class_names, one_line
from workers.sources.x.page_post import parse_post

CELL = "div[@data-testid='cellInnerDiv']"  # a row; its place on the page is in its style
TWEETS = "//article[@data-testid='tweet']"  # whole posts, including the author's name and the buttons
ROWS = f"//{CELL} | {TWEETS}[not(ancestor::{CELL})]"
TWEET = "article[data-testid=tweet]"
FOCUSED = "-1"  # `tabindex` of the article that the page is about; all others have 0
TRANSLATION = re.compile(r"translateY\((?P<y>-?[\d.]{1,20})px\)")  # rows are added as one scrolls, so this is their order
HIDDEN = "a[href^='/i/status/'], a[href^='https://x.com/i/status/']"  # "Show more replies", in whatever language
SHOW_MORE = re.compile(r"Show (?:more )?(?:replies|posts)|Show this thread", re.I)  # the same as a button
TOMBSTONE = re.compile(r"This (?:Post|Tweet) (?:was deleted|is unavailable|is from)|You’re unable to view this", re.I)
LEARN_MORE = "Learn more"
# How X draws the lines between posts of a thread. Class names change, so these are hints.
LINE = "r-m5arl1"
LINE_DOWN, LINE_UP = "r-14gqq1x", "r-1p0dtai"
MAX_NOTICE_LENGTH = 200  # code points of a row without a post

HIDDEN_CELL = message("hidden_cell")


@dataclass(frozen=True, slots=True)
class Cell:
    """A row: a post, or a place where `missing_count` posts are missing, None when the number is unknown.

    `focused`: the page is about this post. `line_down`, `line_up`: X draws a line to the next or from the previous post.
    """

    y: float | None
    post: Post | None = None
    missing: Message | None = None
    missing_count: int | None = None
    focused: bool = False
    line_down: bool = False
    line_up: bool = False


def parse_cells(page: HtmlPage) -> list[Cell]:
    """All rows with a post or a notice, up to where X recommends other things ("Discover more")."""
    cells: list[Cell] = []
    for row in page.tags(ROWS):
        articles = [row] if row.name == "article" else list(row.select(TWEET))
        if not articles and row.find("h2") and any(cell.post for cell in cells):
            break
        cells += (cell for article in articles for cell in _post_cell(row, article)) if articles else _notice_cell(row)
    placed = all(cell.y is not None for cell in cells)
    return sorted(cells, key=lambda cell: cell.y or 0.0) if placed else cells


def _post_cell(row: Tag, article: Tag) -> Iterator[Cell]:
    post = parse_post(article)
    if post is not None:
        lines = frozenset[str]().union(*(class_names(line) for line in article.find_all("div", class_=LINE)))
        focused = attribute(article, "tabindex") == FOCUSED
        yield Cell(_vertical_position(row), post, focused=focused, line_down=LINE_DOWN in lines, line_up=LINE_UP in lines)


def _notice_cell(row: Tag) -> Iterator[Cell]:
    text = one_line(row)[:MAX_NOTICE_LENGTH]
    if row.select_one(HIDDEN) or SHOW_MORE.fullmatch(text):
        yield Cell(_vertical_position(row), missing=HIDDEN_CELL)
    elif TOMBSTONE.search(text):
        notice = text.removesuffix(LEARN_MORE).strip()
        yield Cell(_vertical_position(row), missing=message("tombstone.quoted", speaker="X", notice=notice), missing_count=1)


def _vertical_position(row: Tag) -> float | None:
    match = TRANSLATION.search(attribute(row, "style"))
    return float(match["y"]) if match and match["y"].count(".") <= 1 else None
