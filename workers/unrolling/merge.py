"""Merges several Readings of one thread: matches their posts by id, else by number and words, and puts all in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.errors import NotAThread
from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import OF_OTHERS, Media, MediaKind, Post
from domain.shapes.reading import Hole, Reading, Site
from workers.numbering import number_posts
from workers.unrolling.chain import lost_posts

VIEWS = frozenset({Site.PASTE, Site.WEB})
"""Where a text was only seen; any other site is where its author published it."""
WORDED = frozenset({MediaKind.CARD, MediaKind.POLL, *OF_OTHERS})
"""Kinds that one capture of a post shows and another does not."""
NOTHING_IN_COMMON = Message("nothing_in_common")

Pair = tuple[int | None, int | None]
"""A post's index in the earlier and in the later Reading; None where a Reading does not have it."""


def merge_readings(readings: Sequence[Reading]) -> Reading:
    """One Reading of all posts. Each Reading is a chain with its numbers found, the latest last.

    A post in several of them is taken once: the longer text where one is truncated, else the latest. Posts that had no number
    in their own Reading may have one among those of the others. A limited Reading replaces no words of another one. Raises
    NotAThread where no Reading has posts.
    """
    with_posts = sorted((reading for reading in readings if reading.posts), key=lambda reading: reading.limited)
    if not with_posts:
        raise NotAThread
    result = with_posts[0]
    for reading in with_posts[1:]:
        result = _merge(result, reading)
    return result if len(with_posts) == 1 else replace(result, posts=number_posts(result.posts))


@dataclass(frozen=True, slots=True)
class _MatchedBy:
    """A post and what it can be matched by."""

    post: Post
    words: str

    @classmethod
    def all(cls, posts: Sequence[Post]) -> list[_MatchedBy]:
        return [cls(post, " ".join(post.text.split())) for post in posts]

    @property
    def number(self) -> int | None:
        return self.post.marker.number if self.post.marker else None

    def names(self) -> list[tuple[str, object]]:
        """The surest first."""
        by_id = [("id", _local_id(self.post.id))] if self.post.id else []
        by_number = [("number", (self.number, self.words))] if self.number is not None else []
        return [*by_id, *by_number, ("words", self.words)] if self.words else [*by_id, *by_number]


def _merge(earlier: Reading, later: Reading) -> Reading:
    old, new = _MatchedBy.all(earlier.posts), _MatchedBy.all(later.posts)
    pairs = _pairs(old, new)
    reasons: list[Message] = [] if pairs else [NOTHING_IN_COMMON]
    order = _order(old, new, pairs)
    posts = tuple(_merge_post(old, new, pair, reasons, limited=later.limited) for pair in order)
    earlier_order, later_order = [old_index for old_index, _ in order], [new_index for _, new_index in order]
    earlier_ends = earlier.ends and earlier_order[-1] == len(old) - 1
    later_ends = later.ends and later_order[-1] == len(new) - 1
    holes = (
        *_open_holes(earlier.holes, earlier_order, _Chain(later, later_order, later_ends)),
        *_open_holes(later.holes, later_order, _Chain(earlier, earlier_order, earlier_ends)),
    )
    return replace(
        earlier,
        site=earlier.site if earlier.site not in VIEWS else later.site,
        posts=posts,
        url=earlier.url or later.url,
        author=replace(
            later.author,
            **{field: value for field in ("name", "handle", "url", "avatar_url") if (value := getattr(earlier.author, field))},
        ),
        posted_at=earlier.posted_at or later.posted_at,
        declared=max((total for total in (earlier.declared, later.declared) if total is not None), default=None),
        ends=earlier_ends or later_ends,
        guessed=earlier.guessed and later.guessed,
        holes=tuple(dict.fromkeys(holes)),
        reasons=tuple(dict.fromkeys((*earlier.reasons, *later.reasons, *reasons))),
        related=tuple(dict.fromkeys((*earlier.related, *later.related))),
        dropped=tuple(dict.fromkeys((*earlier.dropped, *later.dropped))),
        posts_seen=len(posts) + lost_posts(earlier) + lost_posts(later),
    )


def _pairs(old: Sequence[_MatchedBy], new: Sequence[_MatchedBy]) -> dict[int, int]:
    """The indices in `new` with those of the same posts in `old`, rising on both sides."""
    index: dict[tuple[str, object], list[int]] = {}
    for position, candidate in enumerate(old):
        for key in candidate.names():
            index.setdefault(key, []).append(position)
    pairs: dict[int, int] = {}
    last = -1
    for position, candidate in enumerate(new):
        hits = (_later(index.get(key, ()), last) for key in candidate.names())
        match = next((hit for hit in hits if hit is not None), None)
        if match is not None and not _two_ids(old[match].post, candidate.post):
            pairs[position], last = match, match
    return pairs


def _later(positions: Sequence[int], last: int) -> int | None:
    return next((position for position in positions if position > last), None)


def _two_ids(one: Post, other: Post) -> bool:
    if one.id is None or other.id is None or _local_id(one.id) == _local_id(other.id):
        return False
    return _namespace(one.id) == _namespace(other.id)


def _local_id(id_: str) -> str:
    """What names a post, however its account is named: Bluesky's record keys are unique, and handles stand for DIDs."""
    return f"at://{id_.rpartition('/')[2]}" if id_.startswith("at://") else id_


