"""Removes a point that stands twice in a text. One that has the same number but other words is kept, and reported."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Hole
from workers.unrolling.chain import Chain


def remove_repeats(chain: Chain) -> tuple[Chain, tuple[str, ...]]:
    """The chain without repeated posts, and their texts. Posts with ids of their own are never repeats."""
    first_with: dict[int, Post] = {}
    remaining: list[int] = []
    repeated: list[str] = []
    reasons: list[Message] = []
    for index, post in enumerate(chain.posts):
        number = post.marker.number if post.marker else None
        before = first_with.get(number) if number is not None else None
        if number is not None and before and _same(post, before):
            reasons.append(message("repeated", number=number))
            repeated.append(post.full_text)
            continue
        if number is not None and before:
            reasons.append(message("number_twice", number=number, excerpt=excerpt(post.full_text)))
        elif number is not None:
            first_with[number] = post
        remaining.append(index)
    return _reduced(chain, remaining, reasons), tuple(repeated)


def _same(one: Post, other: Post) -> bool:
    return one.full_text.split() == other.full_text.split() and (one.id is None or other.id is None or one.id == other.id)


def _reduced(chain: Chain, remaining: list[int], reasons: list[Message]) -> Chain:
    """The chain with the posts at the indices `remaining`, its holes moved accordingly."""
    posts = tuple(chain.posts[index] for index in remaining)
    holes = tuple(_moved(hole, remaining) for hole in chain.holes)
    return replace(chain, posts=posts, holes=holes, reasons=(*chain.reasons, *reasons))


def _moved(hole: Hole, remaining: list[int]) -> Hole:
    return replace(hole, after=bisect_right(remaining, hole.after) - 1)
