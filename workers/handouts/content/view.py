"""What a handout says, as plain values: the template only sets it. Made from a Thread and its Codebook, no clock, no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.bare_urls import safe_address
from domain.shapes.handout import Edition
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.theme import Codebook
from domain.shapes.thread import Gap, Thread
from presentation.api.thread import json_document
from presentation.facts import Fact, facts
from presentation.gaps import with_gaps
from presentation.legend import Legend, legends, strip_label
from presentation.markup import direction
from presentation.messages import Messages, load_messages, sentence
from presentation.redaction import redact
from presentation.strip import Strip, strip
from presentation.text_language import language_of
from presentation.verdict import verdict_line
from workers.handouts.content.index import Answer, Entry, answers, index
from workers.handouts.content.point_view import HandoutPoint, Setter
from workers.handouts.content.provenance import digests, foot, remarks
from workers.handouts.content.questions import questions
from workers.handouts.font_coverage import unset, unset_letters
from workers.handouts.images import Plate, plates, qr

TEXT_COLUMN = 108
"""Millimetres: what the strip may fill."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Which part of a long thread a sheet is; the head is the first's, the end the last's."""

    label: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole handout. `items` are points and gaps in reading order; `unset` holds letters that no font here has.

    `foot` are the lines at the foot of every page, `code` leads to the source; what an edition does not show is empty.
    """

    edition: Edition
    options: Options
    title: str
    dir: str
    language: str
    author: str
    handle: str | None
    facts: tuple[Fact, ...]
    strip: Strip
    bead: float
    strip_label: str
    legends: tuple[Legend, ...]
    verdict: str
    verdict_line: str
    reasons: tuple[str, ...]
    items: tuple[HandoutPoint | Gap, ...]
    index: tuple[Entry, ...]
    answers: tuple[Answer, ...]
    questions: tuple[str, ...]
    links: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]
    digests: tuple[str, ...]
    not_set: str | None
    unset: frozenset[str]
    foot: tuple[str, ...]
    code: Plate | None
    plates: Mapping[str, Plate]
    subject: str
    made_at: datetime
    attachment: bytes | None
    codebook: Codebook
    volume: Volume | None = None

    @property
    def judged(self) -> bool:
        """Whether a group is to find the themes itself."""
        return self.edition is Edition.WORKSHOP

    @property
    def annotated(self) -> bool:
        return self.edition is Edition.ANNOTATED


def sheet(
    thread: Thread,
    codebook: Codebook,
    edition: Edition,
    options: Options,
    rendered_at: datetime,
    pictures: Mapping[str, Picture],
) -> Sheet:
    """Everything that an edition shows of a thread."""
    said, original = load_messages(), thread
    if options.redact:
        thread = redact(thread)
    version, tagged = thread.version, edition is not Edition.READING
    kept = plates(version.points, pictures, options)
    setter = Setter(codebook, edition, options, kept)
    set_ = tuple(with_gaps(map(setter.point, version.points), version.completeness.gaps))
    beads = strip(version, codebook, per_row(len(version.points)))
    author = version.author.name or version.author.handle or said.shared.unknown_author
    counted = legends(version.points, codebook, said)
    address = safe_address(version.url)
    code = qr(address) if address else None
    texts = (version.title, author, *(point.text for point in version.points))
    return Sheet(
        edition=edition,
        options=options,
        title=version.title or said.shared.untitled,
        dir=direction(version.title),
        language=language_of(version),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        facts=tuple(facts(thread, said, rendered_at, hidden=options.redact)),
        strip=beads,
        bead=min(0.42, TEXT_COLUMN / (beads.width + 2)),
        strip_label=strip_label(counted, said),
        legends=counted,
        verdict=version.completeness.verdict.value,
        verdict_line=verdict_line(version.completeness, len(version.points), said),
        reasons=tuple(dict.fromkeys(sentence(reason) for reason in version.completeness.reasons)),
        items=set_,
        index=tuple(index(version.points, codebook, said)) if edition is Edition.ANNOTATED else (),
        answers=tuple(answers(version.points, codebook, said)) if edition is Edition.WORKSHOP else (),
        questions=questions(version.points) if edition is Edition.WORKSHOP else (),
        links=setter.links.listed,
        remarks=tuple(remarks(thread, codebook, edition, options, said)),
        digests=tuple(digests(replace(original, captures=thread.captures), said)),
        not_set=not_set(texts, said),
        unset=unset_letters(texts),
        foot=foot(thread, rendered_at, options, said),
        code=code,
        plates={plate.name: plate for plate in all_plates(set_, code)},
        subject=(said.handout.subject if tagged else said.handout.subject_reading)(points=len(version.points), author=author),
        made_at=rendered_at,
        attachment=json_document(thread, codebook) if options.pdfa else None,
        codebook=codebook,
    )


def all_plates(items: Sequence[HandoutPoint | Gap], code: Plate | None) -> Iterator[Plate]:
    """Every picture that is embedded."""
    if code:
        yield code
    for item in items:
        if isinstance(item, HandoutPoint):
            for group in (*item.figures, *(item.quote.figures if item.quote else ())):
                for figure in group:
                    yield from (plate for plate in (figure.plate, figure.scan) if plate)


def not_set(texts: Sequence[str], said: Messages) -> str | None:
    """A sentence about letters that no font here has."""
    lacking = unset(texts)
    return said.handout.not_set(scripts=said.shared.comma.join(each.script for each in lacking)) if lacking else None


def per_row(points: int) -> int:
    """How many beads a row of the strip holds, so that it stays a picture and never becomes a page."""
    if points <= 36:
        return 40
    return 40 if points <= 160 else 100
