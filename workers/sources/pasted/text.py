"""Pasted text: every way to read it is tried, and the readings are weighed against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.content_type import is_blank
from domain.errors import Empty, NotAThread
from domain.numbers import Numbers
from domain.shapes.capture import Capture, MediaType
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.size_limit import check_size
from workers.sources.pasted.author_heading import take_author_heading
from workers.sources.pasted.chat import read_chat
from workers.sources.pasted.clip_markup import parse_clipped_post
from workers.sources.pasted.clipped_thread import read_clipped_thread
from workers.sources.pasted.conversation import read_conversation
from workers.sources.pasted.counted_page import read_counted_page
from workers.sources.pasted.doubts import doubts_about
from workers.sources.pasted.exports import read_export
from workers.sources.pasted.form import CERTAIN, Form
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import MOST_LINES, LabelledText
from workers.sources.pasted.layers import Peeled, peel
from workers.sources.pasted.no_thread import is_log, no_thread
from workers.sources.pasted.numbered_headings import read_numbered_headings
from workers.sources.pasted.outlined import outline_reasons, read_outline
from workers.sources.pasted.outliner import read_outliner
from workers.sources.pasted.place import Place
from workers.sources.pasted.placement import places_of
from workers.sources.pasted.plain import Paste
from workers.sources.pasted.ranking import Weighed, close_second, reason_to_read_as, reasons_for_weight
from workers.sources.pasted.records import records_with_words
from workers.sources.pasted.splitting import PASTED_TWICE, SECOND_THREAD, line_blocks
from workers.sources.pasted.unrolled import read_unrolled
from workers.sources.pasted.weighing import Weight, weigh
from workers.sources.source import Source

BY_LABELS: Final[tuple[Callable[[LabelledText], Hypothesis | None], ...]] = (
    read_conversation,
    read_chat,
    read_unrolled,
    read_counted_page,
    read_export,
)
BY_TOOLS: Final = (read_clipped_thread, read_outliner, read_numbered_headings)
"""Builders of tools' formats that structure everything: such a text can be nothing else."""
BY_MODEL: Final = -0.5  # what a reading costs that a language model made
BEST_OF_FORM: Final = frozenset({Builder.CONVERSATION, Builder.CHAT, Builder.MODEL})
"""Builders that may read a text whose form refuses it."""


class PastedText:
    """Any text. `forms` know texts of one shape by lines that only these have; `plain` reads every text."""

    name = "pasted text"
    site = Site.PASTE

    def __init__(self, forms: Sequence[Form], plain: Paste) -> None:
        self.forms = forms
        self.plain = plain

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is MediaType.TEXT and not is_html(capture)

    def read(self, capture: Capture) -> Reading:
        """The cheapest reading. Raises Empty, LimitExceeded, or NotAThread where the best is a refusal."""
        decoded = decode_capture(capture)
        if is_blank(decoded.text):
            raise Empty
        check_size(decoded.text)
        peeled = peel(decoded.text)
        page = LabelledText(peeled.text)
        ranking = self.rank(page, peeled, capture)
        _, best = ranking[0]
        if best.reading is None:
            raise best.refusal or NotAThread
        read_as, weighed = tuple(reason_to_read_as(best)), tuple(reasons_for_weight(ranking))
        reading = _complete(page, peeled, best, capture)
        outlined = tuple(outline_reasons(capture.outline, best))
        reading = replace(reading, reasons=(*decoded.reasons, *reading.reasons, *read_as, *outlined, *weighed))
        other = close_second(ranking) or self._other_cut(page, best, replace(capture, body=peeled.text.encode()))
        if other is None:
            return reading
        second = _complete(page, peeled, other, capture)
        reasons = (*decoded.reasons, *second.reasons, *reason_to_read_as(other))
        return replace(reading, alternative=replace(second, reasons=reasons))

    def _other_cut(self, page: LabelledText, best: Hypothesis, inner: Capture) -> Hypothesis | None:
        """The text cut at other separators, where it was cut at separators: nobody knows which the author meant."""
        if best.builder is not Builder.PLAIN or best.reading is None or not best.reading.guessed:
            return None
        other = _offer(Builder.OTHER_CUT, self.plain.other_cut(inner), inner, page)
        return other if other.reading and len(other.reading.posts) != len(best.reading.posts) else None

    def lines_for_model(self, capture: Capture) -> tuple[tuple[str, int], ...]:
        """The lines that a language model may divide, each with the number of blank lines above it.

        None of a text that cannot be anything but its form, or whose posts the author's numbers prove.
        """
        peeled = peel(decode_capture(capture).text)
        page = LabelledText(peeled.text)
        _, best = self.rank(page, peeled, capture)[0]
        if best.is_certain or (_is_proven(best) and not _has_doubts(page, best)):
            return ()
        return tuple((page.line(index), line.above) for index, line in enumerate(page.lines))

    def rank(self, page: LabelledText, peeled: Peeled, capture: Capture) -> list[Weighed]:
        """All hypotheses about a text with what they cost, the cheapest first; one alone for a text too long for labels."""
        marked = replace(capture, body=peeled.marked.encode())
        inner = replace(capture, body=peeled.text.encode())
        by_tool = next((hypothesis for build in BY_TOOLS if (hypothesis := build(page)) is not None), None)
        if by_tool:
            return [(Weight(()), by_tool)]
        by_form = list(self._by_forms(marked, inner, page))
        plain = _offer(Builder.PLAIN, self.plain, inner, page)
        if not by_form and (wording := no_thread(page)) and not _is_thread(page, plain):
            raise NotAThread(wording)
        if len(page.lines) > MOST_LINES:
            return [(Weight(()), by_form[0] if by_form else plain)]
        built = (*(build(page) for build in BY_LABELS), read_outline(page, capture.outline))
        offered = [*by_form, plain, *(hypothesis for hypothesis in built if hypothesis is not None)]
        if any(hypothesis.refusal for hypothesis in by_form):
            offered = [hypothesis for hypothesis in offered if hypothesis in by_form or hypothesis.builder in BEST_OF_FORM]
        if any(hypothesis.reading and hypothesis.builder in BEST_OF_FORM for hypothesis in offered):
            # A long page costs more than a refusal does, which says no more than that a plain text has no structure.
            offered = [hypothesis for hypothesis in offered if hypothesis.builder is not Builder.PLAIN or hypothesis.reading]
        return sorted(((_weigh(page, hypothesis), hypothesis) for hypothesis in offered), key=lambda pair: pair[0].total)

    def _by_forms(self, marked: Capture, inner: Capture, page: LabelledText) -> Iterator[Hypothesis]:
        for form in self.forms:
            text = marked if form.reads_front_matter else inner
            if signatures := form.signatures(text):
                yield replace(_offer(Builder.FORM, form, text, page), signatures=signatures)
            if signatures >= CERTAIN:
                return


