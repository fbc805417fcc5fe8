"""Reads one post of X's page: an `article`, in which a quoted post is kept apart from the post itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bs4 import Tag
from bs4.element import NavigableString

from domain.bare_urls import safe_address
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from domain.url_parts import split_url
from workers.sources.parsing.html_page import attribute, one_line
from workers.sources.parsing.html_text import OMITTED, Inline, text_and_spans
from workers.sources.x.entities import HOME
from workers.sources.x.post import status_url

# Names that X's own tests know the parts by; they have been the same since 2020, class names change weekly.
TESTID = "data-testid"
NAMES = "User-Name"  # name, handle and date; the first is the post's, the second the quoted one's
TEXT = "tweetText"  # absent when a post is only pictures or a card
SHOW_MORE = "tweet-text-show-more-link"  # the text before it is only a beginning
PHOTO = "tweetPhoto"  # a picture, or the still of a video
PLAYER = "videoPlayer"
VIDEOS = [PLAYER, "previewInterstitial", "videoComponent"]
CARD = "card.wrapper"  # where a link leads; a poll stands in one, too
POLL = "cardPoll"
ARTICLE, ARTICLE_TITLE, ARTICLE_TEXT = "twitterArticleReadView", "twitter-article-title", "longformRichTextComponent"
# CSS selectors inside of these parts.
CARD_LINES = "[data-testid^='card.layout'][data-testid*='.detail'] div[dir]"
CHOICES = "[role=listitem], [role=radio], li"
CHOICE_LINES = "span:not(:has(span))"

STATUS = re.compile(r"/(?P<handle>\w{1,50})/(?:status|article)/(?P<id>\d{1,20})")
NO_ALT = frozenset(
    {"", "Image", "Embedded video", "图像", "画像", "Bild", "Imagen", "Imagem"}
)  # what X writes where the author described nothing
SIZE = re.compile(r"(?<=[?&]name=)[\w]+")
PERCENT = re.compile(r"[\d.,]+\s?%")
TITLE_LINE = 1  # of a card's lines; before it stands the host


@dataclass(frozen=True, slots=True)
class Part:
    """A post without what it quotes, or the quoted post: its tags by their `data-testid`, in order."""

    root: Tag
    by_testid: Mapping[str, Sequence[Tag]]

    def all(self, testid: str) -> Sequence[Tag]:
        return self.by_testid.get(testid, ())

    def first(self, testid: str) -> Tag | None:
        return next(iter(self.all(testid)), None)


def parse_post(article: Tag) -> Post | None:
    """The post; None for an advertisement, which has no date that leads to it, and for what is no post."""
    part, quoted = _split_quoted(article)
    link = _permalink(article, quoted)
    status = STATUS.search(attribute(link, "href"))
    names = part.first(NAMES)
    if link is None or status is None or names is None:
        return None
    author = _author(names)
    text, spans = _text(part)
    links = [span.url for span in spans if span.kind is SpanKind.LINK and span.url]
    return Post(
        text=text,
        id=status["id"],
        url=status_url(author.handle or status["handle"], status["id"]),
        author=author,
        posted_at=_posted_at(link),
        spans=spans,
        media=tuple(_media(part, links)),
        quote=_quote(quoted) if quoted else None,
        truncated=part.first(SHOW_MORE) is not None,
    )


def _permalink(article: Tag, quoted: Part | None) -> Tag | None:
    """The link round the post's date, which leads to the post."""
    for link in article.find_all("a", href=True):
        if STATUS.search(attribute(link, "href")) and link.find("time") and not (quoted and _is_inside(link, quoted.root)):
            return link
    return None


def _is_inside(tag: Tag, outer: Tag) -> bool:
    return tag is outer or any(parent is outer for parent in tag.parents)


def _split_quoted(article: Tag) -> tuple[Part, Part | None]:
    """The post, and the one that it quotes: an element with the role of a link round a second name."""
    marked = article.find_all(None, {TESTID: True})
    names = [tag for tag in marked if tag[TESTID] == NAMES]
    quoted = names[1].find_parent("div", role="link") if len(names) > 1 else None
    if quoted is None or _is_inside(article, quoted):
        return Part(article, _by_testid(marked)), None
    quoted_ids = {id(tag) for tag in quoted.find_all(None, {TESTID: True})}
    return (
        Part(article, _by_testid([tag for tag in marked if id(tag) not in quoted_ids])),
        Part(quoted, _by_testid([tag for tag in marked if id(tag) in quoted_ids])),
    )


def _by_testid(tags: Sequence[Tag]) -> Mapping[str, Sequence[Tag]]:
    by_testid: dict[str, list[Tag]] = {}
    for tag in tags:
        by_testid.setdefault(attribute(tag, TESTID), []).append(tag)
    return by_testid


