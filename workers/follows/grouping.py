"""Groups the posts of an author's list into threads: a post and the author's own answers below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.excerpt import excerpt
from domain.shapes.follow import FoundThread

TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class ListedPost:
    """`parent` is the author's own post above, `root` the first one where the list names it; `url` is that of one of them."""

    id: str
    parent: str | None
    url: str
    text: str
    root: str | None = None


def group_posts(posts: Sequence[ListedPost]) -> tuple[FoundThread, ...]:
    """The threads, in the order of the list, the newest post first. A single post is no thread, but may become one."""
    by_id = {post.id: post for post in posts}
    groups: dict[str, list[ListedPost]] = {}
    for post in by_id.values():
        groups.setdefault(_root(post, by_id), []).append(post)
    return tuple(_thread(root, group, by_id.get(root)) for root, group in groups.items())


def _root(post: ListedPost, by_id: dict[str, ListedPost]) -> str:
    """The first post of the author's chain; one that the list does not show is named by the post under it."""
    passed = {post.id}
    while post.root is None and post.parent is not None:
        above = by_id.get(post.parent)
        if above is None or above.id in passed:
            return post.parent
        post = above
        passed.add(post.id)
    return post.root or post.id


def _thread(root: str, group: Sequence[ListedPost], first: ListedPost | None) -> FoundThread:
    named = first or group[-1]
    single = len(group) == 1 and first is not None and first.parent is None
    return FoundThread(root, named.url, group[0].id, excerpt(named.text, TITLE), single)
