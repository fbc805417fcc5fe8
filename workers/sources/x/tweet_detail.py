"""X's own answers about a conversation, as the page asks for them: `TweetDetail`, or a single post (`TweetResultByRestId`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Gone, LoginRequired, NotAThread, PageChanged
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import Answer, is_json, read_answers
from workers.sources.x.graphql_post import Result, result_of
from workers.sources.x.timeline import Item, instructions_of, items_of

SIGN = b'"tweet_results"'  # holds each post of a conversation
SINGLE = b'"tweetResult"'  # holds a post that was asked for alone
ALONE = Message(
    "one_post_only",
    "X gave this one post and does not say whether more belong to it. The extension can collect the rest from the page.",
)
HIDDEN = Message("more_hidden", "X hides more posts here behind “Show replies”; they were not loaded.")
CUT = Message("more_not_loaded", "X had not loaded all that follows here.")
OTHERS = Message(
    "replies_not_loaded", "X had not loaded all answers by others; if the author went on far below them, that is not here."
)
TIMELINE = "This is a list of posts out of X, not one thread. Open the thread itself and save that."


class XTweetDetail:
    """A conversation as X's own page receives it (`TweetDetail`, 2023 to 2026), or one post (`TweetResultByRestId`)."""

    name = "x tweet detail"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return is_json(capture) and (SIGN in capture.body or SINGLE in capture.body)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone or LoginRequired when X shows none of it, NotAThread for a list of posts, PageChanged."""
        answers = read_answers(capture)
        single = next((answer.tree["data"]["tweetResult"] for answer in answers if answer.tree["data"]["tweetResult"]), None)
        if single is not None:
            reading = _single(result_of(single["result"]))
        elif any(instructions_of(answer).present for answer in answers):
            reading = _conversation(answers, apply_hints(Reading(self.site, ()), capture).focus)
        else:
            raise NotAThread(TIMELINE)
        return apply_hints(reading, capture)


def _single(result: Result) -> Reading:
    if result.post is None:
        raise _refusal([result])
    post = replace(result.post, replies=None)
    return Reading(site=Site.X, posts=(post,), author=post.author, focus=post.id, linked=True, reasons=(ALONE,), posts_seen=1)


@dataclass(slots=True)
class _Found:
    """What reading the items leaves: posts, and the places where some are missing."""

    posts: list[Post] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    open: bool = False  # whether X has more of the conversation than is here


def _conversation(answers: Sequence[Answer], asked: str | None) -> Reading:
    items = list(items_of(answers))
    results = [item.result for item in items if item.result]
    if not any(result.post for result in results):
        raise _refusal(results)
    focus = _focus(items, asked)
    conversation = next(each.conversation for each in results if each.post and each.post.id == focus.id)
    ours = [item for item in items if _belongs(item, conversation)]
    found = _walk(ours, focus.author)
    posts = found.posts if not found.open else [replace(post, replies=None) for post in found.posts]
    others = found.open and posts[-1].author != focus.author
    return Reading(
        site=Site.X,
        posts=tuple(posts),
        author=focus.author,
        focus=focus.id,
        linked=True,
        holes=tuple(found.holes),
        reasons=(OTHERS,) if others else (),
        posts_seen=sum(1 for item in ours if item.result and item.result.post),
    )


def _focus(items: Sequence[Item], asked: str | None) -> Post:
    """The post that was asked for; else the last one of the main line, under which the branches hang."""
    posts = [(item.branch, item.result.post) for item in items if item.result and item.result.post]
    by_id = [post for _, post in posts if asked and post.id == asked]
    main = [post for branch, post in posts if branch is None]
    return (by_id or main[-1:] or [posts[0][1]])[0]


def _belongs(item: Item, conversation: str | None) -> bool:
    """Posts of other conversations are recommendations, whatever they are called."""
    theirs = item.result.conversation if item.result and item.result.post else None
    return theirs is None or conversation is None or theirs == conversation


def _walk(items: Sequence[Item], author: Author) -> _Found:
    found = _Found()
    places: dict[str | None, int] = {}  # of the last post in each branch
    # Among other people's answers, what is missing before an answer of the author's may be anyone's.
    mixed = {item.branch for item in items if item.result and item.result.post and item.result.post.author != author} - {None}
    for index, item in enumerate(items):
        if item.result and item.result.post:
            places[item.branch] = len(found.posts)
            found.posts.append(
                item.result.post if item.branch not in mixed else replace(item.result.post, reply_to_handle=None)
            )
        elif item.cursor:
            after = places.get(item.branch, places.get(None, -1)) if item.branch else len(found.posts) - 1
            found.holes.append(Hole(after, None, HIDDEN if item.branch else CUT))
            found.open = True
        elif item.result and _ours(items, index, author):
            reason = Message("tombstone", f"A post is missing here. X says: “{item.result.missing}”")
            found.holes.append(Hole(len(found.posts) - 1, 1, reason))
    return found


def _ours(items: Sequence[Item], index: int, author: Author) -> bool:
    """Whether a post that is not shown is the author's, as far as its neighbours tell."""
    branch = items[index].branch
    after = next(_posts(items[index + 1 :], branch), None)
    before = next(_posts(reversed(items[:index]), branch), None)
    if after is not None and after.author == author:
        return after.reply_to_handle in (None, author.handle) or (before is not None and before.author == author)
    return branch is None and after is None and before is not None and before.author == author


def _posts(items: Sequence[Item] | Iterator[Item], branch: str | None) -> Iterator[Post]:
    return (item.result.post for item in items if item.branch == branch and item.result and item.result.post)


def _refusal(results: Sequence[Result]) -> Gone | LoginRequired | PageChanged:
    """Why there is nothing: in X's own words where it has some."""
    said = [result.missing for result in results]
    if not said:
        return PageChanged("X", "TimelineAddEntries")
    words = said[-1]
    closed = any(word in words.lower() for word in ("logged in", "age-restricted", "limits who", "lets in"))
    return LoginRequired(f"X does not show this post: “{words}”") if closed else Gone(f"X does not show this post: “{words}”")