def _weigh(page: LabelledText, hypothesis: Hypothesis) -> Weight:
    weight = weigh(page, hypothesis)
    return Weight((*weight.terms, ("model", BY_MODEL))) if hypothesis.builder is Builder.MODEL else weight


def _offer(builder: Builder, source: Source, capture: Capture, page: LabelledText) -> Hypothesis:
    try:
        reading = source.read(capture)
    except NotAThread as refusal:
        return Hypothesis(builder, None, refusal=refusal)
    return Hypothesis(builder, reading, _other_lines(page, builder, reading))


def _other_lines(page: LabelledText, builder: Builder, reading: Reading) -> frozenset[int]:
    """Lines that a reading rightly leaves out, though they may be prose: another thread behind the last post, a page's foot."""
    second = bool({SECOND_THREAD, PASTED_TWICE} & set(reading.reasons))
    if not second and builder is not Builder.FORM:
        return frozenset()
    places = places_of(page, reading)
    last = max((index for index, place in enumerate(places) if place is Place.POINT), default=-1)
    foot = last + 1 < len(places) and last + 1 in page.boilerplate
    if not second and not foot:
        return frozenset()
    return frozenset(index for index, place in enumerate(places) if place is Place.DROPPED and index > last)


def _is_thread(page: LabelledText, plain: Hypothesis) -> bool:
    """Whether numbers or headers show a thread in a text whose form says otherwise. A log counts, too: "retry 1/3"."""
    return not is_log(page.line_texts) and (_is_proven(plain) or _names_people(page))


def _names_people(page: LabelledText) -> bool:
    """Whether a copied page shows posts under headers with handles or dates: what they say is not judged by its form."""
    records = records_with_words(page)
    return len(records) > 1 and all(len(record.header) > 1 for record in records)


def _has_doubts(page: LabelledText, hypothesis: Hypothesis) -> bool:
    """Whether lines inside the points may be a page's."""
    reading = hypothesis.reading
    return reading is not None and any(doubts_about(page, reading, places_of(page, reading), hypothesis.builder))


def _is_proven(plain: Hypothesis) -> bool:
    """Whether the author's numbers prove a thread: all are there, up to the total that they state."""
    if plain.reading is None:
        return False
    numbers = Numbers.of([post.marker for post in plain.reading.posts])
    return numbers.total is not None and len(numbers.numbered) > 1 and not numbers.missing


def _complete(page: LabelledText, peeled: Peeled, hypothesis: Hypothesis, capture: Capture) -> Reading:
    """The Reading of a hypothesis with doubts, all lines, what was round the text, and what a person stated about it."""
    assert hypothesis.reading is not None
    reading = take_author_heading(hypothesis.reading)
    places = places_of(page, reading)
    doubts = doubts_about(page, reading, places, hypothesis.builder) if _can_be_doubted(page, hypothesis) else ()
    dropped = reading.dropped if hypothesis.builder is Builder.PLAIN else (*reading.dropped, *_lines_nowhere(page, reading))
    if peeled.is_clip:
        reading = replace(reading, posts=tuple(map(parse_clipped_post, reading.posts)))
    reading = replace(reading, doubts=tuple(doubts), dropped=(*peeled.outside, *dropped), read_as=hypothesis.builder.value)
    return apply_hints(_with_layers(reading, peeled), capture)


def _can_be_doubted(page: LabelledText, hypothesis: Hypothesis) -> bool:
    return len(page.lines) <= MOST_LINES and not hypothesis.is_certain


def _lines_nowhere(page: LabelledText, reading: Reading) -> tuple[str, ...]:
    """The lines that a Reading put nowhere: they belong among those left out."""
    nowhere = [index for index, place in enumerate(places_of(page, reading)) if place is Place.NOWHERE]
    return line_blocks(page.text, page.lines, nowhere)


def _with_layers(reading: Reading, peeled: Peeled) -> Reading:
    """The Reading with author, address and date of the front matter, where the text itself does not state them."""
    author = peeled.author if reading.author == Author() else reading.author
    if author.handle is None and author.name and peeled.author.handle and peeled.author.name in (None, author.name):
        author = replace(author, handle=peeled.author.handle)
    posts = tuple(replace(post, author=author) if post.author == reading.author else post for post in reading.posts)
    return replace(
        reading, author=author, posts=posts, url=reading.url or peeled.url, posted_at=reading.posted_at or peeled.posted_at
    )
