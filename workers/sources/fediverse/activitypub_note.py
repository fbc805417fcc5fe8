"""An object of ActivityPub (a Note, a Question, a blog's page) made a Post. Shapes: ActivityStreams 2.0, as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from domain.shapes.post import Author, Media, MediaKind, Post, Quote
from workers.sources.fediverse.post_id import identity
from workers.sources.fediverse.post_text import read_post_html, remove_shortcodes
from workers.sources.parsing.json_tree import JsonTree

NOTES: Final = frozenset({"Note", "Question", "Article", "Page", "Video", "Event"})
PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
KINDS: Final = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
QUOTES: Final = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")  # one a school of servers
QUOTE_UNSEEN: Final = "The quoted post was not fetched."


def one(tree: JsonTree) -> JsonTree:
    """The first of several, where one or several are allowed."""
    return tree[0] if tree.is_list else tree


def ref(tree: JsonTree) -> str | None:
    """The id of an object that is given whole or by its id."""
    return one(tree).id if one(tree).is_text else one(tree)["id"].id


def page_of(tree: JsonTree) -> str | None:
    """The address for people: a text, a Link, or a list of both."""
    for each in tree if tree.is_list else (tree,):
        if url := each.url or each["href"].url:
            return url
    return None


def is_note(tree: JsonTree) -> bool:
    return one(tree["type"]).raw in NOTES and tree["id"].url is not None


def is_public(note: JsonTree) -> bool:
    """Public or unlisted; a note that names nobody at all is what somebody's page shows to all."""
    named = [each.raw for key in ("to", "cc") for each in (note[key] if note[key].is_list else (note[key],)) if each.raw]
    return not named or any(name in PUBLIC for name in named)


def post_of(note: JsonTree, actors: Mapping[str, JsonTree]) -> Post:
    """Without `reply_to`, which names a note that may be known by another address."""
    id_, url = note["id"].id, page_of(note["url"])
    author = author_of(ref(note["attributedTo"]), actors)
    html = note["content"].raw or next((note["contentMap"][key].raw for key in note["contentMap"].keys), "")
    title = note["name"].text.strip() if one(note["type"]).raw in {"Article", "Page", "Video"} else ""
    text, spans = read_post_html(
        f"<p><strong>{title}</strong></p>{html}" if title else html, note["summary"].text, url or id_ or ""
    )
    return Post(
        text=text,
        id=identity(url, id_),
        url=url or note["id"].url,
        author=author,
        posted_at=note["published"].timestamp,
        spans=spans,
        media=tuple(_media(note)),
        quote=_quote(note),
    )


def author_of(actor_id: str | None, actors: Mapping[str, JsonTree]) -> Author:
    """By the actor where it was fetched, else by what its id says."""
    if actor_id is None:
        return Author()
    actor = actors.get(actor_id, JsonTree())
    parts = urlsplit(actor_id)
    name = actor["preferredUsername"].stripped or parts.path.rstrip("/").rpartition("/")[2].removeprefix("@") or None
    shortcodes = [each["name"].raw.strip(":") for each in actor["tag"] if each["type"].raw == "Emoji"]
    return Author(
        name=remove_shortcodes(actor["name"].stripped, shortcodes),
        handle=f"{name}@{parts.netloc.lower()}" if name else None,
        url=page_of(actor["url"]) or actor_id,
        avatar_url=page_of(one(actor["icon"])["url"]),
    )


def _media(note: JsonTree) -> Iterator[Media]:
    attached = note["attachment"] if note["attachment"].is_list else (note["attachment"],)
    for each in attached:
        url = page_of(each["url"]) or each["href"].url
        kind = KINDS.get(each["mediaType"].raw.partition("/")[0] or each["type"].raw.lower())
        if url and kind:
            yield Media(kind, url, each["name"].stripped, page_of(one(each["icon"])["url"]))
        elif url and each["type"].raw == "Link":
            yield Media(MediaKind.CARD, url, each["name"].stripped or url)
    choices = [each["name"].text.strip() for key in ("oneOf", "anyOf") for each in note[key]]
    if choices:
        yield Media(MediaKind.POLL, None, "\n".join(choices))


def _quote(note: JsonTree) -> Quote | None:
    url = next((found for key in QUOTES if (found := note[key].url)), None)
    return Quote("", url=url, unavailable=QUOTE_UNSEEN) if url else None
