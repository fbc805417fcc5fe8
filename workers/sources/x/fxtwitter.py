"""Answers of fxtwitter and similar services: one post (`tweet`, `status`), sometimes with the author's thread (`thread`)."""

from __future__ import annotations

from dataclasses import replace

from domain.errors import Gone, PageChanged
from domain.messages import message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.text_builder import TextBuilder
from workers.sources.x.entities import HOME
from workers.sources.x.post import parse_date, status_url

FORMAT = "fxtwitter"
POST_KEYS = (b'"tweet"', b'"status"', b'"thread"')
KINDS = {"photo": MediaKind.IMAGE, "video": MediaKind.VIDEO, "gif": MediaKind.GIF}
SPANS = {"url": SpanKind.LINK, "mention": SpanKind.MENTION, "hashtag": SpanKind.HASHTAG}
ONE_POST_ONLY = message("one_post_only.fxtwitter")


class FxTwitter:
    """A post of X by way of fxtwitter."""

    name = "fxtwitter"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        if (form := envelope_format(capture)) is not None:
            return form == FORMAT
        body = capture.body
        return b'"raw_text"' in body and b'"screen_name"' in body and any(key in body for key in POST_KEYS)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone when there is no post in it, PageChanged."""
        trees = [answer.tree for answer in read_answers(capture)]
        requested = next((post for tree in trees if (post := tree["tweet"] or tree["status"]).is_object), None)
        if requested is None:
            words = next((text for tree in trees if (text := tree["message"].stripped)), None)
            raise Gone("fxtwitter", words=words) if words else Gone()
        posts = {post.id: post for tree in trees for item in (*tree["thread"], requested) for post in (_parse_post(item),)}
        focus = _parse_post(requested)
        return apply_hints(
            Reading(
                site=self.site,
                posts=tuple(posts.values()),
                author=focus.author,
                focus=focus.id,
                linked=True,
                reasons=(ONE_POST_ONLY,) if len(posts) == 1 else (),
                posts_seen=len(posts),
            ),
            capture,
        )


def _parse_post(tree: JsonTree) -> Post:
    author, id_ = _parse_author(tree["author"]), tree["id"].id
    if id_ is None or not (tree["text"].is_text or tree["raw_text"]["text"].is_text):
        raise PageChanged("fxtwitter", "tweet: id, text")
    text, spans = _text_and_spans(tree)
    parent = tree["replying_to"]
    return Post(
        text=text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=tree["created_timestamp"].timestamp or parse_date(tree["created_at"]),
        reply_to=tree["replying_to_status"].id or parent["status"].id or parent["post"].id,
        reply_to_handle=parent["screen_name"].stripped or parent.stripped,
        spans=spans,
        media=_parse_media(tree),
        quote=_parse_quote(tree["quote"]) if tree["quote"].is_object else None,
    )


def _parse_author(tree: JsonTree) -> Author:
    handle = tree["screen_name"].stripped
    return Author(tree["name"].stripped, handle, f"{HOME}/{handle}" if handle else None, tree["avatar_url"].url)


def _text_and_spans(tree: JsonTree) -> tuple[str, tuple[Span, ...]]:
    """From `raw_text` and its facets, whose indices count code points; else from `text`, in which links are in full."""
    raw = tree["raw_text"]["text"].raw
    builder = TextBuilder()
    if not raw:
        builder.add(tree["text"].text)
        return builder.build()
    display_range = tree["raw_text"]["display_text_range"]
    position, end = display_range[0].integer or 0, display_range[1].integer or len(raw)
    for facet in sorted(tree["raw_text"]["facets"], key=lambda facet: facet["indices"][0].integer or 0):
        start, stop = facet["indices"][0].integer, facet["indices"][1].integer
        if start is None or stop is None or start < position or not start < stop <= end:
            continue
        builder.add(raw[position:start])
        builder.add(*_parse_facet(facet, raw[start:stop]))
        position = stop
    builder.add(raw[position:end])
    return builder.build()


def _parse_facet(facet: JsonTree, text: str) -> tuple[str, SpanKind | None, str | None]:
    """The text to show for a facet, its kind and its address; no text for the address of a picture."""
    kind = SPANS.get(facet["type"].raw)
    if facet["type"].raw == "media":
        return "", None, None
    if kind is SpanKind.LINK:
        url = facet["replacement"].url or text
        return url, kind, url
    url = f"{HOME}/hashtag/{text[1:]}" if kind is SpanKind.HASHTAG else f"{HOME}/{text[1:]}"
    return text, kind, url if kind else None


def _parse_media(tree: JsonTree) -> tuple[Media, ...]:
    media = [
        Media(KINDS[kind], item["url"].url, item["altText"].stripped or item["alt_text"].stripped, item["thumbnail_url"].url)
        for item in tree["media"]["all"]
        if (kind := item["type"].raw) in KINDS
    ]
    choices = [label for choice in tree["poll"]["choices"] if (label := choice["label"].stripped)]
    return (*media, Media(MediaKind.POLL, alt="\n".join(choices))) if choices else tuple(media)


def _parse_quote(tree: JsonTree) -> Quote:
    post = replace(_parse_post(tree), quote=None)
    return Quote(post.text, post.author, post.url, post.posted_at, post.media)
