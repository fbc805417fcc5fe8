"""Flattens X's `TweetDetail` answers into items in the order in which the page shows them. Used by `tweet_detail`.

An entry holds `itemContent` (a single post or cursor) or `items` (a module: a branch of the conversation, or posts that X
recommends).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.sources.parsing.answers import Answer
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.graphql_post import Result, parse_result

# Keys of the conversation in `data` (its version has been 2 since 2022).
CONVERSATION = ("threaded_conversation_with_injections_v2", "threaded_conversation_with_injections")
BRANCH = "conversationthread-"  # entry ids of branches of the conversation begin with it
POSTS = frozenset({"TimelineTweet", "TimelineTombstone"})  # `itemType` of a post, and of one that is not shown
CURSOR = "cursor-"
MORE = frozenset({"ShowMore", "ShowMoreThreads", "ShowMoreThreadsPrompt", "Bottom"})  # cursors that stand for hidden posts


@dataclass(frozen=True, slots=True)
class Item:
    """A post, a post that X does not show, or a cursor. `branch` is the module that holds it, None for the main line."""

    branch: str | None
    id: str | None
    result: Result | None = None
    cursor: str | None = None


@dataclass(slots=True)
class _Entry:
    order: tuple[int, int, int]  # index of the answer, position on the page, position in the answer
    branch: str | None
    contents: list[tuple[str, JsonTree]]  # the entry's id and its `itemContent`


def timeline_items(answers: Sequence[Answer]) -> Iterator[Item]:
    """Every item of the conversation, without adverts and recommended posts, each post once."""
    ids: set[str] = set()
    for entry in sorted(_entries(answers).values(), key=lambda entry: entry.order):
        for entry_id, content in entry.contents:
            item = _item(entry.branch, entry_id, content)
            if item is None or (item.id and item.result and item.result.post and item.id in ids):
                continue
            ids.update({item.id} if item.id else ())
            yield item


def instructions_of(answer: Answer) -> JsonTree:
    data = answer.tree["data"]
    return next((instructions for key in CONVERSATION if (instructions := data[key]["instructions"])), JsonTree())


def _entries(answers: Sequence[Answer]) -> dict[str, _Entry]:
    """By entry id. A later answer holds what the cursors of the one before stood for; it can also extend a branch."""
    entries: dict[str, _Entry] = {}
    for number, answer in enumerate(answers):
        instructions = list(instructions_of(answer))
        if any(len(instruction["entries"]) for instruction in instructions):
            entries = {id_: entry for id_, entry in entries.items() if entry.branch or not id_.startswith(CURSOR)}
        for instruction in instructions:
            for tree in instruction["entries"]:
                entry = _parse_entry(tree, number, len(entries))
                if entry:
                    entries.setdefault(tree["entryId"].raw, entry)
            _extend_branch(entries, instruction)
    return entries


def _parse_entry(tree: JsonTree, number: int, index: int) -> _Entry | None:
    id_, content = tree["entryId"].raw, tree["content"]
    order = (number, -(tree["sortIndex"].integer or 0), index)
    if content["items"].is_list:
        if content["header"].present or not id_.startswith(BRANCH):
            return None
        return _Entry(order, id_, [(item["entryId"].raw, item["item"]["itemContent"]) for item in content["items"]])
    item_content = content["itemContent"]
    return _Entry(order, None, [(id_, item_content if item_content.present else content)])


def _extend_branch(entries: dict[str, _Entry], instruction: JsonTree) -> None:
    """Handles `TimelineAddToModule`: adds items to a branch in place of the cursor that stood for them."""
    items = [(item["entryId"].raw, item["item"]["itemContent"]) for item in instruction["moduleItems"]]
    branch = instruction["moduleEntryId"].raw or (items[0][0].split("-tweet-")[0] if items else "")
    if items and branch in entries:
        without_cursors = [pair for pair in entries[branch].contents if not pair[1]["cursorType"].present]
        entries[branch].contents = [*without_cursors, *items]


def _item(branch: str | None, entry_id: str, content: JsonTree) -> Item | None:
    if content["cursorType"].present:
        kind = content["cursorType"].raw
        return Item(branch, None, cursor=kind) if kind in MORE else None
    if content["promotedMetadata"].present or content["itemType"].raw not in POSTS:
        return None
    result = parse_result(content["tweet_results"]["result"])
    return Item(branch, result.post.id if result.post else _post_id(entry_id), result)


def _post_id(entry_id: str) -> str | None:
    """The id of a post that is not shown, from the id of its entry."""
    id_ = entry_id.rpartition("tweet-")[2].split("-")[0]
    return id_ if id_.isdecimal() else None
