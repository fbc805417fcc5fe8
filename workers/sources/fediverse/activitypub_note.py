"""Parses an object of ActivityPub (a Note, a Question, an Article) as a Post. Format: ActivityStreams 2.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from domain.messages import message
from domain.shapes.post import Author, Media, MediaKind, Post, Quote
from domain.url_parts import split_url
from workers.sources.fediverse.post_id import build_post_id
from workers.sources.fediverse.post_text import read_post_html, remove_shortcodes
from workers.sources.parsing.json_tree import JsonTree

NOTES: Final = frozenset({"Note", "Question", "Article", "Page", "Video", "Event"})
PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
MEDIA_KINDS: Final = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
QUOTE_KEYS: Final = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")  # different servers use different keys
QUOTE_NOT_FETCHED: Final = message("quote_unavailable.not_fetched")


def first_of(tree: JsonTree) -> JsonTree:
    """The first value, where the format allows one value or a list."""
    return tree[0] if tree.is_list else tree


def object_id(tree: JsonTree) -> str | None:
    """The id of an object that is embedded or referred to by its id."""
    return first_of(tree).id if first_of(tree).is_text else first_of(tree)["id"].id


def page_url(tree: JsonTree) -> str | None:
    """The address of the page for people: a string, a Link, or a list of them."""
    for link in tree if tree.is_list else (tree,):
        if url := link.url or link["href"].url:
            return url
    return None


def is_note(tree: JsonTree) -> bool:
    return first_of(tree["type"]).raw in NOTES and tree["id"].url is not None


def is_public(note: JsonTree) -> bool:
    """Whether a note is public or unlisted. One without recipients counts as public: pages show such notes to everybody."""
    fields = (note[key] if note[key].is_list else (note[key],) for key in ("to", "cc"))
    recipients = [recipient.raw for field in fields for recipient in field if recipient.raw]
    return not recipients or any(recipient in PUBLIC for recipient in recipients)


def parse_note(note: JsonTree, actors: Mapping[str, JsonTree]) -> Post:
    """Parses a note, without `reply_to`: the parent may be known under another id."""
    id_, url = note["id"].id, page_url(note["url"])
    author = parse_author(object_id(note["attributedTo"]), actors)
    html = note["content"].raw or next((note["contentMap"][key].raw for key in note["contentMap"].keys), "")
    title = note["name"].text.strip() if first_of(note["type"]).raw in {"Article", "Page", "Video"} else ""
    text, spans = read_post_html(
        f"<p><strong>{title}</strong></p>{html}" if title else html, note["summary"].text, url or id_ or ""
    )
    return Post(
        text=text,
        id=build_post_id(url, id_),
        url=url or note["id"].url,
        author=author,
        posted_at=note["published"].timestamp,
        spans=spans,
        media=tuple(_parse_media(note)),
        quote=_parse_quote(note),
    )


def parse_author(actor_id: str | None, actors: Mapping[str, JsonTree]) -> Author:
    """The author from the actor object where it was fetched, else from the actor's id."""
    if actor_id is None:
        return Author()
    actor = actors.get(actor_id, JsonTree())
    parts = split_url(actor_id)
    name = actor["preferredUsername"].stripped or parts.path.rstrip("/").rpartition("/")[2].removeprefix("@") or None
    shortcodes = [tag["name"].raw.strip(":") for tag in actor["tag"] if tag["type"].raw == "Emoji"]
    return Author(
        name=remove_shortcodes(actor["name"].stripped, shortcodes),
        handle=f"{name}@{parts.netloc.lower()}" if name else None,
        url=page_url(actor["url"]) or actor_id,
        avatar_url=page_url(first_of(actor["icon"])["url"]),
    )


def _parse_media(note: JsonTree) -> Iterator[Media]:
    attached = note["attachment"] if note["attachment"].is_list else (note["attachment"],)
    for item in attached:
        url = page_url(item["url"]) or item["href"].url
        kind = MEDIA_KINDS.get(item["mediaType"].raw.partition("/")[0] or item["type"].raw.lower())
        if url and kind:
            yield Media(kind, url, item["name"].stripped, page_url(first_of(item["icon"])["url"]))
        elif url and item["type"].raw == "Link":
            yield Media(MediaKind.CARD, url, item["name"].stripped or url)
    choices = [choice["name"].text.strip() for key in ("oneOf", "anyOf") for choice in note[key]]
    if choices:
        yield Media(MediaKind.POLL, None, "\n".join(choices))


def _parse_quote(note: JsonTree) -> Quote | None:
    url = next((quoted for key in QUOTE_KEYS if (quoted := note[key].url)), None)
    return Quote("", url=url, unavailable=QUOTE_NOT_FETCHED) if url else None
