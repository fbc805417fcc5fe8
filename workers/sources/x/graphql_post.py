"""Parses a post of X's GraphQL answers (`tweet_results.result`), in every format from 2023 to 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.messages import Message, message
from domain.shapes.post import Author, Post, Quote, SpanKind
from workers.sources.parsing.decoding import printable
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.text_builder import TextBuilder
from workers.sources.x.post import Content, build_author, build_quote, parse_content, parse_date, status_url

UNAVAILABLE = message("unavailable.x")
UNAVAILABLE_REASONS: Mapping[str, Message] = {
    "Protected": message("unavailable.x_protected"),
    "Suspended": message("unavailable.x_suspended"),
    "NsfwLoggedOut": message("unavailable.x_login"),
    "Deleted": message("unavailable.x_deleted"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A post and the id of its conversation; or, when X does not show the post, the reason in `unavailable`."""

    post: Post | None = None
    conversation: str | None = None
    unavailable: Message = UNAVAILABLE


def parse_result(result: JsonTree) -> Result:
    """Never raises; a result without an id or without `legacy` is unavailable."""
    tweet = unwrap(result)
    legacy = tweet["legacy"]
    id_ = tweet["rest_id"].id or legacy["id_str"].id
    if not id_ or not legacy.is_object:
        return Result(unavailable=_unavailable(tweet))
    author = _parse_author(tweet)
    content = _parse_content(tweet, legacy)
    parent_author = legacy["in_reply_to_user_id_str"].id
    is_self_reply = parent_author is not None and parent_author == legacy["user_id_str"].id
    post = Post(
        text=content.text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=parse_date(legacy["created_at"]),
        reply_to=legacy["in_reply_to_status_id_str"].id,
        reply_to_handle=author.handle if is_self_reply else legacy["in_reply_to_screen_name"].stripped,
        replies=legacy["reply_count"].integer,
        spans=content.spans,
        media=content.media,
        quote=_parse_quote(tweet, legacy),
        truncated=content.truncated,
    )
    return Result(post, legacy["conversation_id_str"].id)


def unwrap(result: JsonTree) -> JsonTree:
    """The post inside `TweetWithVisibilityResults`."""
    return result["tweet"] if result["tweet"]["legacy"].is_object else result


def _parse_author(tweet: JsonTree) -> Author:
    """Until 2025 name and handle were in the user's `legacy`, since then they are in its `core`."""
    user = tweet["core"]["user_results"]["result"]
    name = user["core"]["name"].stripped or user["legacy"]["name"].stripped
    handle = user["core"]["screen_name"].stripped or user["legacy"]["screen_name"].stripped
    avatar = user["avatar"]["image_url"].url or user["legacy"]["profile_image_url_https"].url
    return build_author(name, handle, avatar, tweet["legacy"]["user_id_str"].id)


def _parse_content(tweet: JsonTree, legacy: JsonTree) -> Content:
    quoted_id = legacy["quoted_status_id_str"].id if tweet["quoted_status_result"].present else None
    note = tweet["note_tweet"]["note_tweet_results"]["result"]
    content = parse_content(legacy, note, tweet["card"]["legacy"], quoted_id, longer=tweet["note_tweet"].present)
    article = tweet["article"]["article_results"]["result"]
    return _parse_article(article, content) if article["title"].stripped else content


def _parse_article(article: JsonTree, content: Content) -> Content:
    """The title and blocks of a long article; truncated where the JSON has only a preview."""
    builder = TextBuilder()
    builder.add(article["title"].text)
    blocks = list(article["content_state"]["blocks"])
    links = _article_links(article["content_state"]["entityMap"])
    for block in blocks or [JsonTree({"text": article["plain_text"].text or article["preview_text"].text})]:
        if block["text"].text.strip():
            builder.add("\n\n")
            _add_block(builder, block, links)
    text, spans = builder.build()
    return Content(text, spans, content.media, truncated=not (blocks or article["plain_text"].stripped))


def _article_links(entities: JsonTree) -> Mapping[str | None, str]:
    """The addresses of an article's links by their keys; `entityMap` is a list since 2025, an object before."""
    listed = {item["key"].id: item["value"] for item in entities} or {key: entities[key] for key in entities.keys}
    return {key: url for key, entity in listed.items() if (url := entity["data"]["url"].url)}


def _add_block(builder: TextBuilder, block: JsonTree, links: Mapping[str | None, str]) -> None:
    """Adds a heading or a paragraph; `entityRanges` count UTF-16 units."""
    units = block["text"].raw.encode("utf-16-le", "surrogatepass")
    entities = block["entityRanges"]
    ranges = [(entity["offset"].integer or 0, entity["length"].integer or 0, entity["key"].id) for entity in entities]
    position = 0
    for offset, length, key in sorted(ranges, key=lambda part: part[:2]):
        if key in links and position <= offset < offset + length <= len(units) // 2:
            builder.add(_from_units(units, position, offset))
            builder.add(_from_units(units, offset, offset + length), SpanKind.LINK, links[key])
            position = offset + length
    builder.add(_from_units(units, position, len(units) // 2))


def _from_units(units: bytes, start: int, end: int) -> str:
    return printable(units[2 * start : 2 * end].decode("utf-16-le", "replace"))


def _parse_quote(tweet: JsonTree, legacy: JsonTree) -> Quote | None:
    """The quoted post, or a Quote with the reason why X does not show it."""
    link = legacy["quoted_status_permalink"]["expanded"].url
    if not tweet["quoted_status_result"].present:
        return Quote("", url=link, unavailable=UNAVAILABLE) if legacy["is_quote_status"].is_true and link else None
    result = tweet["quoted_status_result"]["result"]
    quoted = unwrap(result)
    if not quoted["legacy"].is_object:
        return Quote("", url=link, unavailable=_unavailable(result))
    content = _parse_content(quoted, quoted["legacy"])
    return build_quote(content, _parse_author(quoted), quoted["rest_id"].id, parse_date(quoted["legacy"]["created_at"]))


def _unavailable(result: JsonTree) -> Message:
    """Why X does not show a post: in X's own words where the result has them."""
    if words := result["tombstone"]["text"]["text"].stripped:
        return message("unavailable.words", words=words)
    return UNAVAILABLE_REASONS.get(result["reason"].raw, UNAVAILABLE)
