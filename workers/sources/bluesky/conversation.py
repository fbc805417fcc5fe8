"""Adds answers of Bluesky's API to a Conversation. Its keys are at:// URIs.

`app.bsky.feed.getPostThread` nests and is cut at a depth; `app.bsky.unspecced.getPostThreadV2` is flat (parents have depths
below 0).
"""

from __future__ import annotations

from typing import Final

from workers.sources.bluesky.post import did_of, parse_post, record_of
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

BLOCKED_TYPES: Final = ("Blocked", "NoUnauthenticated")


def add_view(conversation: Conversation, view: JsonTree) -> str | None:
    """Adds a post view or a record. Returns its URI, or None for anything else."""
    uri = view["uri"].id
    if uri is None or did_of(uri) is None:
        return None
    reply = record_of(view)["reply"]
    is_self_reply = did_of(reply["parent"]["uri"].id) == did_of(uri)
    conversation.add_post(parse_post(view), is_self_reply=is_self_reply, reply_count=view["replyCount"].integer)
    if root := reply["root"]["uri"].id:
        conversation.roots.setdefault(uri, root)
    return uri


def add_thread(conversation: Conversation, thread: JsonTree) -> str | None:
    """Adds the `thread` of an answer. Returns the URI of the requested post, or None when that post is not there."""
    requested = _add_flat(conversation, thread) if thread.is_list else _add_nested(conversation, thread)
    if requested:
        conversation.requested.add(requested)
    return requested


def _add_nested(conversation: Conversation, thread: JsonTree) -> str | None:
    pending: list[tuple[JsonTree, str | None]] = [(thread, None)]
    while pending:
        node, parent = pending.pop()
        uri = add_view(conversation, node["post"])
        if uri is None:
            if node["notFound"].is_true or node["blocked"].is_true:
                _add_missing(conversation, node["uri"].id, "blocked" if node["blocked"].is_true else "deleted", parent)
            continue
        replies = list(node["replies"])
        conversation.replies_seen[uri] = max(conversation.replies_seen.get(uri, 0), len(replies))
        pending.extend((reply, uri) for reply in reversed(replies))
        if node["parent"].present:
            pending.append((node["parent"], None))
    requested = thread["post"]["uri"].id
    return requested if requested in conversation.posts else None


def _add_flat(conversation: Conversation, thread: JsonTree) -> str | None:
    """The parent of each item is the last item before it whose depth is one less."""
    requested, last_at_depth = None, dict[int, str]()
    for item in thread:
        depth, value = item["depth"].integer or 0, item["value"]
        parent = last_at_depth.get(depth - 1)
        uri = add_view(conversation, value["post"])
        if uri is None:
            why = "blocked" if value["$type"].raw.endswith(BLOCKED_TYPES) else "deleted"
            _add_missing(conversation, item["uri"].id, why, parent)
            continue
        last_at_depth[depth] = uri
        requested = uri if depth == 0 else requested
        conversation.replies_seen.setdefault(uri, 0)
        if parent:
            conversation.replies_seen[parent] += 1
        if (value["moreReplies"].integer or 0) > 0:
            conversation.has_more.add(uri)
        if value["opThread"].is_true and (count := value["opThreadPostCount"].integer):
            conversation.declared = max(conversation.declared or 0, count)
    return requested


def _add_missing(conversation: Conversation, uri: str | None, why: str, parent: str | None) -> None:
    """Names the parent only where it is by the same author: a missing post under somebody else's is not part of the thread."""
    if uri:
        conversation.add_missing(uri, why, parent if did_of(uri) == did_of(parent) else None)
