"""X's answers about a conversation, made by us in the shapes of 2023 to 2026."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
MIRA, INES, OLE = ("7", "mira_holm", "Mira Holm"), ("8", "ines", "Ines Okafor"), ("9", "ole", "Ole")
CONVERSATION = "1001"
MODERN = 2026


def user(account: tuple[str, str, str], year: int = 2023) -> Json:
    """Since 2025 name and handle stand in `core`, and there may be no `legacy` at all."""
    id_, handle, name = account
    facts = {"screen_name": handle, "name": name}
    inside = {"core": facts} if year >= MODERN else {"legacy": facts}
    return {"user_results": {"result": {"__typename": "User", "rest_id": id_, **inside}}}


def tweet(
    id_: int,
    text: str,
    account: tuple[str, str, str] = MIRA,
    to: tuple[int, tuple[str, str, str]] | None = None,
    year: int = 2023,
    conversation: str = CONVERSATION,
    **more: Any,
) -> Json:
    """A `result`; `more` goes into `legacy`, but for the keys that stand beside it."""
    beside = {key: more.pop(key) for key in ("note_tweet", "card", "quoted_status_result", "article") if key in more}
    legacy = {
        "created_at": "Thu Apr 20 23:21:13 +0000 2023",
        "full_text": text,
        "display_text_range": [0, len(text)],
        "entities": {},
        "user_id_str": account[0],
        "conversation_id_str": conversation,
        **(answered(*to) if to else {}),
        **more,
    }
    return {"__typename": "Tweet", "rest_id": str(id_), "core": user(account, year), "legacy": legacy, **beside}


def answered(id_: int, account: tuple[str, str, str]) -> Json:
    return {"in_reply_to_status_id_str": str(id_), "in_reply_to_user_id_str": account[0], "in_reply_to_screen_name": account[1]}


def tombstone(words: str = "This Post was deleted by the Post author.") -> Json:
    return {"__typename": "TweetTombstone", "tombstone": {"text": {"text": words}}}


def item(result: Json | None, **more: Any) -> Json:
    return {"itemType": "TimelineTweet", "tweet_results": {"result": result} if result else {}, **more}


def cursor(kind: str) -> Json:
    return {"itemType": "TimelineTimelineCursor", "cursorType": kind, "value": "opaque"}


def alone(name: str, content: Json, order: int) -> Json:
    return {"entryId": name, "sortIndex": str(order), "content": {"entryType": "TimelineTimelineItem", "itemContent": content}}


def post(result: Json, order: int) -> Json:
    return alone(f"tweet-{result['rest_id']}", item(result), order)


def branch(name: str, contents: list[tuple[str, Json]], order: int, **more: Any) -> Json:
    items = [{"entryId": f"{name}-{suffix}", "item": {"itemContent": content}} for suffix, content in contents]
    content = {"entryType": "TimelineTimelineModule", "displayType": "VerticalConversation", "items": items, **more}
    return {"entryId": name, "sortIndex": str(order), "content": content}


def tweets(*results: Json) -> list[tuple[str, Json]]:
    return [(f"tweet-{result['rest_id']}", item(result)) for result in results]


def detail(*entries: Json) -> Json:
    instructions = [
        {"type": "TimelineClearCache"},
        {"type": "TimelineAddEntries", "entries": list(entries)},
        {"type": "TimelineTerminateTimeline", "direction": "Top"},
    ]
    return {"data": {"threaded_conversation_with_injections_v2": {"instructions": instructions}}}


def self_thread(count: int = 4, year: int = 2023, **more: Any) -> list[Json]:
    """`count` posts of Mira's, 1001 and on, each an answer to the one before."""
    return [
        tweet(1000 + n, f"Point {n} of them.", to=(999 + n, MIRA) if n > 1 else None, year=year, **more)
        for n in range(1, count + 1)
    ]
