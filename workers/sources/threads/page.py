"""The Source for Threads (threads.com, threads.net): its pages contain their posts as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qs

from domain.bare_urls import safe_address
from domain.errors import Gone, PageChanged
from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from domain.shapes.reading import Hole, Reading, Site
from domain.url_parts import split_url
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.page_fetch import fetch_page
from workers.sources.parsing.text_builder import TextBuilder

HOME = "https://www.threads.com"
# A page has its JSON in many of these scripts; one holds the conversation.
SCRIPT = re.compile(r"<script\b[^>]*\bdata-sjs\b[^>]*>(?P<json>.*?)</script>", re.DOTALL)
ITEMS = "thread_items"  # a row of posts, each a reply to the one before it
EDGES = "edges"  # the rows: first the one with the requested post, then the replies to it; recommendations are elsewhere
HOST = re.compile(r"https?://(?:www\.)?threads\.(?:com|net)/", re.I)
ADDRESS = re.compile(r"threads\.(?:com|net)/(?:(?:@|&#064;|%40)[\w.]+/post|t)/(?P<code>[\w-]{5,20})")
WORD_JOINER = "\u2060"  # Threads puts one before some texts
SHORTENED = ("…", "...")
IMAGE, VIDEO, CAROUSEL = 1, 2, 8  # `media_type`
HAS_MORE = message("more_not_loaded.withheld", service="Threads")
UNAVAILABLE = message("tombstone.threads")


class Threads:
    """A page of Threads, by the JSON in it."""

    name = "threads page"
    site = Site.THREADS
    example = "https://www.threads.com/@sam/post/DPCXhCwkqEe"
    public_view = message("public_view.threads")

    def takes(self, address: Address) -> bool:
        return address.site is Site.THREADS and address.kind is Kind.POST

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises what the Fetcher raises."""
        return fetch_page(address.fetch_url, fetcher, now, address.url)

    def claims(self, capture: Capture) -> bool:
        if not is_html(capture):
            return False
        return (b"data-sjs" in capture.body and b"thread_items" in capture.body) or bool(HOST.match(capture.url or ""))

    def read(self, capture: Capture) -> Reading:
        """Raises PageChanged when the JSON is missing, Gone when it holds no posts."""
        decoded = decode_capture(capture)
        rows, more = _rows(decoded.text)
        if not rows:
            raise PageChanged("Threads", "script[data-sjs] … edges[].node.thread_items[].post")
        requested = next(
            (match["code"] for address in (capture.url, decoded.text) if (match := ADDRESS.search(address or ""))), None
        )
        focus = _focus(rows, requested)
        if focus is None:
            raise Gone
        posts = list(_posts(rows, focus))
        own = _parse_post(focus, None)
        last = _last_of_chain(posts, own)
        return apply_hints(
            Reading(
                site=self.site,
                posts=tuple(posts),
                author=own.author,
                focus=own.id,
                linked=True,
                holes=(*((Hole(last, None, HAS_MORE),) if more else ()), *_holes(rows)),
                reasons=decoded.reasons,
                posts_seen=sum(len(row) for row in rows) - _count_unavailable(rows),
            ),
            capture,
        )


def _rows(page: str) -> tuple[list[list[JsonTree]], bool]:
    """The rows of posts, and whether Threads has more rows than the page."""
    for script in SCRIPT.finditer(page):
        if ITEMS not in script["json"] or f'"{EDGES}"' not in script["json"]:
            continue
        tree = JsonTree.parse(script["json"])
        for holder in _holders(tree):
            rows = [list(edge["node"][ITEMS]) for edge in holder[EDGES] if edge["node"][ITEMS].is_list]
            return [row for row in rows if row], holder["page_info"]["has_next_page"].is_true
    return [], False


def _holders(tree: JsonTree) -> Iterator[JsonTree]:
    """Objects that hold rows of posts."""
    return (holder for holder in tree.find_all("data") if holder[EDGES][0]["node"][ITEMS].is_list)


def _focus(rows: Sequence[Sequence[JsonTree]], code: str | None) -> JsonTree | None:
    """The requested post, which may come after the posts by others to which it replies."""
    posts = [item["post"] for row in rows for item in row if _is_post(item)]
    requested = [post for post in posts if code and post["code"].raw == code]
    first = [item["post"] for item in rows[0] if _is_post(item)]
    return next(iter((*requested, *first[-1:], *posts)), None)


def _is_post(item: JsonTree) -> bool:
    return item["post"]["code"].is_text and item["post"]["user"]["username"].is_text


def _count_unavailable(rows: Sequence[Sequence[JsonTree]]) -> int:
    """How many items Threads itself marks as unavailable."""
    return sum(1 for row in rows for item in row if not _is_post(item))


