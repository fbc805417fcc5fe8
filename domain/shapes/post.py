"""A Post: one message as its author published it. Written by sources, read by unrolling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.messages import Message


class SpanKind(StrEnum):
    """What a part of a post's text is besides text."""

    LINK = "link"
    MENTION = "mention"
    HASHTAG = "hashtag"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of a text, in Unicode code points. `url` (http or https) is where it links to, if anywhere."""

    start: int
    end: int
    kind: SpanKind
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a post. `handle` has no @ (Mastodon: `user@host`); what is unknown is None."""

    name: str | None = None
    handle: str | None = None
    url: str | None = None
    avatar_url: str | None = None


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    GIF = "gif"
    AUDIO = "audio"
    CARD = "card"
    POLL = "poll"
    NOTE = "note"
    TRANSLATION = "translation"


OF_OTHERS: Final = frozenset({MediaKind.NOTE, MediaKind.TRANSLATION})
"""Words that a page shows with a post and its author did not write: readers' notes, the page's own translation."""


@dataclass(frozen=True, slots=True)
class Media:
    """Something that a post shows beside its text.

    `url` is the address of the thing (a card's: where it leads), `alt` its author's description (a card's title, a poll's
    choices one a line, each with its share of the votes where that is known; the words of a note or translation), `poster_url`
    a picture that stands for it, `votes` how many voted in a poll.
    """

    kind: MediaKind
    url: str | None = None
    alt: str | None = None
    poster_url: str | None = None
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Another post shown inside a post. `unavailable` says why it cannot be seen, None when it can."""

    text: str
    author: Author = Author()
    url: str | None = None
    posted_at: datetime | None = None
    media: tuple[Media, ...] = ()
    unavailable: Message | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """The author's number of a post, such as "(3/9)": `number` 3, `of` 9 (None where no total is written).

    `text` is what was removed from the post's text: the marker with the space round it, which stood at code point `start`. It
    is empty where the number is a word of the sentence ("First, ...") and stays in the text. `direction_marks` counts the
    code points of `text` that stay at its place nevertheless, because they turn the direction of writing.
    """

    number: int
    of: int | None = None
    start: int = 0
    text: str = ""
    direction_marks: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One message. `text` is plain, LF line ends, and never markup; `spans` say what its parts are.

    `marker` is the author's number when it was found already; `text` and `spans` are then without it.
    `reply_to` is the id of the post that it answers, None for a root or when unknown; `reply_to_handle` is the handle of that
    post's author, so that a chain is followed over a missing post. `replies` is how many answers the site counts, None where it
    may show fewer than it has: a last post all of whose answers were seen ends its thread. `truncated` is True when the
    site showed only the beginning of the text.
    """

    text: str
    id: str | None = None
    url: str | None = None
    author: Author = Author()
    posted_at: datetime | None = None
    reply_to: str | None = None
    reply_to_handle: str | None = None
    replies: int | None = None
    spans: tuple[Span, ...] = ()
    media: tuple[Media, ...] = ()
    quote: Quote | None = None
    truncated: bool = False
    marker: Marker | None = None

    @property
    def full_text(self) -> str:
        """The text with the author's marker where it was written."""
        if self.marker is None:
            return self.text
        start = self.marker.start
        return self.text[:start] + self.marker.text + self.text[start + self.marker.direction_marks :]
