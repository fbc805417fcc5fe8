"""A post as X's GraphQL answers hold it (`tweet_results.result`), in every shape from 2023 to 2026; for `x_tweet_detail`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.shapes.post import Author, Post, Quote
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.text_builder import TextBuilder
from workers.sources.x.post import Content, author_of, content_of, created, quote_of, status_url

UNNAMED = "X does not show this post."


@dataclass(frozen=True, slots=True)
class Result:
    """A post and the conversation that it belongs to; or, when X shows none, what it says instead (`missing`)."""

    post: Post | None = None
    conversation: str | None = None
    missing: str = UNNAMED


def result_of(result: JsonTree) -> Result:
    """Never raises; what has neither an id nor a text is missing."""
    tweet = unwrapped(result)
    legacy = tweet["legacy"]
    id_ = tweet["rest_id"].id or legacy["id_str"].id
    if not id_ or not legacy.is_object:
        return Result(missing=tweet["tombstone"]["text"]["text"].stripped or _unavailable(tweet))
    author = _author(tweet)
    content = _content(tweet, legacy)
    own = legacy["in_reply_to_user_id_str"].id
    to_self = own is not None and own == legacy["user_id_str"].id
    post = Post(
        text=content.text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=created(legacy["created_at"]),
        reply_to=legacy["in_reply_to_status_id_str"].id,
        reply_to_handle=author.handle if to_self else legacy["in_reply_to_screen_name"].stripped,
        replies=legacy["reply_count"].integer,
        spans=content.spans,
        media=content.media,
        quote=_quote(tweet, legacy),
        truncated=content.truncated,
    )
    return Result(post, legacy["conversation_id_str"].id)


def unwrapped(result: JsonTree) -> JsonTree:
    """The post inside `TweetWithVisibilityResults`."""
    return result["tweet"] if result["tweet"]["legacy"].is_object else result


def _author(tweet: JsonTree) -> Author:
    """Until 2025 name and handle stand in the user's `legacy`, since then in its `core`."""
    user = tweet["core"]["user_results"]["result"]
    name = user["core"]["name"].stripped or user["legacy"]["name"].stripped
    handle = user["core"]["screen_name"].stripped or user["legacy"]["screen_name"].stripped
    avatar = user["avatar"]["image_url"].url or user["legacy"]["profile_image_url_https"].url
    return author_of(name, handle, avatar, tweet["legacy"]["user_id_str"].id)


def _content(tweet: JsonTree, legacy: JsonTree) -> Content:
    quoted = legacy["quoted_status_id_str"].id if tweet["quoted_status_result"].present else None
    note = tweet["note_tweet"]["note_tweet_results"]["result"]
    content = content_of(legacy, note, tweet["card"]["legacy"], quoted, longer=tweet["note_tweet"].present)
    article = tweet["article"]["article_results"]["result"]
    return _article(article, content) if article["title"].stripped else content


def _article(article: JsonTree, content: Content) -> Content:
    """A long article: its title and its blocks; where only a preview is there, that is a beginning."""
    wording = TextBuilder()
    wording.add(article["title"].text)
    blocks = [block["text"].text for block in article["content_state"]["blocks"]]
    for words in blocks or [article["plain_text"].text or article["preview_text"].text]:
        if words.strip():
            wording.add("\n\n" + words.strip())
    text, spans = wording.done()
    return Content(text, spans, content.media, truncated=not (blocks or article["plain_text"].stripped))


def _quote(tweet: JsonTree, legacy: JsonTree) -> Quote | None:
    """The post that is quoted, or that X does not show it."""
    link = legacy["quoted_status_permalink"]["expanded"].url
    if not tweet["quoted_status_result"].present:
        return Quote("", url=link, unavailable=UNNAMED) if legacy["is_quote_status"].is_true and link else None
    result = tweet["quoted_status_result"]["result"]
    quoted = unwrapped(result)
    if not quoted["legacy"].is_object:
        return Quote("", url=link, unavailable=result["tombstone"]["text"]["text"].stripped or _unavailable(result))
    content = _content(quoted, quoted["legacy"])
    return quote_of(content, _author(quoted), quoted["rest_id"].id, created(quoted["legacy"]["created_at"]))


REASONS: Mapping[str, str] = {
    "Protected": "X shows this post only to those whom its author lets in.",
    "Suspended": "X shows nothing of this account: it is suspended.",
    "NsfwLoggedOut": "X shows this post only to people who are logged in.",
    "Deleted": "This post was deleted.",
}


def _unavailable(result: JsonTree) -> str:
    return REASONS.get(result["reason"].raw, UNNAMED)
