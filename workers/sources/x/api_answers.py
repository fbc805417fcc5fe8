"""Posts of X as JSON from tools that people collect with: API v2 (twarc2 and others), API v1.1 (twarc), gallery-dl, twscrape.

One object, a list of them, or one a line. Shapes: X's API documentation, and the dictionaries that gallery-dl (`tweet_id`,
`content`, `author`) and twscrape or snscrape (`rawContent`, `user`) write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from domain.errors import NotAThread
from domain.shapes.capture import Capture, MediaType
from domain.shapes.choice import ThreadChoice
from domain.shapes.post import Author, Media, MediaKind, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints, requested_post
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.conversation_reading import read_thread_of_list, threads_in_list
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.entities import apply_entities, parse_entities
from workers.sources.x.media import KINDS
from workers.sources.x.post import build_author, parse_content, parse_date, status_url

BEGINNING: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
# Keys that only posts of X have, in each of the shapes.
POST_KEY: Final = re.compile(
    rb"\"(?:conversation_id|conversationId|conversationIdStr|in_reply_to_status_id_str|full_text|rawContent|tweet_id)\"\s*:"
)
OTHER_KEY: Final = re.compile(rb"\"(?:id|id_str|tweet_id)\"\s*:")


class XApiAnswers:
    """Posts of X as JSON or JSON lines: API v2 (twarc2), API v1.1 (twarc), gallery-dl, twscrape."""

    name = "x api"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is MediaType.HTML or not BEGINNING.match(capture.body[:200]):
            return False
        return POST_KEY.search(capture.body) is not None and OTHER_KEY.search(capture.body) is not None

    def read(self, capture: Capture) -> Reading:
        """The requested thread, else the only one. Raises NotAThread."""
        conversation = _conversation(capture)
        return apply_hints(read_thread_of_list(conversation, self.site, requested=requested_post(capture)), capture)

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        return threads_in_list(_conversation(capture))


def _conversation(capture: Capture) -> Conversation:
    """All posts. A post whose parent is absent is a self-reply where the JSON names the parent's author."""
    conversation = Conversation()
    posts = {post.id: post for tree in _documents(decode_capture(capture).text) for post in _posts(tree)}
    for post in sorted(posts.values(), key=lambda post: (len(post.id or ""), post.id or "")):
        conversation.add_post(post, is_self_reply=_is_self_reply(post, posts), reply_count=None)
    if not conversation.posts:
        raise NotAThread("unknown_json")
    return conversation


def _is_self_reply(post: Post, posts: Mapping[str | None, Post]) -> bool:
    parent = posts.get(post.reply_to)
    if parent is None:
        return post.reply_to_handle is not None and post.reply_to_handle.casefold() == (post.author.handle or "").casefold()
    return _same_author(parent.author, post.author)


def _same_author(one: Author, other: Author) -> bool:
    """Compares handles, else addresses, which have the user's id."""
    return (one.handle or one.url or "").casefold() == (other.handle or other.url or "").casefold()


def _documents(text: str) -> Iterator[JsonTree]:
    """The whole text as one value, or each line as one. Raises NotAThread for a line that is no JSON."""
    try:
        yield JsonTree(json.loads(text))
    except (ValueError, RecursionError):
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise NotAThread("damaged_json") from None
        yield from (JsonTree.parse(line) for line in lines)


def _posts(tree: JsonTree, *, nested: bool = False) -> Iterator[Post]:
    """The posts of an answer, a list, or a single object; gallery-dl's entries are lists that end with the object.

    A list may hold answers, which hold no further ones (`nested`).
    """
    users = {user["id"].id: user for user in tree["includes"]["users"]}
    media = {item["media_key"].id: item for item in tree["includes"]["media"]}
    listed = tree["data"] if tree["data"].present else tree["statuses"] if tree["statuses"].is_list else tree
    for item in listed if listed.is_list else (listed, *tree["includes"]["tweets"]):
        entry = item[len(item) - 1] if item.is_list else item
        if not nested and listed.is_list and (entry["data"].present or entry["includes"].present):
            yield from _posts(entry, nested=True)
        elif post := _parse_post(entry, users, media):
            yield post
    if listed.is_list:
        yield from (post for item in tree["includes"]["tweets"] if (post := _parse_post(item, users, media)))


def _parse_post(item: JsonTree, users: Mapping[str | None, JsonTree], media: Mapping[str | None, JsonTree]) -> Post | None:
    """None for what is no post, and for retweets."""
    if item["retweeted_status"].present or item["retweetedTweet"].present or item["retweet_id"].integer:
        return None
    if item["tweet_id"].present:
        return _parse_gallery_dl(item)
    if item["user"].is_object and (item["rawContent"].is_text or item["content"].is_text):
        return _parse_twscrape(item)
    if item["id_str"].present and (item["full_text"].is_text or item["user"].is_object):
        return _parse_v1(item)
    if item["text"].is_text and item["author_id"].present:
        return _parse_v2(item, users, media)
    return None


