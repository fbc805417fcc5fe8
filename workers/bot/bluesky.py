"""The bot on Bluesky: mentions among its notifications, the posts above one, and an answer under a key of its own.

Learned from the lexicons `app.bsky.notification.listNotifications`, `app.bsky.feed.getPostThread`, `com.atproto.repo.putRecord`
and from https://atproto.com/specs/tid. The key of an answer is made from the mention's address, and the record is put only
where there is none: the server itself sees to it that a mention is answered once, whatever became of an earlier try.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from domain.bot_login import BotLogin
from domain.errors import BotFailed
from domain.messages import message
from domain.shapes.mention import Mention, NewMention, Sought
from domain.shapes.reading import Site
from workers.bot.bluesky_client import BlueskyClient
from workers.bot.site import FAULTY, MAX_PAGES, REFUSES_BOTS, Answer, Mentions, Sent, Session, refusal
from workers.fetch import Fetcher
from workers.sources.bluesky.post import did_of
from workers.sources.parsing.json_tree import JsonTree

POSTS: Final = "app.bsky.feed.post"
PAGE: Final = 100
HIGHEST: Final = 200
BOT_LABEL: Final = "bot"
TID_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
TID_LENGTH: Final = 13


def list_mentions(login: BotLogin, session: Session, fetcher: Fetcher, since: datetime) -> tuple[Mentions, Session]:
    client, listed, cursor = BlueskyClient(login, session, fetcher), [], None
    for _ in range(MAX_PAGES):
        query = [("limit", str(PAGE)), ("reasons", "mention"), ("reasons", "reply")]
        status, tree = client.get("app.bsky.notification.listNotifications", query + ([("cursor", cursor)] if cursor else []))
        if status != 200:
            raise BotFailed("refused", status=status, why=tree["message"].text[:200])
        page = [(item, item["indexedAt"].timestamp) for item in tree["notifications"]]
        account = client.session.account
        listed += [mention for item, when in page if when and when >= since and (mention := _mention(item, when, account))]
        cursor = tree["cursor"].id
        if cursor is None or not page or any(when and when < since for _, when in page[-1:]):
            break
    return Mentions(client.session.account, tuple(listed)), client.session


def _mention(item: JsonTree, when: datetime, account: str) -> NewMention | None:
    """A post that mentions the bot, or answers it; None for other notifications, and for posts of its own."""
    uri, asker, record = item["uri"].id, item["author"]["did"].id, item["record"]
    to_bot = did_of(record["reply"]["parent"]["uri"].id) == account
    relevant = item["reason"].raw == "mention" or (item["reason"].raw == "reply" and to_bot)
    if not relevant or uri is None or asker is None or asker == account:
        return None
    return NewMention(
        site=Site.BLUESKY,
        address=uri,
        post=uri,
        url=_page(uri),
        asker=asker,
        handle=item["author"]["handle"].stripped or asker,
        text=record["text"].text,
        asked_at=when,
        language=record["langs"][0].stripped,
        is_bot=_has_label(item["author"], BOT_LABEL),
        to_bot=to_bot,
    )


def find_thread(login: BotLogin, session: Session, fetcher: Fetcher, mention: Mention) -> tuple[Sought, Session]:
    client = BlueskyClient(login, session, fetcher)
    thread = _thread(client, mention, HIGHEST)
    sought = _sought(thread, client.session.account) if thread else Sought(reason=message("bot.deleted_mention"), ignore=True)
    if sought.url and _refuses(client, sought.author):
        sought = Sought(conversation=sought.conversation, author=sought.author, reason=message("bot.opted_out"))
    return sought, client.session


def _thread(client: BlueskyClient, mention: Mention, height: int) -> JsonTree | None:
    """The mention with what is above it and the answers below; None when it is not there any more."""
    query = [("uri", mention.post), ("depth", "1"), ("parentHeight", str(height))]
    status, tree = client.get("app.bsky.feed.getPostThread", query)
    if status not in (200, 400, 404):
        raise BotFailed("refused", status=status, why=tree["message"].text[:200])
    thread = tree["thread"]
    return thread if thread["post"]["uri"].present else None


def _sought(thread: JsonTree, account: str) -> Sought:
    post, above = thread["post"], _above(thread)
    if post["viewer"]["replyDisabled"].is_true:
        return Sought(reason=message("bot.replies_closed"), ignore=True)
    if any(parent["post"]["author"]["did"].id == account for parent in above):
        return Sought(reason=message("bot.own_chain"), ignore=True)
    reply = post["record"]["reply"]
    parent_uri, root = reply["parent"]["uri"].id, reply["root"]["uri"].id or post["uri"].id or ""
    if parent_uri is None:
        quoted = _quoted(post["record"]["embed"])
        return _target(quoted, quoted, thread) if quoted else Sought(conversation=root, reason=message("bot.no_thread"))
    parent, grandparent = above[0] if above else JsonTree(), above[1] if len(above) > 1 else JsonTree()
    own_chain = did_of(grandparent["post"]["uri"].id) == did_of(parent_uri)
    # Under somebody else's single comment people mean the thread that it comments on.
    is_author = did_of(root) == did_of(parent_uri) or own_chain
    target = parent_uri if is_author else root
    node = parent if is_author else next((other for other in above if other["post"]["uri"].id == root), above[-1])
    return _target(target, root, node)


def _above(thread: JsonTree) -> list[JsonTree]:
    """The posts above, the nearest first; a deleted or blocked one is the last."""
    above, parent = [], thread["parent"]
    while parent.is_object:
        above.append(parent)
        parent = parent["parent"]
    return above


def _target(uri: str, root: str, node: JsonTree) -> Sought:
    author = did_of(uri) or ""
    profile = node["post"]["author"] if did_of(node["post"]["uri"].id) == author else JsonTree()
    handle = profile["handle"].stripped
    if node["notFound"].is_true:
        return Sought(conversation=root, author=author, reason=message("bot.gone"))
    if node["blocked"].is_true or profile["viewer"]["blockedBy"].is_true:
        return Sought(conversation=root, author=author, reason=message("bot.withheld"))
    return Sought(_page(uri), root, author, handle)


def _quoted(embed: JsonTree) -> str | None:
    """The address of a post that is quoted."""
    uri = embed["record"]["uri"].id or embed["record"]["record"]["uri"].id
    return uri if uri and f"/{POSTS}/" in uri else None


def _refuses(client: BlueskyClient, author: str) -> bool:
    """Whether the author's profile asks bots to stay away."""
    status, profile = client.get("app.bsky.actor.getProfile", [("actor", author)])
    blocked = profile["viewer"]["blockedBy"].is_true
    return status == 200 and (blocked or REFUSES_BOTS.search(profile["description"].text) is not None)


