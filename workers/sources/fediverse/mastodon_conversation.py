"""Collects statuses of one server; they refer to each other by ids that only that server knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from domain.shapes.post import Post
from workers.sources.fediverse.mastodon_post import add_content, parse_post_without_content
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

PUBLIC: Final = frozenset({"public", "unlisted", "local", ""})  # servers older than the field leave it out
MAX_DESCENDANTS: Final = 60  # what Mastodon shows without a login; there may be more below


@dataclass(slots=True)
class Statuses:
    """Statuses by the ids of the server at `host`.

    `requested` are the statuses whose context was fetched, `cut` those of them whose context may go on, `absent` those that
    were built from what replies to them. With `public_only`, statuses that are not public count as missing.
    """

    host: str
    public_only: bool = False
    statuses: dict[str, JsonTree] = field(default_factory=dict)
    requested: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    _posts: dict[str, Post] = field(default_factory=dict)

    def add(self, status: JsonTree) -> str | None:
        """Adds a status, or the boosted status of a boost. Returns its id, or None for what is not a status."""
        if status["reblog"].is_object:
            status = status["reblog"]
        id_ = status["id"].id
        if id_ is None or not status["content"].present or not status["account"].is_object:
            return None
        self.statuses.setdefault(id_, status)
        return id_

    def add_context(self, context: JsonTree, requested: str | None) -> None:
        """Adds the ancestors and descendants of a status; `requested` is its id where it is known."""
        for status in (*context["ancestors"], *context["descendants"]):
            self.add(status)
        if requested:
            self.requested.add(requested)
            if len(context["descendants"]) >= MAX_DESCENDANTS:
                self.cut.add(requested)

    def add_absent(self) -> str | None:
        """For a context without its status: builds that status from a reply to it. Returns its id, or None without a reply."""
        orphans = [
            status for id_, status in self.statuses.items() if (parent := self.parent(id_)) and parent not in self.statuses
        ]
        reply = next((status for status in orphans if _is_self_reply(status)), None)
        if reply is None:
            return None
        id_ = reply["in_reply_to_id"].id or ""
        earlier = [status for status in self.statuses.values() if (status["id"].id or "") < id_ and status is not reply]
        grandparent = earlier[-1] if earlier else JsonTree()
        same_as_reply = {key: reply[key].value for key in ("account", "visibility")}
        uri = (reply["uri"].id or "").replace(reply["id"].id or " ", id_)
        url = (reply["url"].url or "").replace(reply["id"].id or " ", id_)
        reply_to = {"in_reply_to_id": grandparent["id"].value, "in_reply_to_account_id": grandparent["account"]["id"].value}
        self.statuses[id_] = JsonTree({"id": id_, "uri": uri, "url": url, "content": "", **same_as_reply, **reply_to})
        self.absent.add(id_)
        return id_

    def post_id(self, id_: str) -> str:
        """The Post id of a status, also of one that is only referred to."""
        return self.post(id_).id or f"{self.host}/{id_}" if id_ in self.statuses else f"{self.host}/{id_}"

    def post(self, id_: str) -> Post:
        """The status without its text."""
        if id_ not in self._posts:
            self._posts[id_] = parse_post_without_content(self.statuses[id_], self.host)
        return self._posts[id_]

    def parent(self, id_: str) -> str | None:
        return self.statuses[id_]["in_reply_to_id"].id

    def is_public(self, id_: str) -> bool:
        return self.statuses[id_]["visibility"].raw in PUBLIC

    def build_conversation(self) -> Conversation:
        """All statuses by Post id."""
        ids = {self.post_id(id_): id_ for id_ in self.statuses}
        conversation = Conversation(requested={self.post_id(id_) for id_ in self.requested})
        conversation.load_text = lambda post: add_content(post, self.statuses[ids[post.id or ""]], self.host)
        for id_, status in self.statuses.items():
            parent = self.parent(id_)
            is_self_reply = parent is not None and _is_self_reply(status)
            if self.public_only and not self.is_public(id_):
                missing_parent = self.post_id(parent) if parent and is_self_reply else None
                conversation.add_missing(self.post_id(id_), "not_public", missing_parent)
                continue
            post = self._with_parent(id_, parent)
            conversation.add_post(post, is_self_reply=is_self_reply, reply_count=status["replies_count"].integer)
            if parent:
                parent_id = self.post_id(parent)
                conversation.replies_seen[parent_id] = conversation.replies_seen.get(parent_id, 0) + 1
        conversation.has_more.update(self.post_id(id_) for id_ in self.cut if self._lacks_replies(id_, conversation))
        return conversation

    def _with_parent(self, id_: str, parent: str | None) -> Post:
        reply_to = self.post_id(parent) if parent else None
        return replace(self.post(id_), id=self.post_id(id_), reply_to=reply_to, truncated=id_ in self.absent)

    def _lacks_replies(self, id_: str, conversation: Conversation) -> bool:
        post_id = self.post_id(id_)
        return conversation.reply_counts.get(post_id, 0) > conversation.replies_seen.get(post_id, 0)


def _is_self_reply(status: JsonTree) -> bool:
    return status["in_reply_to_account_id"].id == status["account"]["id"].id