def _quote(part: Part) -> Quote:
    """A quoted post has a date but no address."""
    names = part.first(NAMES)
    text, _ = _text(part)
    return Quote(
        text=text,
        author=_author(names) if names else Author(),
        posted_at=_posted_at(part.root),
        media=tuple(_media(part, [])),
    )


def _author(names: Tag) -> Author:
    handle = next((one_line(span).removeprefix("@") for span in names.find_all("span") if _begins_with_at(span)), None)
    name_tag = names.find(["div", "a"], recursive=False)
    name = " ".join(text_and_spans(name_tag, _emoji)[0].split()) if name_tag else ""
    return Author(name or None, handle, f"{HOME}/{handle}" if handle else None)


def _begins_with_at(span: Tag) -> bool:
    own_text = next((child for child in span.children if isinstance(child, NavigableString)), "")
    return own_text.lstrip().startswith("@")


def _posted_at(tag: Tag) -> datetime | None:
    time = tag.find("time", datetime=True)
    try:
        return datetime.fromisoformat(attribute(time, "datetime")).astimezone(UTC)
    except ValueError:
        return None


def _text(part: Part) -> tuple[str, tuple[Span, ...]]:
    tag = part.first(TEXT)
    if tag is not None:
        return text_and_spans(tag, _text_element, preformatted=True)
    return _article_text(part) if part.first(ARTICLE) else ("", ())


def _article_text(part: Part) -> tuple[str, tuple[Span, ...]]:
    """A long article: its title, and its paragraphs with blank lines between them."""
    title, body = part.first(ARTICLE_TITLE), part.first(ARTICLE_TEXT)
    text, spans = text_and_spans(body, _text_element) if body else ("", ())
    heading = f"{one_line(title)}\n\n" if title else ""
    moved = (Span(span.start + len(heading), span.end + len(heading), span.kind, span.url) for span in spans)
    return heading + text, tuple(moved)


def _emoji(tag: Tag) -> Inline | None:
    """Emoji are pictures with the letter as `alt`."""
    return Inline(attribute(tag, "alt")) if tag.name == "img" else None


def _text_element(tag: Tag) -> Inline | None:
    if tag.name == "img":
        return _emoji(tag)
    if attribute(tag, TESTID) == SHOW_MORE:
        return OMITTED
    return _link(tag) if tag.name == "a" else None


def _link(tag: Tag) -> Inline:
    """A link's whole address stands in hidden spans before an "…"."""
    text, href = tag.get_text().strip(), attribute(tag, "href")
    url = HOME + href if href.startswith("/") and not href.startswith("//") else href
    if text.startswith(("#", "＃")) or href.startswith("/hashtag/"):
        return Inline(text, SpanKind.HASHTAG, url.split("?")[0])
    if text.startswith("@"):
        return Inline(text, SpanKind.MENTION, url)
    full_address = text.removesuffix("…")
    return Inline(full_address, SpanKind.LINK, safe_address(full_address) or url)


def _media(part: Part, links: Sequence[str]) -> Iterator[Media]:
    photos = part.all(PHOTO)
    for photo in photos:
        picture = photo.find("img", src=True)
        url = safe_address(SIZE.sub("large", attribute(picture, "src")))
        given_alt = attribute(picture, "alt").strip()
        alt = None if given_alt in NO_ALT else given_alt
        is_video = given_alt == "Embedded video" or photo.find(None, {TESTID: VIDEOS})
        yield Media(MediaKind.VIDEO, None, alt, url) if is_video else Media(MediaKind.IMAGE, url, alt)
    for player in part.all(PLAYER):
        if not any(_is_inside(player, photo) for photo in photos):
            yield Media(MediaKind.VIDEO, None, None, safe_address(attribute(player.find("video", poster=True), "poster")))
    for card in part.all(CARD):
        yield _card(card, links)


def _card(card: Tag, links: Sequence[str]) -> Media:
    """A card leads to X's own short address, or nowhere; where the text has a link to the host that it names, there."""
    poll = card.find(None, {TESTID: POLL})
    if poll is not None:
        return Media(MediaKind.POLL, alt="\n".join(text for choice in poll.select(CHOICES) if (text := _choice_text(choice))))
    lines = [line for tag in card.select(CARD_LINES) if (line := one_line(tag))]
    label = attribute(card.find("a", attrs={"aria-label": True}), "aria-label")
    title = lines[TITLE_LINE] if len(lines) > TITLE_LINE else label or None
    picture = safe_address(attribute(card.find("img", src=True), "src"))
    host = lines[0].removeprefix("www.") if lines else ""
    full_url = next((link for link in links if host and f".{split_url(link).hostname or ''}".endswith(f".{host}")), None)
    return Media(MediaKind.CARD, full_url or safe_address(attribute(card.find("a", href=True), "href")), title, picture)


def _choice_text(choice: Tag) -> str:
    """A poll's choice without its share of the votes."""
    lines = (one_line(tag) for tag in choice.select(CHOICE_LINES))
    return next((line for line in lines if line and not PERCENT.fullmatch(line)), "")
