"""The rows of X's page, in the order in which it shows them: posts, and the places where some are hidden. Used by `x_page`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.messages import Message
from domain.shapes.post import Post
from workers.sources.parsing.node import Node
from workers.sources.x.page_post import post_of

CELL = "descendant::div[@data-testid='cellInnerDiv']"  # a row; where it stands is in its style
TWEET = "descendant-or-self::article[@data-testid='tweet']"  # a post, whole
ROWS = f"{CELL} | descendant::article[@data-testid='tweet'][not(ancestor::div[@data-testid='cellInnerDiv'])]"
ASKED = "-1"  # `tabindex` of the article that the page is about; all others have 0
PLACE = re.compile(r"translateY\((?P<y>-?[\d.]{1,20})px\)")  # rows are added to the page as one scrolls, so this is the order
HIDDEN = "descendant::a[starts-with(@href, '/i/status/')]"  # "Show more replies", in whatever language
SHOW = re.compile(r"Show (?:more )?(?:replies|posts)|Show this thread", re.I)  # the same as a button
GONE = re.compile(r"This (?:Post|Tweet) (?:was deleted|is unavailable|is from)|You’re unable to view this", re.I)
LEARN_MORE = "Learn more"
HEADING = "descendant::h2"  # "Discover more": from here on X recommends
# How X draws the lines between posts of a thread. Class names change, so these are hints.
LINES = "descendant::div[contains(@class, 'r-m5arl1')]"
DOWN, UP = "r-14gqq1x", "r-1p0dtai"
LONGEST = 200  # letters of a row that is no post

UNSHOWN = Message("hidden_cell", "X hides posts here behind “Show replies”; they are not on this page.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A row: a post, or a place where `count` posts are missing, None when nobody knows how many."""

    y: float | None
    post: Post | None = None
    missing: Message | None = None
    count: int | None = None
    asked: bool = False
    down: bool = False
    up: bool = False


def cells_of(page: Node) -> list[Cell]:
    """Every row that means something, up to where X recommends other things."""
    found: list[Cell] = []
    for row in page.all(ROWS):
        article = row.first(TWEET)
        if article is None and row.has(HEADING) and any(cell.post for cell in found):
            break
        found += _post(row, article) if article else _gap(row)
    placed = all(cell.y is not None for cell in found)
    return sorted(found, key=lambda cell: cell.y or 0.0) if placed else found


def _post(row: Node, article: Node) -> Iterator[Cell]:
    post = post_of(article)
    if post is not None:
        lines = frozenset[str]().union(*(line.classes for line in article.all(LINES)))
        asked = article.get("tabindex") == ASKED
        yield Cell(_place(row), post, asked=asked, down=DOWN in lines, up=UP in lines)


def _gap(row: Node) -> Iterator[Cell]:
    words = row.line[:LONGEST]
    if row.has(HIDDEN) or SHOW.fullmatch(words):
        yield Cell(_place(row), missing=UNSHOWN)
    elif GONE.search(words):
        said = words.removesuffix(LEARN_MORE).strip()
        yield Cell(_place(row), missing=Message("tombstone", f"A post is missing here. X says: “{said}”"), count=1)


def _place(row: Node) -> float | None:
    found = PLACE.search(row.get("style"))
    return float(found["y"]) if found and found["y"].count(".") <= 1 else None
