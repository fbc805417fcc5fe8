"""A Thread Reader page whose tags were stripped carelessly: the ends of its tags stay in the text, and tell the posts apart."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.pasted.splitting import blocks_between
from workers.sources.thread_reader.boilerplate import DOTS, END
from workers.sources.thread_reader.page_lines import PageLines
from workers.sources.x.post import author_of, status_url
from workers.sources.x.snowflake import made_at

# What is left of `<div … data-action="click->thread#showTweet" data-screenname="…" data-tweet="…" dir="auto">`.
REMAINS = re.compile(
    r"thread#showTweet[\"”]\s+data-screenname=[\"“](?P<handle>\w{1,50})[\"”]\s+data-tweet=[\"“](?P<id>\d{1,20})[\"”]"
    r"(?:\s+dir=[\"“]auto[\"”])?\s*>"
)
SIGN = b"thread#showTweet"


class ThreadReaderRemains:
    """Text of a Thread Reader page in which the ends of its tags are left."""

    name = "thread reader remains"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is not MediaType.TEXT or SIGN not in capture.body or is_html(capture):
            return False
        return REMAINS.search(decode_capture(capture).text) is not None

    def read(self, capture: Capture) -> Reading:
        """One post behind each of them; the last one ends where the page's own words begin."""
        whole = decode_capture(capture)
        found = list(REMAINS.finditer(whole.text))
        author = author_of(None, found[0]["handle"])
        end = _end(whole.text, found[-1].end())
        posts = tuple(_posts(whole.text, found, end, author))
        reading = Reading(
            site=self.site,
            posts=posts,
            author=author,
            reasons=whole.reasons,
            dropped=(*blocks_between(whole.text, 0, found[0].start()), *blocks_between(whole.text, end, len(whole.text))),
            posts_seen=len({each["id"] for each in found if each["handle"] == found[0]["handle"]}),
        )
        return apply_hints(reading, capture)


def _posts(text: str, found: list[re.Match[str]], end: int, author: Author) -> Iterator[Post]:
    """Each id once; posts under another's name are the beginnings of other threads."""
    seen: set[str] = set()
    stops = [*(each.start() for each in found[1:]), end]
    for each, stop in zip(found, stops, strict=False):
        if each["handle"] != author.handle or each["id"] in seen:
            continue
        seen.add(each["id"])
        words = html.unescape(text[each.end() : max(each.end(), stop)]).strip()
        yield Post(words, each["id"], status_url(author.handle, each["id"]), author, made_at(each["id"]))


def _end(text: str, start: int) -> int:
    """Where the page's own words begin behind the last post."""
    page = PageLines.of(text[start:])
    lines = [index for index in (page.first(DOTS), page.first(END)) if index is not None]
    return start + page.lines[min(lines)].start if lines else len(text)
