"""The author's chain among the posts of a Reading: each post an answer to the one before, whatever others said between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Author, Post
from domain.shapes.reading import Hole, Reading

START_MISSING = Hole(-1, None, Message("start_missing"))
PARENT_MISSING = Message("parent_missing")


@dataclass(frozen=True, slots=True)
class Chain:
    """One author's posts in order, and what was seen on the way. `holes` count positions in `posts`.

    `lost` is how many posts went in and came out nowhere: anything but 0 is a fault, and said. `ends` is True when all
    answers that the site counts under the last post are here, and none of them goes on.
    """

    posts: tuple[Post, ...]
    holes: tuple[Hole, ...] = ()
    reasons: tuple[Message, ...] = ()
    lost: int = 0
    ends: bool = False


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
    whole = found.pieces(root)
    own = {post.id for post in reading.posts}
    pieces = [mine for piece in whole if (mine := tuple(post for post in piece if post.id in own))]
    path = tuple(post for piece in pieces for post in piece)
    every = tuple(post for piece in whole for post in piece)
    reasons = (*reading.reasons, *found.forks(every), *found.answers(every[0]), *found.left_out(every))
    if not path:
        return Chain((), (), reasons, lost)
    holes = tuple(_holes(reading, path))
    told = {hole.after for hole in holes}
    starts = path[0] is every[0] and found.starts_late(path[0]) and -1 not in told
    start = (START_MISSING,) if starts else ()
    ends = path[-1] is every[-1] and found.ends(path[-1])
    return Chain(path, (*start, *holes, *_breaks(pieces, told)), reasons, lost, ends)


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
    alone: bool  # whether nobody else is here at all
    ages: dict[str | None, tuple[float, int, str]]

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
        every = list(posts.values())
        alone = all(same_author(post.author, every[0].author) for post in every)
        return cls(posts, answers, reading.focus, reading.author, alone, _ages(every))

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
        own = self._own(self.author)
        return next((post for post in own if not post.reply_to), own[0] if own else None)

    def own_answers(self, post: Post) -> list[Post]:
        return [each for each in self.answers_to.get(post.id or "", ()) if same_author(each.author, post.author)]

    def longest(self, root: Post) -> tuple[Post, ...]:
        """The longest way down; of equal ones that which was begun first."""
        path, depth = [root], self._depths(root)
        seen = {root.id}
        while onward := [post for post in self.own_answers(path[-1]) if post.id not in seen]:
            path.append(min(onward, key=lambda post: (-depth.get(post.id, 0), self.ages[post.id])))
            seen.add(path[-1].id)
        return tuple(path)

    def pieces(self, root: Post) -> list[tuple[Post, ...]]:
        """The chain through `root`, and the author's other chains that begin as answers to own posts which are not here."""
        whole = self.longest(root)
        taken = {post.id for post in whole}
        begun: dict[str, tuple[Post, ...]] = {}
        for post in self._orphans(root.author):
            if post.id not in taken and self._follows_own(post):
                piece, parent = self.longest(post), post.reply_to or ""
                if len(piece) > len(begun.get(parent, ())):
                    begun[parent] = piece
        begun.pop(root.reply_to or "", None)
        return sorted((*self._beginning(root), whole, *begun.values()), key=lambda piece: self.ages[piece[0].id])

    def _beginning(self, root: Post) -> list[tuple[Post, ...]]:
        """The chain from the author's post that answers nobody, when `root` answers one of the author's that is not here."""
        if not self.starts_late(root) or not self._follows_own(root):
            return []
        firsts = (post for post in self._own(root.author) if not post.reply_to)
        first = min(firsts, key=lambda post: self.ages[post.id], default=None)
        return [self.longest(first)] if first and self.ages[first.id] < self.ages[root.id] else []

    def _own(self, author: Author) -> list[Post]:
        return [post for post in self.posts.values() if same_author(post.author, author)]

    def _orphans(self, author: Author) -> list[Post]:
        """The author's posts that answer one which is not here."""
        return [post for post in self._own(author) if post.reply_to and post.reply_to not in self.posts]

    def _follows_own(self, post: Post) -> bool:
        """Whether what is not here was the author's: by the site's word, else when nobody else is here at all."""
        if post.reply_to_handle is not None:
            return post.reply_to_handle.casefold() == (post.author.handle or "").casefold()
        return self.alone

    def starts_late(self, first: Post) -> bool:
        """Whether the first post answers one of the author's own, or nobody knows whose, that is not here."""
        if first.reply_to is None or first.reply_to in self.posts:
            return False
        return first.reply_to_handle is None or self._follows_own(first)

    def ends(self, last: Post) -> bool:
        return last.replies is not None and len(self.answers_to.get(last.id or "", ())) >= last.replies

    def left_out(self, path: Sequence[Post]) -> list[Message]:
        """What the author wrote in answer to nobody knows whom."""
        on_path = {post.id for post in path}
        return [
            message("left_out", excerpt=excerpt(post.text))
            for post in self._orphans(path[0].author)
            if post.id not in on_path and post.reply_to_handle is None and not self._follows_own(post)
        ]

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

    def forks(self, path: Sequence[Post]) -> list[Message]:
        """What the author also wrote under a post of the chain, and was not taken."""
        on_path = {post.id for post in path}
        return [
            _fork(position, other, len(self.longest(other)))
            for position, post in enumerate(path, start=1)
            for other in self.own_answers(post)
            if other.id not in on_path
        ]

    def answers(self, root: Post) -> list[Message]:
        """To whom the first post is an answer, when that is somebody else."""
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
        return [message("begins_as_answer.to", name=name) if name else message("begins_as_answer.to_someone")]


def _ages(posts: Sequence[Post]) -> dict[str | None, tuple[float, int, str]]:
    """What tells the earlier of two posts: their dates, else ids that are numbers, else the order in which they came."""
    if all(post.posted_at for post in posts):
        return {post.id: (post.posted_at.timestamp() if post.posted_at else 0, *_rank(post)) for post in posts}
    if all((post.id or "").isdecimal() for post in posts):
        return {post.id: (0, *_rank(post)) for post in posts}
    return {post.id: (index, 0, "") for index, post in enumerate(posts)}


def _rank(post: Post) -> tuple[int, str]:
    identity = post.id or ""
    return len(identity), identity


def _fork(position: int, other: Post, length: int) -> Message:
    return message("fork", position=position, count=length, excerpt=excerpt(other.text))


def _breaks(pieces: Sequence[Sequence[Post]], told: Container[int]) -> Iterator[Hole]:
    """The places where a post between two of the author's is not here, when the source did not say so itself."""
    after = -1
    for piece in pieces[:-1]:
        after += len(piece)
        if after not in told:
            yield Hole(after, None, PARENT_MISSING)


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
