"""Turns a Conversation into a Reading: one author's posts and the places where some are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.errors import NotAThread
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.parsing.conversation import Conversation

MISSING_POST: Final = {
    "deleted": message("deleted"),
    "blocked": message("blocked"),
    "not_public": message("not_public.left_out"),
}
REPLIES_NOT_SHOWN: Final = message("not_shown")
DELETED_BETWEEN: Final = message("deleted.between")
BEGINS_AS_ANSWER: Final = message("begins_as_answer.absent")


def read_conversation(
    conversation: Conversation, focus: str, site: Site, reasons: tuple[Message, ...] = (), *, is_list: bool = False
) -> Reading:
    """The thread that `focus` is part of.

    `is_list` says that the posts come from a list, which never shows replies, so that missing replies prove nothing.
    """
    start = conversation.chain_start(focus)
    root = _root_above_deleted_post(conversation, start)
    parent = conversation.parent(start)
    is_self_reply = start in conversation.self_replies
    answered = (parent,) if parent and parent in conversation.posts and not is_self_reply else ()
    ids = dict.fromkeys((*answered, *(conversation.descendants(root) if root else ()), *conversation.descendants(start)))
    posts = [conversation.load_text(conversation.posts[id_]) for id_ in ids]
    index = {id_: number for number, id_ in enumerate(ids)}
    holes = list(_holes(conversation, index, () if is_list else conversation.leaves(start)))
    if root:
        last = conversation.longest_path(root)[-1]
        posts[index[start]] = replace(posts[index[start]], reply_to=last)
        holes.append(Hole(index[last], None, DELETED_BETWEEN))
    elif parent and parent not in index and not is_self_reply:
        posts[index[start]] = replace(posts[index[start]], reply_to=None)
        reasons = (*reasons, BEGINS_AS_ANSWER)
    return Reading(
        site=site,
        posts=tuple(posts),
        author=conversation.posts[start].author,
        focus=focus,
        linked=True,
        declared=conversation.declared,
        ends=not any(conversation.has_unseen_replies(id_) for id_ in conversation.leaves(start)),
        holes=tuple(holes),
        reasons=reasons,
        posts_seen=len(posts),
    )


def read_longest_thread(
    conversation: Conversation, site: Site, reasons: tuple[Message, ...] = (), owner: str | None = None
) -> Reading:
    """The longest thread in a list of posts; with `owner`, a handle, the longest one by that author if there is any.

    Raises NotAThread when no post replies to another by the same author.
    """
    starts = list(dict.fromkeys(conversation.chain_start(id_) for id_ in conversation.posts))
    owned = [id_ for id_ in starts if conversation.posts[id_].author.handle == owner] if owner else []
    longest = max(owned or starts, key=lambda id_: len(conversation.longest_path(id_)))
    count = len(conversation.posts)
    if count > 1 and len(conversation.longest_path(longest)) == 1:
        raise NotAThread("list_without_thread", posts=count)
    if count > len(conversation.descendants(longest)):
        reasons = (message("one_of_many", posts=count), *reasons)
    return read_conversation(conversation, longest, site, reasons, is_list=True)


def _root_above_deleted_post(conversation: Conversation, start: str) -> str | None:
    """The first post of the thread when the post between it and `start` is gone: only `start` itself names that root."""
    root = conversation.roots.get(start)
    parent_is_gone = start in conversation.self_replies and conversation.parent(start) not in conversation.posts
    if not parent_is_gone or root not in conversation.posts:
        return None
    return root if _same_author(conversation.posts[root], conversation.posts[start]) else None


def _same_author(one: Post, other: Post) -> bool:
    return one.author.handle == other.author.handle


def _holes(conversation: Conversation, index: dict[str, int], leaves: Sequence[str]) -> Iterator[Hole]:
    for id_, parent in conversation.missing_parents.items():
        if parent in index:
            yield Hole(index[parent], None, MISSING_POST[conversation.missing[id_]])
    for id_ in leaves:
        if conversation.has_unseen_replies(id_):
            yield Hole(index[id_], None, REPLIES_NOT_SHOWN)
