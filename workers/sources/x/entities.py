"""What X's answers say of a text beside its letters: links, mentions, hashtags, and the stretch of it that is shown.

Used by every source that reads X's own JSON (`TweetDetail`, syndication, the archive export).
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.text_builder import TextBuilder

HOME = "https://x.com"


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text, in code points, and the words that are shown for it: none for a picture's or a quote's address."""

    start: int
    end: int
    words: str
    kind: SpanKind = SpanKind.LINK
    url: str | None = None


def worded(raw: str, entities: Sequence[Entity], start: int, end: int, escaped: bool) -> tuple[str, tuple[Span, ...]]:
    """Text and spans of `raw[start:end]`. `escaped`: whether `&`, `<` and `>` stand as HTML writes them."""
    wording = TextBuilder()
    at = start
    for entity in sorted(entities, key=lambda entity: entity.start):
        if at <= entity.start and entity.end <= end:
            wording.add(_plain(raw[at : entity.start], escaped))
            wording.add(entity.words, entity.kind, entity.url)
            at = entity.end
    wording.add(_plain(raw[at:end], escaped))
    return wording.done()


def entities_of(tree: JsonTree, raw: str, hidden: str | None = None) -> tuple[Entity, ...]:
    """Of an `entities` or `entity_set` object. A link that leads to the post `hidden` is not shown, as X shows the post."""
    return tuple(entity for entity in _entities(tree, raw, hidden) if entity.start < entity.end)


def shown(tree: JsonTree, raw: str) -> tuple[int, int]:
    """`display_text_range`, in code points: without leading mentions and the addresses of pictures; else the whole text."""
    first, last = tree[0].integer, tree[1].integer
    if first is None or last is None or not 0 <= first <= last <= len(raw):
        return 0, len(raw)
    return first, last


def whole_links(tree: JsonTree) -> dict[str, str]:
    """Shortened addresses and what they stand for."""
    return {link["url"].raw: whole for link in tree["urls"] if (whole := link["expanded_url"].url)}


def _entities(tree: JsonTree, raw: str, hidden: str | None) -> Iterator[Entity]:
    for link in tree["urls"]:
        whole = link["expanded_url"].url
        start, end = _place(link, raw, link["url"].raw)
        if whole is None:
            yield Entity(start, end, raw[start:end], url=link["url"].url)
        elif hidden and whole.rstrip("/").split("?")[0].endswith(f"/status/{hidden}"):
            yield Entity(start, end, "")
        else:
            yield Entity(start, end, whole, url=whole)
    for picture in tree["media"]:
        yield Entity(*_place(picture, raw, picture["url"].raw), "")
    for mention in tree["user_mentions"]:
        start, end = _place(mention, raw, f"@{mention['screen_name'].raw}")
        handle = raw[start + 1 : end]
        yield Entity(start, end, raw[start:end], SpanKind.MENTION, f"{HOME}/{handle}")
    for tag in tree["hashtags"]:
        start, end = _place(tag, raw, f"#{tag['text'].raw}")
        yield Entity(start, end, raw[start:end], SpanKind.HASHTAG, f"{HOME}/hashtag/{raw[start + 1 : end]}")


def _place(entity: JsonTree, raw: str, words: str) -> tuple[int, int]:
    """Where the entity stands: by its indices when its words are there, else where its words are first; else nowhere."""
    start, end = entity["indices"][0].integer, entity["indices"][1].integer
    if start is not None and end is not None and _alike(raw[start:end], words):
        return start, end
    found = raw.find(words) if len(words) > 1 else -1
    return (found, found + len(words)) if found >= 0 else (0, 0)


def _alike(there: str, words: str) -> bool:
    """A mention may be spelled another way, and the sign before a hashtag may be a wide one."""
    return len(there) > 1 and there[1:].casefold() == words[1:].casefold()


def _plain(words: str, escaped: bool) -> str:
    return html.unescape(words) if escaped else words
