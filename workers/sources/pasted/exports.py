"""Exports of reading tools in which each post ends with a link to itself: Readwise, tweet-to-markdown and their like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.parsing.markdown_text import parse_markdown
from workers.sources.pasted.form import CERTAIN
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.x.post import build_author
from workers.sources.x.snowflake import posted_at_from_id

# "([View Tweet](https://twitter.com/mira_holm/status/1474000000000000001))" or "[Tweet link](…)", at the end of a line.
OWN_LINK: Final = re.compile(
    r"\(?\[(?P<label>[^\[\]\n]{1,40})\]\((?P<url>https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20}))"
    r"[^\s()]{0,200}\)\)?[ \t]*$",
    re.MULTILINE,
)
HEADING: Final = re.compile(r"#{1,6}\s")
BULLET: Final = re.compile(r"^[-*]\s+")
RULE: Final = re.compile(r"(?:[-*_]\s*){3,}")
HEADER: Final = re.compile(r"(?P<name>[^\[\]\n]{1,100}?)\s*\(\[@(?P<handle>\w{1,50})\]\([^\s()]{1,300}\)\).{0,80}")
FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One post of an export: its link, and the lines that hold its words."""

    link: re.Match[str]
    lines: tuple[int, ...]


def read_export(page: LabelledText) -> Hypothesis | None:
    """The posts that end with links to themselves; None where fewer than two do, or they are several people's."""
    links = list(OWN_LINK.finditer(page.text))
    labels = Counter(link["label"] for link in links)
    if not links or labels.most_common(1)[0][1] < FEWEST or len({link["handle"].casefold() for link in links}) > 1:
        return None
    items = list(_items(page, links))
    author = build_author(_name(page), links[0]["handle"])
    posts = tuple(_post(page, item, author) for item in items)
    if not all(post.text or post.media for post in posts):
        return None
    reading = Reading(site=Site.X, posts=posts, author=author, url=posts[0].url, posts_seen=len(posts))
    inside = {index for item in items for index in item.lines if not OWN_LINK.fullmatch(page.line(index))}
    return Hypothesis(Builder.EXPORT, reading, frozenset(range(len(page.lines))) - inside, CERTAIN)


def _items(page: LabelledText, links: Sequence[re.Match[str]]) -> Iterator[Item]:
    """The lines of each post: from behind the link before, a header, a heading or the first of a bullet, up to its link."""
    first = 0
    for link in links:
        last = next(index for index in range(first, len(page.lines)) if page.lines[index].end >= link.end())
        begin = first
        for index in range(first, last + 1):
            line = page.line(index)
            if HEADING.match(line) or RULE.fullmatch(line) or HEADER.fullmatch(line):
                begin = index + 1
            elif BULLET.match(line) and page.text[page.lines[index].start] in "-*":
                begin = index
        yield Item(link, tuple(range(min(begin, last), last + 1)))
        first = last + 1


def _post(page: LabelledText, item: Item, author: Author) -> Post:
    start = page.lines[item.lines[0]].start
    body = BULLET.sub("", page.text[start : item.link.start()].strip(), count=1)
    lines = (line[4:] if line.startswith("    ") else line for line in body.split("\n"))
    parsed = parse_markdown("\n".join(lines))
    id_ = item.link["id"]
    return Post(
        text=parsed.text.strip(),
        id=id_,
        url=item.link["url"],
        author=author,
        posted_at=posted_at_from_id(id_),
        spans=parsed.spans,
        media=parsed.media,
    )


def _name(page: LabelledText) -> str | None:
    """The author's name in the header of a post."""
    matches = (HEADER.fullmatch(page.line(index)) for index in range(len(page.lines)))
    return next((match["name"].strip() for match in matches if match), None)
