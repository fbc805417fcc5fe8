"""Posts that the extension collected from a page of any site: the `posts` object of the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.errors import Invalid, NotAThread
from domain.messages import Message, message
from domain.shapes.capture import Capture, Via
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span
from domain.shapes.reading import Hole, Reading, Site
from domain.url_parts import split_url
from workers.sources.hints import apply_hints, post_address
from workers.sources.parsing.answers import read_answers
from workers.sources.parsing.html_page import parse_html
from workers.sources.parsing.html_text import text_and_spans
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.plain_html import plain_element

# Why the extension stopped, by its `stopped` codes. With these it knows that posts are missing …
KNOWN_MISSING = frozenset({"hidden_posts", "no_more", "no_beginning", "not_all"})
# … and with these only that it has not seen the end.
UNPROVEN = frozenset(
    {"login_wall", "page_left", "cancelled", "stalled", "replies", "limit", "passed_over", "cut_texts", "no_proof"}
    | {"dialog", "still_loading", "announced", "answers_hidden", "no_end", "fault", "left_out"}
)
OBJECTS = ("quote", "poll", "card", "note", "translated", "article")  # fields of an item that are objects
SHOWN = ("quote", "poll", "card", "article")  # those that alone are a post
NO_BEGINNING = "no_beginning"
HIDDEN_POSTS = "hidden_posts"


class ExtensionPosts:
    """Posts that the extension collected from a page of any site."""

    name = "extension"
    site = Site.WEB

    def claims(self, capture: Capture) -> bool:
        return capture.via is Via.POSTS

    def read(self, capture: Capture) -> Reading:
        """Raises Invalid, naming the fields, for what is not in the API's shape; NotAThread when there are no posts."""
        tree = read_answers(capture)[0].tree
        _check(tree)
        site = _site(tree, capture)
        author = _parse_author(tree["author"], Author())
        posts = [_parse_post(item, author) for item in tree["items"]]
        if site is Site.MASTODON:  # the extension has the ids of the page, which are ids of its server only
            posts = [_with_host(post, split_url(tree["url"].url or capture.url).netloc) for post in posts]
        author = author if author != Author() else posts[0].author
        linked = any(post.reply_to for post in posts)
        chain = _link_in_order(posts, author) if linked else [post for post in posts if _is_by(post, author)]
        complete = tree["complete"].is_true
        reading = Reading(
            site=site,
            posts=tuple(chain),
            author=author,
            url=tree["url"].url,
            linked=linked,
            ends=complete,
            holes=() if complete else tuple(_holes(tree["stopped"].raw, posts if linked else chain, author)),
            reasons=() if complete else tuple(_reasons(tree["stopped"])),
            posts_seen=len(chain),
        )
        reading = apply_hints(reading, capture)
        return reading if reading.focus in {post.id for post in chain} else replace(reading, focus=chain[0].id)


def _check(tree: JsonTree) -> None:
    """Raises Invalid or NotAThread."""
    if not tree.is_object or not tree["items"].is_list:
        raise Invalid("not_extension_posts", fields={"items": message("invalid.posts_missing")})
    if not len(tree["items"]):
        raise NotAThread("no_collected_posts")
    faults: dict[str, Message] = {}
    ids: set[str] = set()
    for index, item in enumerate(tree["items"]):
        faults |= dict(_faults(item, f"items[{index}]"))
        if item["id"].id in ids:
            faults[f"items[{index}].id"] = message("invalid.duplicate_post_id")
        ids |= {item["id"].id or ""} - {""}
    if faults:
        raise Invalid("extension_posts", fields=faults)


def _faults(item: JsonTree, name: str) -> Iterator[tuple[str, Message]]:
    if not item.is_object:
        yield name, message("invalid.not_an_object")
        return
    if item["text"].present and not item["text"].is_text:
        yield f"{name}.text", message("invalid.not_a_text")
    if item["media"].present and not item["media"].is_list:
        yield f"{name}.media", message("invalid.not_a_list")
    for field in OBJECTS:
        if item[field].present and not item[field].is_object:
            yield f"{name}.{field}", message("invalid.not_an_object")
    if not (item["text"].stripped or len(item["media"]) or any(item[field].present for field in SHOWN)):
        yield name, message("invalid.empty_post")


def _site(tree: JsonTree, capture: Capture) -> Site:
    """The site that the extension names; else the site of the address."""
    try:
        return Site(tree["site"].raw)
    except ValueError:
        address = post_address(capture.url or tree["url"].url)
        return address.site if address else Site.WEB


def _parse_author(tree: JsonTree, default: Author) -> Author:
    """Parses an object, or a handle alone."""
    if tree.is_text:
        handle = tree.text.strip().removeprefix("@")
        return default if handle == default.handle else Author(handle=handle or None)
    name, handle = tree["name"].stripped, (tree["handle"].stripped or "").removeprefix("@")
    if not (name or handle):
        return default
    return Author(name, handle or None, tree["url"].url, tree["avatar_url"].url)


def _parse_post(item: JsonTree, author: Author) -> Post:
    text, spans = _text_and_spans(item)
    return Post(
        text=text,
        id=item["id"].id,
        url=item["url"].url,
        author=_parse_author(item["author"], author),
        posted_at=item["posted_at"].timestamp,
        reply_to=item["reply_to"].id,
        spans=spans,
        media=(*_parse_media(item["media"]), *_parse_attachments(item)),
        quote=_parse_quote(item["quote"]) if item["quote"].present else None,
        truncated=item["truncated"].is_true,
    )


