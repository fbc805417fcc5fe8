"""A Reading out of what is known of a conversation on Bluesky: one author's posts, and the places where some are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from archive.errors import Gone, LoginRequired, NotAThread, PageChanged
from archive.shapes.reading import Hole, Reading, Reason, Site
from workers.sources.bluesky_post import author_of, did_of, post_of, record_of
from workers.sources.bluesky_talk import Talk
from workers.sources.tree import Tree

REPOST: Final = "#reasonRepost"
GONE: Final = "This post is no longer on Bluesky: it was deleted, or its account is closed."
WHY: Final = {
    "deleted": Reason("deleted", "A post of the thread was deleted here."),
    "blocked": Reason("blocked", "A post of the thread cannot be seen here: somebody blocked somebody."),
}
CUT: Final = Reason("not_shown", "Below this post stand more answers that were not shown.")
BETWEEN: Final = Reason("deleted", "Between these two points a post was deleted; what comes after it was found by another way.")
ANSWERS: Final = Reason("begins_as_answer", "The thread begins as an answer to a post that is not here.")
LIST: Final = "Of the {} posts in this file, those of the longest thread were taken."
NO_THREAD: Final = "This is a list of {} posts, and none of them answers another by the same author: there is no thread in it."


def reading_of(talk: Talk, focus: str, reasons: tuple[Reason, ...] = (), *, listed: bool = False) -> Reading:
    """The thread that `focus` is part of. In a list answers are never shown, so that their absence says nothing."""
    first = talk.first(focus)
    start = _start(talk, first)
    own = [*(talk.own(start) if start else ()), *talk.own(first)]
    above = talk.parent(first)
    answered = (above,) if above and above in talk.views else ()
    posts = [post_of(talk.views[uri]) for uri in dict.fromkeys((*answered, *own))]
    index = {post.id: number for number, post in enumerate(posts)}
    holes = list(_holes(talk, index, () if listed else talk.tips(first)))
    if start:
        tip = talk.path(start)[-1]
        posts = [replace(post, reply_to=tip) if post.id == first else post for post in posts]
        holes.append(Hole(index[tip], None, BETWEEN))
    elif above and above not in index and did_of(above) != did_of(first):
        posts = [replace(post, reply_to=None) if post.id == first else post for post in posts]
        reasons = (*reasons, ANSWERS)
    return Reading(
        site=Site.BLUESKY,
        posts=tuple(posts),
        author=author_of(talk.views[first]["author"], first),
        focus=focus,
        linked=True,
        declared=talk.declared,
        ends=not any(talk.unseen(uri) for uri in talk.tips(first)),
        holes=tuple(holes),
        reasons=reasons,
        posts_seen=len(posts),
    )


def listed(trees: Sequence[Tree]) -> Reading:
    """A saved feed, search, list of records, or one post by itself. Raises NotAThread when no thread is in it, PageChanged."""
    talk, authors = Talk(), Counter[str]()
    for view, context in (pair for tree in trees for pair in _views(tree)):
        uri, did = view["uri"].id, did_of(view["uri"].id)
        if uri and did:
            talk.views.setdefault(uri, view)
            authors[did] += not context
    if not talk.views:
        raise PageChanged("Bluesky", "thread, feed, posts, records")
    longest = _longest(talk, authors)
    if len(talk.views) > 1 and len(talk.path(longest)) == 1:
        raise NotAThread(NO_THREAD.format(len(talk.views)))
    told = (Reason("one_of_many", LIST.format(len(talk.views))),) if len(talk.views) > len(talk.own(longest)) else ()
    return reading_of(talk, longest, told, listed=True)


def _longest(talk: Talk, authors: Counter[str]) -> str:
    """The first post of the longest thread; in the feed of one person, of those that are his."""
    (most, count), *_ = authors.most_common(1)
    firsts = dict.fromkeys(talk.first(uri) for uri in talk.views)
    own = [uri for uri in firsts if did_of(uri) == most] if count * 2 > authors.total() else []
    return max(own or firsts, key=lambda uri: len(talk.path(uri)))


def refusal(thread: Tree) -> Gone | LoginRequired | PageChanged:
    """What to say when the post that was asked for is not in the answer."""
    if thread["notFound"].true:
        return Gone(GONE)
    if thread["blocked"].true:
        return LoginRequired()
    return PageChanged("Bluesky", "thread.post.uri")


def _views(tree: Tree) -> Iterator[tuple[Tree, bool]]:
    """Each post, and whether it only stands there because another answers it."""
    for item in tree["feed"]:
        if not item["reason"]["$type"].raw.endswith(REPOST):
            yield item["post"], False
            yield from ((item["reply"][above], True) for above in ("parent", "root"))
    yield from ((each, False) for key in ("posts", "records") for each in tree[key])
    single = tree["post"] if tree["post"].is_object else tree
    if record_of(single).is_object:
        yield single, False


def _start(talk: Talk, first: str) -> str | None:
    """The thread's beginning, when the post between it and `first` was deleted: nothing but the post's own word leads there."""
    above, root = talk.parent(first), talk.root(first)
    lost = above is not None and above not in talk.views and did_of(above) == did_of(first)
    return root if lost and root in talk.views and did_of(root) == did_of(first) else None


def _holes(talk: Talk, index: dict[str | None, int], tips: Sequence[str]) -> Iterator[Hole]:
    for uri, under in talk.above.items():
        if under in index and did_of(uri) == did_of(under):
            yield Hole(index[under], None, WHY[talk.gone[uri]])
    for uri in tips:
        if uri in index and talk.unseen(uri):
            yield Hole(index[uri], None, CUT)
