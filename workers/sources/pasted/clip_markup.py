"""Removes markup that a clipper left in a text: Markdown pictures on lines of their own, and Thread Reader's advert links.

Used by the sources that read pasted text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind, Post
from domain.shapes.reading import Reading
from workers.sources.parsing.markdown_text import NO_ALT, PICTURE, parse_markdown
from workers.sources.parsing.placeholders import PLACEHOLDER, placeholder, remove_delimiters, resolve_placeholders
from workers.sources.thread_reader.boilerplate import BUTTONS, CHROME, COUNT, DATE, HANDLE, MAX_LENGTH, TRIMMINGS

ADVERT_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\(https?://(?:www\.)?threadreaderapp\.com/thread/\d{1,20}(?:\.html)?\?utm[^\s()]{0,500}\)"
)
MAX_PICTURE_LINE = 4000  # code points of a line of nothing but pictures
HEAD_LINES = (CHROME, BUTTONS, TRIMMINGS, HANDLE, DATE, COUNT)


@dataclass(frozen=True, slots=True)
class ClippedText:
    """A text with a placeholder for each picture, at the end of the line above it; the pictures, and their Markdown."""

    text: str
    pictures: tuple[Media, ...] = ()
    markdown: tuple[str, ...] = ()

    def restore_pictures(self, reading: Reading) -> Reading:
        """The Reading of `text` with the pictures as media of their posts, and as Markdown wherever else they stand."""
        if not self.pictures:
            return reading
        return replace(
            reading,
            posts=tuple(self._with_media(post) for post in reading.posts),
            dropped=tuple(self._with_markdown(block) for block in reading.dropped),
            related=tuple(
                replace(thread, title=self._with_markdown(thread.title), excerpt=self._with_markdown(thread.excerpt))
                for thread in reading.related
            ),
        )

    def _with_media(self, post: Post) -> Post:
        text, pictures = resolve_placeholders(post.text, self.pictures)
        text = text.strip()
        marker = post.marker
        if marker:
            before = resolve_placeholders(post.text[: marker.start], self.pictures)[0].lstrip()
            marker = replace(marker, start=min(len(before), len(text)))
        return replace(post, text=text, media=(*post.media, *pictures), marker=marker)

    def _with_markdown(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda match: f"\n{self.markdown[int(match['index'])]}", text).strip("\n")


def extract_pictures(text: str) -> ClippedText:
    """Linear in the text; the same text where it has neither pictures nor advert links."""
    without_adverts = ADVERT_LINK.sub(lambda match: match["words"], text) if "threadreaderapp.com/thread/" in text else text
    if "![" not in without_adverts:
        return ClippedText(without_adverts)
    return _replace_pictures(remove_delimiters(without_adverts))


def _replace_pictures(text: str) -> ClippedText:
    lines: list[list[str]] = []  # each line as its pieces
    pictures: list[re.Match[str]] = []
    owner: list[str] | None = None  # the last line to which pictures can belong
    for line in text.split("\n"):
        matches = _pictures(line)
        if not matches:
            lines.append([line])
            if line.strip():
                owner = None if _is_page_line(line) else lines[-1]
            continue
        if owner is None:
            owner = []
            lines.append(owner)
        elif not lines[-1][0].strip():
            lines.pop()
        owner.append(" " * bool(owner) + "".join(placeholder(len(pictures) + index) for index in range(len(matches))))
        pictures += matches
    replaced = "\n".join("".join(pieces) for pieces in lines)
    return ClippedText(replaced, tuple(map(_media, pictures)), tuple(match.group() for match in pictures))


def _is_page_line(line: str) -> bool:
    """Whether a line is one that unrollers print at the head of a page."""
    line = line.strip()
    return len(line) <= MAX_LENGTH and any(pattern.fullmatch(line) for pattern in HEAD_LINES)


def _pictures(line: str) -> Sequence[re.Match[str]]:
    """The pictures of a line that holds nothing else; none of a line of the page itself."""
    line = line.strip()
    if not line.startswith(("![", "[![")) or len(line) > MAX_PICTURE_LINE or _is_page_line(line):
        return ()
    return () if PICTURE.sub("", line).strip() else list(PICTURE.finditer(line))


def _media(match: re.Match[str]) -> Media:
    alt = match["alt"].strip()
    return Media(MediaKind.IMAGE, safe_address(match["src"]), None if alt in NO_ALT else alt)


def parse_clipped_post(post: Post) -> Post:
    """The post with links, emphasis and hard breaks of its Markdown parsed, unless its builder has done that."""
    if post.spans:
        return post
    parsed = parse_markdown(post.text)
    text = parsed.text.strip()
    if text == post.text:
        return post
    marker = post.marker
    if marker:
        marker = replace(marker, start=0 if marker.start == 0 else max(0, len(text) - (len(post.text) - marker.start)))
    return replace(post, text=text, spans=parsed.spans, media=(*post.media, *parsed.media), marker=marker)
