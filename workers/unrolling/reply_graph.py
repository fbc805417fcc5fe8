"""The posts of a Reading as a graph of answers, in which the author's chain is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.reply_chain import longest_chain
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading

Age = tuple[float, int, str]


@dataclass(frozen=True, slots=True)
class ReplyGraph:
    """Posts by id, and who answers whom.

    `answer_counts` has the answers of anybody to each post, `own_answers` the ids of the answers by the post's own author,
    oldest first. `focus` is the id of the post that was requested. `single_author` is True when nobody else posted at all.
    """

    posts: dict[str, Post]
    answer_counts: dict[str, int]
    own_answers: dict[str, list[str]]
    focus: str | None
    author: Author
    single_author: bool
    ages: dict[str | None, Age]

    @classmethod
    def of(cls, reading: Reading, elsewhere: Sequence[Post]) -> ReplyGraph:
        """The graph of a Reading's posts, the longer text of two with one id, and of posts of other Readings."""
        posts: dict[str, Post] = {}
        for post in reading.posts:
            if post.id and (post.id not in posts or len(post.text) > len(posts[post.id].text)):
                posts[post.id] = post
        posts = {post.id: post for post in elsewhere if post.id} | posts
        every = list(posts.values())
        ages = _ages(every)
        answer_counts: dict[str, int] = defaultdict(int)
        own_answers: dict[str, list[str]] = defaultdict(list)
        for id_, post in sorted(posts.items(), key=lambda item: ages[item[0]]):
            if post.reply_to:
                answer_counts[post.reply_to] += 1
                above = posts.get(post.reply_to)
                if above and same_author(above.author, post.author):
                    own_answers[post.reply_to].append(id_)
        single_author = all(same_author(post.author, every[0].author) for post in every)
        return cls(posts, answer_counts, own_answers, reading.focus, reading.author, single_author, ages)

    def root(self) -> Post | None:
        """The first post of the chain: up from the requested post while the one above is by the same author."""
        post = self.posts.get(self.focus or "") or self._first()
        visited: set[str | None] = set()
        while post and post.reply_to and post.id not in visited:
            visited.add(post.id)
            above = self.posts.get(post.reply_to)
            if above is None or not same_author(above.author, post.author):
                break
            post = above
        return post

    def _first(self) -> Post | None:
        own = self._posts_by(self.author)
        return next((post for post in own if not post.reply_to), own[0] if own else None)

    def longest(self, root: Post) -> tuple[Post, ...]:
        """The longest chain of the author's posts down from `root`; of equal ones the one that was begun first."""
        return tuple(self.posts[id_] for id_ in longest_chain(root.id or "", self.own_answers))

    def pieces(self, root: Post) -> list[tuple[Post, ...]]:
        """The chain through `root`, and the author's other chains that answer own posts which were not captured."""
        main = self.longest(root)
        used = {post.id for post in main}
        orphaned: dict[str, tuple[Post, ...]] = {}
        for post in self._orphans(root.author):
            if post.id not in used and self._follows_own(post):
                piece, parent = self.longest(post), post.reply_to or ""
                if len(piece) > len(orphaned.get(parent, ())):
                    orphaned[parent] = piece
        orphaned.pop(root.reply_to or "", None)
        return sorted((*self._beginning(root), main, *orphaned.values()), key=lambda piece: self.ages[piece[0].id])

    def _beginning(self, root: Post) -> list[tuple[Post, ...]]:
        """The chain from the author's post that answers nobody, when `root` answers an own post that was not captured."""
        if not self.starts_late(root) or not self._follows_own(root):
            return []
        firsts = (post for post in self._posts_by(root.author) if not post.reply_to)
        first = min(firsts, key=lambda post: self.ages[post.id], default=None)
        return [self.longest(first)] if first and self.ages[first.id] < self.ages[root.id] else []

    def _posts_by(self, author: Author) -> list[Post]:
        return [post for post in self.posts.values() if same_author(post.author, author)]

    def _orphans(self, author: Author) -> list[Post]:
        """The author's posts that answer a post which was not captured."""
        return [post for post in self._posts_by(author) if post.reply_to and post.reply_to not in self.posts]

    def _follows_own(self, post: Post) -> bool:
        """Whether the absent post that `post` answers was the author's: as the site says, else when nobody else posted."""
        if post.reply_to_handle is not None:
            return post.reply_to_handle.casefold() == (post.author.handle or "").casefold()
        return self.single_author

    def starts_late(self, first: Post) -> bool:
        """Whether the first post answers an absent post that was the author's own, or of which nobody knows whose it was."""
        if first.reply_to is None or first.reply_to in self.posts:
            return False
        return first.reply_to_handle is None or self._follows_own(first)

    def ends(self, last: Post) -> bool:
        """Whether all answers that the site counts under a post were captured."""
        return last.replies is not None and self.answer_counts.get(last.id or "", 0) >= last.replies

    def left_out(self, path: Sequence[Post]) -> list[Message]:
        """Reasons for the author's posts that answer an absent post of an unknown author."""
        on_path = {post.id for post in path}
        return [
            message("left_out", excerpt=excerpt(post.text))
            for post in self._orphans(path[0].author)
            if post.id not in on_path and post.reply_to_handle is None and not self._follows_own(post)
        ]

    def forks(self, path: Sequence[Post]) -> list[Message]:
        """Reasons for the author's other answers to posts of the chain."""
        on_path = {post.id for post in path}
        return [
            message("fork", position=position, count=len(self.longest(other)), excerpt=excerpt(other.text))
            for position, post in enumerate(path, start=1)
            for other in (self.posts[id_] for id_ in self.own_answers.get(post.id or "", ()))
            if other.id not in on_path
        ]

    def answered(self, root: Post) -> list[Message]:
        """The reason that names whom the first post answers, when that is somebody else."""
        above = self.posts.get(root.reply_to or "")
        if above is not None:
            other = above.author
        elif root.reply_to and root.reply_to_handle and not self._follows_own(root):
            other = Author(handle=root.reply_to_handle)
        else:
            return []
        if same_author(other, root.author):
            return []
        name = other.name or (other.handle and f"@{other.handle}")
        return [message("begins_as_answer.to", name=name) if name else message("begins_as_answer")]


def same_author(one: Author, other: Author) -> bool:
    """Compares by handle, else by address, else by name; an author without any of these is taken for the same."""
    for first, second in ((one.handle, other.handle), (one.url, other.url), (one.name, other.name)):
        if first and second:
            return first.casefold() == second.casefold()
    return True


def _ages(posts: Sequence[Post]) -> dict[str | None, Age]:
    """A sort key for each post, older ones first: by date, else by ids that are numbers, else by the order of the Reading."""
    if all(post.posted_at for post in posts):
        return {post.id: (post.posted_at.timestamp() if post.posted_at else 0, *_rank(post)) for post in posts}
    if all((post.id or "").isdecimal() for post in posts):
        return {post.id: (0, *_rank(post)) for post in posts}
    return {post.id: (index, 0, "") for index, post in enumerate(posts)}


def _rank(post: Post) -> tuple[int, str]:
    id_ = post.id or ""
    return len(id_), id_
