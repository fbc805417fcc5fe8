"""A conversation as far as a site's answers have shown it: posts, who answers whom, what is not there, where more may stand.

Grows answer by answer while a source asks, and is built up again when what was fetched is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.shapes.post import Post


@dataclass(slots=True)
class Conversation:
    """All keys are ids of posts. `posts` are in the order seen.

    `own` has the posts that answer a post of the same author, as far as the site says; `said` how many answers the site says a
    post has, `shown` how many were seen; `asked` the posts whose answers were asked for by name; `gone` what is not there and
    why (`deleted`, `blocked`), `above` the post that a gone one stood under, `root` the post that a conversation hangs from.
    `whole` gives a post its words, where reading the words of everybody would take long.
    """

    posts: dict[str, Post] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    said: dict[str, int] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    root: dict[str, str] = field(default_factory=dict)
    more: set[str] = field(default_factory=set)
    declared: int | None = None
    whole: Callable[[Post], Post] = field(default=lambda post: post)
    _answers: dict[str, list[str]] | None = None

    def take(self, post: Post, *, own: bool, said: int | None) -> None:
        """One post; seen twice it is one. `own` is whether it answers its own author."""
        if post.id is None or post.id in self.posts:
            return
        self.posts[post.id] = post
        self._answers = None
        if own:
            self.own.add(post.id)
        if said is not None:
            self.said[post.id] = said

    def miss(self, id_: str, why: str, under: str | None = None) -> None:
        self.gone.setdefault(id_, why)
        if under:
            self.above.setdefault(id_, under)

    def is_gone(self, id_: str) -> bool:
        return id_ in self.gone or (id_ in self.asked and id_ not in self.posts)

    def parent(self, id_: str) -> str | None:
        return self.posts[id_].reply_to if id_ in self.posts else None

    def first(self, id_: str) -> str:
        """Up from a post while the one above is by the same author, and here."""
        seen = {id_}
        while id_ in self.own and (above := self.parent(id_)) and above in self.posts and above not in seen:
            seen.add(above)
            id_ = above
        return id_

    def answers(self) -> dict[str, list[str]]:
        """Which posts by the same author answer each post."""
        if self._answers is None:
            self._answers = {}
            for id_ in self.posts:
                above = self.parent(id_)
                if id_ in self.own and above and above != id_:
                    self._answers.setdefault(above, []).append(id_)
        return self._answers

    def below(self, first: str) -> list[str]:
        """`first`, and the author's posts that hang from it by his own alone, each after the one it answers."""
        answers, order, seen = self.answers(), [first], {first}
        for id_ in order:
            fresh = [each for each in answers.get(id_, ()) if each not in seen]
            seen.update(fresh)
            order.extend(fresh)
        return order

    def tips(self, first: str) -> list[str]:
        """Those of them that nothing of the author's own answers, as far as is known."""
        answers = self.answers()
        return [id_ for id_ in self.below(first) if not answers.get(id_)]

    def path(self, first: str) -> list[str]:
        """The longest way down."""
        answers, length = self.answers(), dict[str, int]()
        for id_ in reversed(self.below(first)):
            length[id_] = 1 + max((length.get(each, 0) for each in answers.get(id_, ())), default=0)
        way, seen = [first], {first}
        while onward := [each for each in answers.get(way[-1], ()) if each not in seen]:
            way.append(max(onward, key=lambda each: length.get(each, 0)))
            seen.add(way[-1])
        return way

    def unseen(self, id_: str) -> bool:
        """Whether more may stand under a post than was shown, so that it has to be asked for."""
        said = self.said.get(id_)
        return id_ in self.more or (id_ not in self.asked and (said is None or said > self.shown.get(id_, 0)))
