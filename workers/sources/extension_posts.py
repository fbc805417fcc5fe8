"""Posts that the extension collected from a site's page, whatever site: the `posts` object of the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

from domain.errors import Invalid, NotAThread
from domain.messages import Message, message
from domain.shapes.capture import Capture, Via
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints, post_address
from workers.sources.parsing.answers import read_answers
from workers.sources.parsing.html_page import parse_html
from workers.sources.parsing.html_text import text_and_spans
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.plain_html import plain_element

# Why the extension stopped, by its own word for it. Of these it knows that something is missing…
KNOWN_MISSING = {
    "hidden_posts": "The page hides posts of this thread, and the extension could not open them.",
    "no_more": "The page showed a line to a next post, and never the post itself.",
    "no_beginning": "The beginning of the thread was not on the page.",
}
# … and of these only that it has not seen the end.
UNPROVEN = {
    "login_wall": "The extension stopped where the site wants a login before it shows more.",
    "page_left": "The extension stopped because the page was left.",
    "cancelled": "Somebody stopped the extension before it had seen the end.",
    "stalled": "The extension stopped because the page loaded nothing more.",
    "replies": "The extension stopped because only answers by others came any more.",
    "limit": "The extension stopped because this is longer than one collection may be.",
    "passed_over": "The page moved on faster than the extension could read it.",
    "cut_texts": "The extension could not open all texts in full.",
    "no_proof": "The extension saw an end, and nothing that proves it to be the thread's.",
}
BEGINNING = "no_beginning"
HIDDEN = "hidden_posts"
NOTHING = "The extension collected no posts here."


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
        author = _author(tree["author"], Author())
        posts = [_post(item, author) for item in tree["items"]]
        if site is Site.MASTODON:  # its pages know posts by numbers that only their own server knows
            posts = [_of_host(post, urlsplit(tree["url"].url or capture.url or "").netloc) for post in posts]
        author = author if author != Author() else posts[0].author
        linked = any(post.reply_to for post in posts)
        chain = _joined(posts, author) if linked else [post for post in posts if _is_by(post, author)]
        complete = tree["complete"].is_true
        reading = Reading(
            site=site,
            posts=tuple(chain),
            author=author,
            url=tree["url"].url,
            linked=linked,
            ends=complete,
            holes=() if complete else tuple(_holes(tree["stopped"].raw, posts if linked else chain, author)),
            reasons=() if complete else tuple(_told(tree["stopped"])),
            posts_seen=len(chain),
        )
        found = apply_hints(reading, capture)
        here = {post.id for post in chain}
        return found if found.focus in here else replace(found, focus=chain[0].id)


def _check(tree: JsonTree) -> None:
    """Raises Invalid."""
    if not tree.is_object or not tree["items"].is_list:
        raise Invalid("This is not what the extension sends.", {"items": "A list of posts is missing."})
    if not len(tree["items"]):
        raise NotAThread(NOTHING)
    faults: dict[str, str] = {}
    ids: set[str] = set()
    for index, item in enumerate(tree["items"]):
        faults |= dict(_faults(item, f"items[{index}]"))
        if item["id"].id in ids:
            faults[f"items[{index}].id"] = "Two posts have this id."
        ids |= {item["id"].id or ""} - {""}
    if faults:
        raise Invalid("Some of these posts are not in the shape that the API names.", faults)


def _faults(item: JsonTree, name: str) -> Iterator[tuple[str, str]]:
    if not item.is_object:
        yield name, "Not an object."
        return
    if item["text"].present and not item["text"].is_text:
        yield f"{name}.text", "Not a text."
    for field in ("media",):
        if item[field].present and not item[field].is_list:
            yield f"{name}.{field}", "Not a list."
    if item["quote"].present and not item["quote"].is_object:
        yield f"{name}.quote", "Not an object."
    if not (item["text"].stripped or len(item["media"]) or item["quote"].present):
        yield name, "A post without words, pictures or a quote."


def _site(tree: JsonTree, capture: Capture) -> Site:
    """What the extension calls it; a site that only it knows is the web."""
    try:
        return Site(tree["site"].raw)
    except ValueError:
        address = post_address(capture.url or tree["url"].url)
        return address.site if address else Site.WEB


def _author(tree: JsonTree, otherwise: Author) -> Author:
    """An object, or a handle alone."""
    if tree.is_text:
        alone = tree.text.strip().removeprefix("@")
        return otherwise if alone == otherwise.handle else Author(handle=alone or None)
    name, handle = tree["name"].stripped, (tree["handle"].stripped or "").removeprefix("@") or None
    if not (name or handle):
        return otherwise
    return Author(name, handle, tree["url"].url, tree["avatar_url"].url)


def _post(item: JsonTree, author: Author) -> Post:
    text, spans = _words(item)
    return Post(
        text=text,
        id=item["id"].id,
        url=item["url"].url,
        author=_author(item["author"], author),
        posted_at=item["posted_at"].timestamp,
        reply_to=item["reply_to"].id,
        spans=spans,
        media=tuple(_media(item["media"])),
        quote=_quote(item["quote"]) if item["quote"].present else None,
        truncated=item["truncated"].is_true,
    )


def _of_host(post: Post, host: str) -> Post:
    """Under the identity that `fediverse_id` gives it elsewhere."""
    host = urlsplit(post.url or "").netloc or host
    named = {name: f"{host}/{id_}" for name, id_ in (("id", post.id), ("reply_to", post.reply_to)) if id_}
    return replace(post, id=named.get("id"), reply_to=named.get("reply_to"))


def _words(item: JsonTree) -> tuple[str, tuple[Span, ...]]:
    """The text; what its parts are is taken from the HTML when that says the same."""
    text = item["text"].text.strip()
    if item["html"].stripped:
        words, spans = text_and_spans(parse_html(item["html"].text), plain_element)
        if words == text:
            return text, spans
    return text, ()


def _media(media: JsonTree) -> Iterator[Media]:
    for each in media:
        kind = each["kind"].raw
        known = MediaKind(kind) if kind in set(MediaKind) else MediaKind.CARD if each["url"].url else None
        if known:
            yield Media(known, each["url"].url, each["alt"].stripped, each["poster_url"].url)


def _quote(tree: JsonTree) -> Quote:
    return Quote(
        text=tree["text"].text.strip(),
        author=_author(tree["author"], Author()),
        url=tree["url"].url,
        posted_at=tree["posted_at"].timestamp,
        media=tuple(_media(tree["media"])),
        unavailable=message("quote_unavailable.words", words=words) if (words := tree["unavailable"].stripped) else None,
    )


def _is_by(post: Post, author: Author) -> bool:
    mine, theirs = (author.handle, post.author.handle) if author.handle else (author.name, post.author.name)
    return (mine or "").casefold() == (theirs or "").casefold()


def _joined(posts: Sequence[Post], author: Author) -> list[Post]:
    """The posts, each of the author's that says no more than where it stands linked to the one before."""
    joined: list[Post] = []
    before: str | None = None
    for index, post in enumerate(posts):
        own, id_ = _is_by(post, author), post.id or f"item {index}"
        joined.append(replace(post, id=id_, reply_to=post.reply_to or (before if own else None)))
        before = id_ if own else before
    return joined


def _holes(stopped: str, posts: Sequence[Post], author: Author) -> Iterator[Hole]:
    """Where posts are known to be missing. Where a link leads to what is not here, that is told elsewhere."""
    own = [index for index, post in enumerate(posts) if _is_by(post, author)]
    if stopped not in KNOWN_MISSING or not own:
        return
    reason = Message(stopped, KNOWN_MISSING[stopped])
    here = {post.id for post in posts}
    loose = [before for before, index in pairwise(own) if posts[index].reply_to is None]
    if stopped == BEGINNING:
        yield Hole(-1, None, reason)
    elif stopped == HIDDEN and 0 < len(loose) < len(own) - 1:
        yield from (Hole(index, None, reason) for index in loose)
    elif stopped != HIDDEN or all(posts[index].reply_to in here for index in own[1:]):
        yield Hole(own[-1], None, reason)


def _told(stopped: JsonTree) -> Iterator[Message]:
    words = stopped.stripped
    if words in UNPROVEN:
        yield Message("collecting_stopped", UNPROVEN[words])
    elif words and words not in KNOWN_MISSING:
        yield Message("collecting_stopped", f"The extension stopped before it had seen the end: {words[:200]}.")
