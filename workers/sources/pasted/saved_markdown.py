"""A thread of X that somebody keeps as a Markdown file: who and where stand at its top, posts between blank lines."""

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
from workers.sources.pasted.splitting import blocks_between, cut
from workers.sources.x.post import build_author

STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20})")
# Two lines of one renderer: "Author: [Name](https://twitter.com/handle)" and "*Links to this thread: [Twitter](…), …*".
AUTHOR = re.compile(r"^Author: \[(?P<name>[^\]\n]{1,100})\]\(https?://(?:x|twitter)\.com/(?P<handle>\w{1,50})\)[^\S\n]*$", re.M)
LINKS = re.compile(r"^\*Links to this thread: (?P<links>[^\n]{1,2000})\*[^\S\n]*$", re.M)
QUOTED, QUOTED_END = '<blockquote class="twitter-tweet">', "</blockquote>"
QUOTED_SIGN = re.compile(r"&mdash;|\u2014")  # before the quoted post's address, which is its last line
HEAD = 4000  # code points in which all this stands


class SavedMarkdown:
    """A thread that somebody keeps as Markdown, with its author and address at the top."""

    name = "saved markdown"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is not MediaType.TEXT or is_html(capture):
            return False
        text = decode_capture(capture).text
        return not too_long(text) and _head(text) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when nothing follows the head."""
        whole = decode_capture(capture)
        check_size(whole.text)
        head = _head(whole.text)
        assert head is not None
        body, quotes = _without_quotes(whole.text[head.end :])
        if not body.strip():
            raise NotAThread
        made = cut(body)
        posts = tuple(_posts(made.posts, head.author, quotes))
        reading = Reading(
            site=self.site,
            posts=posts,
            markers_known=True,
            author=head.author,
            url=head.url,
            guessed=not made.numbered and len(posts) > 1,
            holes=made.holes,
            reasons=(*whole.reasons, *made.reasons),
            dropped=(*head.lines, *made.rules, *made.other),
            posts_seen=len(posts),
        )
        return apply_hints(reading, capture)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the file says of its thread, the lines in which it does, and where the thread begins."""

    author: Author
    url: str
    end: int
    lines: tuple[str, ...] = ()


def _head(text: str) -> _Head | None:
    facts = parse_front_matter(text)
    source = STATUS.search(facts.get("source", "url") or "")
    if source and facts.get("author", "handle"):
        handle = (facts.get("handle") or source["handle"]).removeprefix("@")
        return _Head(build_author(facts.get("author"), handle), source.group(), facts.end)
    links = LINKS.search(text, facts.end, facts.end + HEAD)
    address = STATUS.search(links["links"]) if links else None
    author = AUTHOR.search(text, facts.end, links.start()) if links else None
    if links is None or address is None or author is None:
        return None
    lines = blocks_between(text, facts.end, links.end())
    return _Head(build_author(author["name"], author["handle"]), address.group(), links.end(), lines)


def _without_quotes(text: str) -> tuple[str, list[Quote]]:
    """The text with a sign in place of each quoted post, so that quotes stay with the post that they stand under."""
    quotes: list[Quote] = []
    pieces: list[str] = []
    text, at = remove_delimiters(text), 0
    while (start := text.find(QUOTED, at)) >= 0 and (end := text.find(QUOTED_END, start)) >= 0:
        pieces += (text[at:start], placeholder(len(quotes)))
        at = end + len(QUOTED_END)
        quotes.append(_quote(text[start:at]))
    return "".join((*pieces, text[at:])), quotes


def _quote(markup: str) -> Quote:
    tag = parse_html(markup)
    parts = QUOTED_SIGN.split(tag.get_text())
    links = tag.find_all("a")
    address = post_address(attribute(links[-1], "href") if links else "")
    text = "".join(parts[:-1] or parts).strip()
    return Quote(
        text="\n".join(line.strip() for line in text.split("\n")),
        author=build_author(None, address.handle if address else None),
        url=address.url if address else None,
    )


def _posts(posts: Sequence[Post], author: Author, quotes: Sequence[Quote]) -> Iterator[Post]:
    """Posts in plain words. A block of nothing but pictures or a quote belongs to the one before."""
    waiting: Post | None = None
    for post in posts:
        plain, quoted = resolve_placeholders(post.text, quotes)
        words = parse_markdown(plain)
        media = (*post.media, *words.media)
        if not words.text and post.marker is None and waiting is not None:
            waiting = _with(waiting, media, quoted)
            continue
        if waiting is not None:
            yield waiting
        marker = _moved(post, quotes, len(words.text))
        plain_post = replace(post, text=words.text, spans=words.spans, author=author, media=(), marker=marker)
        waiting = _with(plain_post, media, quoted)
    if waiting is not None:
        yield waiting


def _moved(post: Post, quotes: Sequence[Quote], length: int) -> Marker | None:
    """The post's marker at its place in the plain text, which has `length` code points."""
    if post.marker is None:
        return None
    before = parse_markdown(resolve_placeholders(post.text[: post.marker.start], quotes)[0]).text
    return replace(post.marker, start=min(len(before), length))


def _with(post: Post, media: tuple[Media, ...], quotes: Sequence[Quote]) -> Post:
    return replace(post, media=(*post.media, *media), quote=post.quote or (quotes[0] if quotes else None))
