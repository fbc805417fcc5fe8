"""A conversation as far as a site's answers have shown it: posts, their replies, missing posts, places where more may follow.

A fetching source adds each response to it while it fetches; reading the Capture builds it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.reply_chain import longest_chain, posts_below
from domain.shapes.post import Post


@dataclass(slots=True)
class Conversation:
    """All keys are ids of posts. `posts` are in the order in which they were added.

    `self_replies` are the posts that reply to a post of the same author, as far as the site says. `reply_counts` is how many
    replies the site counts, `replies_seen` how many were in its answers. `requested` are the posts whose replies were requested
    by id. `missing` has posts that are not there with the reason (`deleted`, `blocked`, `not_public`), `missing_parents` the
    parents of such posts, `roots` the first post of each post's conversation, `has_more` the posts of which the site says that
    it left replies out. `declared` is a total that the site states. `load_text` adds text, spans and media to a post, for
    sources in which parsing the text of every post would take long.
    """

    posts: dict[str, Post] = field(default_factory=dict)
    self_replies: set[str] = field(default_factory=set)
    reply_counts: dict[str, int] = field(default_factory=dict)
    replies_seen: dict[str, int] = field(default_factory=dict)
    requested: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)
    missing_parents: dict[str, str] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    has_more: set[str] = field(default_factory=set)
    declared: int | None = None
    load_text: Callable[[Post], Post] = field(default=lambda post: post)
    _self_replies_by_parent: dict[str, list[str]] | None = None

    def add_post(self, post: Post, *, is_self_reply: bool, reply_count: int | None) -> None:
        """Adds a post; a second post with the same id is ignored."""
        if post.id is None or post.id in self.posts:
            return
        self.posts[post.id] = post
        self._self_replies_by_parent = None
        if is_self_reply:
            self.self_replies.add(post.id)
        if reply_count is not None:
            self.reply_counts[post.id] = reply_count

    def add_missing(self, id_: str, why: str, parent: str | None = None) -> None:
        self.missing.setdefault(id_, why)
        if parent:
            self.missing_parents.setdefault(id_, parent)

    def is_missing(self, id_: str) -> bool:
        return id_ in self.missing or (id_ in self.requested and id_ not in self.posts)

    def parent(self, id_: str) -> str | None:
        return self.posts[id_].reply_to if id_ in self.posts else None

    def chain_start(self, id_: str) -> str:
        """The first post of the author's chain: follows parents while they are by the same author and present."""
        visited = {id_}
        while id_ in self.self_replies and (parent := self.parent(id_)) and parent in self.posts and parent not in visited:
            visited.add(parent)
            id_ = parent
        return id_

    def self_replies_by_parent(self) -> dict[str, list[str]]:
        """The replies by the same author to each post."""
        if self._self_replies_by_parent is None:
            self._self_replies_by_parent = {}
            for id_ in self.posts:
                parent = self.parent(id_)
                if id_ in self.self_replies and parent and parent != id_:
                    self._self_replies_by_parent.setdefault(parent, []).append(id_)
        return self._self_replies_by_parent

    def descendants(self, start: str) -> list[str]:
        """`start` and the self-replies below it, each post after its parent."""
        return posts_below(start, self.self_replies_by_parent())

    def leaves(self, start: str) -> list[str]:
        """The descendants without a known self-reply."""
        replies = self.self_replies_by_parent()
        return [id_ for id_ in self.descendants(start) if not replies.get(id_)]

    def longest_path(self, start: str) -> list[str]:
        """The longest chain of self-replies from `start` down."""
        return longest_chain(start, self.self_replies_by_parent())

    def has_unseen_replies(self, id_: str) -> bool:
        """Whether the site may have more replies to a post than it showed, so that they have to be requested by its id."""
        count = self.reply_counts.get(id_)
        return id_ in self.has_more or (id_ not in self.requested and (count is None or count > self.replies_seen.get(id_, 0)))

    def withheld_replies(self, id_: str) -> int:
        """How many replies the site counts under a post and does not show although it was asked for them."""
        unseen = self.reply_counts.get(id_, 0) - self.replies_seen.get(id_, 0)
        return max(0, unseen) if id_ in self.requested else 0
