"""A thread saved by a web clipper as Markdown: each post under a line with its author's name, handle and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.errors import NotAThread
from domain.messages import Message
from domain.shapes.address import Address
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author, Post, Quote
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints, post_address
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.front_matter import FrontMatter, parse_front_matter
from workers.sources.parsing.markdown_text import MarkdownText, parse_markdown
from workers.sources.x.snowflake import posted_at_from_id

DAY = r"\d{4}-\d{2}-\d{2}"
# `**Name** @handle [2026-03-11](permalink)`; without a permalink the date stands bare. Underscores are escaped.
HEADER = re.compile(
    rf"^\*\*(?P<name>[^\n]{{1,200}}?)\*\*[^\S\n]+@(?P<handle>[\w\\.@-]{{1,100}})[^\S\n]*·?[^\S\n]*"
    rf"(?:\[(?P<day>{DAY})\]\((?P<url>[^\s()]{{1,500}})\)|(?P<bare>{DAY}))[^\S\n]*$",
    re.MULTILINE,
)
RULE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)  # between posts; one of the author's own is `\---`
COMMENTS = re.compile(r"^#{1,3} Comments[^\S\n]*$", re.MULTILINE)  # answers by others
QUOTED = re.compile(r"(?:^>[^\n]*(?:\n|\Z))+", re.MULTILINE)
QUOTE_DAY = re.compile(rf"\s*(?:\[)?(?P<day>{DAY})(?:\]\((?P<url>[^\s()]{{1,500}})\))?\s*(?:\n|\Z)")
SOCIAL = re.compile(r"X \(Twitter\)|Twitter|Bluesky|Threads|Mastodon", re.I)  # `site` of a clip without headers
POST_BY = re.compile(r"(?:Post|Thread) by (?P<name>.{1,100}?)(?: on (?P<host>[\w.-]{3,200}))?$")
ENDED = re.compile(r"[.!?…:;)\]”\"'。！？\d\W]\s*$")
CUT_AT = 260  # letters after which a page of X shows only the beginning of a post

UNSEEN = Message(
    "perhaps_cut",
    "A saved page of X has only the beginning of a long post behind “Show more”. “{}” may go on where it stops here.",
)
LONE = "This is a saved article, not a thread."


@dataclass(frozen=True, slots=True)
class Piece:
    """A post's own line, and what stands under it."""

    author: Author
    day: datetime | None
    url: str | None
    body: str


class Clip:
    """Markdown out of Obsidian's web clipper, or of defuddle, which it is made with."""

    name = "web clip"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        if capture.media_type is not MediaType.TEXT or is_html(capture):
            return False
        text = decode_capture(capture).text
        facts = parse_front_matter(text)
        return HEADER.search(text, facts.end) is not None or _is_social(facts, text)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a page that is neither a thread nor a post."""
        whole = decode_capture(capture)
        facts = parse_front_matter(whole.text)
        url = facts.get("source", "url")
        pieces = list(_pieces(whole.text, facts.end)) or list(_ruled(whole.text[facts.end :], facts))
        if not pieces:
            raise NotAThread(LONE)
        own = _leading(pieces)
        address = post_address(url or own[0].url)
        posts = tuple(_post(piece, address if len(own) == 1 else None) for piece in own)
        reading = Reading(
            site=address.site if address else self.site,
            posts=posts,
            author=posts[0].author,
            url=url or posts[0].url,
            focus=posts[0].id,
            reasons=(*whole.reasons, *_cut(posts)),
            posts_seen=len(own),
        )
        return apply_hints(reading, capture)


def _is_social(facts: FrontMatter, text: str) -> bool:
    """A head in JSON, of a post's page."""
    if not text.lstrip().startswith("```json") or not facts.get("title"):
        return False
    return bool(POST_BY.match(facts.get("title") or "") or SOCIAL.search(facts.get("site") or ""))


def _pieces(text: str, start: int) -> Iterator[Piece]:
    """Each post from its line to the next one's, without the rule between them."""
    found = list(HEADER.finditer(text, start))
    ends = [*(each.start() for each in found[1:]), len(text)]
    for header, end in zip(found, ends, strict=False):
        handle = header["handle"].replace("\\", "")
        body = RULE.sub("", text[header.end() : end])
        name = parse_markdown(header["name"]).text
        yield Piece(Author(name, handle, f"https://x.com/{handle}"), _day(header["day"] or header["bare"]), header["url"], body)


def _ruled(text: str, facts: FrontMatter) -> Iterator[Piece]:
    """Without such lines: what rules separate, up to the answers by others."""
    comments = COMMENTS.search(text)
    own = text[: comments.start()] if comments else text
    author = Author(name=facts.get("author"))
    for index, body in enumerate(RULE.split(own)):
        if body.strip():
            yield Piece(author, None if index else _day(facts.get("published")), None, body)


def _leading(pieces: Sequence[Piece]) -> list[Piece]:
    """The author's unbroken run at the beginning: under it stand answers by others, and the author's to them."""
    own: list[Piece] = []
    for piece in pieces:
        if piece.author != pieces[0].author:
            break
        own.append(piece)
    return own


def _post(piece: Piece, address: Address | None) -> Post:
    here = post_address(piece.url) or address
    id_ = here.post_id if here else None
    body, quote = _quoted(piece.body)
    words = parse_markdown(body, bold=True)
    return Post(
        text=words.text,
        id=id_,
        url=piece.url or (here.url if here else None),
        author=piece.author,
        posted_at=(posted_at_from_id(id_) if here and here.site is Site.X else None) or piece.day,
        spans=words.spans,
        media=words.media,
        quote=quote,
    )


def _quoted(body: str) -> tuple[str, Quote | None]:
    """The text without the quoted post at its end, which is headed by its date or by a post's own line."""
    for found in QUOTED.finditer(body):
        inner = re.sub(r"^> ?", "", found.group(), flags=re.MULTILINE)
        header, day = HEADER.match(inner.lstrip()), QUOTE_DAY.match(inner)
        if not (header or day):
            continue
        rest = body[: found.start()] + body[found.end() :]
        if header:
            handle = header["handle"].replace("\\", "")
            author = Author(parse_markdown(header["name"]).text, handle, f"https://x.com/{handle}")
            words = parse_markdown(inner.lstrip()[header.end() :], bold=True)
            return rest, _quote(words, author, header["url"], _day(header["day"] or header["bare"]))
        assert day is not None
        return rest, _quote(parse_markdown(inner[day.end() :], bold=True), Author(), day["url"], _day(day["day"]))
    return body, None


def _quote(words: MarkdownText, author: Author, url: str | None, day: datetime | None) -> Quote:
    return Quote(words.text, author, url, day, words.media)


def _day(printed: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(printed or "").replace(tzinfo=UTC) if printed else None
    except ValueError:
        return None


def _cut(posts: Sequence[Post]) -> Iterator[Message]:
    """A clip does not show where the page had "Show more"."""
    for post in posts:
        if len(post.text) >= CUT_AT and not ENDED.search(post.text) and not post.media:
            words = " ".join(post.text.split())[-40:]
            yield replace(UNSEEN, text=UNSEEN.text.format(f"…{words}"))
