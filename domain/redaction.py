"""Hides a thread's author and everybody whom it mentions, in texts and addresses; called before a handout is rendered.

Names are removed from the shape itself, so that no format, file name or property can show them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from domain.bare_urls import find_urls
from domain.hidden_names import HiddenNames
from domain.messages import Message
from domain.shapes.picture import Gallery
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.redaction import RedactionChoices
from domain.shapes.tag import Evidence, Tag
from domain.shapes.thread import Completeness, Gap, Point, Thread, Version
from domain.text_folding import fold

Value = str | int | Message | tuple[str | int | Message, ...]
Edit = tuple[int, int, str]
"""Start and end in a text, and the replacement."""


@dataclass(frozen=True, slots=True)
class Placeholders:
    """The replacements for the author's name, other names, and addresses."""

    author: str
    name: str
    address: str


def redact(threads: Sequence[Thread], placeholders: Placeholders) -> tuple[Thread, ...]:
    """The same threads, none of which names anybody whom one of them names."""
    redaction = Redaction.of(threads, placeholders)
    return tuple(redact_thread(thread, redaction) for thread in threads)


def redact_thread(thread: Thread, redaction: Redaction) -> Thread:
    """The same thread without names. What only its archive knows goes too: ids lead back.

    So do hashes of captures and times of day: whoever has the thread could tell by them that this is it.
    """
    return replace(
        thread,
        version=redaction.for_thread(thread).version(thread.version),
        id=None,
        archived_at=None,
        gone_at=thread.gone_at and start_of_day(thread.gone_at),
        redaction=RedactionChoices(),
        captures=tuple(
            replace(capture, id="", url=None, sha256="", captured_at=start_of_day(capture.captured_at))
            for capture in thread.captures
        ),
        versions=(),
        gallery=Gallery(),
    )


@dataclass(frozen=True, slots=True)
class Redaction:
    """Who is hidden, and what is written in their place.

    Words, folded, that a person wants to be hidden (`added`), and to be shown in the thread at hand (`exempt`).
    """

    names: HiddenNames
    placeholders: Placeholders
    added: frozenset[str] = frozenset()
    exempt: frozenset[str] = frozenset()

    @classmethod
    def of(cls, threads: Sequence[Thread], placeholders: Placeholders) -> Redaction:
        """Hides everybody whom the threads name: their authors, whom they quote, whom they mention."""
        versions = [thread.version for thread in threads]
        texts = [point.text for version in versions for point in version.points]
        added = [words for thread in threads for words in thread.redaction.hide]
        everybody, ids = chain(map(added_person, added), *map(people, versions)), chain.from_iterable(map(post_ids, versions))
        return cls(HiddenNames.of(everybody, texts, ids), placeholders, frozenset(map(fold, added)))

    def for_thread(self, thread: Thread) -> Redaction:
        """The same with what a person exempted in this thread: in another one the same word may be a name."""
        return replace(self, exempt=frozenset(map(fold, thread.redaction.keep)) - self.added)

    def version(self, version: Version) -> Version:
        """A version with all its texts and addresses redacted."""
        return replace(
            version,
            title=self.text(version.title),
            url=None,
            root_post_id=None,
            posted_at=version.posted_at and start_of_day(version.posted_at),
            author=Author(name=self.placeholders.author),
            points=tuple(map(self.point, version.points)),
            completeness=self.completeness(version.completeness),
            related=tuple(
                replace(related, title=self.text(related.title), excerpt=self.text(related.excerpt), url=None)
                for related in version.related
            ),
            dropped=tuple(map(self.text, version.dropped)),
        )

    def point(self, point: Point) -> Point:
        """A point; what its spans and evidence count moves with its text."""
        text, moved = apply_edits(point.text, self.edits(point.text, point.spans))
        return replace(
            point,
            text=text,
            spans=tuple(redacted for span in point.spans if (redacted := self.span(span, moved))),
            post_id=None,
            url=None,
            posted_at=point.posted_at and start_of_day(point.posted_at),
            media=tuple(map(self.media, point.media)),
            quote=self.quote(point.quote) if point.quote else None,
            tags=tuple(self.tag(tag, text, moved) for tag in point.tags),
            weak=tuple(self.tag(tag, text, moved) for tag in point.weak),
            rejected=tuple(self.tag(tag, text, moved) for tag in point.rejected),
            marker=None,
        )

    def span(self, span: Span, moved: Callable[[int], int]) -> Span | None:
        """A span in its new place; mentions lead nowhere, and neither does an address that names somebody."""
        start, end = moved(span.start), moved(span.end)
        if start >= end:
            return None
        keeps_url = span.kind is not SpanKind.MENTION and not self.names.in_address(span.url)
        return replace(span, start=start, end=end, url=span.url if keeps_url else None)

    def media(self, media: Media) -> Media:
        """A medium; only cards keep their addresses, since those of pictures and videos lead back to their post.

        No format shows `poster_url`: the archived picture is found by it.
        """
        alt = self.text(media.alt) if media.alt else media.alt
        if media.kind is MediaKind.CARD:
            return replace(media, url=None if self.names.in_address(media.url) else media.url, alt=alt)
        first, second = (media.url, media.poster_url) if media.kind is MediaKind.IMAGE else (media.poster_url, media.url)
        return replace(media, url=None, alt=alt, poster_url=first or second)

    def quote(self, quote: Quote) -> Quote:
        return replace(
            quote,
            text=self.text(quote.text),
            author=Author(),
            url=None,
            posted_at=quote.posted_at and start_of_day(quote.posted_at),
            media=tuple(map(self.media, quote.media)),
            unavailable=self.message(quote.unavailable) if quote.unavailable else None,
        )

    def tag(self, tag: Tag, text: str, moved: Callable[[int], int]) -> Tag:
        """A tag whose evidence is where it is in the redacted text, in its words; its memo may name somebody, too."""
        places = ((moved(evidence.start), moved(evidence.end)) for evidence in tag.evidence)
        return replace(
            tag,
            evidence=tuple(Evidence(start, end, text[start:end]) for start, end in places if start < end),
            lost=tuple(map(self.text, tag.lost)),
            memo=self.text(tag.memo) if tag.memo else tag.memo,
        )

    def completeness(self, completeness: Completeness) -> Completeness:
        gaps: tuple[Gap, ...] = tuple(replace(gap, reason=self.message(gap.reason)) for gap in completeness.gaps)
        return replace(completeness, gaps=gaps, reasons=tuple(map(self.message, completeness.reasons)))

    def message(self, message: Message) -> Message:
        """A message; its values may quote the author."""
        values = tuple((name, self.value(value)) for name, value in message.values)
        return replace(message, values=values)

    def value(self, value: Value) -> Value:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Message):
            return self.message(value)
        if isinstance(value, tuple):
            return tuple(
                self.text(item) if isinstance(item, str) else self.message(item) if isinstance(item, Message) else item
                for item in value
            )
        return value

    def text(self, text: str) -> str:
        """A text without names."""
        return apply_edits(text, self.edits(text))[0]

    def edits(self, text: str, spans: Sequence[Span] = ()) -> tuple[Edit, ...]:
        """Stretches to replace, in order; those that overlap are one."""
        address, name = self.placeholders.address, self.placeholders.name
        edits = [(start, end, address) for start, end in find_urls(text) if self.names.in_address(text[start:end])]
        edits += [(start, end, address) for start, end in self.names.addresses(text)]
        edits += [(span.start, span.end, name) for span in spans if span.kind is SpanKind.MENTION]
        edits += [(start, end, name) for start, end in self.names.stretches(text)]
        if self.exempt:
            edits = [edit for edit in edits if fold(" ".join(text[edit[0] : edit[1]].split())) not in self.exempt]
        merged: list[Edit] = []
        for edit in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
            if merged and edit[0] < merged[-1][1]:
                start, end, placeholder = merged[-1]
                merged[-1] = (start, max(end, edit[1]), placeholder)
            elif edit[1] > edit[0]:
                merged.append(edit)
        return tuple(merged)


