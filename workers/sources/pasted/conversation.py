"""A copied conversation or page as a Reading: the author's unbroken run of records, by the labels of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final

from domain.errors import NotAThread
from domain.messages import message
from domain.shapes.post import Author, Post
from domain.shapes.reading import Hole, Reading
from workers.numbering import Candidate, Piece, mark_post
from workers.sources.pasted.attachments import Attachments, attachments_of
from workers.sources.pasted.author_run import author_run
from workers.sources.pasted.below_numbers import without_parts_below
from workers.sources.pasted.chat_messages import message_pieces
from workers.sources.pasted.dates import parse_date
from workers.sources.pasted.header_names import ANY_HANDLE
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.lexicon import languages, normalised
from workers.sources.pasted.labelling.line_kinds import Kind
from workers.sources.pasted.numbered_pieces import numbered_pieces
from workers.sources.pasted.record import Record
from workers.sources.pasted.records import author_lines, author_of, joined_text, records_with_words, says, site_of
from workers.sources.pasted.splitting import line_blocks

FEWEST: Final = 2  # records of a conversation; a single header is that of a page
FEWEST_OF_FEED: Final = 4
FEWEST_BELOW: Final = 3  # lines of counts and buttons below a post that is alone on its page
WORDS_ONLY: Final = re.compile(r"[\W\d_]+")
UNROLLERS: Final = frozenset({"unroller_head", "unroller_foot", "teaser"})


def read_conversation(page: LabelledText) -> Hypothesis | None:
    """The page as a thread by the person of its first record; None where fewer than two records have words."""
    records = _posts_of_people(page)
    if len(records) < FEWEST and not (records and _is_one_post(page, records[0])):
        return None
    if _is_feed(page, records) or (len(records) > 1 and _is_profile(page, records)):
        return Hypothesis(Builder.CONVERSATION, None, refusal=NotAThread("many_people"))
    author = author_of(records)
    chosen = _author_records(page, records)
    attached = {index: attachments_of(page, records[index]) for index in chosen}
    texts = [joined_text(page, records[index].words) for index in chosen]
    pieces_of = message_pieces(page, [records[index].header for index in chosen], texts, numbered_pieces(texts))
    posts_of = [
        tuple(_posts(page, records[index], author, attached[index], text, pieces))
        for index, text, pieces in zip(chosen, texts, pieces_of, strict=True)
    ]
    posts = tuple(post for record_posts in posts_of for post in record_posts)
    used = {line for index in chosen for line in (*records[index].words, *attached[index].lines)}
    used |= set(author_lines(page, records[0]))
    reading = Reading(
        site=site_of(page, records),
        posts=posts,
        author=author,
        posted_at=posts[0].posted_at,
        holes=tuple(_holes(page, records, chosen, [len(record_posts) for record_posts in posts_of])),
        dropped=line_blocks(page.text, page.lines, [index for index in range(len(page.lines)) if index not in used]),
        posts_seen=len(posts),
    )
    others = frozenset(line for index, record in enumerate(records) if index not in chosen for line in record.words)
    return Hypothesis(Builder.CONVERSATION, reading, others)


def _posts_of_people(page: LabelledText) -> tuple[Record, ...]:
    """The records without advertisements, and without notes of the site's, which have no handle where people have one."""
    records = records_with_words(page)
    has_handle = bool(records) and records[0].handle is not None
    posts = (record for record in records if not _is_advert(page, record) and (record.handle is not None or not has_handle))
    return tuple(without_parts_below(page, list(posts)))


def _is_advert(page: LabelledText, record: Record) -> bool:
    return any(says(page, index, "advert") for index in (*record.header, *record.below[:1]))


def _is_one_post(page: LabelledText, record: Record) -> bool:
    """Whether a page shows one post alone: a site's counts or buttons below it, and nothing of an unroller's."""
    below = sum(page.labels[index] is Label.TRAILER for index in record.below)
    return below >= FEWEST_BELOW and not any(page.groups(index) & UNROLLERS for index in range(len(page.lines)))


def _is_feed(page: LabelledText, records: Sequence[Record]) -> bool:
    """Whether the records are many people's, one each, under headers of one form: a page's first post has a form of its own."""
    people = {(record.handle or record.name or "").casefold() for record in records}
    forms = {tuple(_form(page, record)) for record in records}
    return len(records) >= FEWEST_OF_FEED and len(people) == len(records) and len(forms) == 1


