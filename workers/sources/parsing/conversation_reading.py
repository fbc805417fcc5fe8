"""A Reading out of what is known of a conversation: one author's posts, and the places where some are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.errors import NotAThread
from domain.messages import Message
from domain.shapes.post import Post
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.parsing.conversation import Conversation

WHY: Final = {
    "deleted": Message("deleted", "A post of the thread was deleted here."),
    "blocked": Message("blocked", "A post of the thread cannot be seen here: somebody blocked somebody."),
    "not_public": Message("not_public", "A post of the thread is not public and was left out here."),
}
CUT: Final = Message("not_shown", "Below this post stand more answers that were not shown.")
BETWEEN: Final = Message(
    "deleted", "Between these two points a post was deleted; what comes after it was found by another way."
)
ANSWERS: Final = Message("begins_as_answer", "The thread begins as an answer to a post that is not here.")
LIST: Final = "Of the {} posts in this file, those of the longest thread were taken."
NO_THREAD: Final = "This is a list of {} posts, and none of them answers another by the same author: there is no thread in it."


def read_conversation(
    talk: Conversation, focus: str, site: Site, reasons: tuple[Message, ...] = (), *, listed: bool = False
) -> Reading:
    """The thread that `focus` is part of. In a list answers are never shown, so that their absence says nothing."""
    first = talk.first(focus)
    start = _start(talk, first)
    above = talk.parent(first)
    answered = (above,) if above and above in talk.posts and first not in talk.own else ()
    ids = dict.fromkeys((*answered, *(talk.below(start) if start else ()), *talk.below(first)))
    posts = [talk.whole(talk.posts[id_]) for id_ in ids]
    index = {id_: number for number, id_ in enumerate(ids)}
    holes = list(_holes(talk, index, () if listed else talk.tips(first)))
    if start:
        tip = talk.path(start)[-1]
        posts[index[first]] = replace(posts[index[first]], reply_to=tip)
        holes.append(Hole(index[tip], None, BETWEEN))
    elif above and above not in index and first not in talk.own:
        posts[index[first]] = replace(posts[index[first]], reply_to=None)
        reasons = (*reasons, ANSWERS)
    return Reading(
        site=site,
        posts=tuple(posts),
        author=talk.posts[first].author,
        focus=focus,
        linked=True,
        declared=talk.declared,
        ends=not any(talk.unseen(id_) for id_ in talk.tips(first)),
        holes=tuple(holes),
        reasons=reasons,
        posts_seen=len(posts),
    )


def read_longest_thread(
    talk: Conversation, site: Site, reasons: tuple[Message, ...] = (), mostly: str | None = None
) -> Reading:
    """The longest thread in a list of posts; with `mostly`, the handle of whose list it is, of those that are his.

    Raises NotAThread when there is none.
    """
    firsts = list(dict.fromkeys(talk.first(id_) for id_ in talk.posts))
    own = [id_ for id_ in firsts if talk.posts[id_].author.handle == mostly] if mostly else []
    longest = max(own or firsts, key=lambda id_: len(talk.path(id_)))
    if len(talk.posts) > 1 and len(talk.path(longest)) == 1:
        raise NotAThread(NO_THREAD.format(len(talk.posts)))
    told = (Message("one_of_many", LIST.format(len(talk.posts))),) if len(talk.posts) > len(talk.below(longest)) else ()
    return read_conversation(talk, longest, site, (*told, *reasons), listed=True)


def _start(talk: Conversation, first: str) -> str | None:
    """The thread's beginning, when the post between it and `first` is gone: nothing but the post's own word leads there."""
    root = talk.root.get(first)
    lost = first in talk.own and talk.parent(first) not in talk.posts
    return root if lost and root in talk.posts and _same(talk.posts[root], talk.posts[first]) else None


def _same(one: Post, other: Post) -> bool:
    return one.author.handle == other.author.handle


def _holes(talk: Conversation, index: dict[str, int], tips: Sequence[str]) -> Iterator[Hole]:
    for id_, under in talk.above.items():
        if under in index:
            yield Hole(index[under], None, WHY[talk.gone[id_]])
    for id_ in tips:
        if talk.unseen(id_):
            yield Hole(index[id_], None, CUT)
