"""X's own answers about a conversation, as its page receives them: `TweetDetail`, or a single post (`TweetResultByRestId`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Gone, LoginRequired, NotAThread, PageChanged
from domain.messages import Message, message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import Answer, is_json, read_answers
from workers.sources.x.graphql_post import UNAVAILABLE_REASONS, Result, parse_result
from workers.sources.x.timeline import Item, instructions_of, timeline_items

CONVERSATION_KEY = b'"tweet_results"'  # holds each post of a conversation
SINGLE_KEY = b'"tweetResult"'  # holds a post that was requested alone
ONE_POST_ONLY = message("one_post_only.x")
HIDDEN = message("more_hidden")
NOT_LOADED = message("more_not_loaded.x")
REPLIES_NOT_LOADED = message("replies_not_loaded")
LOGIN_REASONS = (UNAVAILABLE_REASONS["Protected"], UNAVAILABLE_REASONS["NsfwLoggedOut"])
LOGIN_WORDS = ("logged in", "age-restricted", "limits who")


class XTweetDetail:
    """A conversation as X's own page receives it (`TweetDetail`, 2023 to 2026), or one post (`TweetResultByRestId`)."""

    name = "x tweet detail"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return is_json(capture) and (CONVERSATION_KEY in capture.body or SINGLE_KEY in capture.body)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone or LoginRequired when X shows no post, NotAThread for a list of posts, PageChanged."""
        answers = read_answers(capture)
        single = next((answer.tree["data"]["tweetResult"] for answer in answers if answer.tree["data"]["tweetResult"]), None)
        if single is not None:
            reading = _read_single(parse_result(single["result"]))
        elif any(instructions_of(answer).present for answer in answers):
            reading = _read_conversation(answers, apply_hints(Reading(self.site, ()), capture).focus)
        else:
            raise NotAThread("x_json_list")
        return apply_hints(reading, capture)


def _read_single(result: Result) -> Reading:
    if result.post is None:
        raise _unavailable_error([result])
    post = replace(result.post, replies=None)
    return Reading(
        site=Site.X,
        posts=(post,),
        author=post.author,
        focus=post.id,
        linked=True,
        reasons=(ONE_POST_ONLY,),
        posts_seen=1,
    )


@dataclass(slots=True)
class _Collected:
    """Posts, and the places where some are missing. `has_more` says that X has more of the conversation than the answers."""

    posts: list[Post] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    has_more: bool = False


def _read_conversation(answers: Sequence[Answer], focus_id: str | None) -> Reading:
    items = list(timeline_items(answers))
    results = [item.result for item in items if item.result]
    if not any(result.post for result in results):
        raise _unavailable_error(results)
    focus = _focus(items, focus_id)
    conversation = next(result.conversation for result in results if result.post and result.post.id == focus.id)
    own_items = [item for item in items if _is_in_conversation(item, conversation)]
    collected = _collect(own_items, focus.author)
    posts = [replace(post, replies=None) for post in collected.posts] if collected.has_more else collected.posts
    ends_with_others = collected.has_more and posts[-1].author != focus.author
    return Reading(
        site=Site.X,
        posts=tuple(posts),
        author=focus.author,
        focus=focus.id,
        linked=True,
        holes=tuple(collected.holes),
        reasons=(REPLIES_NOT_LOADED,) if ends_with_others else (),
        posts_seen=sum(1 for item in own_items if item.result and item.result.post),
    )


def _focus(items: Sequence[Item], focus_id: str | None) -> Post:
    """The requested post; else the last post of the main line, below which the branches are."""
    posts = [(item.branch, item.result.post) for item in items if item.result and item.result.post]
    by_id = [post for _, post in posts if focus_id and post.id == focus_id]
    main_line = [post for branch, post in posts if branch is None]
    return (by_id or main_line[-1:] or [posts[0][1]])[0]


def _is_in_conversation(item: Item, conversation: str | None) -> bool:
    """Whether an item belongs to that conversation; posts of others are recommendations, in whatever entry they are."""
    own = item.result.conversation if item.result and item.result.post else None
    return own is None or conversation is None or own == conversation


def _collect(items: Sequence[Item], author: Author) -> _Collected:
    collected = _Collected()
    last_in_branch: dict[str | None, int] = {}
    # In a branch with posts by others, a post missing above one of the author's may be by anybody.
    mixed = {item.branch for item in items if item.result and item.result.post and item.result.post.author != author} - {None}
    for index, item in enumerate(items):
        if item.result and item.result.post:
            post = item.result.post
            last_in_branch[item.branch] = len(collected.posts)
            collected.posts.append(replace(post, reply_to_handle=None) if item.branch in mixed else post)
        elif item.cursor:
            in_branch = last_in_branch.get(item.branch, last_in_branch.get(None, -1))
            after = in_branch if item.branch else len(collected.posts) - 1
            collected.holes.append(Hole(after, None, HIDDEN if item.branch else NOT_LOADED))
            collected.has_more = True
        elif item.result and _is_by_author(items, index, author):
            reason = message("tombstone.quoted", speaker="X", notice=item.result.unavailable)
            collected.holes.append(Hole(len(collected.posts) - 1, 1, reason))
    return collected


def _is_by_author(items: Sequence[Item], index: int, author: Author) -> bool:
    """Whether a post that X does not show is the author's, judged by the posts before and after it in its branch."""
    branch = items[index].branch
    after = next(_posts_in_branch(items[index + 1 :], branch), None)
    before = next(_posts_in_branch(reversed(items[:index]), branch), None)
    if after is not None and after.author == author:
        return after.reply_to_handle in (None, author.handle) or (before is not None and before.author == author)
    return branch is None and after is None and before is not None and before.author == author


def _posts_in_branch(items: Sequence[Item] | Iterator[Item], branch: str | None) -> Iterator[Post]:
    return (item.result.post for item in items if item.branch == branch and item.result and item.result.post)


def _unavailable_error(results: Sequence[Result]) -> Gone | LoginRequired | PageChanged:
    """The error for answers without posts, with the reason of the last result."""
    if not results:
        return PageChanged("X", "TimelineAddEntries")
    reason = results[-1].unavailable
    return LoginRequired("x", words=reason) if _needs_login(reason) else Gone("x", words=reason)


def _needs_login(reason: Message) -> bool:
    words = str(dict(reason.values).get("words", "")).lower()
    return reason in LOGIN_REASONS or any(word in words for word in LOGIN_WORDS)
