"""What answers of Bluesky's API show of a conversation: posts, what is not there, and where more has to be asked for.

`app.bsky.feed.getPostThread` nests and is cut at a depth; `app.bsky.unspecced.getPostThreadV2` is flat (above: depths below 0).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workers.sources.bluesky_post import did_of, record_of
from workers.sources.tree import Tree


@dataclass(slots=True)
class Talk:
    """Grows answer by answer. Keys are at:// URIs; `views` are post views in the order seen.

    `shown` counts the answers that were seen under a post, `asked` has the posts that were asked for by name, `gone` what is
    not there and why ("deleted" or "blocked"), `above` the post that a gone one stood under, when that was seen.
    """

    views: dict[str, Tree] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    more: set[str] = field(default_factory=set)
    declared: int | None = None

    def add(self, thread: Tree) -> str | None:
        """Take in the `thread` of an answer; the URI of the post it was asked for, if that is there."""
        return self._flat(thread) if thread.is_list else self._nested(thread)

    def _nested(self, thread: Tree) -> str | None:
        waiting: list[tuple[Tree, str | None]] = [(thread, None)]
        while waiting:
            node, under = waiting.pop()
            uri = self._node(node, under)
            if uri is None:
                continue
            replies = node["replies"]
            self.shown[uri] = max(self.shown.get(uri, 0), len(replies) if replies.is_list else 0)
            waiting.extend((each, uri) for each in reversed(list(replies)))
            if node["parent"].present:
                waiting.append((node["parent"], None))
        asked = thread["post"]["uri"].id
        if asked:
            self.asked.add(asked)
        return asked

    def _node(self, node: Tree, under: str | None) -> str | None:
        uri = node["post"]["uri"].id
        if uri:
            self.views.setdefault(uri, node["post"])
            return uri
        missing = node["uri"].id
        if missing and (node["notFound"].true or node["blocked"].true):
            self._miss(missing, "blocked" if node["blocked"].true else "deleted", under)
        return None

    def _flat(self, thread: Tree) -> str | None:
        """Each item stands under the last one of the depth above it."""
        asked, path = None, dict[int, str]()
        for item in thread:
            uri, depth, value = item["uri"].id, item["depth"].whole or 0, item["value"]
            if uri is None:
                continue
            under = path.get(depth - 1)
            if value["post"].is_object:
                self._item(uri, value, under)
                asked = uri if depth == 0 else asked
            else:
                self._miss(
                    uri, "blocked" if value["$type"].raw.endswith(("Blocked", "NoUnauthenticated")) else "deleted", under
                )
            path[depth] = uri
        if asked:
            self.asked.add(asked)
        return asked

    def _item(self, uri: str, value: Tree, under: str | None) -> None:
        self.views.setdefault(uri, value["post"])
        self.shown.setdefault(uri, 0)
        if under:
            self.shown[under] = self.shown.get(under, 0) + 1
        if (value["moreReplies"].whole or 0) > 0:
            self.more.add(uri)
        if value["opThread"].true and (count := value["opThreadPostCount"].whole):
            self.declared = max(self.declared or 0, count)

    def _miss(self, uri: str, why: str, under: str | None) -> None:
        self.gone.setdefault(uri, why)
        if under:
            self.above.setdefault(uri, under)

    def parent(self, uri: str) -> str | None:
        return record_of(self.views[uri])["reply"]["parent"]["uri"].id if uri in self.views else None

    def root(self, uri: str) -> str | None:
        """The post that the whole conversation hangs from, as the post itself says."""
        return record_of(self.views[uri])["reply"]["root"]["uri"].id

    def first(self, uri: str) -> str:
        """Up from a post while the one above is by the same author, and here."""
        seen = {uri}
        while (above := self.parent(uri)) and above in self.views and did_of(above) == did_of(uri) and above not in seen:
            seen.add(above)
            uri = above
        return uri

    def own(self, first: str) -> list[str]:
        """The author's posts that hang from `first` by his own alone, each after the one it answers."""
        answers, order, seen = self.answers(), [first], {first}
        for uri in order:
            fresh = [each for each in answers.get(uri, ()) if each not in seen]
            seen.update(fresh)
            order.extend(fresh)
        return order

    def answers(self) -> dict[str, list[str]]:
        """Which posts by the same author answer each post."""
        found: dict[str, list[str]] = {}
        for uri in self.views:
            above = self.parent(uri)
            if above and above != uri and did_of(above) == did_of(uri):
                found.setdefault(above, []).append(uri)
        return found

    def is_gone(self, uri: str) -> bool:
        return uri in self.gone or (uri in self.asked and uri not in self.views)

    def unseen(self, uri: str) -> bool:
        """Whether more may stand under a post than was shown, so that it has to be asked for."""
        said = self.views[uri]["replyCount"].whole
        return uri in self.more or (uri not in self.asked and (said is None or said > self.shown.get(uri, 0)))

    def tips(self, first: str) -> list[str]:
        """The author's posts that nothing of his own answers, as far as is known."""
        answers = self.answers()
        return [uri for uri in self.own(first) if not answers.get(uri)]

    def path(self, first: str) -> list[str]:
        """The longest way down from a post, by answers of the author's own."""
        answers = self.answers()
        below: dict[str, int] = {}
        for uri in reversed(self.own(first)):
            below[uri] = 1 + max((below.get(each, 0) for each in answers.get(uri, ())), default=0)
        way = [first]
        while onward := [each for each in answers.get(way[-1], ()) if each in below and each != first]:
            way.append(max(onward, key=lambda each: below[each]))
        return way
