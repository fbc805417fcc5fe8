"""The Source for pasted text: posts numbered in any of the usual ways, or separated by blank lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from domain.content_type import is_blank
from domain.errors import Empty, NotAThread
from domain.shapes.capture import Capture, MediaType
from domain.shapes.reading import Reading, Site
from workers.numbering import other_cut_of
from workers.numbering.lines import lines_of
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.size_limit import check_size
from workers.sources.pasted.clip_markup import extract_pictures
from workers.sources.pasted.headings import join_headings
from workers.sources.pasted.outline import posts_of_outline
from workers.sources.pasted.splitting import SplitText, blocks_between, split_into_posts

LONGEST_POST = 4000  # code points of a text without structure that may still be one post
ADDRESS = re.compile(r"\s*(?P<url>https?://\S{4,500})\s*")


@dataclass(frozen=True, slots=True)
class Paste:
    """Any text that no other Source reads.

    `posts` is how many posts a text without numbers is cut into, if not as many as its strongest separators make.
    """

    posts: int | None = None

    name: ClassVar[str] = "paste"
    site: ClassVar[Site] = Site.PASTE

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is MediaType.TEXT and not is_html(capture)

    def read(self, capture: Capture) -> Reading:
        """Raises Empty, NotAThread, or LimitExceeded for a text of more lines than any thread has."""
        decoded = decode_capture(capture)
        if is_blank(decoded.text):
            raise Empty
        check_size(decoded.text)
        url, start = leading_address(decoded.text)
        body = decoded.text[start:]
        clipped = extract_pictures(posts_of_outline(body) or body)
        split_text = split_into_posts(clipped.text, self.posts)
        _check_structure(clipped.text, split_text)
        posts = split_text.posts if split_text.numbered else join_headings(split_text.posts)
        reading = Reading(
            site=self.site,
            posts=posts,
            url=url,
            guessed=not split_text.numbered and len(posts) > 1,
            holes=split_text.holes,
            reasons=(*decoded.reasons, *split_text.reasons),
            dropped=(*blocks_between(decoded.text, 0, start), *split_text.separators, *split_text.other_thread),
            posts_seen=len(posts),
            markers_known=True,
        )
        return apply_hints(clipped.restore_pictures(reading), capture)

    def other_cut(self, capture: Capture) -> Paste:
        """The Source that cuts this text into the other number of posts that is likely."""
        text = decode_capture(capture).text
        _, start = leading_address(text)
        return Paste(other_cut_of(extract_pictures(text[start:]).text))


def leading_address(text: str) -> tuple[str | None, int]:
    """An address alone on the first line, followed by a blank line, and where the text after it begins; else None and 0."""
    head = lines_of(text[:2000])
    if len(head) < 2 or not head[1].above:
        return None, 0
    match = ADDRESS.fullmatch(text, head[0].start, head[0].end)
    return (match["url"], head[1].start) if match else (None, 0)


def _check_structure(text: str, split_text: SplitText) -> None:
    """Raises NotAThread for a long text that could not be split."""
    if not split_text.numbered and len(split_text.posts) == 1 and len(text.strip()) > LONGEST_POST:
        raise NotAThread
