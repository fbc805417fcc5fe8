"""Threads for the look-alike of X: rows as its page would list them, and what the author really wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

AUTHOR = {"handle": "sam", "name": "Sam Writes 🧵"}
OTHERS = ({"handle": "bob", "name": "Bob"}, {"handle": "carol", "name": "Carol"})
PICTURES = "https://pbs.twimg.com/media"
ROOT = 1700000000000000000
Row = dict[str, Any]


def post(number: int, of: int, **more: Any) -> dict[str, Any]:
    text = f"({number}/{of}) The {number}th thing that I learned about working together on products, told in some words."
    return {
        "id": str(ROOT + number),
        "author": AUTHOR,
        "text": text,
        "time": f"2026-11-01T{8 + number // 60:02}:{number % 60:02}:00.000Z",
        **more,
    }


def details(number: int) -> dict[str, Any]:
    """What some posts have beside words."""
    if number % 10 == 3:
        return {"photos": [{"file": f"picture{number}", "alt": f"A drawing of thing {number}"}]}
    if number % 10 == 5:
        quote = {"author": OTHERS[0], "text": f"What others say about {number}", "time": "2026-10-01T10:00:00.000Z"}
        return {"quote": quote}
    if number % 10 == 7:
        return {"cut": 40}
    if number % 10 == 8:
        return {"card": {"url": f"https://t.co/card{number}", "title": f"A page about {number}"}}
    return {}


def thread(posts: int, **more: Any) -> list[dict[str, Any]]:
    """The author's posts."""
    written = [post(number, posts, **details(number), **more) for number in range(1, posts + 1)]
    for one in written[8::10]:
        one["text"] += " See https://example.org/a/rather/long/address/that/is/shortened?and=more and @carol #teams 🎉"
    return written


def rows(posts: Sequence[dict[str, Any]], lines: bool = True) -> list[Row]:
    """The author's posts as rows, joined by lines."""
    last = len(posts) - 1
    return [
        {"kind": "post", "post": one, "up": lines and index > 0, "down": lines and index < last}
        for index, one in enumerate(posts)
    ]


def reply(index: int, text: str = "I see this differently.", **more: Any) -> Row:
    author = OTHERS[index % 2]
    answer = {"id": str(ROOT + 10_000 + index), "author": author, "text": text, "time": "2026-11-02T10:00:00.000Z"}
    return {"kind": "post", "post": answer, "up": False, "down": False, **more}


def advertisement(index: int) -> Row:
    promoted = {"id": str(ROOT + 20_000 + index), "author": {"handle": "brand", "name": "A Brand"}, "text": "Buy this."}
    return {"kind": "ad", "post": promoted, "up": False, "down": False}


def busy(posts: int, lines: bool = True) -> list[Row]:
    """A thread as X shows it: advertisements and others' replies in between, then replies, then what is not of it at all."""
    mixed: list[Row] = []
    for index, row in enumerate(rows(thread(posts), lines), 1):
        mixed.append(row)
        if index % 9 == 4:
            mixed.append(advertisement(index))
        if index % 11 == 6 and index < posts:
            mixed.append(reply(index))
    for index in range(100, 106):
        mixed.append(reply(index, down=lines))
        answer = {
            "id": str(ROOT + 30_000 + index),
            "author": AUTHOR,
            "text": f"@{OTHERS[index % 2]['handle']} I mean {index}",
            "time": "2026-11-03T10:00:00.000Z",
        }
        mixed.append({"kind": "post", "post": answer, "up": lines, "down": False})
    return [*mixed, {"kind": "end"}, reply(500, "Not of this conversation.")]
