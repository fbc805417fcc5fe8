"""A thread of X in a Markdown file, with author and address at the top and posts separated by blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.errors import NotAThread
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author, Marker, Media, Post, Quote
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints, post_address
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.front_matter import parse_front_matter
from workers.sources.parsing.html_page import attribute, parse_html
from workers.sources.parsing.markdown_text import parse_markdown
from workers.sources.parsing.placeholders import placeholder, remove_delimiters, resolve_placeholders
from workers.sources.parsing.size_limit import check_size, too_long
from workers.sources.pasted.form import CERTAIN
from workers.sources.pasted.splitting import blocks_between, split_into_posts
from workers.sources.x.post import build_author

STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20})")
# Two lines of one renderer: "Author: [Name](https://twitter.com/handle)" and "*Links to this thread: [Twitter](…), …*".
AUTHOR = re.compile(r"^Author: \[(?P<name>[^\]\n]{1,100})\]\(https?://(?:x|twitter)\.com/(?P<handle>\w{1,50})\)[^\S\n]*$", re.M)
LINKS = re.compile(r"^\*Links to this thread: (?P<links>[^\n]{1,2000})\*[^\S\n]*$", re.M)
QUOTED, QUOTED_END = '<blockquote class="twitter-tweet">', "</blockquote>"
DASH = re.compile(r"&mdash;|\u2014")  # before the date and address of the quoted post, at its end
MAX_HEAD = 4000  # code points in which these lines are searched


class SavedMarkdown:
    """A thread that somebody saved as Markdown, with its author and address at the top."""

    name = "saved markdown"
    site = Site.X
    reads_front_matter = True

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is not MediaType.TEXT or is_html(capture):
            return False
        text = decode_capture(capture).text
        return not too_long(text) and _head(text) is not None

    def signatures(self, capture: Capture) -> int:
        return CERTAIN if self.claims(capture) else 0

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when nothing follows the head."""
        decoded = decode_capture(capture)
        check_size(decoded.text)
        head = _head(decoded.text)
        assert head is not None
        body, quotes = _without_quotes(decoded.text[head.end :])
        if not body.strip():
            raise NotAThread
        split_text = split_into_posts(body)
        posts = tuple(_posts(split_text.posts, head.author, quotes))
        reading = Reading(
            site=self.site,
            posts=posts,
            author=head.author,
            url=head.url,
            guessed=not split_text.numbered and len(posts) > 1,
            holes=split_text.holes,
            reasons=(*decoded.reasons, *split_text.reasons),
            dropped=(*head.lines, *split_text.separators, *split_text.other_thread),
            posts_seen=len(posts),
            markers_known=True,
        )
        return apply_hints(reading, capture)


@dataclass(frozen=True, slots=True)
class _Head:
    """Author and address of the thread, the lines that state them, and where the thread begins."""

    author: Author
    url: str
    end: int
    lines: tuple[str, ...] = ()


def _head(text: str) -> _Head | None:
    front_matter = parse_front_matter(text)
    source = STATUS.search(front_matter.get("source", "url") or "")
    if source and front_matter.get("author", "handle"):
        handle = (front_matter.get("handle") or source["handle"]).removeprefix("@")
        return _Head(build_author(front_matter.get("author"), handle), source.group(), front_matter.end)
    links = LINKS.search(text, front_matter.end, front_matter.end + MAX_HEAD)
    address = STATUS.search(links["links"]) if links else None
    author = AUTHOR.search(text, front_matter.end, links.start()) if links else None
    if links is None or address is None or author is None:
        return None
    lines = blocks_between(text, front_matter.end, links.end())
    return _Head(build_author(author["name"], author["handle"]), address.group(), links.end(), lines)


def _without_quotes(text: str) -> tuple[str, list[Quote]]:
    """Replaces each quoted post by a placeholder, so that it stays with the post above it."""
    quotes: list[Quote] = []
    pieces: list[str] = []
    text, position = remove_delimiters(text), 0
    while (start := text.find(QUOTED, position)) >= 0 and (end := text.find(QUOTED_END, start)) >= 0:
        pieces += (text[position:start], placeholder(len(quotes)))
        position = end + len(QUOTED_END)
        quotes.append(_parse_quote(text[start:position]))
    return "".join((*pieces, text[position:])), quotes


def _parse_quote(markup: str) -> Quote:
    tag = parse_html(markup)
    parts = DASH.split(tag.get_text())
    links = tag.find_all("a")
    address = post_address(attribute(links[-1], "href") if links else "")
    text = "".join(parts[:-1] or parts).strip()
    return Quote(
        text="\n".join(line.strip() for line in text.split("\n")),
        author=build_author(None, address.handle if address else None),
        url=address.url if address else None,
    )


def _posts(posts: Sequence[Post], author: Author, quotes: Sequence[Quote]) -> Iterator[Post]:
    """The posts with their Markdown parsed. A block of nothing but pictures or a quote belongs to the post before it."""
    current: Post | None = None
    for post in posts:
        markdown, own_quotes = resolve_placeholders(post.text, quotes)
        parsed = parse_markdown(markdown)
        media = (*post.media, *parsed.media)
        if not parsed.text and post.marker is None and current is not None:
            current = _add_media(current, media, own_quotes)
            continue
        if current is not None:
            yield current
        marker = _moved_marker(post, quotes, len(parsed.text))
        post = replace(post, text=parsed.text, spans=parsed.spans, author=author, media=(), marker=marker)
        current = _add_media(post, media, own_quotes)
    if current is not None:
        yield current


def _moved_marker(post: Post, quotes: Sequence[Quote], length: int) -> Marker | None:
    """The post's marker at its place in the parsed text, which has `length` code points."""
    if post.marker is None:
        return None
    before = parse_markdown(resolve_placeholders(post.text[: post.marker.start], quotes)[0]).text
    return replace(post.marker, start=min(len(before), length))


def _add_media(post: Post, media: tuple[Media, ...], quotes: Sequence[Quote]) -> Post:
    return replace(post, media=(*post.media, *media), quote=post.quote or (quotes[0] if quotes else None))