def start_of_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def people(version: Version) -> Iterator[Author]:
    """The author, whom the points quote, and whom they mention."""
    yield version.author
    for point in version.points:
        if point.quote:
            yield point.quote.author
        for span in point.spans:
            if span.kind is SpanKind.MENTION:
                yield mentioned(point.text[span.start : span.end].strip(), span.url)


def mentioned(text: str, url: str | None) -> Author:
    """Whom a mention names: by a handle, or (as LinkedIn does) by a name."""
    if text[:1] in {"@", "＠"} or not any(map(str.isspace, text)):
        return Author(handle=text.lstrip("@＠") or None, url=url)
    return Author(name=text, url=url)


def added_person(words: str) -> Author:
    """Whom a person wants to hide: by a handle if there is an @, else by a name."""
    return Author(handle=words.strip("@＠")) if words[:1] in {"@", "＠"} else Author(name=words)


def post_ids(version: Version) -> Iterator[str]:
    """The ids of a version's posts, without what at:// addresses have before them; too short ones say nothing."""
    for id_ in (version.root_post_id, *(point.post_id for point in version.points)):
        if id_ and len(last := id_.rsplit("/", 1)[-1]) >= 8:
            yield last


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, Callable[[int], int]]:
    """The text with edits made that are in order and apart, and where a place in the old text is in the new one."""
    pieces: list[str] = []
    starts, ends, shifts = [], [], [0]
    place = 0
    for start, end, new in edits:
        pieces += (text[place:start], new)
        starts.append(start)
        ends.append(end)
        shifts.append(shifts[-1] + len(new) - (end - start))
        place = end

    def moved(old: int) -> int:
        index = bisect_right(starts, old)
        if index and old < ends[index - 1] and old > starts[index - 1]:
            return starts[index - 1] + shifts[index - 1]  # inside what was replaced: its beginning
        if index and old < ends[index - 1]:
            return old + shifts[index - 1]
        return old + shifts[index]

    return "".join([*pieces, text[place:]]), moved
