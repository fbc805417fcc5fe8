"""Finds the author's chain among the posts of a Reading: each post answers the one before, whatever others wrote between."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.messages import Message
from domain.shapes.post import Post
from domain.shapes.reading import Hole, Reading
from workers.unrolling.reply_graph import ReplyGraph

START_MISSING = Hole(-1, None, Message("start_missing"))
PARENT_MISSING = Message("parent_missing")


@dataclass(frozen=True, slots=True)
class Chain:
    """One author's posts in order. `holes` count positions in `posts`.

    `lost` counts posts that were read and are in no result: anything but 0 is a fault, and is reported. `ends` is True when
    all answers that the site counts under the last post were seen, and none of them continues the chain.
    """

    posts: tuple[Post, ...]
    holes: tuple[Hole, ...] = ()
    reasons: tuple[Message, ...] = ()
    lost: int = 0
    ends: bool = False


def lost_posts(reading: Reading) -> int:
    """How many posts a source saw and did not put into its Reading."""
    return max(0, (reading.posts_seen or 0) - len(reading.posts))


def chain_of(reading: Reading, elsewhere: Sequence[Post] = ()) -> Chain:
    """The chain of a Reading: its posts as they are, or found among them when they are `linked`.

    A linked one is followed through the posts of other Readings (`elsewhere`), too, none of which gets into the chain.
    """
    lost = lost_posts(reading)
    if not reading.linked:
        return Chain(reading.posts, reading.holes, reading.reasons, lost)
    graph = ReplyGraph.of(reading, elsewhere)
    root = graph.root()
    if root is None:
        return Chain((), reading.holes, reading.reasons, lost)
    all_pieces = graph.pieces(root)
    own_ids = {post.id for post in reading.posts}
    pieces = [own for piece in all_pieces if (own := tuple(post for post in piece if post.id in own_ids))]
    path = tuple(post for piece in pieces for post in piece)
    full_path = tuple(post for piece in all_pieces for post in piece)
    reasons = (*reading.reasons, *graph.forks(full_path), *graph.answered(full_path[0]), *graph.left_out(full_path))
    if not path:
        return Chain((), (), reasons, lost)
    holes = tuple(_holes(reading, path))
    after_holes = {hole.after for hole in holes}
    starts_late = path[0] is full_path[0] and graph.starts_late(path[0]) and -1 not in after_holes
    start = (START_MISSING,) if starts_late else ()
    ends = path[-1] is full_path[-1] and graph.ends(path[-1])
    return Chain(path, (*start, *holes, *_breaks(pieces, after_holes)), reasons, lost, ends)


def _breaks(pieces: Sequence[Sequence[Post]], after_holes: Container[int]) -> Iterator[Hole]:
    """The places between two pieces of the chain, where a post is missing, unless the source reported a hole there."""
    after = -1
    for piece in pieces[:-1]:
        after += len(piece)
        if after not in after_holes:
            yield Hole(after, None, PARENT_MISSING)


def _holes(reading: Reading, path: Sequence[Post]) -> list[Hole]:
    """The Reading's holes inside the chain; those among other people's answers are left out."""
    positions = {post.id: index for index, post in enumerate(path)}
    holes: list[Hole] = []
    for hole in reading.holes:
        if hole.after < 0:
            holes.append(hole)
        elif hole.after < len(reading.posts) and reading.posts[hole.after].id in positions:
            holes.append(replace(hole, after=positions[reading.posts[hole.after].id]))
    return holes
