"""The export that X gives its members (`tweets.js`), alone or with `note-tweet.js` and `account.js` behind it in one text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import Invalid, NotAThread
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.post import author_of, content_of, created, status_url

SIGN = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.YTD\.\w+\.part\d+\s*=")
PART = re.compile(r"window\.YTD\.(?P<name>\w+)\.part\d+\s*=\s*(?=[\[{])")
POSTS = frozenset({"tweets", "tweet", "community_tweet"})
NOTES = frozenset({"note_tweet", "noteTweet"})
ACCOUNT = "account"
ALIKE = 60  # letters in which the beginning of a long post and its whole text agree; their ids differ
NAMED = 5  # threads that a refusal names


class XArchive:
    """The export that X gives its members (`tweets.js`, with `note-tweet.js` and `account.js` behind it): one thread of it."""

    name = "x archive"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is not MediaType.HTML and SIGN.match(capture.body[:200]) is not None

    def read(self, capture: Capture) -> Reading:
        """The thread that the Capture's address belongs to; without one the only thread there is.

        Raises NotAThread when there are several, or none.
        """
        parts = _parts(decode_capture(capture).text)
        account = next((each["account"] for name, each in parts if name == ACCOUNT), JsonTree())
        author = author_of(account["accountDisplayName"].stripped, account["username"].stripped, None, account["accountId"].id)
        notes = _notes([each["noteTweet"] for name, each in parts if name in NOTES])
        tweets = [each["tweet"] or each for name, each in parts if name in POSTS]
        posts = [_post(tweet, author, notes) for tweet in tweets if tweet["id_str"].id]
        asked = apply_hints(Reading(self.site, ()), capture).focus
        focus = _focus(posts, asked)
        thread = _connected(posts, focus)
        reading = Reading(
            site=self.site,
            posts=thread,
            author=author,
            focus=focus,
            linked=True,
            ends=not _broken(posts, author),
            posts_seen=len(thread) + len(tweets) - len(posts),
        )
        return apply_hints(reading, capture)


@dataclass(frozen=True, slots=True)
class _Note:
    """The whole text of a long post, and what stands in it."""

    beginning: str
    moment: str
    core: JsonTree


def _parts(text: str) -> list[tuple[str, JsonTree]]:
    """Every item of every part, with the part's name."""
    found: list[tuple[str, JsonTree]] = []
    at = 0
    while match := PART.search(text, at):
        items, at = JsonTree.parse_at(text, match.end())
        found += [(match["name"], each) for each in items]
    if not found:
        raise NotAThread("This export of X holds no posts.")
    return found


def _notes(notes: Sequence[JsonTree]) -> Mapping[str, _Note]:
    """By their first letters, and by when they were written."""
    found: dict[str, _Note] = {}
    for note in notes:
        core, moment = note["core"], _second(note["createdAt"])
        made = _Note(core["text"].raw[:ALIKE], moment, core)
        found[made.beginning] = made
        found.setdefault(moment, made)
    return found


def _second(tree: JsonTree) -> str:
    at = created(tree)
    return at.isoformat(timespec="seconds") if at else ""


def _post(tweet: JsonTree, author: Author, notes: Mapping[str, _Note]) -> Post:
    id_ = tweet["id_str"].id or ""
    content = content_of(tweet, JsonTree(), JsonTree())
    if content.truncated:
        note = notes.get(content.text[:ALIKE]) or notes.get(_second(tweet["created_at"]))
        if note:
            content = content_of(tweet, _as_note(note.core), JsonTree())
    return Post(
        text=content.text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=created(tweet["created_at"]),
        reply_to=tweet["in_reply_to_status_id_str"].id,
        reply_to_handle=tweet["in_reply_to_screen_name"].stripped,
        spans=content.spans,
        media=content.media,
        truncated=content.truncated,
    )


def _as_note(core: JsonTree) -> JsonTree:
    """The export names the parts of a long text otherwise than X's answers do."""
    links = [
        {
            "url": each["shortUrl"].raw,
            "expanded_url": each["expandedUrl"].raw,
            "indices": [each["fromIndex"].value, each["toIndex"].value],
        }
        for each in core["urls"]
    ]
    return JsonTree({"text": core["text"].raw, "entity_set": {"urls": links}})


def _focus(posts: Sequence[Post], asked: str | None) -> str:
    """The id of a post of the one thread that is meant."""
    ids = {post.id for post in posts}
    if asked is not None:
        if asked in ids:
            return asked
        raise Invalid("The post with this address is not in the export.", {"url": "Not among the posts of the export."})
    answers: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        if post.reply_to in ids:
            answers[post.reply_to or ""].append(post)
    roots = [post for post in posts if post.reply_to not in ids and post.id in answers]
    if len(roots) == 1:
        return roots[0].id or ""
    if not roots and len(posts) == 1:
        return posts[0].id or ""
    raise NotAThread(_several(roots, len(posts)))


def _connected(posts: Sequence[Post], focus: str) -> tuple[Post, ...]:
    """The posts that hang together with that one: an export holds all that its member ever wrote."""
    by_id = {post.id: post for post in posts}
    answers: dict[str | None, list[Post]] = defaultdict(list)
    for post in posts:
        answers[post.reply_to].append(post)
    root, seen = by_id[focus], set[str | None]()
    while root.reply_to in by_id and root.id not in seen:
        seen.add(root.id)
        root = by_id[root.reply_to]
    found = {root.id: root}
    waiting = [root]
    for post in waiting:
        fresh = [each for each in answers[post.id] if each.id not in found]
        found |= {each.id: each for each in fresh}
        waiting += fresh
    return tuple(found.values())


def _broken(posts: Sequence[Post], author: Author) -> bool:
    """Whether the member answered an own post that is not in the export: any thread could go on there."""
    ids = {post.id for post in posts}
    own = (author.handle or "").casefold()
    return any(
        post.reply_to and post.reply_to not in ids and (not own or (post.reply_to_handle or "").casefold() == own)
        for post in posts
    )


def _several(roots: Sequence[Post], count: int) -> str:
    if not roots:
        return f"This export of X holds {count:,} posts and no thread: none of them answers another."
    some = ", ".join(post.url or "" for post in roots[:NAMED])
    return f"This export of X holds {len(roots):,} threads. Say which one by the address of one of its posts, such as {some}."
