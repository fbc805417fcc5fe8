"""One post on X's page: an `article`, with the post that it quotes kept apart. Used by `x_page`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from domain.bare_urls import safe_address
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from workers.sources.parsing.html_text import LEFT_OUT, Shown, words_of
from workers.sources.parsing.node import Node
from workers.sources.x.entities import HOME
from workers.sources.x.post import status_url

# Names that X's own tests know the parts by; they have been the same since 2020, class names change weekly.
TESTID = "data-testid"
MARKED = "descendant::*[@data-testid]"
NAMES = "User-Name"  # name, handle and date; the first is the post's, the second the quoted one's
TEXT = "tweetText"  # absent when a post is only pictures or a card
MORE = "tweet-text-show-more-link"  # "Show more": the text before it is only a beginning
PHOTO = "tweetPhoto"  # a picture, or the still of a video
PLAYER = "videoPlayer"
FILMS = (
    "descendant-or-self::*[@data-testid='videoPlayer' or @data-testid='previewInterstitial' or @data-testid='videoComponent']"
)
CARD = "card.wrapper"  # where a link leads; a poll stands in one, too
POLL = "descendant-or-self::*[@data-testid='cardPoll']"
ARTICLE, ARTICLE_TITLE, ARTICLE_TEXT = "twitterArticleReadView", "twitter-article-title", "longformRichTextComponent"
# Paths inside of them.
QUOTE = "ancestor::div[@role='link'][1]"  # of the second name: the quoted post
LINK = (
    "descendant::a[contains(@href, '/status/')][time or descendant::time]"  # the date, which leads to the post; not in adverts
)
TIME = "descendant::time[@datetime]"
HANDLE = "descendant::span[starts-with(normalize-space(text()), '@')]"
PICTURE = "descendant::img[@src]"
CARD_LINES = "descendant::*[starts-with(@data-testid, 'card.layout') and contains(@data-testid, '.detail')]//div[@dir]"
CHOICES = "descendant::*[@role='listitem' or @role='radio' or self::li]"

STATUS = re.compile(r"/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20})")
NO_ALT = frozenset(
    {"", "Image", "Embedded video", "图像", "画像", "Bild", "Imagen", "Imagem"}
)  # said where an author said nothing
SIZE = re.compile(r"(?<=[?&]name=)[\w]+")
PERCENT = re.compile(r"[\d.,]+\s?%")
MARK = 1  # how many lines of a card come before its title: the host


@dataclass(frozen=True, slots=True)
class Part:
    """A post without what it quotes, or what it quotes without the post around it: its named parts, in order."""

    root: Node
    named: Mapping[str, Sequence[Node]]

    def all(self, name: str) -> Sequence[Node]:
        return self.named.get(name, ())

    def first(self, name: str) -> Node | None:
        return next(iter(self.all(name)), None)


def post_of(article: Node) -> Post | None:
    """The post; None for an advert, which has no date that leads to it, and for what is no post."""
    part, quoted = _parts(article)
    link = next((each for each in article.all(LINK) if quoted is None or not each.inside(quoted.root)), None)
    found = STATUS.search(link.get("href")) if link else None
    name = part.first(NAMES)
    if link is None or found is None or name is None:
        return None
    author = _author(name)
    text, spans = _text(part)
    links = [span.url for span in spans if span.kind is SpanKind.LINK and span.url]
    return Post(
        text=text,
        id=found["id"],
        url=status_url(author.handle or found["handle"], found["id"]),
        author=author,
        posted_at=_moment(link.first(TIME)),
        spans=spans,
        media=tuple(_media(part, links)),
        quote=_quote(quoted) if quoted else None,
        truncated=part.first(MORE) is not None,
    )


def _parts(article: Node) -> tuple[Part, Part | None]:
    """The post, and the one that it quotes: a link of its own round a second name."""
    marked = article.all(MARKED)
    names = [node for node in marked if node.get(TESTID) == NAMES]
    quoted = names[1].first(QUOTE) if len(names) > 1 else None
    if quoted is None or article.inside(quoted):
        return Part(article, _named(marked)), None
    within = {node.element for node in quoted.all(MARKED)}
    return (
        Part(article, _named([node for node in marked if node.element not in within])),
        Part(quoted, _named([node for node in marked if node.element in within])),
    )


def _named(nodes: Sequence[Node]) -> Mapping[str, Sequence[Node]]:
    named: dict[str, list[Node]] = {}
    for node in nodes:
        named.setdefault(node.get(TESTID), []).append(node)
    return named


def _quote(part: Part) -> Quote:
    """A quoted post has a date but no address."""
    name = part.first(NAMES)
    text, _ = _text(part)
    return Quote(
        text=text,
        author=_author(name) if name else Author(),
        posted_at=_moment(part.root.first(TIME)),
        media=tuple(_media(part, [])),
    )


def _author(names: Node) -> Author:
    handle = next((node.line.removeprefix("@") for node in names.all(HANDLE)), None)
    first = names.first("child::div[1]")
    name = " ".join(words_of(first, _emoji)[0].split()) if first else ""
    return Author(name or None, handle, f"{HOME}/{handle}" if handle else None)


def _moment(time: Node | None) -> datetime | None:
    try:
        return datetime.fromisoformat(time.get("datetime")).astimezone(UTC) if time else None
    except ValueError:
        return None


def _text(part: Part) -> tuple[str, tuple[Span, ...]]:
    node = part.first(TEXT)
    if node is not None:
        return words_of(node, _meaning, verbatim=True)
    return _long(part) if part.first(ARTICLE) else ("", ())


def _long(part: Part) -> tuple[str, tuple[Span, ...]]:
    """A long article: its title, and its paragraphs with blank lines between them."""
    title, body = part.first(ARTICLE_TITLE), part.first(ARTICLE_TEXT)
    words, spans = words_of(body, _meaning) if body else ("", ())
    head = f"{title.line}\n\n" if title else ""
    return head + words, tuple(Span(s.start + len(head), s.end + len(head), s.kind, s.url) for s in spans)


def _emoji(node: Node) -> Shown | None:
    """Emoji are pictures with the letter as `alt`."""
    return Shown(node.get("alt")) if node.tag == "img" else None


def _meaning(node: Node) -> Shown | None:
    """A link's whole address stands in hidden spans before an "…"."""
    if node.tag == "img":
        return _emoji(node)
    if node.get(TESTID) == MORE:
        return LEFT_OUT
    if node.tag == "a":
        return _link(node)
    return None


