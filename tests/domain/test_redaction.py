"""Nobody can be found again in what was redacted."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.messages import Message
from domain.redaction import applied
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.thread import Completeness, Gap, Point, Role, Verdict
from presentation.redaction import redacted
from presentation.thread_json import to_json
from tests import factories

TEXT = (
    "Mira here. I asked @noa.bsky.social and @ines@social.example; Holm & Sons paid. Write to mira_holm, or see "
    "https://x.com/mira_holm/status/7 and https://example.org/drawing, says Noa. A value for the customer."
)


def named() -> Point:
    start = TEXT.index("@noa.bsky.social")
    spans = (
        Span(start, start + len("@noa.bsky.social"), SpanKind.MENTION, "https://bsky.app/profile/noa.bsky.social"),
        Span(TEXT.index("drawing"), TEXT.index("drawing") + 7, SpanKind.LINK, "https://mira-holm.example/mira_holm"),
    )
    tagged = factories.point(1, TEXT, (("value-led", "sustainable-value", "model", "A value for the customer"),))
    media = (Media(MediaKind.IMAGE, "https://img.example/1.png", "Mira Holm and Ines Okafor at a desk"),)
    quote = Quote("Ines says hello", Author("Ines Okafor", "ines"), "https://x.com/ines/status/1")
    return replace(tagged, spans=spans, media=media, quote=quote, post_id="147", url="https://x.com/mira_holm/status/147")


def hidden_thread() -> str:
    gap = Gap(1, None, Message("tombstone", "A post by Mira Holm is missing."))
    completeness = Completeness(Verdict.GAPS, gaps=(gap,), reasons=(gap.reason,))
    version = factories.version([named()], completeness, title="Mira Holm on walls")
    return json.dumps(to_json(redacted(factories.thread(version)), factories.codebook()), ensure_ascii=False)


def test_no_name_handle_or_address_is_left() -> None:
    said = hidden_thread()
    for name in ("Mira", "Holm", "mira_holm", "ines", "Ines", "Okafor", "noa.bsky", "status/", "147", "th000"):
        assert name not in said, name


def test_words_and_evidence_stay() -> None:
    point = redacted(factories.thread(factories.version([named()]))).version.points[0]
    (tag,) = point.tags
    assert tag.evidence[0].text == "A value for the customer"
    assert point.text[tag.evidence[0].start : tag.evidence[0].end] == tag.evidence[0].text
    assert "https://example.org/drawing" in point.text


def test_a_name_that_is_also_a_word_of_the_thread_hides_only_as_a_whole() -> None:
    author = Author("Mark Value", "mv")
    text = "Mark Value says: mark my words, value comes first. Mark it."
    version = factories.version([Point(1, Role.POINT, text, 1, 1)], author=author)
    assert (
        redacted(factories.thread(version)).version.points[0].text == "[name] says: mark my words, value comes first. Mark it."
    )


def test_an_author_of_whom_nothing_is_known_hides_nothing() -> None:
    version = factories.version([Point(1, Role.POINT, "Nobody said this.", 1, 1)], author=Author())
    assert redacted(factories.thread(version)).version.points[0].text == "Nobody said this."


@given(st.text(max_size=40), st.data())
def test_places_outside_an_edit_keep_their_letters(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    edits = tuple((start, end, "[name]") for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    new, moved = applied(text, edits)
    for place in range(len(text)):
        if not any(start <= place < end for start, end, _ in edits):
            assert new[moved(place)] == text[place]
    assert moved(len(text)) == len(new)
