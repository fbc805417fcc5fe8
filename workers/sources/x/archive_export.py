"""The export that X gives its members (`tweets.js`), alone or followed by `note-tweet.js` and `account.js` in one text."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import Invalid, NotAThread
from domain.messages import message
from domain.reply_chain import longest_chain
from domain.shapes.capture import Capture, Hints, MediaType
from domain.shapes.choice import ThreadChoice
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.x.post import build_author, parse_content, parse_date, status_url

BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.YTD\.\w+\.part\d+\s*=")
PART = re.compile(r"window\.YTD\.(?P<name>\w+)\.part\d+\s*=\s*(?=[\[{])")
POSTS = frozenset({"tweets", "tweet", "community_tweet"})
NOTES = frozenset({"note_tweet", "noteTweet"})
ACCOUNT = "account"
SAME_BEGINNING = 60  # code points that the beginning of a long post and its full text share; their ids differ
NAMED_THREADS = 5  # threads that a refusal names

Parts = list[tuple[str, JsonTree]]
"""Items of an export, each with the name of its part."""


class XArchive:
    """The export that X gives its members (`tweets.js`, with `note-tweet.js` and `account.js` behind it): one thread of it."""

    name = "x archive"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is not MediaType.HTML and BEGINNING.match(capture.body[:200]) is not None

    def read(self, capture: Capture) -> Reading:
        """The thread to which the Capture's address belongs; without an address, the only thread of the export.

        Raises NotAThread when there are several threads, or none; Invalid when the address is not in the export.
        """
        posts, author, count = _posts(_parse_parts(decode_capture(capture).text))
        requested = apply_hints(Reading(self.site, ()), capture).focus
        focus = _focus(posts, requested)
        thread = _Replies(posts).posts_with(focus)
        reading = Reading(
            site=self.site,
            posts=thread,
            author=author,
            focus=focus,
            linked=True,
            ends=next(_answers_to_lost_posts(posts, author), None) is None,
            posts_seen=len(thread) + count - len(posts),
        )
        return apply_hints(reading, capture)

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        """Every thread of the export, oldest first."""
        posts = sorted(
            _posts(_parse_parts(decode_capture(capture).text))[0], key=lambda post: (len(post.id or ""), post.id or "")
        )
        by_id = {post.id or "": post for post in posts}
        answers: dict[str, list[str]] = defaultdict(list)
        for post in posts:
            answers[post.reply_to or ""].append(post.id or "")
        roots = [id_ for id_, post in by_id.items() if post.reply_to not in by_id and answers.get(id_)]
        return tuple(ThreadChoice.of([by_id[id_] for id_ in longest_chain(root, answers)]) for root in roots)

    def excerpts(self, capture: Capture, threads: Sequence[ThreadChoice]) -> Iterator[Capture]:
        """The posts of each thread as the export has them, with the account, and long texts of posts at the same time.

        An answer to a post that the export lacks goes with each: it makes the end of every thread uncertain.
        """
        parts = _parse_parts(decode_capture(capture).text)
        posts, author, _ = _posts(parts)
        connected, places = _Replies(posts), _places(parts)
        lost = next(_answers_to_lost_posts(posts, author), None)
        for thread in threads:
            own = connected.posts_with(thread.id)
            keys = {ACCOUNT, *(post.id for post in own), *(_second(post.posted_at) for post in own), lost and lost.id}
            chosen = sorted({place for key in keys for place in places.get(key or "", ())})
            yield replace(capture, body=_write([parts[place] for place in chosen]), url=thread.url, hints=Hints())


def _places(parts: Parts) -> Mapping[str, list[int]]:
    """Where the items of an export are: the account, posts by their ids, long texts by their second."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, (name, item) in enumerate(parts):
        if name in POSTS:
            places[(item["tweet"] or item)["id_str"].id or ""].append(place)
        elif name in NOTES:
            places[_to_second(item["noteTweet"]["createdAt"])].append(place)
        elif name == ACCOUNT:
            places[ACCOUNT].append(place)
    places.pop("", None)
    return places


def _write(parts: Parts) -> bytes:
    """Items in the form of an export."""
    by_name: dict[str, list[object]] = defaultdict(list)
    for name, item in parts:
        by_name[name].append(item.value)
    written = (f"window.YTD.{name}.part0 = {json.dumps(items, ensure_ascii=False)}" for name, items in by_name.items())
    return "\n".join(written).encode("utf-8", "surrogatepass")


def _posts(parts: Parts) -> tuple[list[Post], Author, int]:
    """All posts of the export, the member, and how many entries for posts there are."""
    account = next((item["account"] for name, item in parts if name == ACCOUNT), JsonTree())
    name, handle = account["accountDisplayName"].stripped, account["username"].stripped
    author = build_author(name, handle, user_id=account["accountId"].id)
    notes = _index_notes([item["noteTweet"] for name, item in parts if name in NOTES])
    tweets = [item["tweet"] or item for name, item in parts if name in POSTS]
    posts = [_parse_post(tweet, author, notes) for tweet in tweets if tweet["id_str"].id]
    return posts, author, len(tweets)