def _namespace(id_: str) -> str:
    """Where an id names one post: the server of the fediverse, on each of which a post has another id; else one for all."""
    return "at://" if id_.startswith("at://") else id_.rpartition("/")[0]


def _order(old: Sequence[_MatchedBy], new: Sequence[_MatchedBy], pairs: dict[int, int]) -> list[Pair]:
    """All posts in one order; those between two common posts are merged by `_between`."""
    order: list[Pair] = []
    at = 0
    waiting: list[int] = []
    for position in range(len(new)):
        if position not in pairs:
            waiting.append(position)
            continue
        order += _between(old, range(at, pairs[position]), new, waiting)
        order.append((pairs[position], position))
        at, waiting = pairs[position] + 1, []
    return [*order, *_between(old, range(at, len(old)), new, waiting)]


def _between(
    old: Sequence[_MatchedBy], old_indices: Sequence[int], new: Sequence[_MatchedBy], new_indices: Sequence[int]
) -> list[Pair]:
    """Two rows of posts between the same neighbours, by number, date or id; the older row first where these say nothing."""
    left, right = list(old_indices), list(new_indices)
    order: list[Pair] = []
    while left and right:
        if _before(new[right[0]], old[left[0]]):
            order.append((None, right.pop(0)))
        else:
            order.append((left.pop(0), None))
    return [*order, *((position, None) for position in left), *((None, position) for position in right)]


def _before(one: _MatchedBy, other: _MatchedBy) -> bool:
    if one.number is not None and other.number is not None and one.number != other.number:
        return one.number < other.number
    if one.post.posted_at and other.post.posted_at:
        return one.post.posted_at < other.post.posted_at
    if (one.post.id or "").isdecimal() and (other.post.id or "").isdecimal():
        return int(one.post.id or 0) < int(other.post.id or 0)
    return False


def _merge_post(
    old: Sequence[_MatchedBy], new: Sequence[_MatchedBy], pair: Pair, reasons: list[Message], *, limited: bool
) -> Post:
    old_index, new_index = pair
    if old_index is None:
        assert new_index is not None
        return new[new_index].post
    if new_index is None:
        return old[old_index].post
    first, second = old[old_index], new[new_index]
    if limited:
        if first.words != second.words:
            reasons.append(message("words_wait", excerpt=excerpt(second.words)))
        return first.post
    if first.words != second.words and not (first.post.truncated or second.post.truncated):
        reasons.append(message("texts_differ", excerpt=excerpt(second.words)))
    preferred = first.post if _is_better(first, second) else second.post
    other = second.post if preferred is first.post else first.post
    return replace(
        preferred,
        id=preferred.id or other.id,
        url=preferred.url or other.url,
        posted_at=preferred.posted_at or other.posted_at,
        media=_merge_media(preferred.media, other.media),
        quote=preferred.quote or other.quote,
    )


def _merge_media(preferred: Sequence[Media], other: Sequence[Media]) -> tuple[Media, ...]:
    """The media of one of two captures of a post, with those of kinds that only the other one shows.

    Without the preferred one's addresses, which a paste does not have, all are the other's.
    """
    if other and not any(media.url for media in preferred if media.kind not in WORDED):
        preferred, other = other, preferred
    kinds = {media.kind for media in preferred}
    return (*preferred, *(media for media in other if media.kind in WORDED and media.kind not in kinds))


def _is_better(first: _MatchedBy, second: _MatchedBy) -> bool:
    """Whether the earlier post is taken: when the later one is cut short, or a paste of the same words."""
    if first.post.truncated != second.post.truncated:
        return second.post.truncated
    return first.words == second.words and first.post.id is not None and second.post.id is None


@dataclass(frozen=True, slots=True)
class _Chain:
    """The other of two Readings, as evidence against holes.

    `indices` has, for each post of the new order, its index in the Reading; `ends` says whether it shows the end of the order.
    """

    reading: Reading
    indices: Sequence[int | None]
    ends: bool

    def closes(self, after: int) -> bool:
        """Whether it shows that nothing is missing after the post at `after` of the new order, -1 for before the first."""
        if after == len(self.indices) - 1:
            return self.ends
        following = self._post(after + 1)
        if following is None or not any(post.reply_to for post in self.reading.posts):
            return False
        if after < 0:
            return following.reply_to is None and not any(hole.after < 0 for hole in self.reading.holes)
        before = self._post(after)
        return before is not None and following.reply_to is not None and following.reply_to == before.id

    def _post(self, place: int) -> Post | None:
        index = self.indices[place]
        return None if index is None else self.reading.posts[index]


def _open_holes(holes: Sequence[Hole], indices: Sequence[int | None], other: _Chain) -> list[Hole]:
    """The holes that the other Reading did not fill or rule out, at their places in the new order.

    `indices` has, for each post of the new order, its index in the Reading of the holes.
    """
    places = {index: place for place, index in enumerate(indices) if index is not None}
    remaining: list[Hole] = []
    for hole in holes:
        after = places.get(hole.after, -1)
        following = indices[after + 1] if after + 1 < len(indices) else None
        if other.closes(after):
            continue
        if following is not None or after + 1 == len(indices):
            remaining.append(replace(hole, after=after))
    return remaining