def _form(page: LabelledText, record: Record) -> Iterator[Kind]:
    """What stands in a header from the person on."""
    named = next((place for place, index in enumerate(record.header) if page.labels[index] is not Label.META), 0)
    return (page.facts[index].kind for index in record.header[named:])


def _author_records(page: LabelledText, records: Sequence[Record]) -> list[int]:
    """The indices of the author's unbroken run; where the author numbers, of the numbered records behind strangers' too."""
    own = [record.same_person(records[0]) for record in records]
    texts = [joined_text(page, record.words) if mine else "" for record, mine in zip(records, own, strict=True)]
    return author_run(own, texts, frozenset(_behind_others(page, records)))


def _behind_others(page: LabelledText, records: Sequence[Record]) -> Iterator[int]:
    """The indices of records directly above which somebody has a post who is none of the records' people, or is quoted."""
    starts = {record.header[0] for record in records}
    others = [record.header[0] for record in records_with_words(page) if not _is_advert(page, record)]
    for index, (before, record) in enumerate(pairwise(records), 1):
        stranger = any(before.header[0] < line < record.header[0] and line not in starts for line in others)
        if stranger or before.quoted or _answers_another(page, record) or _is_bare(page, before, record):
            yield index


def _is_bare(page: LabelledText, before: Record, record: Record) -> bool:
    """Whether a header has the name alone, where the one before has more: a comment below the posts."""
    return len(record.header) == 1 < len(before.header) and page.labels[record.header[0]] is Label.NAME


def _answers_another(page: LabelledText, record: Record) -> bool:
    """Whether a header says that the post answers somebody else: "Replying to" and another's handle."""
    if not any(says(page, index, "replying") for index in record.header):
        return False
    handles = (match["handle"] for index in record.header if (match := ANY_HANDLE.search(page.line(index))))
    return any(not record.same_person(Record((), (), (), None, handle)) for handle in handles)


def _holes(page: LabelledText, records: Sequence[Record], chosen: Sequence[int], counts: Sequence[int]) -> Iterator[Hole]:
    """Where the page hides posts between two of the author's, behind a line such as "Show replies"."""
    after = -1
    for (one, other), count in zip(pairwise(chosen), counts, strict=False):
        after += count
        between = (index for index in records[one].below if index < records[other].header[0])
        if other == one + 1 and any(says(page, index, "hidden") for index in between):
            yield Hole(after, None, message("hidden_replies"))


def _posts(
    page: LabelledText, record: Record, author: Author, attached: Attachments, text: str, pieces: Sequence[Piece]
) -> Iterator[Post]:
    """A record's words as a post; as several where the author numbered them and the site joined them under one header."""
    parts = [(text[piece.start : piece.end], piece.marker, piece.start) for piece in pieces] or [(text, None, 0)]
    posted_at = next((date for index in (*record.header, *record.below[:1]) if (date := parse_date(page.line(index)))), None)
    for words, marker, start in parts[:-1]:
        yield mark_post(Post(words, author=author, posted_at=posted_at), _moved(marker, start))
    words, marker, start = parts[-1]
    last = Post(words, author=author, posted_at=posted_at, media=attached.media, quote=attached.quote)
    last = replace(last, truncated=_is_cut(page, record))
    yield mark_post(last, _moved(marker, start))


def _moved(marker: Candidate | None, start: int) -> Candidate | None:
    return replace(marker, start=marker.start - start, end=marker.end - start) if marker else None


def _is_cut(page: LabelledText, record: Record) -> bool:
    """Whether "Show more" stands directly below a record's words."""
    return any(normalised(page.line(index)) in _more() for index in record.below[:1])


@cache
def _more() -> frozenset[str]:
    return frozenset(normalised(language.texts["show_more"]) for language in languages().values())


def _is_profile(page: LabelledText, records: Sequence[Record]) -> bool:
    """Whether a page is a person's, with all sorts of posts: above them stand how many follow and are followed."""
    counts = [index for index in range(records[1].header[0]) if page.facts[index].kind is Kind.COUNT_WORDS]
    words = [WORDS_ONLY.sub("", page.line(index)).casefold() for index in counts]
    beside = (pair for pair in pairwise(zip(counts, words, strict=True)) if pair[0][0] + 1 == pair[1][0])
    return any(one in _follows() and other in _follows() for (_, one), (_, other) in beside)


@cache
def _follows() -> frozenset[str]:
    """How sites in all languages name those who follow and who are followed."""
    own = (language.texts[name] for language in languages().values() for name in ("following", "followers"))
    return frozenset(WORDS_ONLY.sub("", text).casefold() for text in own)
