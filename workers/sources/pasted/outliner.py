"""Threads in the pages of an outliner (Logseq): a bullet for each post, its lines indented, and properties (`key:: value`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import parse_author, post_address
from workers.sources.parsing.markdown_text import parse_markdown
from workers.sources.pasted.form import CERTAIN
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.splitting import line_blocks
from workers.sources.x.snowflake import posted_at_from_id

BULLET: Final = re.compile(r"^(?P<indent>[ \t]*)[-*+][ \t]+")
PROPERTY: Final = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(?P<key>[A-Za-z][\w./-]{0,40})::(?:[ \t]+(?P<value>.{0,2000}))?")
REFERENCE: Final = re.compile(r"\[\[(?P<words>[^\[\]\n]{1,200})\]\]")
OWN_LINK: Final = re.compile(
    r"\(?\[[^\[\]\n]{1,40}\]\((?P<url>https?://(?:www\.)?(?:x|twitter)\.com/\w{1,50}/status/(?P<id>\d{1,20}))[^\s()]{0,100}\)\)?\s*$"
)
SITE_NAME: Final = re.compile(r"\s+on\s+(?:Twitter|X)$")
AUTHOR_KEYS: Final = ("handle", "author", "authors", "username")
URL_KEYS: Final = ("url", "source", "link", "tweet")
FEWEST: Final = 2
TAB: Final = 4


@dataclass(frozen=True, slots=True)
class Item:
    """A bullet: how deep it is indented, and its lines without properties."""

    depth: int
    lines: list[int]


def read_outliner(page: LabelledText) -> Hypothesis | None:
    """The bullets at the depth where most are; None for a text without properties, or with lines that no bullet holds."""
    properties, items, loose = _parse(page)
    if not properties or loose or len(items) < FEWEST:
        return None
    depth = Counter(item.depth for item in items if item.lines).most_common(1)[0][0]
    chosen = list(_with_children(items, depth))
    if len(chosen) < FEWEST:
        return None
    author, url = _author(properties), _first(properties, URL_KEYS)
    posts = _with_pictures(_post(page, item, author) for item in chosen)
    inside = {index for item in chosen for index in item.lines}
    left_out = [index for index in range(len(page.lines)) if index not in inside]
    address = post_address(url)
    reading = Reading(
        site=address.site if address else Site.PASTE,
        posts=posts,
        author=author,
        url=address.url if address else None,
        dropped=line_blocks(page.text, page.lines, left_out),
        posts_seen=len(posts),
    )
    return Hypothesis(Builder.EXPORT, reading, frozenset(left_out), CERTAIN) if posts else None


def _parse(page: LabelledText) -> tuple[dict[str, str], list[Item], bool]:
    """The properties, the bullets in order, and whether words stand outside both."""
    properties: dict[str, str] = {}
    items: list[Item] = []
    loose = False
    for index, line in enumerate(page.lines):
        raw = page.text[line.start : line.end]
        before = page.text[page.text.rfind("\n", 0, line.start) + 1 : line.start]
        raw = before + raw if not before.strip() else raw
        bullet = BULLET.match(raw)
        if bullet:
            items.append(Item(len(bullet["indent"].expandtabs(TAB)), []))
        if stated := PROPERTY.fullmatch(raw.rstrip()):
            properties.setdefault(stated["key"].casefold(), (stated["value"] or "").strip())
        elif items:
            items[-1].lines.append(index)
        else:
            loose = True
    return properties, items, loose


def _with_children(items: Iterable[Item], depth: int) -> Iterator[Item]:
    """The bullets of one depth that have words, each with the lines of the deeper ones under it."""
    parent: Item | None = None
    for item in items:
        if item.depth <= depth:
            if parent:
                yield parent
            parent = Item(depth, list(item.lines)) if item.depth == depth and item.lines else None
        elif parent:
            parent.lines.extend(item.lines)
    if parent:
        yield parent


def _post(page: LabelledText, item: Item, author: Author) -> Post:
    texts = [page.text[page.lines[index].start : page.lines[index].end].strip() for index in item.lines]
    gaps = [page.lines[index].above > 0 for index in item.lines]
    words = [BULLET.sub("", text, count=1) if place == 0 else text for place, text in enumerate(texts)]
    ends = ["", *("\n\n" if gap else "\n" for gap in gaps[1:])]
    body = "".join(end + text for end, text in zip(ends, words, strict=True))
    link = OWN_LINK.search(body)
    parsed = parse_markdown(body[: link.start()].rstrip() if link else body)
    id_ = link["id"] if link else None
    return Post(
        parsed.text.strip(),
        id=id_,
        url=link["url"] if link else None,
        author=author,
        posted_at=posted_at_from_id(id_) if id_ else None,
        spans=parsed.spans,
        media=parsed.media,
    )


def _with_pictures(posts: Iterable[Post]) -> tuple[Post, ...]:
    """The posts; a picture in a bullet of its own belongs to the post before."""
    result: list[Post] = []
    for post in posts:
        if result and not post.text:
            result[-1] = replace(result[-1], media=(*result[-1].media, *post.media))
        elif post.text or post.media:
            result.append(post)
    return tuple(result)


def _author(properties: dict[str, str]) -> Author:
    """The author by the properties that name one: a page reference, a name, a handle, or both in two properties."""
    texts = [REFERENCE.sub(r"\g<words>", properties[key]) for key in AUTHOR_KEYS if properties.get(key)]
    return parse_author(" ".join(SITE_NAME.sub("", text) for text in dict.fromkeys(reversed(texts))), Author())


def _first(properties: dict[str, str], keys: Sequence[str]) -> str | None:
    """The first of the properties that has a web address, alone or in a link."""
    for key in keys:
        if match := re.search(r"https?://[^\s()\[\]<>]+", properties.get(key, "")):
            return match[0]
    return None
