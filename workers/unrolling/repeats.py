"""Removes a point that stands twice in a text. One that has the same number but other words is kept, and reported."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import replace

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Hole
from workers.unrolling.chain import Chain

SHORTEST_REPEAT = 20  # code points of a post without a number: shorter ones may be said twice


def remove_repeats(chain: Chain, declared: int | None = None) -> tuple[Chain, tuple[str, ...]]:
    """The chain without repeated posts, and their texts. Posts with ids of their own are never repeats.

    Posts without a number are repeats where they have the same words, unless the page counts as many posts as there are.
    """
    first_with: dict[int, Post] = {}
    seen: set[tuple[str, ...]] = set()
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
        if number is None and declared != len(chain.posts) and _stands_already(post, seen, chain.posts[index - 1 : index]):
            reasons.append(message("repeated.words", excerpt=excerpt(post.full_text)))
            repeated.append(post.full_text)
            continue
        if number is not None and before:
            reasons.append(message("number_twice", number=number, excerpt=excerpt(post.full_text)))
        elif number is not None:
            first_with[number] = post
        seen.add(tuple(post.full_text.split()))
        remaining.append(index)
    return _reduced(chain, remaining, reasons), tuple(repeated)


def _stands_already(post: Post, seen: Container[tuple[str, ...]], before: Sequence[Post]) -> bool:
    """Whether an earlier post has the same words, or the post directly before ends with this one's as a line."""
    if post.id is not None or len(post.full_text) < SHORTEST_REPEAT:
        return False
    last_line = any(other.full_text.rstrip().endswith(f"\n{post.full_text.strip()}") for other in before)
    return last_line or tuple(post.full_text.split()) in seen


def _same(one: Post, other: Post) -> bool:
    return one.full_text.split() == other.full_text.split() and (one.id is None or other.id is None or one.id == other.id)


def _reduced(chain: Chain, remaining: list[int], reasons: list[Message]) -> Chain:
    """The chain with the posts at the indices `remaining`, its holes moved accordingly."""
    posts = tuple(chain.posts[index] for index in remaining)
    holes = tuple(_moved(hole, remaining) for hole in chain.holes)
    return replace(chain, posts=posts, holes=holes, reasons=(*chain.reasons, *reasons))


def _moved(hole: Hole, remaining: list[int]) -> Hole:
    return replace(hole, after=bisect_right(remaining, hole.after) - 1)