def _link(node: Node) -> Shown:
    words, href = node.words.strip(), node.get("href")
    address = HOME + href if href.startswith("/") and not href.startswith("//") else href
    if words.startswith(("#", "＃")) or href.startswith("/hashtag/"):
        return Shown(words, SpanKind.HASHTAG, address.split("?")[0])
    if words.startswith("@"):
        return Shown(words, SpanKind.MENTION, address)
    whole = words.removesuffix("…")
    return Shown(whole, SpanKind.LINK, safe_address(whole) or address)


def _media(part: Part, links: Sequence[str]) -> Iterator[Media]:
    photos = part.all(PHOTO)
    for photo in photos:
        picture = photo.first(PICTURE)
        address = safe_address(SIZE.sub("large", picture.get("src"))) if picture else None
        alt = picture.get("alt").strip() if picture else ""
        film = photo.has(FILMS) or alt == "Embedded video"
        said = None if alt in NO_ALT else alt
        yield Media(MediaKind.VIDEO, None, said, address) if film else Media(MediaKind.IMAGE, address, said)
    for player in part.all(PLAYER):
        if not any(player.inside(photo) for photo in photos):
            yield Media(MediaKind.VIDEO, None, None, safe_address(player.value("descendant::video/@poster")))
    for card in part.all(CARD):
        yield from _card(card, links)


def _card(card: Node, links: Sequence[str]) -> Iterator[Media]:
    """A card leads to X's own short address, or nowhere; where the text has a link to the host that it names, there."""
    poll = card.first(POLL)
    if poll is not None:
        choices = [next((each for each in _lines(choice) if not PERCENT.fullmatch(each)), "") for choice in poll.all(CHOICES)]
        yield Media(MediaKind.POLL, alt="\n".join(choice for choice in choices if choice))
        return
    lines = [line for node in card.all(CARD_LINES) if (line := node.line)]
    title = lines[MARK] if len(lines) > MARK else card.value("descendant::a/@aria-label") or None
    picture = safe_address(card.value("descendant::img/@src"))
    host = lines[0].removeprefix("www.") if lines else ""
    whole = next((link for link in links if host and f".{urlsplit(link).hostname or ''}".endswith(f".{host}")), None)
    yield Media(MediaKind.CARD, whole or safe_address(card.value("descendant::a/@href")), title, picture)


def _lines(node: Node) -> list[str]:
    return [line for each in node.all("descendant::span[not(descendant::span)]") if (line := each.line)]
