"""The body of a Thread Reader page, pasted into another page or a Markdown file: a sign at each post's end separates them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from domain.errors import PageChanged
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.front_matter import strip_front_matter
from workers.sources.parsing.html_page import attribute, parse_html
from workers.sources.thread_reader.page_post import PERMALINK, STATUS, parse_post

SIGNATURE = re.compile(
    rb"<sup\b[^>]*\bclass=[\"']?tw-permalink|<div\b(?=[^>]{0,500}\bid=[\"']?tweet_\d)[^>]{0,500}\bclass=[\"']?content-tweet\b"
)
RAW_PERMALINK = re.compile(r"<sup\b[^>]*\bclass=[\"']?tw-permalink")
PERMALINKS = f"sup.{PERMALINK}"  # the last thing of each post, but for the card of a link
POSTS = "div.content-tweet[id^=tweet_]"  # until 2019 a post was an element of its own, without such a sign
STATUS_LINKS = "a[href*='/status/']"
THREAD_LINK = re.compile(r"origin|posted|thread|tweet|twitter|\bx\b|𝕏", re.I)  # text beside the address of the thread itself
MAX_CONTEXT = 200  # code points beside such an address
NOT_A_POST = ".entity-url-preview, .adsbygoogle"


class ThreadReaderBody:
    """The body of a Thread Reader page in another page or a Markdown file."""

    name = "thread reader body"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is not MediaType.JSON and SIGNATURE.search(capture.body) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises PageChanged when the posts' ends cannot be found in what was parsed."""
        decoded = decode_capture(capture)
        text = strip_front_matter(decoded.text)
        page = parse_html(text)
        own_elements = page.select(POSTS)
        holder = _holder(page, own_elements)
        if holder is None:
            raise PageChanged("Thread Reader", "sup.tw-permalink")
        url, author = _origin(page, holder)
        contents = [tag.contents for tag in own_elements] or _split_posts(holder)
        posts = tuple(parse_post(content, None, author) for content in contents)
        filled = tuple(post for post in posts if post.text or post.media or post.quote)
        reading = Reading(
            site=self.site,
            posts=filled,
            author=author,
            url=url,
            reasons=decoded.reasons,
            posts_seen=max(len(filled), len(RAW_PERMALINK.findall(text))),
        )
        return apply_hints(reading, capture)


def _holder(page: Tag, posts: Sequence[Tag]) -> Tag | None:
    """The innermost element with all posts, or all posts' ends, in it."""
    ends = posts or page.select(PERMALINKS)
    if not ends:
        return None
    around_last = {id(parent) for parent in ends[-1].parents}
    return next(parent for parent in ends[0].parents if id(parent) in around_last)


def _split_posts(holder: Tag) -> Iterator[Sequence[PageElement]]:
    """What stands between the ends of posts. A rule ends a post; without one, the next text after the sign begins another."""
    content: list[PageElement] = []
    ended = False
    for child in holder.children:
        is_rule = isinstance(child, Tag) and child.name == "hr"
        if ended and (is_rule or _begins_post(child)):
            yield content
            content, ended = [], False
        if not is_rule:
            content.append(child)
            ended = ended or (isinstance(child, Tag) and _has_permalink(child))
    yield content if ended else []


def _has_permalink(tag: Tag) -> bool:
    return PERMALINK in attribute(tag, "class") or tag.find("sup", class_=PERMALINK) is not None


def _begins_post(child: PageElement) -> bool:
    """Whether this belongs to a post, not to the card of a link or an advertisement after its end."""
    if not isinstance(child, Tag):
        return bool(str(child).strip())
    return child.name != "br" and not child.select_one(NOT_A_POST)


def _origin(page: Tag, holder: Tag) -> tuple[str | None, Author]:
    """The address of the thread, when the page says "Originally posted on X" or the like above it."""
    inside = {id(link) for link in holder.find_all("a")}
    for link in page.select(STATUS_LINKS):
        if id(link) in inside:
            break
        status = STATUS.search(attribute(link, "href"))
        if status and THREAD_LINK.search(_context(link)):
            handle = status["handle"]
            return f"https://x.com/{handle}/status/{status['id']}", Author(handle=handle, url=f"https://x.com/{handle}")
    return None, Author()


def _context(link: Tag) -> str:
    """The beginning of the paragraph that a link stands in."""
    paragraph = link.find_parent(["p", "div", "blockquote"])
    return "".join(islice(paragraph.strings, MAX_CONTEXT))[:MAX_CONTEXT] if paragraph else ""
