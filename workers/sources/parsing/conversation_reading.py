"""Turns a Conversation into a Reading: one author's posts and the places where some are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.errors import Invalid, NotAThread
from domain.messages import Message, message
from domain.shapes.address import Address
from domain.shapes.choice import ThreadChoice
from domain.shapes.post import Post
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import post_address
from workers.sources.parsing.conversation import Conversation

MISSING_POST: Final = {
    "deleted": message("deleted"),
    "blocked": message("blocked"),
    "not_public": message("not_public.left_out"),
}
NAMED_THREADS: Final = 5  # threads that a refusal names
REPLIES_NOT_SHOWN: Final = message("not_shown")
DELETED_BETWEEN: Final = message("deleted.between")
BEGINS_AS_ANSWER: Final = message("begins_as_answer.absent")


def read_conversation(
    conversation: Conversation, focus: str, site: Site, reasons: tuple[Message, ...] = (), *, is_list: bool = False
) -> Reading:
    """The thread that `focus` is part of.

    `is_list` says that the posts come from a list, which shows no replies: those that are missing, or not counted yet, prove
    nothing.
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
    leaves = conversation.leaves(start)
    withheld = conversation.withheld_replies(conversation.longest_path(start)[-1])
    if withheld:
        reasons = (*reasons, message("replies_withheld", count=withheld))
    return Reading(
        site=site,
        posts=tuple(posts),
        author=conversation.posts[start].author,
        focus=focus,
        linked=True,
        declared=conversation.declared,
        ends=not is_list and not withheld and not any(conversation.has_unseen_replies(id_) for id_ in leaves),
        holes=tuple(holes),
        reasons=reasons,
        posts_seen=len(posts),
    )


def threads_in_list(conversation: Conversation) -> tuple[ThreadChoice, ...]:
    """Every thread of two posts or more in a list of posts, in the order of the list."""
    return tuple(ThreadChoice.of(chain) for chain in _chains(conversation) if len(chain) > 1)


def read_thread_of_list(
    conversation: Conversation,
    site: Site,
    reasons: tuple[Message, ...] = (),
    owner: str | None = None,
    requested: Address | None = None,
) -> Reading:
    """The requested thread in a list of posts; else the longest by `owner`, a handle; else the longest of the only author.

    Raises Invalid when the requested post is not in the list, NotAThread when there is no thread, and, naming some, when there
    are threads by several authors.
    """
    if requested:
        focus = _find_post(conversation, requested)
        if focus is None:
            raise Invalid("not_in_export", fields={"url": message("invalid.url_not_in_export")})
        return read_conversation(conversation, focus, site, reasons, is_list=True)
    count = len(conversation.posts)
    chains = _chains(conversation)
    threads = [chain for chain in chains if len(chain) > 1] or chains
    owned = [chain for chain in threads if owner and chain[0].author.handle == owner]
    candidates = owned or threads
    if count > 1 and all(len(chain) == 1 for chain in candidates):
        raise NotAThread("list_without_thread", posts=count)
    if len({chain[0].author.handle for chain in candidates}) > 1:
        addresses = tuple(ThreadChoice.of(chain).address for chain in candidates[:NAMED_THREADS])
        raise NotAThread("list_with_threads", threads=len(candidates), addresses=addresses)
    longest = max(candidates, key=len)[0].id or ""
    if count > len(conversation.descendants(longest)):
        reasons = (message("one_of_many", posts=count), *reasons)
    return read_conversation(conversation, longest, site, reasons, is_list=True)


def _chains(conversation: Conversation) -> list[list[Post]]:
    """The longest chain of each author's posts from every first post, in the order of the list."""
    starts = dict.fromkeys(conversation.chain_start(id_) for id_ in conversation.posts)
    return [[conversation.load_text(conversation.posts[id_]) for id_ in conversation.longest_path(start)] for start in starts]


def _find_post(conversation: Conversation, requested: Address) -> str | None:
    """The post at an address: by its id, else by its own address."""
    if requested.post_id in conversation.posts:
        return requested.post_id
    addresses = ((id_, post_address(post.url)) for id_, post in conversation.posts.items())
    return next((id_ for id_, address in addresses if address and address.url == requested.url), None)


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
