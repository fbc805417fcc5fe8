"""Parses a post of X's own JSON: the object with `full_text` or `text` that its answers, its export and its embeds share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.shapes.post import Author, Media, Quote, Span
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.entities import HOME, apply_entities, display_range, expanded_urls, parse_entities
from workers.sources.x.media import parse_card, parse_media

CREATED = "%a %b %d %H:%M:%S %z %Y"  # "Thu Apr 20 23:21:13 +0000 2023"
CUT = re.compile(r"…\s*(?P<url>https://t\.co/\w+)\s*$")  # how the beginning of a long post ends
OWN_ADDRESS = "/i/web/status/"  # the address at its end leads to the post itself


@dataclass(frozen=True, slots=True)
class Content:
    """Text, spans and media of a post; `truncated` when the JSON has only the beginning of the text."""

    text: str
    spans: tuple[Span, ...]
    media: tuple[Media, ...]
    truncated: bool


def parse_content(
    legacy: JsonTree, note: JsonTree, card: JsonTree, quoted_id: str | None = None, longer: bool = False
) -> Content:
    """Parses a v1.1 object, the long text that may accompany it (`text`, `entity_set`) and its card.

    `quoted_id` is the id of the quoted post. `longer` says that the post has a long text, even if `note` is empty.
    """
    raw = legacy["full_text"].raw or legacy["text"].raw
    start, end = display_range(legacy["display_text_range"], raw)
    entities = legacy["entities"]
    if note["text"].raw:
        long = note["text"].raw
        start = start if long[:start] == raw[:start] else 0
        text, spans = apply_entities(long, parse_entities(note["entity_set"], long, quoted_id), start, len(long), escaped=False)
    else:
        text, spans = apply_entities(raw, parse_entities(entities, raw, quoted_id), start, end, escaped=True)
    links = expanded_urls(entities) | expanded_urls(note["entity_set"])
    media = (
        parse_media(legacy["extended_entities"]["media"])
        or parse_media(legacy["mediaDetails"])
        or parse_media(entities["media"])
    )
    truncated = not note["text"].raw and (longer or _is_beginning(raw, links, entities))
    return Content(text, spans, (*media, *parse_card(card, links)), truncated)


def _is_beginning(raw: str, links: dict[str, str], entities: JsonTree) -> bool:
    """Whether a text ends with "…" and the address of the post itself."""
    match = CUT.search(raw)
    if not match or match["url"] in {picture["url"].raw for picture in entities["media"]}:
        return False
    return OWN_ADDRESS in links.get(match["url"], OWN_ADDRESS)


def parse_date(tree: JsonTree) -> datetime | None:
    """Parses `created_at` in either of its formats."""
    try:
        return datetime.strptime(tree.raw, CREATED).astimezone(UTC)
    except ValueError:
        return tree.timestamp


def build_author(name: str | None, handle: str | None, avatar: str | None = None, user_id: str | None = None) -> Author:
    """An author; one without a handle gets an address by user id, so that two such authors are never equal."""
    url = f"{HOME}/{handle}" if handle else f"{HOME}/i/user/{user_id}" if user_id else None
    return Author(name, handle, url, avatar)


def status_url(handle: str | None, id_: str) -> str:
    return f"{HOME}/{handle or 'i'}/status/{id_}"


def build_quote(content: Content, author: Author, id_: str | None, posted_at: datetime | None) -> Quote:
    return Quote(
        text=content.text,
        author=author,
        url=status_url(author.handle, id_) if id_ else None,
        posted_at=posted_at,
        media=content.media,
    )
