"""Threads that a browser's clipper saved as Markdown: XClipper, with one heading and a rule line between the posts.

The shape is `# Name (@handle)`, the posts with `---` between them, each with its poll, pictures, quoted post or link card under
its text, and at the end `> Source:` and `> Date:`. It was learned from what the clipper writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.shapes.post import Author, Media, MediaKind, Post, Quote
from domain.shapes.reading import Reading, Site
from workers.sources.hints import post_address
from workers.sources.parsing.markdown_text import parse_markdown
from workers.sources.pasted.form import CERTAIN
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.splitting import line_blocks
from workers.sources.x.post import build_author
from workers.sources.x.snowflake import posted_at_from_id

HEAD: Final = re.compile(r"#\s+(?P<name>[^\n]{1,100}?)\s+\(@(?P<handle>\w{1,50})\)")
SOURCE: Final = re.compile(r"(?:>\s*)?Source:\s*<?(?P<url>https?://[^\s>]{4,500})>?", re.IGNORECASE)
DATE: Final = re.compile(r"(?:>\s*)?Date:.{1,60}", re.IGNORECASE)
RULE: Final = re.compile(r"-{3,}")
QUOTED: Final = re.compile(r"^>[ \t]?", re.MULTILINE)
QUOTED_HEAD: Final = re.compile(r"\*\*(?P<name>[^*\n]{1,100}?)\s+\(@(?P<handle>\w{1,50})\)\*\*\s*")
CARD_LINK: Final = re.compile(r"🔗\s*\[\*\*(?P<title>[^\n]{1,300}?)\*\*\]\((?P<url>https?://[^\s()]{1,1000})\)")
POLL: Final = re.compile(
    r"(?:^|\n)\*\*Poll\*\*\n(?P<choices>(?:- [^\n]{1,200}(?:\n|$))+)(?:\s*\n_(?P<votes>[\d,.]*)[^_\n]{0,100}_)?"
)
SHARE: Final = re.compile(r"\s+—\s+(?=\d{1,3}(?:\.\d+)?%$)")
FOOT_LINES: Final = 4
HEAD_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round the posts of a clip: its heading, the lines `first` to `last` (half-open) of posts, its address."""

    head: re.Match[str]
    first: int
    last: int
    url: str


def read_clipped_thread(page: LabelledText) -> Hypothesis | None:
    """The posts of a clip; None where its heading or its source is missing."""
    frame = _find_frame(page)
    address = post_address(frame.url) if frame else None
    if frame is None or address is None or address.site is not Site.X:
        return None
    author = build_author(frame.head["name"], frame.head["handle"])
    groups = list(_groups(page, frame))
    posts = [_post(_text(page, group), author) for group in groups]
    if not posts or not all(post.text or post.media or post.quote for post in posts):
        return None
    id_ = address.post_id or ""
    posts[0] = replace(posts[0], id=id_, url=frame.url, posted_at=posted_at_from_id(id_))
    inside = {index for group in groups for index in group}
    left_out = [index for index in range(len(page.lines)) if index not in inside]
    reading = Reading(
        site=Site.X,
        posts=tuple(posts),
        author=author,
        url=frame.url,
        dropped=line_blocks(page.text, page.lines, left_out),
        posts_seen=len(posts),
    )
    return Hypothesis(Builder.EXPORT, reading, frozenset(left_out), CERTAIN)


def _find_frame(page: LabelledText) -> Frame | None:
    count = len(page.lines)
    heads = ((index, HEAD.fullmatch(page.line(index))) for index in range(min(count, HEAD_LINES)))
    first, head = next(((index + 1, match) for index, match in heads if match), (0, None))
    feet = ((index, SOURCE.fullmatch(page.line(index))) for index in range(max(first, count - FOOT_LINES), count))
    last, source = next(((index, match) for index, match in feet if match), (0, None))
    if head is None or source is None or not all(DATE.fullmatch(page.line(index)) for index in range(last + 1, count)):
        return None
    return Frame(head, first, last, source["url"])


def _groups(page: LabelledText, frame: Frame) -> Iterator[list[int]]:
    """The lines of each post, between rule lines."""
    group: list[int] = []
    for index in range(frame.first, frame.last):
        if not RULE.fullmatch(page.line(index)):
            group.append(index)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _text(page: LabelledText, group: Sequence[int]) -> str:
    return page.text[page.lines[group[0]].start : page.lines[group[-1]].end]


def _post(markdown: str, author: Author) -> Post:
    """A post with the block that is quoted at its end, and its poll."""
    body, quoted = _split_quoted(markdown.strip("\n"))
    poll = POLL.search(body)
    media: list[Media] = []
    if poll:
        choices = (SHARE.sub(" ", line.removeprefix("- ").strip()) for line in poll["choices"].strip().split("\n"))
        votes = re.sub(r"\D", "", poll["votes"] or "")
        media.append(Media(MediaKind.POLL, alt="\n".join(choices), votes=int(votes) if votes else None))
        body = body[: poll.start()] + body[poll.end() :]
    parsed = parse_markdown(body)
    quote, card = _quote_or_card(quoted) if quoted else (None, None)
    cards = (card,) if card else ()
    return Post(parsed.text.strip(), author=author, spans=parsed.spans, media=(*media, *parsed.media, *cards), quote=quote)


def _split_quoted(markdown: str) -> tuple[str, str]:
    """The text, and the lines marked with `>` that end it, without their marks."""
    lines = markdown.split("\n")
    at = len(lines)
    while at and lines[at - 1].startswith(">"):
        at -= 1
    return "\n".join(lines[:at]), QUOTED.sub("", "\n".join(lines[at:])).strip()


def _quote_or_card(quoted: str) -> tuple[Quote | None, Media | None]:
    """A quoted post by its heading, else the card of a link; an author's own quotation is a quote without a name."""
    if link := CARD_LINK.search(quoted):
        about = [line.strip(" _") for line in quoted[link.end() :].split("\n") if line.strip(" _")]
        return None, Media(MediaKind.CARD, link["url"], "\n".join((link["title"], *about)))
    head = QUOTED_HEAD.match(quoted)
    parsed = parse_markdown(quoted[head.end() :] if head else quoted)
    author = build_author(head["name"], head["handle"]) if head else Author()
    return Quote(parsed.text.strip(), author, media=parsed.media), None
