"""The Source for X without a login: fetches and reads the data of X's embeds (`tweet-result`), a post and its ancestors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Gone, LoginRequired, PageChanged
from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post, Quote
from domain.shapes.reading import Hole, Reading, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.envelope import pack_answers
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.fetch import API, fetch_with_ancestors
from workers.sources.x.post import build_author, build_quote, parse_content, parse_date, status_url

FORMAT = "x-syndication"
EMBED_KEYS = (
    b'"conversation_count"',
    b'"news_action_type"',
    b'"edit_control"',
    b'"isStaleEdit"',
)  # every embed has one of them
TOMBSTONE = b'"TweetTombstone"'
REST_NOT_SHOWN = message("rest_not_shown")
ONE_POST_ONLY = message("one_post_only.x_embed")
LOGIN_WORDS = ("age-restricted", "limits who", "log in")


@dataclass(frozen=True)
class XSyndication:
    """The data of X's embeds: a post, and those of its author above it.

    `api` is the address of X's server for them.
    """

    api: str = API

    name = "x embed"
    site = Site.X
    example = "https://x.com/sam/status/1474000000000000001"
    public_view = message("public_view.x")

    def takes(self, address: Address) -> bool:
        return address.site is Site.X and address.kind is Kind.POST and address.post_id is not None

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises Gone, LoginRequired, and what the Fetcher raises."""
        return pack_answers(FORMAT, fetch_with_ancestors(self.api, address.post_id or "", fetcher), address.url, now)

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        form = envelope_format(capture)
        if form is not None:
            return form == FORMAT
        body = capture.body
        is_embed = b'"id_str"' in body and b'"screen_name"' in body and any(key in body for key in EMBED_KEYS)
        return b'"tweet_results"' not in body and b'"tweetResult"' not in body and (is_embed or TOMBSTONE in body)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone or LoginRequired when X shows no post, PageChanged."""
        answers = [answer.tree for answer in read_answers(capture)]
        trees = [tree for tree in answers if tree["id_str"].id]
        if not trees:
            raise _unavailable_error(answers)
        posts = {post.id: post for tree in trees for post in _parse_posts(tree)}
        focus = _parse_post(trees[0])
        in_thread = len(trees) > 1 or any(tree["self_thread"]["id_str"].id for tree in trees)
        hole = Hole(list(posts).index(focus.id), None, REST_NOT_SHOWN)
        return apply_hints(
            Reading(
                site=self.site,
                posts=tuple(posts.values()),
                author=focus.author,
                focus=focus.id,
                linked=True,
                holes=(hole,) if in_thread else (),
                reasons=() if in_thread else (ONE_POST_ONLY,),
                posts_seen=len(posts),
            ),
            capture,
        )


def _parse_posts(tree: JsonTree) -> Iterator[Post]:
    """The post and its parent, which the data includes."""
    if tree["parent"]["id_str"].id:
        yield _parse_post(tree["parent"])
    yield _parse_post(tree)


def _parse_post(tree: JsonTree) -> Post:
    author = _parse_author(tree["user"])
    id_ = tree["id_str"].id
    if id_ is None or not (tree["text"].is_text or tree["full_text"].is_text):
        raise PageChanged("X", "tweet-result: id_str, text")
    quoted = tree["quoted_tweet"]
    content = parse_content(tree, JsonTree(), tree["card"], quoted["id_str"].id, longer=tree["note_tweet"].present)
    parent_author = tree["in_reply_to_user_id_str"].id
    is_self_reply = parent_author is not None and parent_author == tree["user"]["id_str"].id
    return Post(
        text=content.text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=parse_date(tree["created_at"]),
        reply_to=tree["in_reply_to_status_id_str"].id,
        reply_to_handle=author.handle if is_self_reply else tree["in_reply_to_screen_name"].stripped,
        spans=content.spans,
        media=content.media,
        quote=_parse_quote(quoted) if quoted["id_str"].id else None,
        truncated=content.truncated,
    )


def _parse_author(user: JsonTree) -> Author:
    avatar = user["profile_image_url_https"].url
    return build_author(user["name"].stripped, user["screen_name"].stripped, avatar, user["id_str"].id)


def _parse_quote(quoted: JsonTree) -> Quote:
    content = parse_content(quoted, JsonTree(), quoted["card"])
    return build_quote(content, _parse_author(quoted["user"]), quoted["id_str"].id, parse_date(quoted["created_at"]))


def _unavailable_error(trees: list[JsonTree]) -> Gone | LoginRequired:
    """The error for a post that X does not show: its embed is empty, or says why."""
    words = next((text for tree in trees if (text := tree["tombstone"]["text"]["text"].stripped)), None)
    if words is None:
        return Gone()
    if any(word in words.lower() for word in LOGIN_WORDS):
        return LoginRequired("x_embed", words=words)
    return Gone("x", words=words)