@dataclass(frozen=True, slots=True)
class _Note:
    """The full text of a long post: its first code points, when it was posted, and its JSON."""

    beginning: str
    posted_at: str
    core: JsonTree


def _parse_parts(text: str) -> Parts:
    """Every item of every part, with the part's name."""
    parts: Parts = []
    position = 0
    while match := PART.search(text, position):
        items, position = JsonTree.parse_at(text, match.end())
        parts += [(match["name"], item) for item in items]
    if not parts:
        raise NotAThread("x_export_empty")
    return parts


def _index_notes(notes: Sequence[JsonTree]) -> Mapping[str, _Note]:
    """By their first code points, and by when they were posted."""
    index: dict[str, _Note] = {}
    for tree in notes:
        core, posted_at = tree["core"], _to_second(tree["createdAt"])
        note = _Note(core["text"].raw[:SAME_BEGINNING], posted_at, core)
        index[note.beginning] = note
        index.setdefault(posted_at, note)
    return index


def _to_second(tree: JsonTree) -> str:
    return _second(parse_date(tree))


def _second(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _parse_post(tweet: JsonTree, author: Author, notes: Mapping[str, _Note]) -> Post:
    id_ = tweet["id_str"].id or ""
    content = parse_content(tweet, JsonTree(), JsonTree())
    if content.truncated:
        note = notes.get(content.text[:SAME_BEGINNING]) or notes.get(_to_second(tweet["created_at"]))
        if note:
            content = parse_content(tweet, _to_graphql_note(note.core), JsonTree())
    return Post(
        text=content.text,
        id=id_,
        url=status_url(author.handle, id_),
        author=author,
        posted_at=parse_date(tweet["created_at"]),
        reply_to=tweet["in_reply_to_status_id_str"].id,
        reply_to_handle=tweet["in_reply_to_screen_name"].stripped,
        spans=content.spans,
        media=content.media,
        truncated=content.truncated,
    )


def _to_graphql_note(core: JsonTree) -> JsonTree:
    """The note with the keys that X's answers use; the export has other names for them."""
    links = [
        {
            "url": link["shortUrl"].raw,
            "expanded_url": link["expandedUrl"].raw,
            "indices": [link["fromIndex"].value, link["toIndex"].value],
        }
        for link in core["urls"]
    ]
    return JsonTree({"text": core["text"].raw, "entity_set": {"urls": links}})


def _focus(posts: Sequence[Post], requested: str | None) -> str:
    """The id of the requested post, or of the first post of the only thread."""
    ids = {post.id for post in posts}
    if requested is not None:
        if requested in ids:
            return requested
        raise Invalid("not_in_export", fields={"url": message("invalid.url_not_in_export")})
    parents = {post.reply_to for post in posts if post.reply_to in ids}
    roots = [post for post in posts if post.reply_to not in ids and post.id in parents]
    if len(roots) == 1:
        return roots[0].id or ""
    if not roots and len(posts) == 1:
        return posts[0].id or ""
    if not roots:
        raise NotAThread("x_export_without_thread", posts=len(posts))
    addresses = tuple(post.url or "" for post in roots[:NAMED_THREADS])
    raise NotAThread("x_export_with_threads", threads=len(roots), addresses=addresses)


class _Replies:
    """Who replies to whom: an export holds everything that its member ever posted."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._by_id = {post.id: post for post in posts}
        self._replies: dict[str | None, list[Post]] = defaultdict(list)
        for post in posts:
            self._replies[post.reply_to].append(post)

    def posts_with(self, focus: str) -> tuple[Post, ...]:
        """The posts connected to `focus` by replies."""
        root, visited = self._by_id[focus], set[str | None]()
        while root.reply_to in self._by_id and root.id not in visited:
            visited.add(root.id)
            root = self._by_id[root.reply_to]
        connected = {root.id: root}
        pending = [root]
        for post in pending:
            new = [reply for reply in self._replies[post.id] if reply.id not in connected]
            connected |= {reply.id: reply for reply in new}
            pending += new
        return tuple(connected.values())


def _answers_to_lost_posts(posts: Sequence[Post], author: Author) -> Iterator[Post]:
    """The member's replies to own posts that are not in the export: any thread may go on with such a post."""
    ids = {post.id for post in posts}
    own = (author.handle or "").casefold()
    for post in posts:
        if post.reply_to and post.reply_to not in ids and (not own or (post.reply_to_handle or "").casefold() == own):
            yield post
