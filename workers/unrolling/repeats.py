"""A point that stands twice in a text: the second is left out when it says the same, kept and named when it does not."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Hole
from workers.numbering import number
from workers.unrolling.chain import Chain


def without_repeats(chain: Chain) -> tuple[Chain, tuple[str, ...]]:
    """The chain, and the texts that were left out. Posts with ids of their own are never the same."""
    markers = number([post.text for post in chain.posts])
    seen: dict[int, Post] = {}
    kept: list[int] = []
    reasons: list[Message] = []
    for index, (post, marker) in enumerate(zip(chain.posts, markers, strict=True)):
        before = seen.get(marker.number) if marker else None
        if marker and before and _same(post, before):
            reasons.append(message("repeated", number=marker.number))
            continue
        if marker and before:
            reasons.append(message("number_twice", number=marker.number, excerpt=excerpt(post.text)))
        elif marker:
            seen[marker.number] = post
        kept.append(index)
    there = set(kept)
    left_out = tuple(post.text for index, post in enumerate(chain.posts) if index not in there)
    return _reduced(chain, kept, reasons), left_out


def _same(one: Post, other: Post) -> bool:
    return one.text.split() == other.text.split() and (one.id is None or other.id is None or one.id == other.id)


def _reduced(chain: Chain, kept: list[int], reasons: list[Message]) -> Chain:
    posts = tuple(chain.posts[index] for index in kept)
    holes = tuple(_moved(hole, kept) for hole in chain.holes)
    return replace(chain, posts=posts, holes=holes, reasons=(*chain.reasons, *reasons))


def _moved(hole: Hole, kept: list[int]) -> Hole:
    return replace(hole, after=bisect_right(kept, hole.after) - 1)
