"""Walks a conversation from post to answer: the posts below one, and the longest chain down from it.

Used by sources, which see a conversation grow answer by answer, and by unrolling. `answers` maps the id of a post to the ids
of the answers to follow, preferred ones first. Nothing here recurses (a chain may have thousands of posts), and answers that
lead back to an earlier post are not followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Answers = Mapping[str, Sequence[str]]


def posts_below(first: str, answers: Answers) -> list[str]:
    """`first` and every post below it, each one after the post that it answers."""
    order, visited = [first], {first}
    for id_ in order:
        new = [answer for answer in dict.fromkeys(answers.get(id_, ())) if answer not in visited]
        visited.update(new)
        order.extend(new)
    return order


def longest_chain(first: str, answers: Answers) -> list[str]:
    """The longest chain down from `first`; of equally long ones the one that `answers` prefers."""
    length: dict[str, int] = {}
    for id_ in reversed(posts_below(first, answers)):
        length[id_] = 1 + max((length.get(answer, 0) for answer in answers.get(id_, ())), default=0)
    chain, visited = [first], {first}
    while following := [answer for answer in answers.get(chain[-1], ()) if answer not in visited]:
        chain.append(max(following, key=lambda answer: length.get(answer, 0)))
        visited.add(chain[-1])
    return chain
