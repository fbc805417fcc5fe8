"""X's `TweetDetail` answers as a row of items in the order in which the page shows them. Used by `x_tweet_detail`.

Kinds of entries, by what they hold: `itemContent` (a post or a cursor that stands alone), `items` (a module: a branch of the
conversation, or posts that X recommends).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.sources.parsing.answers import Answer
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.graphql_post import Result, result_of

# Where the instructions stand: the conversation (its version has been 2 since 2022).
CONVERSATION = ("threaded_conversation_with_injections_v2", "threaded_conversation_with_injections")
BRANCH = "conversationthread-"  # what the entry of a branch of the conversation is called
POSTS = frozenset({"TimelineTweet", "TimelineTombstone"})  # `itemType` of a post, and of one that is not shown
CURSOR = "cursor-"
MORE = frozenset({"ShowMore", "ShowMoreThreads", "ShowMoreThreadsPrompt", "Bottom"})  # cursors behind which posts are hidden


@dataclass(frozen=True, slots=True)
class Item:
    """A post, or the place where X shows none, or a cursor. `branch` is the module it stands in, None for the main line."""

    branch: str | None
    id: str | None
    result: Result | None = None
    cursor: str | None = None


@dataclass(slots=True)
class _Entry:
    order: tuple[int, int, int]  # the answer that it came with, where the page shows it, where it stands in the answer
    branch: str | None
    contents: list[tuple[str, JsonTree]]  # the entry's name and its `itemContent`


def items_of(answers: Sequence[Answer]) -> Iterator[Item]:
    """Every item of the conversation, without what is paid for and what X recommends, each post once."""
    seen: set[str] = set()
    for entry in sorted(_entries(answers).values(), key=lambda entry: entry.order):
        for name, content in entry.contents:
            item = _item(entry.branch, name, content)
            if item is None or (item.id and item.result and item.result.post and item.id in seen):
                continue
            seen.update({item.id} if item.id else ())
            yield item


def instructions_of(answer: Answer) -> JsonTree:
    return next((found for name in CONVERSATION if (found := answer.tree["data"][name]["instructions"])), JsonTree())


def _entries(answers: Sequence[Answer]) -> dict[str, _Entry]:
    """By name. A later answer is what lay behind the cursors of the one before; what it adds to a branch follows there."""
    entries: dict[str, _Entry] = {}
    for number, answer in enumerate(answers):
        instructions = list(instructions_of(answer))
        if any(len(instruction["entries"]) for instruction in instructions):
            entries = {name: entry for name, entry in entries.items() if entry.branch or not name.startswith(CURSOR)}
        for instruction in instructions:
            for entry in instruction["entries"]:
                made = _entry(entry, number, len(entries))
                if made:
                    entries.setdefault(entry["entryId"].raw, made)
            _extend(entries, instruction)
    return entries


def _entry(entry: JsonTree, number: int, index: int) -> _Entry | None:
    name, content = entry["entryId"].raw, entry["content"]
    order = (number, -(entry["sortIndex"].integer or 0), index)
    if content["items"].is_list:
        if content["header"].present or not name.startswith(BRANCH):
            return None
        return _Entry(order, name, [(item["entryId"].raw, item["item"]["itemContent"]) for item in content["items"]])
    inner = content["itemContent"]
    return _Entry(order, None, [(name, inner if inner.present else content)])


def _extend(entries: dict[str, _Entry], instruction: JsonTree) -> None:
    """`TimelineAddToModule`: more of one branch, in place of the cursor that hid it."""
    items = [(item["entryId"].raw, item["item"]["itemContent"]) for item in instruction["moduleItems"]]
    branch = instruction["moduleEntryId"].raw or (items[0][0].split("-tweet-")[0] if items else "")
    if items and branch in entries:
        before = [pair for pair in entries[branch].contents if not pair[1]["cursorType"].present]
        entries[branch].contents = [*before, *items]


def _item(branch: str | None, name: str, content: JsonTree) -> Item | None:
    if content["cursorType"].present:
        kind = content["cursorType"].raw
        return Item(branch, None, cursor=kind) if kind in MORE else None
    if content["promotedMetadata"].present or content["itemType"].raw not in POSTS:
        return None
    result = result_of(content["tweet_results"]["result"])
    return Item(branch, result.post.id if result.post else _id_in(name), result)


def _id_in(name: str) -> str | None:
    """The id of a post that is not there stands in the entry's name."""
    id_ = name.rpartition("tweet-")[2].split("-")[0]
    return id_ if id_.isdecimal() else None
