"""Entities of X's JSON: links, mentions and hashtags of a text, and the part of it that is shown.

Used by all sources that read X's own JSON (`TweetDetail`, syndication, the archive export).
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
    """A range of a text, in code points, and the text shown for it: "" for the address of a picture or a quoted post."""

    start: int
    end: int
    display_text: str
    kind: SpanKind = SpanKind.LINK
    url: str | None = None


def apply_entities(raw: str, entities: Sequence[Entity], start: int, end: int, escaped: bool) -> tuple[str, tuple[Span, ...]]:
    """Text and spans of `raw[start:end]`. `escaped` says that `&`, `<` and `>` are HTML entities in `raw`."""
    builder = TextBuilder()
    position = start
    for entity in sorted(entities, key=lambda entity: entity.start):
        if position <= entity.start and entity.end <= end:
            builder.add(_unescape(raw[position : entity.start], escaped))
            builder.add(entity.display_text, entity.kind, entity.url)
            position = entity.end
    builder.add(_unescape(raw[position:end], escaped))
    return builder.build()


def parse_entities(tree: JsonTree, raw: str, quoted_id: str | None = None) -> tuple[Entity, ...]:
    """Parses an `entities` or `entity_set` object. A link to the post `quoted_id` gets no text: X shows that post."""
    return tuple(entity for entity in _entities(tree, raw, quoted_id) if entity.start < entity.end)


def display_range(tree: JsonTree, raw: str) -> tuple[int, int]:
    """Parses `display_text_range`, in code points, which leaves out leading mentions and addresses of pictures.

    The whole text where the range is missing or wrong.
    """
    first, last = tree[0].integer, tree[1].integer
    if first is None or last is None or not 0 <= first <= last <= len(raw):
        return 0, len(raw)
    return first, last


def expanded_urls(tree: JsonTree) -> dict[str, str]:
    """The full address of each shortened one."""
    return {link["url"].raw: expanded for link in tree["urls"] if (expanded := link["expanded_url"].url)}


def _entities(tree: JsonTree, raw: str, quoted_id: str | None) -> Iterator[Entity]:
    for link in tree["urls"]:
        expanded = link["expanded_url"].url
        start, end = _range(link, raw, link["url"].raw)
        if expanded is None:
            yield Entity(start, end, raw[start:end], url=link["url"].url)
        elif quoted_id and expanded.rstrip("/").split("?")[0].endswith(f"/status/{quoted_id}"):
            yield Entity(start, end, "")
        else:
            yield Entity(start, end, expanded, url=expanded)
    for picture in tree["media"]:
        yield Entity(*_range(picture, raw, picture["url"].raw), "")
    for mention in tree["user_mentions"]:
        start, end = _range(mention, raw, f"@{mention['screen_name'].raw}")
        handle = raw[start + 1 : end]
        yield Entity(start, end, raw[start:end], SpanKind.MENTION, f"{HOME}/{handle}")
    for tag in tree["hashtags"]:
        start, end = _range(tag, raw, f"#{tag['text'].raw}")
        yield Entity(start, end, raw[start:end], SpanKind.HASHTAG, f"{HOME}/hashtag/{raw[start + 1 : end]}")


def _range(entity: JsonTree, raw: str, expected: str) -> tuple[int, int]:
    """The entity's indices if its text is there, else the first place where the text is; an empty range if it is nowhere."""
    start, end = entity["indices"][0].integer, entity["indices"][1].integer
    if start is not None and end is not None and _same_text(raw[start:end], expected):
        return start, end
    position = raw.find(expected) if len(expected) > 1 else -1
    return (position, position + len(expected)) if position >= 0 else (0, 0)


def _same_text(actual: str, expected: str) -> bool:
    """Compares without case, which mentions may differ in, and without the first character: "#" may be full-width."""
    return len(actual) > 1 and actual[1:].casefold() == expected[1:].casefold()


def _unescape(text: str, escaped: bool) -> str:
    return html.unescape(text) if escaped else text
