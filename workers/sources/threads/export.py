"""The export that Threads gives its members (`threads_and_replies.json`).

It names neither ids nor what a post answers. Posts of a thread that were published together have the same time within a few
seconds; others cannot be told from single posts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from domain.errors import NotAThread
from domain.messages import message
from domain.shapes.capture import Capture, Hints, MediaType
from domain.shapes.choice import ThreadChoice
from domain.shapes.post import Author, Media, MediaKind, Post
from domain.shapes.reading import Reading, Site
from workers.sources.export_file import PROFILE_KEY
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import is_json, read_answers
from workers.sources.parsing.json_tree import JsonTree

POSTS_KEY: Final = "text_post_app_text_posts"
TOGETHER: Final = 10  # seconds between two posts of a thread that was published at once
NAMED_THREADS: Final = 5


class ThreadsExport:
    """The export that Threads gives its members: posts that were published together are a thread."""

    name = "threads export"
    site = Site.THREADS

    def claims(self, capture: Capture) -> bool:
        return is_json(capture) and f'"{POSTS_KEY}"'.encode() in capture.body

    def read(self, capture: Capture) -> Reading:
        """The thread whose first post has the number that the Capture's hints give; else the only one. Raises NotAThread."""
        chains = _threads(capture)
        requested = [chain for chain in chains if chain[0].id == capture.hints.url]
        threads = requested or [chain for chain in chains if len(chain) > 1]
        if not threads:
            raise NotAThread("list_without_thread", posts=sum(map(len, chains)))
        if len(threads) > 1:
            ids = tuple(chain[0].id or "" for chain in threads[:NAMED_THREADS])
            raise NotAThread("export_with_threads", threads=len(threads), ids=ids)
        posts = tuple(threads[0])
        author = posts[0].author
        reading = Reading(self.site, posts, author, reasons=(message("published_together"),), posts_seen=len(posts))
        return reading if requested else apply_hints(reading, capture)

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        return tuple(ThreadChoice.of(chain) for chain in _threads(capture) if len(chain) > 1)

    def excerpts(self, capture: Capture, threads: Sequence[ThreadChoice]) -> Iterator[Capture]:
        """The posts of each thread as the export has them."""
        chains = {chain[0].id: chain for chain in _threads(capture)}
        exported = _exported(capture)
        trees = list(exported[POSTS_KEY])
        for thread in threads:
            own = [trees[int(post.id or "") - 1].value for post in chains[thread.id]]
            body = json.dumps({PROFILE_KEY: exported[PROFILE_KEY].value, POSTS_KEY: own}, ensure_ascii=False).encode(
                "utf-8", "surrogatepass"
            )
            yield replace(capture, body=body, media_type=MediaType.JSON, hints=Hints())


def _threads(capture: Capture) -> list[list[Post]]:
    """All posts, oldest first, those that were published together in one list."""
    exported = _exported(capture)
    posts = sorted(
        _posts(list(exported[POSTS_KEY]), _author(exported)),
        key=lambda post: post.posted_at.timestamp() if post.posted_at else 0.0,
    )
    threads = [[post] for post in posts[:1]]
    for before, post in pairwise(posts):
        seconds = (post.posted_at - before.posted_at).total_seconds() if post.posted_at and before.posted_at else TOGETHER + 1
        if seconds <= TOGETHER:
            threads[-1].append(post)
        else:
            threads.append([post])
    return threads


def _exported(capture: Capture) -> JsonTree:
    """The object with the posts, and with the member's profile where the archive had it beside them."""
    return next((answer.tree for answer in read_answers(capture) if answer.tree[POSTS_KEY].present), JsonTree())


def _author(exported: JsonTree) -> Author:
    profile = exported[PROFILE_KEY][0]["string_map_data"]
    name, handle = profile["Name"]["value"].text.strip(), profile["Username"]["value"].stripped
    return Author(_repaired(name) or None, handle, f"https://www.threads.com/@{handle}" if handle else None)


def _posts(trees: list[JsonTree], author: Author) -> Iterator[Post]:
    for number, tree in enumerate(trees, 1):
        text = _repaired(tree["title"].text or tree["media"][0]["title"].text).strip()
        posted_at = (tree["creation_timestamp"] or tree["media"][0]["creation_timestamp"]).timestamp
        media = tuple(Media(MediaKind.IMAGE) for item in tree["media"] if "." in item["uri"].raw)
        if text or media:
            yield Post(text, id=f"{number}", author=author, posted_at=posted_at, media=media)


def _repaired(text: str) -> str:
    """Meta's exports hold the bytes of UTF-8 as if they were letters of Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
