"""A text that a clipper made: Markdown's pictures on lines of their own, and words that Thread Reader linked to its adverts.

Used by the sources that read pasted text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind, Post
from domain.shapes.reading import Reading
from workers.sources.parsing.markdown_text import NO_ALT, PICTURE
from workers.sources.parsing.placeholders import PLACEHOLDER, placeholder, remove_delimiters, resolve_placeholders
from workers.sources.thread_reader.boilerplate import BUTTONS, CHROME, COUNT, DATE, HANDLE, LONGEST, TRIMMINGS

ADVERT = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\(https?://(?:www\.)?threadreaderapp\.com/thread/\d{1,20}(?:\.html)?\?utm[^\s()]{0,500}\)"
)
LONGEST_LINE = 4000  # code points of a line of nothing but pictures
HEAD = (CHROME, BUTTONS, TRIMMINGS, HANDLE, DATE, COUNT)


@dataclass(frozen=True, slots=True)
class Clipped:
    """The text with a sign for each picture, behind the line that it stands under; the pictures, and how they were written."""

    text: str
    pictures: tuple[Media, ...] = ()
    written: tuple[str, ...] = ()

    def back(self, reading: Reading) -> Reading:
        """The Reading of `text` with the pictures at their posts, and as they were written wherever else they stand."""
        if not self.pictures:
            return reading
        return replace(
            reading,
            posts=tuple(self._shown(post) for post in reading.posts),
            dropped=tuple(self._said(block) for block in reading.dropped),
            related=tuple(
                replace(each, title=self._said(each.title), excerpt=self._said(each.excerpt)) for each in reading.related
            ),
        )

    def _shown(self, post: Post) -> Post:
        text, pictures = resolve_placeholders(post.text, self.pictures)
        text = text.strip()
        marker = post.marker
        if marker:
            before = resolve_placeholders(post.text[: marker.start], self.pictures)[0].lstrip()
            marker = replace(marker, start=min(len(before), len(text)))
        return replace(post, text=text, media=(*post.media, *pictures), marker=marker)

    def _said(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda found: f"\n{self.written[int(found['index'])]}", text).strip("\n")


def clipped(text: str) -> Clipped:
    """Linear in the text, and the same text where nothing of this is in it."""
    words = ADVERT.sub(lambda found: found["words"], text) if "threadreaderapp.com/thread/" in text else text
    if "![" not in words:
        return Clipped(words)
    return _without_pictures(remove_delimiters(words))


def _without_pictures(text: str) -> Clipped:
    kept: list[list[str]] = []  # the pieces of each line
    pictures: list[re.Match[str]] = []
    above: list[str] | None = None  # the last line that can have pictures
    for line in text.split("\n"):
        found = _pictures(line)
        if not found:
            kept.append([line])
            if line.strip():
                above = None if _of_the_page(line) else kept[-1]
            continue
        if above is None:
            above = []
            kept.append(above)
        elif not kept[-1][0].strip():
            kept.pop()
        above.append(" " * bool(above) + "".join(placeholder(len(pictures) + index) for index in range(len(found))))
        pictures += found
    words = "\n".join("".join(pieces) for pieces in kept)
    return Clipped(words, tuple(_media(each) for each in pictures), tuple(each.group() for each in pictures))


def _of_the_page(line: str) -> bool:
    words = line.strip()
    return len(words) <= LONGEST and any(pattern.fullmatch(words) for pattern in HEAD)


def _pictures(line: str) -> Sequence[re.Match[str]]:
    """The pictures of a line that holds nothing else; none of a line of the page's own."""
    line = line.strip()
    if not line.startswith(("![", "[![")) or len(line) > LONGEST_LINE or _of_the_page(line):
        return ()
    return () if PICTURE.sub("", line).strip() else list(PICTURE.finditer(line))


def _media(found: re.Match[str]) -> Media:
    alt = found["alt"].strip()
    return Media(MediaKind.IMAGE, safe_address(found["src"]), None if alt in NO_ALT else alt)
