"""Text that someone pasted: numbered in any of the usual ways, or posts between blank lines."""

from __future__ import annotations

import re

from domain.content_type import is_blank
from domain.errors import Empty, NotAThread
from domain.shapes.capture import Capture, MediaType
from domain.shapes.reading import Reading, Site
from workers.numbering.lines import lines_of
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.size_limit import check_size
from workers.sources.pasted.clip_markup import clipped
from workers.sources.pasted.splitting import Cut, blocks_between, cut

LONGEST_POST = 4000  # code points of a text without structure that may still be one post
ADDRESS = re.compile(r"\s*(?P<url>https?://\S{4,500})\s*")


class Paste:
    """Any text that no other Source knows better."""

    name = "paste"
    site = Site.PASTE

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is MediaType.TEXT and not is_html(capture)

    def read(self, capture: Capture) -> Reading:
        """Raises Empty, NotAThread, or LimitExceeded for a text of more lines than any thread has."""
        whole = decode_capture(capture)
        if is_blank(whole.text):
            raise Empty
        check_size(whole.text)
        url, start = source_line(whole.text)
        clip = clipped(whole.text[start:])
        made = cut(clip.text)
        _check_structure(clip.text, made)
        guessed = not made.numbered and len(made.posts) > 1
        reading = Reading(
            site=self.site,
            posts=made.posts,
            markers_known=True,
            url=url,
            guessed=guessed,
            holes=made.holes,
            reasons=(*whole.reasons, *made.reasons),
            dropped=(*blocks_between(whole.text, 0, start), *made.rules, *made.other),
            posts_seen=len(made.posts),
        )
        return apply_hints(clip.back(reading), capture)


def source_line(text: str) -> tuple[str | None, int]:
    """An address alone on the first line with a blank line under it, and where the thread's words begin."""
    head = lines_of(text[:2000])
    if len(head) < 2 or not head[1].above:
        return None, 0
    found = ADDRESS.fullmatch(text, head[0].start, head[0].end)
    return (found["url"], head[1].start) if found else (None, 0)


def _check_structure(text: str, made: Cut) -> None:
    if not made.numbered and len(made.posts) == 1 and len(text.strip()) > LONGEST_POST:
        raise NotAThread
