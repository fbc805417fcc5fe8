"""What X's embeds are made from (`tweet-result`): one post, without a login, and by its links those that it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Gone, LoginRequired, PageChanged
from domain.messages import Message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post, Quote
from domain.shapes.reading import Hole, Reading, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.envelope import pack_answers
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.fetch import API, asked_upward
from workers.sources.x.post import author_of, content_of, created, quote_of, status_url

FORMAT = "x-syndication"
SIGNS = (b'"conversation_count"', b'"news_action_type"', b'"edit_control"', b'"isStaleEdit"')  # any of them is an embed's
TOMBSTONE = b'"TweetTombstone"'
MORE = "Without a login X shows one post of a thread. The extension can see the rest: open the thread and let it collect them."
UNSHOWN = Message("rest_not_shown", f"This post begins or belongs to a thread, and the rest of it is not here. {MORE}")
PERHAPS = Message("one_post_only", f"Whether this post is all of it cannot be seen. {MORE}")


@dataclass(frozen=True)
class XSyndication:
    """What X's embeds are made from: a post, and those of its author above it.

    `api` is where they are asked for.
    """

    api: str = API

    name = "x embed"
    site = Site.X
    example = "https://x.com/sam/status/1474000000000000001"
    shows = "One post, and the author's posts above it; never those below. The extension sees all of a thread."

    def takes(self, address: Address) -> bool:
        return address.site is Site.X and address.kind is Kind.POST and address.post_id is not None

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises Gone, LoginRequired, and what the Fetcher raises."""
        return pack_answers(FORMAT, asked_upward(self.api, address.post_id or "", fetcher), address.url, now)

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        found = envelope_format(capture)
        if found is not None:
            return found == FORMAT
        body = capture.body
        alone = b'"id_str"' in body and b'"screen_name"' in body and any(sign in body for sign in SIGNS)
        return b'"tweet_results"' not in body and b'"tweetResult"' not in body and (alone or TOMBSTONE in body)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone or LoginRequired when X shows nothing, PageChanged."""
        every = [answer.tree for answer in read_answers(capture)]
        trees = [tree for tree in every if tree["id_str"].id]
        if not trees:
            raise _refusal(every)
        posts = {post.id: post for tree in trees for post in _posts(tree)}
        first = _post(trees[0])
        in_thread = len(trees) > 1 or any(tree["self_thread"]["id_str"].id for tree in trees)
        hole = Hole(list(posts).index(first.id), None, UNSHOWN)
        return apply_hints(
            Reading(
                site=self.site,
                posts=tuple(posts.values()),
                author=first.author,
                focus=first.id,
                linked=True,
                holes=(hole,) if in_thread else (),
                reasons=() if in_thread else (PERHAPS,),
                posts_seen=len(posts),
            ),
            capture,
        )


def _posts(tree: JsonTree) -> Iterator[Post]:
    """The post that is answered stands inside the answer."""
    if tree["parent"]["id_str"].id:
        yield _post(tree["parent"])
    yield _post(tree)


def _post(tree: JsonTree) -> Post:
    author = _author(tree["user"])
    id_ = tree["id_str"].id
    if id_ is None or not (tree["text"].is_text or tree["full_text"].is_text):
        raise PageChanged("X", "tweet-result: id_str, text")
    quoted = tree["quoted_tweet"]
    content = content_of(tree, JsonTree(), tree["card"], quoted["id_str"].id, longer=tree["note_tweet"].present)
    own = tree["in_reply_to_user_id_str"].id
    to_self = own is not None and own == tree["user"]["id_str"].id
    return Post(
        text=content.text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=created(tree["created_at"]),
        reply_to=tree["in_reply_to_status_id_str"].id,
        reply_to_handle=author.handle if to_self else tree["in_reply_to_screen_name"].stripped,
        spans=content.spans,
        media=content.media,
        quote=_quote(quoted) if quoted["id_str"].id else None,
        truncated=content.truncated,
    )


def _author(user: JsonTree) -> Author:
    return author_of(
        user["name"].stripped, user["screen_name"].stripped, user["profile_image_url_https"].url, user["id_str"].id
    )


def _quote(quoted: JsonTree) -> Quote:
    content = content_of(quoted, JsonTree(), quoted["card"])
    return quote_of(content, _author(quoted["user"]), quoted["id_str"].id, created(quoted["created_at"]))


def _refusal(trees: list[JsonTree]) -> Gone | LoginRequired:
    """An embed of a post that is gone is empty, or says why."""
    said = next((words for tree in trees if (words := tree["tombstone"]["text"]["text"].stripped)), None)
    if said and any(word in said.lower() for word in ("age-restricted", "limits who", "log in")):
        return LoginRequired(f"X does not show this post without a login: “{said}” The extension can see what you see.")
    return Gone(f"X does not show this post: “{said}”" if said else None)