def send_answer(login: BotLogin, session: Session, fetcher: Fetcher, mention: Mention, answer: Answer) -> tuple[Sent, Session]:
    client = BlueskyClient(login, session, fetcher)
    thread = _thread(client, mention, 0)
    if thread is None:
        return Sent(obstacle=message("bot.deleted_mention")), client.session
    account = client.session.account
    own = f"at://{account}/{POSTS}/{answer_key(mention.address, mention.asked_at)}"
    earlier = next((uri for reply in thread["replies"] if (uri := reply["post"]["uri"].id) and did_of(uri) == account), None)
    if earlier:
        return Sent(earlier), client.session
    if thread["post"]["viewer"]["replyDisabled"].is_true:
        return Sent(obstacle=message("bot.replies_closed")), client.session
    body = {"repo": account, "collection": POSTS, "rkey": own.rpartition("/")[2], "swapRecord": None}
    status, tree = client.post("com.atproto.repo.putRecord", {**body, "record": _record(thread["post"], answer)})
    present = tree["error"].raw == "InvalidSwap"  # there is a record: an earlier try has sent it
    if status in FAULTY and not present:
        return Sent(obstacle=refusal(status, tree["message"].text)), client.session
    if status != 200 and not present:
        raise BotFailed("refused", status=status, why=tree["message"].text[:200])
    return Sent(own), client.session


def _record(post: JsonTree, answer: Answer) -> dict[str, object]:
    mentioned = {"uri": post["uri"].raw, "cid": post["cid"].raw}
    root = post["record"]["reply"]["root"]
    first = {"uri": root["uri"].raw, "cid": root["cid"].raw} if root["uri"].id else mentioned
    record: dict[str, object] = {
        "$type": POSTS,
        "text": answer.text,
        "createdAt": f"{answer.created_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "langs": [answer.language],
        "reply": {"root": first, "parent": mentioned},
    }
    if answer.url:
        start = len(answer.text.partition(answer.url)[0].encode())
        index = {"byteStart": start, "byteEnd": start + len(answer.url.encode())}
        link = {"$type": "app.bsky.richtext.facet#link", "uri": answer.url}
        card = {"uri": answer.url, "title": answer.title, "description": answer.about}
        record["facets"] = [{"index": index, "features": [link]}]
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    return record


def answer_key(address: str, asked_at: datetime) -> str:
    """The record key of the answer to a mention: a TID of about the mention's time, the same at each try."""
    digest = int.from_bytes(hashlib.sha256(address.encode()).digest()[:4], "big")
    microseconds = (asked_at - datetime.fromtimestamp(0, asked_at.tzinfo)) // timedelta(seconds=1) * 1_000_000
    number = ((microseconds + digest % 1_000_000) << 10 | digest >> 22) & (1 << 63) - 1
    return "".join(TID_DIGITS[number >> 5 * place & 31] for place in reversed(range(TID_LENGTH)))


def _page(uri: str) -> str:
    return f"https://bsky.app/profile/{did_of(uri)}/post/{uri.rpartition('/')[2]}"


def _has_label(author: JsonTree, name: str) -> bool:
    return any(label["val"].raw == name and not label["neg"].is_true for label in author["labels"])