def _with_host(post: Post, host: str) -> Post:
    """The post with ids of the form `host/id`, as `fediverse.post_id` builds them."""
    host = split_url(post.url).netloc or host
    ids = {name: f"{host}/{id_}" for name, id_ in (("id", post.id), ("reply_to", post.reply_to)) if id_}
    return replace(post, id=ids.get("id"), reply_to=ids.get("reply_to"))


def _text_and_spans(item: JsonTree) -> tuple[str, tuple[Span, ...]]:
    """The text, with the spans of the HTML where that has the same text; of an article its title and all of its text."""
    if item["article"]["html"].stripped or item["article"]["title"].stripped:
        return _article_text(item["article"])
    text = item["text"].text.strip()
    if item["html"].stripped:
        html_text, spans = text_and_spans(parse_html(item["html"].text), plain_element)
        if html_text == text:
            return text, spans
    return text, ()


def _article_text(article: JsonTree) -> tuple[str, tuple[Span, ...]]:
    """A long article: title, then headings and paragraphs with blank lines between them."""
    text, spans = text_and_spans(parse_html(article["html"].text), plain_element)
    title = article["title"].stripped
    if not title or text.startswith(title):
        return text, spans
    offset = len(title) + 2
    moved = tuple(replace(span, start=span.start + offset, end=span.end + offset) for span in spans)
    return f"{title}\n\n{text}".strip(), moved


def _parse_attachments(item: JsonTree) -> Iterator[Media]:
    """A poll, the card of a link, and what the page shows with a post and its author did not write."""
    poll = item["poll"]
    if choices := [_choice(option) for option in poll["options"] if option["text"].stripped]:
        yield Media(MediaKind.POLL, alt="\n".join(choices), votes=poll["votes"].integer)
    card = item["card"]
    about = [words for field in ("title", "description") if (words := card[field].stripped)]
    if card["url"].url or about:
        yield Media(MediaKind.CARD, card["url"].url, "\n".join(about) or card["url"].url)
    for field, kind in (("note", MediaKind.NOTE), ("translated", MediaKind.TRANSLATION)):
        if words := item[field]["text"].stripped:
            yield Media(kind, alt=words)


def _choice(option: JsonTree) -> str:
    """A choice of a poll with its share, a fraction or a percentage, at its end."""
    share, text = option["share"].value, option["text"].text.strip()
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 100:
        return text
    return f"{text} {share * 100 if share <= 1 else share:.3g} %"


def _parse_media(media: JsonTree) -> Iterator[Media]:
    """Media of an unknown kind become a link card when they have an address."""
    for item in media:
        name = item["kind"].raw
        kind = MediaKind(name) if name in set(MediaKind) else MediaKind.CARD if item["url"].url else None
        if kind:
            yield Media(kind, item["url"].url, item["alt"].stripped, item["poster_url"].url)


def _parse_quote(tree: JsonTree) -> Quote:
    notice = tree["unavailable"].stripped
    return Quote(
        text=tree["text"].text.strip(),
        author=_parse_author(tree["author"], Author()),
        url=tree["url"].url,
        posted_at=tree["posted_at"].timestamp,
        media=tuple(_parse_media(tree["media"])),
        unavailable=message("quote_unavailable.words", words=notice) if notice else None,
    )


def _is_by(post: Post, author: Author) -> bool:
    expected, actual = (author.handle, post.author.handle) if author.handle else (author.name, post.author.name)
    return (expected or "").casefold() == (actual or "").casefold()


def _link_in_order(posts: Sequence[Post], author: Author) -> list[Post]:
    """The posts, those of the author's without `reply_to` as replies to the author's post before them."""
    linked: list[Post] = []
    previous: str | None = None
    for index, post in enumerate(posts):
        is_own, id_ = _is_by(post, author), post.id or f"item {index}"
        linked.append(replace(post, id=id_, reply_to=post.reply_to or (previous if is_own else None)))
        previous = id_ if is_own else previous
    return linked


def _holes(stopped: str, posts: Sequence[Post], author: Author) -> Iterator[Hole]:
    """Where posts are known to be missing. A reply to a post that is not here is reported by unrolling instead."""
    own = [index for index, post in enumerate(posts) if _is_by(post, author)]
    if stopped not in KNOWN_MISSING or not own:
        return
    reason = message(stopped)
    ids = {post.id for post in posts}
    before_unlinked = [before for before, index in pairwise(own) if posts[index].reply_to is None]
    if stopped == NO_BEGINNING:
        yield Hole(-1, None, reason)
    elif stopped == HIDDEN_POSTS and 0 < len(before_unlinked) < len(own) - 1:
        yield from (Hole(index, None, reason) for index in before_unlinked)
    elif stopped != HIDDEN_POSTS or all(posts[index].reply_to in ids for index in own[1:]):
        yield Hole(own[-1], None, reason)


def _reasons(stopped: JsonTree) -> Iterator[Message]:
    code = stopped.stripped
    if code in UNPROVEN:
        yield message(f"collecting_stopped.{code}")
    elif code and code not in KNOWN_MISSING:
        yield message("collecting_stopped.other", words=code[:200])
