"""Reads saved lists of Bluesky's API: feeds, searches, quotes, records of a repository, or a single post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from domain.errors import PageChanged
from domain.shapes.address import Address
from domain.shapes.reading import Reading, Site
from workers.sources.bluesky.conversation import add_view
from workers.sources.bluesky.post import parse_author, record_of
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.conversation_reading import read_thread_of_list
from workers.sources.parsing.json_tree import JsonTree

REPOST: Final = "#reasonRepost"


def read_list(trees: Sequence[JsonTree], requested: Address | None = None) -> Reading:
    """The requested thread, or the longest one: of the author where all posts are by one, else of the only author of threads.

    Raises NotAThread when there is none or several authors have one, PageChanged when there are no posts.
    """
    conversation, owner = collect_list(trees)
    return read_thread_of_list(conversation, Site.BLUESKY, owner=owner, requested=requested)


def collect_list(trees: Sequence[JsonTree]) -> tuple[Conversation, str | None]:
    """All posts of the answers, and the handle of the author of all of them. Raises PageChanged when there are no posts."""
    conversation, authors = Conversation(), Counter[str]()
    for view, context in (pair for tree in trees for pair in _views(tree)):
        if (uri := add_view(conversation, view)) and not context:
            authors[parse_author(view["author"], uri).handle or ""] += 1
    if not conversation.posts:
        raise PageChanged("Bluesky", "thread, feed, posts, records")
    author, count = authors.most_common(1)[0]
    return conversation, author if count == authors.total() else None


def _views(tree: JsonTree) -> Iterator[tuple[JsonTree, bool]]:
    """Each post, and whether it is there only because another post of the list replies to it."""
    for item in tree["feed"]:
        if not item["reason"]["$type"].raw.endswith(REPOST):
            yield item["post"], False
            yield from ((item["reply"][above], True) for above in ("parent", "root"))
    yield from ((view, False) for key in ("posts", "records") for view in tree[key])
    single = tree["post"] if tree["post"].is_object else tree
    if record_of(single).is_object:
        yield single, False
