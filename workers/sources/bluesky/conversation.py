"""What answers of Bluesky's API add to a conversation. Keys are at:// URIs.

`app.bsky.feed.getPostThread` nests and is cut at a depth; `app.bsky.unspecced.getPostThreadV2` is flat (above: depths below 0).
"""

from __future__ import annotations

from typing import Final

from workers.sources.bluesky.post import did_of, post_of, record_of
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

UNSEEN: Final = ("Blocked", "NoUnauthenticated")


def add_view(talk: Conversation, view: JsonTree) -> str | None:
    """A post view or a record. Its URI, or None for what is neither."""
    uri = view["uri"].id
    if uri is None or did_of(uri) is None:
        return None
    reply = record_of(view)["reply"]
    own = did_of(reply["parent"]["uri"].id) == did_of(uri)
    talk.take(post_of(view), own=own, said=view["replyCount"].integer)
    if root := reply["root"]["uri"].id:
        talk.root.setdefault(uri, root)
    return uri


def add_thread(talk: Conversation, thread: JsonTree) -> str | None:
    """The `thread` of an answer; the URI of the post it was asked for, if that is there."""
    asked = _flat(talk, thread) if thread.is_list else _nested(talk, thread)
    if asked:
        talk.asked.add(asked)
    return asked


def _nested(talk: Conversation, thread: JsonTree) -> str | None:
    waiting: list[tuple[JsonTree, str | None]] = [(thread, None)]
    while waiting:
        node, under = waiting.pop()
        uri = add_view(talk, node["post"])
        if uri is None:
            if node["notFound"].is_true or node["blocked"].is_true:
                _miss(talk, node["uri"].id, "blocked" if node["blocked"].is_true else "deleted", under)
            continue
        replies = list(node["replies"])
        talk.shown[uri] = max(talk.shown.get(uri, 0), len(replies))
        waiting.extend((each, uri) for each in reversed(replies))
        if node["parent"].present:
            waiting.append((node["parent"], None))
    asked = thread["post"]["uri"].id
    return asked if asked in talk.posts else None


def _flat(talk: Conversation, thread: JsonTree) -> str | None:
    """Each item stands under the last one of the depth above it."""
    asked, path = None, dict[int, str]()
    for item in thread:
        depth, value = item["depth"].integer or 0, item["value"]
        under = path.get(depth - 1)
        uri = add_view(talk, value["post"])
        if uri is None:
            _miss(talk, item["uri"].id, "blocked" if value["$type"].raw.endswith(UNSEEN) else "deleted", under)
            continue
        path[depth] = uri
        asked = uri if depth == 0 else asked
        talk.shown.setdefault(uri, 0)
        if under:
            talk.shown[under] += 1
        if (value["moreReplies"].integer or 0) > 0:
            talk.more.add(uri)
        if value["opThread"].is_true and (count := value["opThreadPostCount"].integer):
            talk.declared = max(talk.declared or 0, count)
    return asked


def _miss(talk: Conversation, uri: str | None, why: str, under: str | None) -> None:
    """What is missing under somebody else's post is not the thread's."""
    if uri:
        talk.miss(uri, why, under if did_of(uri) == did_of(under) else None)