def _parse_v2(item: JsonTree, users: Mapping[str | None, JsonTree], media: Mapping[str | None, JsonTree]) -> Post | None:
    """API v2; twarc2's flattened lines have the author inside, and the long text under `note_tweet`."""
    references = {tree["type"].raw: tree["id"].id for tree in item["referenced_tweets"]}
    if "retweeted" in references:
        return None
    user = item["author"] if item["author"].is_object else users.get(item["author_id"].id, JsonTree())
    author = _author(user, item["author_id"].id)
    note = item["note_tweet"]
    source = note if note["text"].is_text else item
    raw, links = source["text"].raw, list(source["entities"]["urls"])
    entities = JsonTree(
        {
            "urls": [_v2_link(link) for link in links if not link["media_key"].present],
            "media": [_v2_link(link) for link in links if link["media_key"].present],
            "user_mentions": [
                {**_indices(tree), "screen_name": tree["username"].raw} for tree in source["entities"]["mentions"]
            ],
            "hashtags": [{**_indices(tree), "text": tree["tag"].raw} for tree in source["entities"]["hashtags"]],
        }
    )
    text, spans = apply_entities(raw, parse_entities(entities, raw, references.get("quoted")), 0, len(raw), escaped=True)
    answered = (
        item["in_reply_to_user"]["username"].stripped
        or users.get(item["in_reply_to_user_id"].id, JsonTree())["username"].stripped
    )
    is_own = item["in_reply_to_user_id"].id == item["author_id"].id
    attached = (media.get(key.id, JsonTree()) for key in item["attachments"]["media_keys"])
    embedded = [tree for tree in item["attachments"]["media"] if tree.is_object]
    return Post(
        text=text.strip(),
        id=item["id"].id,
        url=status_url(author.handle, item["id"].id or ""),
        author=author,
        posted_at=item["created_at"].timestamp,
        reply_to=references.get("replied_to"),
        reply_to_handle=author.handle if is_own else answered,
        spans=spans if text == text.strip() else (),
        media=tuple(_v2_media(tree) for tree in (embedded or attached) if tree.is_object),
        truncated=False,
    )


def _author(user: JsonTree, user_id: str | None) -> Author:
    avatar = user["profile_image_url_https"].url or user["profile_image_url"].url or user["profileImageUrl"].url
    handle = user["username"].stripped or user["screen_name"].stripped
    name = user["name"].stripped or user["displayname"].stripped
    return build_author(name, handle, avatar, user_id)


def _indices(tree: JsonTree) -> dict[str, object]:
    return {"indices": [tree["start"].value, tree["end"].value]}


def _v2_link(link: JsonTree) -> dict[str, object]:
    return {**_indices(link), "url": link["url"].raw, "expanded_url": link["expanded_url"].raw}


def _v2_media(tree: JsonTree) -> Media:
    kind = KINDS.get(tree["type"].raw, MediaKind.IMAGE)
    return Media(kind, tree["url"].url, tree["alt_text"].stripped, tree["preview_image_url"].url)


def _parse_v1(item: JsonTree) -> Post:
    long = item["extended_tweet"]  # streams have the beginning as `text`, and all of it here
    content = parse_content(long if long["full_text"].is_text else item, JsonTree(), JsonTree())
    author = _author(item["user"], item["user"]["id_str"].id)
    return Post(
        text=content.text,
        id=item["id_str"].id,
        url=status_url(author.handle, item["id_str"].id or ""),
        author=author,
        posted_at=parse_date(item["created_at"]),
        reply_to=item["in_reply_to_status_id_str"].id,
        reply_to_handle=item["in_reply_to_screen_name"].stripped,
        spans=content.spans,
        media=content.media,
        truncated=content.truncated or (item["truncated"].is_true and not long["full_text"].is_text),
    )


def _parse_gallery_dl(item: JsonTree) -> Post:
    handle, id_ = item["author"]["name"].stripped, item["tweet_id"].id
    parent = item["reply_id"].id
    return Post(
        text=item["content"].text.strip(),
        id=id_,
        url=status_url(handle, id_ or ""),
        author=build_author(item["author"]["nick"].stripped, handle, user_id=item["author"]["id"].id),
        posted_at=item["date"].timestamp,
        reply_to=parent if parent and parent != "0" else None,
        reply_to_handle=item["reply_to"].stripped,
    )


def _parse_twscrape(item: JsonTree) -> Post:
    author = _author(item["user"], item["user"]["id_str"].id or item["user"]["id"].id)
    id_ = item["id_str"].id or item["id"].id
    photos = (Media(MediaKind.IMAGE, photo["url"].url, photo["altText"].stripped) for photo in item["media"]["photos"])
    return Post(
        text=(item["rawContent"].text or item["content"].text).strip(),
        id=id_,
        url=item["url"].url or status_url(author.handle, id_ or ""),
        author=author,
        posted_at=item["date"].timestamp,
        reply_to=item["inReplyToTweetIdStr"].id or item["inReplyToTweetId"].id,
        reply_to_handle=item["inReplyToUser"]["username"].stripped,
        media=tuple(photos),
    )
