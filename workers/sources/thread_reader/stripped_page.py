"""A Thread Reader page whose tags were removed carelessly: the ends of its tags stay in the text and separate the posts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.pasted.form import CERTAIN
from workers.sources.pasted.splitting import blocks_between
from workers.sources.thread_reader.boilerplate import END, END_DOTS
from workers.sources.thread_reader.page_lines import PageLines
from workers.sources.x.post import build_author, status_url
from workers.sources.x.snowflake import posted_at_from_id

# What is left of `<div … data-action="click->thread#showTweet" data-screenname="…" data-tweet="…" dir="auto">`.
TAG_END = re.compile(
    r"thread#showTweet[\"”]\s+data-screenname=[\"“](?P<handle>\w{1,50})[\"”]\s+data-tweet=[\"“](?P<id>\d{1,20})[\"”]"
    r"(?:\s+dir=[\"“]auto[\"”])?\s*>"
)
SIGNATURE = b"thread#showTweet"


class ThreadReaderRemains:
    """Text of a Thread Reader page in which the ends of its tags are left."""

    name = "thread reader remains"
    site = Site.X
    reads_front_matter = True

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is not MediaType.TEXT or SIGNATURE not in capture.body or is_html(capture):
            return False
        return TAG_END.search(decode_capture(capture).text) is not None

    def signatures(self, capture: Capture) -> int:
        return CERTAIN if self.claims(capture) else 0

    def read(self, capture: Capture) -> Reading:
        """Reads one post behind each tag; the last one ends where the page's own text begins."""
        decoded = decode_capture(capture)
        text = decoded.text
        tag_ends = list(TAG_END.finditer(text))
        author = build_author(None, tag_ends[0]["handle"])
        end = _thread_end(text, tag_ends[-1].end())
        posts = tuple(_posts(text, tag_ends, end, author))
        reading = Reading(
            site=self.site,
            posts=posts,
            author=author,
            reasons=decoded.reasons,
            dropped=(*blocks_between(text, 0, tag_ends[0].start()), *blocks_between(text, end, len(text))),
            posts_seen=len({match["id"] for match in tag_ends if match["handle"] == author.handle}),
        )
        return apply_hints(reading, capture)


def _posts(text: str, tag_ends: list[re.Match[str]], end: int, author: Author) -> Iterator[Post]:
    """Each id once; posts under another's name are the beginnings of other threads."""
    ids: set[str] = set()
    stops = [*(match.start() for match in tag_ends[1:]), end]
    for match, stop in zip(tag_ends, stops, strict=True):
        if match["handle"] != author.handle or match["id"] in ids:
            continue
        ids.add(match["id"])
        post_text = html.unescape(text[match.end() : max(match.end(), stop)]).strip()
        yield Post(post_text, match["id"], status_url(author.handle, match["id"]), author, posted_at_from_id(match["id"]))


def _thread_end(text: str, start: int) -> int:
    """Where the page's own text begins behind the last post."""
    page = PageLines.of(text[start:])
    lines = [index for index in (page.first(END_DOTS), page.first(END)) if index is not None]
    return start + page.lines[min(lines)].start if lines else len(text)
