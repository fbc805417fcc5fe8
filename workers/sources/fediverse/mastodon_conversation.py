"""Statuses of one server put together: what answers what is told in ids that only that server knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from domain.shapes.post import Post
from workers.sources.fediverse.mastodon_post import named, worded
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

PUBLIC: Final = frozenset({"public", "unlisted", "local", ""})  # servers older than the field say nothing
MOST_DESCENDANTS: Final = 60  # what Mastodon shows to somebody who is not logged in; more may stand below


@dataclass(slots=True)
class Statuses:
    """`host` is the server's; keys are its own ids. With `public_only`, what is not public is only counted as missing."""

    host: str
    public_only: bool = False
    statuses: dict[str, JsonTree] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    _posts: dict[str, Post] = field(default_factory=dict)

    def add(self, status: JsonTree) -> str | None:
        """One status; of a boost, the status that was boosted. Its id, or None for what is none."""
        if status["reblog"].is_object:
            status = status["reblog"]
        id_ = status["id"].id
        if id_ is None or not status["content"].present or not status["account"].is_object:
            return None
        self.statuses.setdefault(id_, status)
        return id_

    def add_context(self, context: JsonTree, asked: str | None) -> None:
        """What stands above and below a status; `asked` is that one's id where it is known."""
        for status in (*context["ancestors"], *context["descendants"]):
            self.add(status)
        if asked:
            self.asked.add(asked)
            if len(context["descendants"]) >= MOST_DESCENDANTS:
                self.cut.add(asked)

    def add_absent(self) -> str | None:
        """Of a context by itself: the status that it is the context of, known only by what answers it. None where it is not."""
        answers = [each for id_, each in self.statuses.items() if (up := self.parent(id_)) and up not in self.statuses]
        below = next((each for each in answers if _answers_own(each)), None)
        if below is None:
            return None
        id_ = below["in_reply_to_id"].id or ""
        above = [each for each in self.statuses.values() if (each["id"].id or "") < id_ and each is not below]
        known = above[-1] if above else JsonTree()
        told = {key: below[key].value for key in ("account", "visibility")}
        uri = (below["uri"].id or "").replace(below["id"].id or " ", id_)
        url = (below["url"].url or "").replace(below["id"].id or " ", id_)
        answered = {"in_reply_to_id": known["id"].value, "in_reply_to_account_id": known["account"]["id"].value}
        self.statuses[id_] = JsonTree({"id": id_, "uri": uri, "url": url, "content": "", **told, **answered})
        self.absent.add(id_)
        return id_

    def uri(self, id_: str) -> str:
        """A post's identity, also of one that was not shown."""
        return self.post(id_).id or f"{self.host}/{id_}" if id_ in self.statuses else f"{self.host}/{id_}"

    def post(self, id_: str) -> Post:
        """Without its words."""
        if id_ not in self._posts:
            self._posts[id_] = named(self.statuses[id_], self.host)
        return self._posts[id_]

    def parent(self, id_: str) -> str | None:
        return self.statuses[id_]["in_reply_to_id"].id

    def is_public(self, id_: str) -> bool:
        return self.statuses[id_]["visibility"].raw in PUBLIC

    def talk(self) -> Conversation:
        """All of it by identities."""
        ids = {self.uri(id_): id_ for id_ in self.statuses}
        talk = Conversation(asked={self.uri(id_) for id_ in self.asked})
        talk.whole = lambda post: worded(post, self.statuses[ids[post.id or ""]], self.host)
        for id_, status in self.statuses.items():
            above = self.parent(id_)
            own = above is not None and _answers_own(status)
            if self.public_only and not self.is_public(id_):
                talk.miss(self.uri(id_), "not_public", self.uri(above) if above and own else None)
                continue
            talk.take(self._linked(id_, above), own=own, said=status["replies_count"].integer)
            if above:
                talk.shown[self.uri(above)] = talk.shown.get(self.uri(above), 0) + 1
        talk.more.update(self.uri(id_) for id_ in self.cut if self._more(id_, talk))
        return talk

    def _linked(self, id_: str, above: str | None) -> Post:
        reply_to = self.uri(above) if above else None
        return replace(self.post(id_), id=self.uri(id_), reply_to=reply_to, truncated=id_ in self.absent)

    def _more(self, id_: str, talk: Conversation) -> bool:
        uri = self.uri(id_)
        return talk.said.get(uri, 0) > talk.shown.get(uri, 0)


def _answers_own(status: JsonTree) -> bool:
    return status["in_reply_to_account_id"].id == status["account"]["id"].id
