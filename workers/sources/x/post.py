"""One post out of X's own JSON: the object with `full_text` or `text` that its answers, its export and its embeds share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.shapes.post import Author, Media, Quote, Span
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.entities import HOME, entities_of, shown, whole_links, worded
from workers.sources.x.media import card_of, media_of

CREATED = "%a %b %d %H:%M:%S %z %Y"  # "Thu Apr 20 23:21:13 +0000 2023"
CUT = re.compile(r"…\s*(?P<url>https://t\.co/\w+)\s*$")  # how the beginning of a long post ends
ITSELF = "/i/web/status/"  # where the address at its end leads, when that is told


@dataclass(frozen=True, slots=True)
class Content:
    """What a post says and shows."""

    text: str
    spans: tuple[Span, ...]
    media: tuple[Media, ...]
    truncated: bool


def content_of(legacy: JsonTree, note: JsonTree, card: JsonTree, hidden: str | None = None, longer: bool = False) -> Content:
    """From a v1.1 object, the long text that may stand beside it (`text`, `entity_set`), its card, and the quoted post's id.

    `longer` says that there is a long text, wherever it is.
    """
    raw = legacy["full_text"].raw or legacy["text"].raw
    start, end = shown(legacy["display_text_range"], raw)
    entities = legacy["entities"]
    if note["text"].raw:
        long = note["text"].raw
        start = start if long[:start] == raw[:start] else 0
        text, spans = worded(long, entities_of(note["entity_set"], long, hidden), start, len(long), escaped=False)
    else:
        text, spans = worded(raw, entities_of(entities, raw, hidden), start, end, escaped=True)
    links = whole_links(entities) | whole_links(note["entity_set"])
    pictures = media_of(legacy["extended_entities"]["media"]) or media_of(legacy["mediaDetails"]) or media_of(entities["media"])
    truncated = not note["text"].raw and (longer or _is_beginning(raw, links, entities))
    return Content(text, spans, (*pictures, *card_of(card, links)), truncated)


def _is_beginning(raw: str, links: dict[str, str], entities: JsonTree) -> bool:
    """Whether a text ends with "…" and an address that is nothing else's than the whole post's."""
    found = CUT.search(raw)
    if not found or found["url"] in {picture["url"].raw for picture in entities["media"]}:
        return False
    return ITSELF in links.get(found["url"], ITSELF)


def created(tree: JsonTree) -> datetime | None:
    """`created_at` in either of its spellings."""
    try:
        return datetime.strptime(tree.raw, CREATED).astimezone(UTC)
    except ValueError:
        return tree.timestamp


def author_of(name: str | None, handle: str | None, avatar: str | None = None, user_id: str | None = None) -> Author:
    """An author by what is known; a nameless one still has an address of its own, so that nobody is taken for another."""
    url = f"{HOME}/{handle}" if handle else f"{HOME}/i/user/{user_id}" if user_id else None
    return Author(name, handle, url, avatar)


def status_url(handle: str | None, id_: str) -> str:
    return f"{HOME}/{handle or 'i'}/status/{id_}"


def quote_of(content: Content, author: Author, id_: str | None, posted_at: datetime | None) -> Quote:
    return Quote(
        text=content.text,
        author=author,
        url=status_url(author.handle, id_) if id_ else None,
        posted_at=posted_at,
        media=content.media,
    )