def _posts(rows: Sequence[Sequence[JsonTree]], focus: JsonTree) -> Iterator[Post]:
    """Each post as a reply to the one before it in its row; the first of a later row replies to the requested post."""
    for number, row in enumerate(rows):
        parent = focus["code"].stripped if number else _missing_parent_id(row)
        for item in row:
            if _is_post(item):
                post = _parse_post(item["post"], parent)
                yield post
                parent = post.id


def _missing_parent_id(row: Sequence[JsonTree]) -> str | None:
    """An id for the missing parent of the first post; Threads gives only the parent's author."""
    first = next((item["post"] for item in row if _is_post(item)), JsonTree())
    return f"before {first['code'].raw}" if first["text_post_app_info"]["is_reply"].is_true else None


def _holes(rows: Sequence[Sequence[JsonTree]]) -> Iterator[Hole]:
    """The places of items without a post."""
    posts_before = 0
    for row in rows:
        for item in row:
            if _is_post(item):
                posts_before += 1
            else:
                yield Hole(posts_before - 1, 1, UNAVAILABLE)


def _last_of_chain(posts: Sequence[Post], focus: Post) -> int:
    """Index of the last post in the author's unbroken chain of replies to himself."""
    last = next(index for index, post in enumerate(posts) if post.id == focus.id)
    for index, post in enumerate(posts[last + 1 :], start=last + 1):
        if post.author.handle == focus.author.handle and post.reply_to == posts[last].id:
            last = index
    return last


def _parse_post(tree: JsonTree, parent: str | None) -> Post:
    text, spans = _text_and_spans(tree)
    author, app = _parse_author(tree["user"]), tree["text_post_app_info"]
    code = tree["code"].stripped
    return Post(
        text=text,
        id=code,
        url=f"{HOME}/@{author.handle}/post/{code}",
        author=author,
        posted_at=tree["taken_at"].timestamp,
        reply_to=parent,
        reply_to_handle=app["reply_to_author"]["username"].stripped,
        spans=spans,
        media=tuple(_parse_media(tree)),
        quote=_parse_quote(app["share_info"]),
    )


def _parse_author(user: JsonTree) -> Author:
    handle = user["username"].stripped
    return Author(user["full_name"].stripped, handle, f"{HOME}/@{handle}", user["profile_pic_url"].url)


def _text_and_spans(tree: JsonTree) -> tuple[str, tuple[Span, ...]]:
    """Text and links of the fragments; else the caption. A post of pictures has neither."""
    builder = TextBuilder()
    fragments = list(tree["text_post_app_info"]["text_fragments"]["fragments"])
    if not any(fragment["plaintext"].raw for fragment in fragments):
        builder.add(tree["caption"]["text"].text.removeprefix(WORD_JOINER))
        return builder.build()
    for index, fragment in enumerate(fragments):
        words = fragment["plaintext"].text
        _add_fragment(builder, fragment, words if index else words.removeprefix(WORD_JOINER))
    return builder.build()


def _add_fragment(builder: TextBuilder, fragment: JsonTree, words: str) -> None:
    mentioned = fragment["mention_fragment"]["mentioned_user"]["username"].stripped
    address = _unwrap_address(fragment["link_fragment"]["uri"].url or fragment["linkified_web_url"].url)
    if mentioned:
        builder.add(words, SpanKind.MENTION, f"{HOME}/@{mentioned}")
    elif address:
        builder.add(address if words.rstrip().endswith(SHORTENED) else words, SpanKind.LINK, address)
    else:
        builder.add(words)


def _unwrap_address(address: str | None) -> str | None:
    """The address behind `l.threads.com/?u=…`."""
    if not address or not (split_url(address).hostname or "").startswith("l."):
        return address
    return safe_address(next(iter(parse_qs(split_url(address).query).get("u", ())), None)) or address


def _parse_media(tree: JsonTree) -> Iterator[Media]:
    items = list(tree["carousel_media"]) if tree["media_type"].integer == CAROUSEL else [tree]
    for item in items:
        picture = item["image_versions2"]["candidates"][0]["url"].url
        video = item["video_versions"][0]["url"].url
        alt = item["accessibility_caption"].stripped
        if video:
            yield Media(MediaKind.VIDEO, video, alt, poster_url=picture)
        elif picture and (item is not tree or tree["media_type"].integer in {IMAGE, VIDEO}):
            yield Media(MediaKind.IMAGE, picture, alt)
    link = tree["text_post_app_info"]["link_preview_attachment"]
    if address := _unwrap_address(link["url"].url):
        yield Media(MediaKind.CARD, address, link["title"].stripped, poster_url=link["image_url"].url)


def _parse_quote(share: JsonTree) -> Quote | None:
    quoted = share["quoted_post"]
    if quoted["code"].is_text:
        post = _parse_post(quoted, None)
        return Quote(post.text, post.author, post.url, post.posted_at, post.media)
    is_unavailable = share["quoted_attachment_post_unavailable"].is_true
    return Quote("", unavailable=message("quote_unavailable.threads")) if is_unavailable else None
