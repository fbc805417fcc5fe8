"""Saved lists of Bluesky's API: feeds, searches, quotes, the records of a repository, or one post by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from domain.errors import PageChanged
from domain.shapes.reading import Reading, Site
from workers.sources.bluesky.conversation import add_view
from workers.sources.bluesky.post import author_of, record_of
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.conversation_reading import read_longest_thread
from workers.sources.parsing.json_tree import JsonTree

REPOST: Final = "#reasonRepost"


def listed(trees: Sequence[JsonTree]) -> Reading:
    """The longest thread in it. Raises NotAThread when there is none, PageChanged when there are no posts."""
    talk, authors = Conversation(), Counter[str]()
    for view, context in (pair for tree in trees for pair in _views(tree)):
        if (uri := add_view(talk, view)) and not context:
            authors[author_of(view["author"], uri).handle or ""] += 1
    if not talk.posts:
        raise PageChanged("Bluesky", "thread, feed, posts, records")
    most, count = authors.most_common(1)[0]
    return read_longest_thread(talk, Site.BLUESKY, mostly=most if count * 2 > authors.total() else None)


def _views(tree: JsonTree) -> Iterator[tuple[JsonTree, bool]]:
    """Each post, and whether it only stands there because another answers it."""
    for item in tree["feed"]:
        if not item["reason"]["$type"].raw.endswith(REPOST):
            yield item["post"], False
            yield from ((item["reply"][above], True) for above in ("parent", "root"))
    yield from ((each, False) for key in ("posts", "records") for each in tree[key])
    single = tree["post"] if tree["post"].is_object else tree
    if record_of(single).is_object:
        yield single, False
