"""What fxtwitter and its kin answer: one post (`tweet`, `status`), sometimes the author's thread beside it (`thread`)."""

from __future__ import annotations

from dataclasses import replace

from domain.errors import Gone, PageChanged
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.text_builder import TextBuilder
from workers.sources.x.entities import HOME
from workers.sources.x.post import created, status_url

FORMAT = "fxtwitter"
SIGNS = (b'"tweet"', b'"status"', b'"thread"')  # where the posts stand
KINDS = {"photo": MediaKind.IMAGE, "video": MediaKind.VIDEO, "gif": MediaKind.GIF}
SPANS = {"url": SpanKind.LINK, "mention": SpanKind.MENTION, "hashtag": SpanKind.HASHTAG}
ALONE = Message(
    "one_post_only",
    "This answer holds one post and does not say whether more belong to it. The extension can collect the rest from X's page.",
)


class FxTwitter:
    """A post of X by way of fxtwitter."""

    name = "fxtwitter"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        if (found := envelope_format(capture)) is not None:
            return found == FORMAT
        return b'"raw_text"' in capture.body and b'"screen_name"' in capture.body and any(s in capture.body for s in SIGNS)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone when there is no post in it, PageChanged."""
        trees = [answer.tree for answer in read_answers(capture)]
        asked = next((post for tree in trees if (post := tree["tweet"] or tree["status"]).is_object), None)
        if asked is None:
            said = next((words for tree in trees if (words := tree["message"].stripped)), None)
            raise Gone(f"There is no such post, says fxtwitter: “{said}”" if said else None)
        posts = {post.id: post for tree in trees for each in (*tree["thread"], asked) for post in (_post(each),)}
        focus = _post(asked)
        return apply_hints(
            Reading(
                site=self.site,
                posts=tuple(posts.values()),
                author=focus.author,
                focus=focus.id,
                linked=True,
                reasons=(ALONE,) if len(posts) == 1 else (),
                posts_seen=len(posts),
            ),
            capture,
        )


def _post(tree: JsonTree) -> Post:
    author, id_ = _author(tree["author"]), tree["id"].id
    if id_ is None or not (tree["text"].is_text or tree["raw_text"]["text"].is_text):
        raise PageChanged("fxtwitter", "tweet: id, text")
    text, spans = _words(tree)
    answered = tree["replying_to"]
    return Post(
        text=text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=tree["created_timestamp"].timestamp or created(tree["created_at"]),
        reply_to=tree["replying_to_status"].id or answered["status"].id or answered["post"].id,
        reply_to_handle=answered["screen_name"].stripped or answered.stripped,
        spans=spans,
        media=_media(tree),
        quote=_quote(tree["quote"]) if tree["quote"].is_object else None,
    )


def _author(tree: JsonTree) -> Author:
    handle = tree["screen_name"].stripped
    return Author(tree["name"].stripped, handle, f"{HOME}/{handle}" if handle else None, tree["avatar_url"].url)


def _words(tree: JsonTree) -> tuple[str, tuple[Span, ...]]:
    """From `raw_text` and its facets, whose indices count code points; else `text`, which has whole links already."""
    raw = tree["raw_text"]["text"].raw
    if not raw:
        wording = TextBuilder()
        wording.add(tree["text"].text)
        return wording.done()
    shown = tree["raw_text"]["display_text_range"]
    at, end = shown[0].integer or 0, shown[1].integer or len(raw)
    wording = TextBuilder()
    for facet in sorted(tree["raw_text"]["facets"], key=lambda facet: facet["indices"][0].integer or 0):
        start, stop = facet["indices"][0].integer, facet["indices"][1].integer
        if start is None or stop is None or start < at or not start < stop <= end:
            continue
        wording.add(raw[at:start])
        wording.add(*_facet(facet, raw[start:stop]))
        at = stop
    wording.add(raw[at:end])
    return wording.done()


def _facet(facet: JsonTree, there: str) -> tuple[str, SpanKind | None, str | None]:
    """The words of a facet, what they are, and where they lead; no words for a picture's address."""
    kind = SPANS.get(facet["type"].raw)
    if facet["type"].raw == "media":
        return "", None, None
    if kind is SpanKind.LINK:
        whole = facet["replacement"].url or there
        return whole, kind, whole
    place = f"{HOME}/hashtag/{there[1:]}" if kind is SpanKind.HASHTAG else f"{HOME}/{there[1:]}"
    return there, kind, place if kind else None


def _media(tree: JsonTree) -> tuple[Media, ...]:
    made = [
        Media(KINDS[kind], each["url"].url, each["altText"].stripped or each["alt_text"].stripped, each["thumbnail_url"].url)
        for each in tree["media"]["all"]
        if (kind := each["type"].raw) in KINDS
    ]
    choices = [label for each in tree["poll"]["choices"] if (label := each["label"].stripped)]
    return (*made, Media(MediaKind.POLL, alt="\n".join(choices))) if choices else tuple(made)


def _quote(tree: JsonTree) -> Quote:
    post = replace(_post(tree), quote=None)
    return Quote(post.text, post.author, post.url, post.posted_at, post.media)
