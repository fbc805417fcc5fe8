"""A thread that a web clipper saved as Markdown: each post follows a line with its author's name, handle and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile

from domain.errors import NotAThread
from domain.messages import Message, message
from domain.shapes.address import Address
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author, Post, Quote
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints, parse_author, post_address
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.front_matter import FrontMatter, parse_front_matter
from workers.sources.parsing.markdown_text import MarkdownText, parse_markdown
from workers.sources.pasted.form import CERTAIN
from workers.sources.x.snowflake import posted_at_from_id

DAY = r"\d{4}-\d{2}-\d{2}"
# `**Name** @handle [2026-03-11](permalink)`, or a date without a permalink. Underscores are escaped.
HEADER = re.compile(
    rf"^\*\*(?P<name>[^\n]{{1,200}}?)\*\*[^\S\n]+@(?P<handle>[\w\\.@-]{{1,100}})[^\S\n]*·?[^\S\n]*"
    rf"(?:\[(?P<day>{DAY})\]\((?P<url>[^\s()]{{1,500}})\)|(?P<bare>{DAY}))[^\S\n]*$",
    re.MULTILINE,
)
RULE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)  # between posts; the author's own is escaped: `\---`
COMMENTS = re.compile(r"^#{1,3} Comments[^\S\n]*$", re.MULTILINE)  # heading of the replies by others
QUOTED = re.compile(r"(?:^>[^\n]*(?:\n|\Z))+", re.MULTILINE)
QUOTE_DAY = re.compile(rf"\s*(?:\[)?(?P<day>{DAY})(?:\]\((?P<url>[^\s()]{{1,500}})\))?\s*(?:\n|\Z)")
SOCIAL_SITE = re.compile(r"X \(Twitter\)|Twitter|Bluesky|Threads|Mastodon", re.I)  # `site` of a clip without headers
POST_BY = re.compile(r"(?:Post|Thread) by (?P<name>.{1,100}?)(?: on (?P<host>[\w.-]{3,200}))?$")
SENTENCE_END = re.compile(r"[.!?…:;)\]”\"'。！？\d\W]\s*$")
X_POST = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/\w{1,50}/status/\d{1,20}")
CUT_AT = 260  # code points after which a page of X shows only the beginning of a post


@dataclass(frozen=True, slots=True)
class ClippedPost:
    """The header of a post, and the Markdown below it."""

    author: Author
    day: datetime | None
    url: str | None
    body: str


class Clip:
    """Markdown of Obsidian's web clipper, or of defuddle, on which that is built."""

    name = "web clip"
    site = Site.X
    reads_front_matter = True

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is not MediaType.TEXT or is_html(capture):
            return False
        text = decode_capture(capture).text
        front_matter = parse_front_matter(text)
        return HEADER.search(text, front_matter.end) is not None or _is_social(front_matter, text)

    def signatures(self, capture: Capture) -> int:
        return CERTAIN if self.claims(capture) else 0

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a page that is neither a thread nor a post."""
        decoded = decode_capture(capture)
        front_matter = parse_front_matter(decoded.text)
        url = front_matter.get("source", "url")
        clipped = list(_split_at_headers(decoded.text, front_matter.end))
        clipped = clipped or list(_split_at_rules(decoded.text[front_matter.end :], front_matter))
        if not clipped:
            raise NotAThread("article")
        own = _leading_posts(clipped)
        address = post_address(url or own[0].url)
        posts = tuple(_parse_post(post, address if len(own) == 1 else None) for post in own)
        reading = Reading(
            site=address.site if address else self.site,
            posts=posts,
            author=posts[0].author,
            url=url or posts[0].url,
            focus=posts[0].id,
            reasons=(*decoded.reasons, *_cut_warnings(posts)),
            posts_seen=len(own),
        )
        return apply_hints(reading, capture)


def _is_social(front_matter: FrontMatter, text: str) -> bool:
    """Whether a text begins with a clipper's front matter about a post's page."""
    if front_matter.get("tags") == "clippings" and X_POST.match(front_matter.get("source", "url") or ""):
        return True
    title = front_matter.get("title")
    if not text.lstrip().startswith("```json") or not title:
        return False
    return bool(POST_BY.match(title) or SOCIAL_SITE.search(front_matter.get("site") or ""))


def _split_at_headers(text: str, start: int) -> Iterator[ClippedPost]:
    """Each post from its header to the next one, without the rule between them."""
    headers = list(HEADER.finditer(text, start))
    ends = [*(header.start() for header in headers[1:]), len(text)]
    for header, end in zip(headers, ends, strict=False):
        body = RULE.sub("", text[header.end() : end])
        yield ClippedPost(_header_author(header), _parse_day(header["day"] or header["bare"]), header["url"], body)


def _header_author(header: re.Match[str]) -> Author:
    handle = header["handle"].replace("\\", "")
    return Author(parse_markdown(header["name"]).text, handle, f"https://x.com/{handle}")


def _split_at_rules(text: str, front_matter: FrontMatter) -> Iterator[ClippedPost]:
    """For a clip without headers: the blocks between rules, up to the replies by others."""
    comments = COMMENTS.search(text)
    own = text[: comments.start()] if comments else text
    author = parse_author(front_matter.get("author"), Author())
    for index, body in enumerate(RULE.split(own)):
        if body.strip():
            yield ClippedPost(author, None if index else _parse_day(front_matter.get("published")), None, body)


def _leading_posts(posts: Sequence[ClippedPost]) -> list[ClippedPost]:
    """The author's posts at the beginning; after them come replies by others, and the author's replies to those."""
    return list(takewhile(lambda post: post.author == posts[0].author, posts))


def _parse_post(clipped: ClippedPost, default: Address | None) -> Post:
    """Parses a post; `default` is its address if its header has none."""
    address = post_address(clipped.url) or default
    id_ = address.post_id if address else None
    body, quote = _extract_quote(clipped.body)
    parsed = parse_markdown(body, bold=True)
    return Post(
        text=parsed.text,
        id=id_,
        url=clipped.url or (address.url if address else None),
        author=clipped.author,
        posted_at=(posted_at_from_id(id_) if address and address.site is Site.X else None) or clipped.day,
        spans=parsed.spans,
        media=parsed.media,
        quote=quote,
    )


def _extract_quote(body: str) -> tuple[str, Quote | None]:
    """The text without the quoted post at its end, which begins with its date or with a header."""
    for match in QUOTED.finditer(body):
        quoted = re.sub(r"^> ?", "", match.group(), flags=re.MULTILINE)
        header, day = HEADER.match(quoted.lstrip()), QUOTE_DAY.match(quoted)
        rest = body[: match.start()] + body[match.end() :]
        if header:
            parsed = parse_markdown(quoted.lstrip()[header.end() :], bold=True)
            return rest, _quote(parsed, _header_author(header), header["url"], header["day"] or header["bare"])
        if day:
            return rest, _quote(parse_markdown(quoted[day.end() :], bold=True), Author(), day["url"], day["day"])
    return body, None


def _quote(parsed: MarkdownText, author: Author, url: str | None, day: str) -> Quote:
    return Quote(parsed.text, author, url, _parse_day(day), parsed.media)


def _parse_day(printed: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(printed or "").replace(tzinfo=UTC) if printed else None
    except ValueError:
        return None


def _cut_warnings(posts: Sequence[Post]) -> Iterator[Message]:
    """Warns of posts that may be cut off: a clip does not show where the page had "Show more"."""
    for post in posts:
        if len(post.text) >= CUT_AT and not SENTENCE_END.search(post.text) and not post.media:
            yield message("perhaps_cut", excerpt="…" + " ".join(post.text.split())[-40:])
