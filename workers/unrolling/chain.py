"""The author's chain among the posts of a Reading: each post an answer to the one before, whatever others said between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.sentences import beginning, counted
from archive.shapes.post import Author, Post
from archive.shapes.reading import Hole, Reading, Reason

START_MISSING = Hole(
    -1, None, Reason("start_missing", "The first point answers a post that is not here: the beginning may be missing.")
)


@dataclass(frozen=True, slots=True)
class Chain:
    """One author's posts in order, and what was seen on the way. `holes` count positions in `posts`.

    `lost` is how many posts went in and came out nowhere: anything but 0 is a fault, and said.
    """

    posts: tuple[Post, ...]
    holes: tuple[Hole, ...] = ()
    reasons: tuple[Reason, ...] = ()
    lost: int = 0


def chain_of(reading: Reading, elsewhere: Sequence[Post] = ()) -> Chain:
    """The chain that a Reading holds: its posts as they are, or found among them when they are `linked`.

    A linked one is followed through the posts that other readings saw `elsewhere`, too, of which none is taken.
    """
    lost = max(0, (reading.posts_seen or 0) - len(reading.posts))
    if not reading.linked:
        return Chain(reading.posts, reading.holes, reading.reasons, lost)
    found = _Links.of(reading, elsewhere)
    root = found.root()
    if root is None:
        return Chain((), reading.holes, reading.reasons, lost)
    whole = found.longest(root)
    own = {post.id for post in reading.posts}
    path = tuple(post for post in whole if post.id in own)
    holes = tuple(_holes(reading, path))
    reasons = (*reading.reasons, *found.forks(whole), *found.answers(root))
    start = (START_MISSING,) if root.reply_to and root.reply_to not in found.posts else ()
    return Chain(path, (*start, *holes), reasons, lost)


def same_author(one: Author, other: Author) -> bool:
    """By handle, else by address, else by name; an author that nobody names could be anyone, so is taken for the same."""
    for mine, theirs in ((one.handle, other.handle), (one.url, other.url), (one.name, other.name)):
        if mine and theirs:
            return mine.casefold() == theirs.casefold()
    return True


@dataclass(frozen=True, slots=True)
class _Links:
    posts: dict[str, Post]
    answers_to: dict[str, list[Post]]
    asked: str | None
    author: Author

    @classmethod
    def of(cls, reading: Reading, elsewhere: Sequence[Post]) -> _Links:
        posts: dict[str, Post] = {}
        for post in reading.posts:
            if post.id and (post.id not in posts or len(post.text) > len(posts[post.id].text)):
                posts[post.id] = post
        posts = {post.id: post for post in elsewhere if post.id} | posts
        answers: dict[str, list[Post]] = defaultdict(list)
        for post in posts.values():
            if post.reply_to:
                answers[post.reply_to].append(post)
        return cls(posts, answers, reading.focus, reading.author)

    def root(self) -> Post | None:
        """Up from the post that was asked for while the one above is by the same author."""
        post = self.posts.get(self.asked or "") or self._first()
        seen: set[str | None] = set()
        while post and post.reply_to and post.id not in seen:
            seen.add(post.id)
            above = self.posts.get(post.reply_to)
            if above is None or not same_author(above.author, post.author):
                break
            post = above
        return post

    def _first(self) -> Post | None:
        own = [post for post in self.posts.values() if same_author(post.author, self.author)]
        return next((post for post in own if not post.reply_to), own[0] if own else None)

    def own_answers(self, post: Post) -> list[Post]:
        return [each for each in self.answers_to.get(post.id or "", ()) if same_author(each.author, post.author)]

    def longest(self, root: Post) -> tuple[Post, ...]:
        """The longest way down; of equal ones that which was begun first."""
        path, depth = [root], self._depths(root)
        seen = {root.id}
        while onward := [post for post in self.own_answers(path[-1]) if post.id not in seen]:
            path.append(min(onward, key=lambda post: (-depth.get(post.id, 0), _age(post))))
            seen.add(path[-1].id)
        return tuple(path)

    def _depths(self, root: Post) -> dict[str | None, int]:
        """How many posts the longest way from each post has. No recursion: a chain may have thousands."""
        order, seen = [root], {root.id}
        for post in order:
            fresh = [each for each in self.own_answers(post) if each.id not in seen]
            seen.update(each.id for each in fresh)
            order.extend(fresh)
        depth: dict[str | None, int] = {}
        for post in reversed(order):
            depth[post.id] = 1 + max((depth.get(each.id, 0) for each in self.own_answers(post)), default=0)
        return depth

    def forks(self, path: Sequence[Post]) -> list[Reason]:
        """What the author also wrote under a post of the chain, and was not taken."""
        on_path = {post.id for post in path}
        return [
            _fork(position, other, len(self.longest(other)))
            for position, post in enumerate(path, start=1)
            for other in self.own_answers(post)
            if other.id not in on_path
        ]

    def answers(self, root: Post) -> list[Reason]:
        above = self.posts.get(root.reply_to or "")
        if above is None or same_author(above.author, root.author):
            return []
        name = above.author.name or (above.author.handle and f"@{above.author.handle}") or "someone else"
        return [Reason("begins_as_answer", f"The thread begins as an answer to {name}; what was answered is not part of it.")]


def _age(post: Post) -> tuple[float, int, str]:
    """For choosing between equals: the earlier one, by date or by number."""
    identity = post.id or ""
    return (post.posted_at.timestamp() if post.posted_at else 0.0, len(identity), identity)


def _fork(position: int, other: Post, length: int) -> Reason:
    return Reason(
        "fork",
        f"After point {position} the author also went another way, {counted(length, 'post')} long, beginning "
        f"“{beginning(other.text)}”. The longest way was taken.",
    )


def _holes(reading: Reading, path: Sequence[Post]) -> list[Hole]:
    """The holes of the chain; what is missing among other people's answers is not ours."""
    positions = {post.id: index for index, post in enumerate(path)}
    found: list[Hole] = []
    for hole in reading.holes:
        if hole.after < 0:
            found.append(hole)
        elif hole.after < len(reading.posts) and reading.posts[hole.after].id in positions:
            found.append(replace(hole, after=positions[reading.posts[hole.after].id]))
    return found
