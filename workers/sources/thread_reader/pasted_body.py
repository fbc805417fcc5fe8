"""The body of a Thread Reader page, pasted into another page or a Markdown file: a sign at each post's end separates them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.errors import PageChanged
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.front_matter import strip_front_matter
from workers.sources.parsing.node import Node, with_class
from workers.sources.thread_reader.page_post import PERMALINK, STATUS, post_of

SIGN = re.compile(rb"<sup\b[^>]*\bclass=[\"']?tw-permalink")
RAW_SIGN = re.compile(r"<sup\b[^>]*\bclass=[\"']?tw-permalink")
END = with_class(PERMALINK, "sup")  # the last thing of each post, but for the card of a link
SELF = f"self::*[contains(@class, '{PERMALINK}')]"
ABOUT = re.compile(r"origin|posted|thread|tweet|twitter|\bx\b|𝕏", re.I)  # words beside the address of the thread itself
NEAR = 200  # letters round such an address
ADVERT = with_class("adsbygoogle")


class ThreadReaderBody:
    """The body of a Thread Reader page in another page or a Markdown file."""

    name = "thread reader body"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is not MediaType.JSON and SIGN.search(capture.body) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises PageChanged when the posts' ends cannot be found in what was parsed."""
        whole = decode_capture(capture)
        text = strip_front_matter(whole.text)
        page = Node.parsed(text)
        holder = _holder(page)
        if holder is None:
            raise PageChanged("Thread Reader", "sup.tw-permalink")
        url, author = _origin(page, holder)
        posts = tuple(post_of(piece, None, author) for piece in _pieces(holder))
        kept = tuple(post for post in posts if post.text or post.media or post.quote)
        reading = Reading(
            site=self.site,
            posts=kept,
            author=author,
            url=url,
            reasons=whole.reasons,
            posts_seen=max(len(kept), len(RAW_SIGN.findall(text))),
        )
        return apply_hints(reading, capture)


def _holder(page: Node) -> Node | None:
    """The innermost element with all signs in it."""
    count = len(page.all(END))
    holders = [node for node in page.all("descendant-or-self::*[descendant::sup]") if len(node.all(END)) == count]
    return holders[-1] if count and holders else None


def _pieces(holder: Node) -> Iterator[Sequence[Node | str]]:
    """What stands between the ends of posts. A rule ends a post; without one, the next text after the sign begins another."""
    piece: list[Node | str] = []
    ended = False
    for child in holder.children:
        if isinstance(child, Node) and child.tag == "hr":
            if ended:
                yield piece
                piece, ended = [], False
            continue
        if ended and _begins(child):
            yield piece
            piece, ended = [], False
        piece.append(child)
        ended = ended or (isinstance(child, Node) and child.has(f"{SELF} | {END}"))
    yield piece if ended else []


def _begins(child: Node | str) -> bool:
    """Whether this is a post's own, not the card of a link or an advert after its end."""
    if isinstance(child, str):
        return bool(child.strip())
    aside = child.has(f"{with_class('entity-url-preview')} | {ADVERT}")
    return not aside and child.tag != "br"


def _origin(page: Node, holder: Node) -> tuple[str | None, Author]:
    """The address of the thread, when the page says "Originally posted on X" or the like above it."""
    for link in page.all("descendant::a[contains(@href, '/status/')]"):
        if link.inside(holder):
            break
        found = STATUS.search(link.get("href"))
        around = link.value("string(ancestor::*[self::p or self::div or self::blockquote][1])")[:NEAR]
        if found and ABOUT.search(around):
            handle = found["handle"]
            return f"https://x.com/{handle}/status/{found['id']}", Author(handle=handle, url=f"https://x.com/{handle}")
    return None, Author()
