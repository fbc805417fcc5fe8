"""Redaction hides names, handles and addresses in every spelling, and leaves other words alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import message
from domain.redaction import apply_edits
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.thread import Completeness, Gap, Point, Role, Verdict
from domain.text_folding import fold, fold_with_places
from presentation.api.thread import json_document
from presentation.redaction import redact
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
    gap = Gap(1, None, message("tombstone.quoted", speaker="X", notice="A post by Mira Holm is missing."))
    completeness = Completeness(Verdict.GAPS, gaps=(gap,), reasons=(gap.reason,))
    version = factories.version([named()], completeness, title="Mira Holm on walls")
    return json_document(redact(factories.thread(version)), factories.codebook()).decode()


def test_no_name_handle_or_address_is_left() -> None:
    document = hidden_thread()
    for name in ("Mira", "Holm", "mira_holm", "ines", "Ines", "Okafor", "noa.bsky", "status/", "147", "th000"):
        assert name not in document, name


def test_no_name_is_left_in_why_a_person_set_a_tag() -> None:
    memo = "Mira Holm told me, and Ines agrees"
    point = replace(named(), tags=tuple(replace(tag, memo=memo) for tag in named().tags))
    (tag,) = redact(factories.thread(factories.version([point]))).version.points[0].tags
    assert tag.memo
    assert tag.memo.endswith("agrees")
    assert not {"Mira", "Holm", "Ines"} & set(tag.memo.split())


def test_words_and_evidence_stay() -> None:
    point = redact(factories.thread(factories.version([named()]))).version.points[0]
    (tag,) = point.tags
    assert tag.evidence[0].text == "A value for the customer"
    assert point.text[tag.evidence[0].start : tag.evidence[0].end] == tag.evidence[0].text
    assert "https://example.org/drawing" in point.text


def test_a_name_that_is_also_a_word_of_the_thread_hides_only_as_a_whole() -> None:
    author = Author("Mark Value", "mv")
    text = "Mark Value says: mark my words, value comes first. Mark it."
    version = factories.version([Point(1, Role.POINT, text, 1, 1)], author=author)
    assert redact(factories.thread(version)).version.points[0].text == "[name] says: mark my words, value comes first. Mark it."


def test_an_author_of_whom_nothing_is_known_hides_nothing() -> None:
    version = factories.version([Point(1, Role.POINT, "Nobody said this.", 1, 1)], author=Author())
    assert redact(factories.thread(version)).version.points[0].text == "Nobody said this."


@given(st.text(max_size=40), st.data())
def test_places_outside_an_edit_keep_their_letters(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    edits = tuple((start, end, "[name]") for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    new, moved = apply_edits(text, edits)
    for place in range(len(text)):
        if not any(start <= place < end for start, end, _ in edits):
            assert new[moved(place)] == text[place]
    assert moved(len(text)) == len(new)


JOSE = Author("José Núñez", "josenunezk.bsky.social", "https://bsky.app/profile/did:plc:abc234xyz567")


def hide(text: str, author: Author = JOSE, before: str = "") -> str:
    """The text of a thread's last point with its author hidden; `before` are the words of another point."""
    points = [Point(1, Role.POINT, before, 1, 2), Point(2, Role.POINT, text, 2, 2)]
    return redact(factories.thread(factories.version(points, author=author))).version.points[1].text


@pytest.mark.parametrize(
    ("author", "text", "hidden"),
    [
        (JOSE, "Jose Nunez said so.", "[name] said so."),
        (Author("José Núñez K"), "jose nunez said so, Nunez too.", "[name] said so, [name] too."),
        (JOSE, "JOSE NUNEZ's and José’s", "[name]'s and [name]’s"),
        (JOSE, "Jose\u0301 Nun\u0303ez, Jo\u00adsé", "[name], [name]"),
        (JOSE, "#JoseNunez #TeamJose #JoséNúñezFans #design", "[name] [name] [name] #design"),
        (JOSE, "see josenunezk and jose_nunez", "see [name] and [name]"),
        (JOSE, "by did:plc:abc234xyz567.", "by [address]."),
        (JOSE, "at://did:plc:abc234xyz567/app.bsky.feed.post/3k", "[address]"),
        (JOSE, "nunez-photo.example/about, or nunezphoto.example", "[address], or [address]"),
        (JOSE, "https://video.example.org/josenunezk/1.mp4", "[address]"),
        (JOSE, "https://xn--nez-7ma8b.example/ and https://example.org/drawing", "[address] and https://example.org/drawing"),
        (JOSE, "https://example.org/tag/jos%C3%A9-n%C3%BA%C3%B1ez", "[address]"),
        (JOSE, "Written by José Núñ…", "Written by [name] [name]"),
        (JOSE, "video.example.org/josenun…", "[address]"),
        (Author("Jürgen Müller"), "Herr Mueller, Juergen, Müllers Idee", "Herr [name], [name], [name]s Idee"),
        (Author("Søren Łukasz"), "Soren and Lukasz, at soren-lukasz.example", "[name] and [name], at [address]"),
        (
            Author("山田花子"),
            "山田花子さんは言いました。山田さんと花子さん。#山田花子",
            "[name]さんは言いました。[name]さんと[name]さん。[name]",
        ),
        (Author("山田 花子"), "花子さんが山田花子です", "[name]さんが[name]です"),
        (Author("김민수"), "김민수는 말했다. 민수가 썼다. 국민수업", "[name]는 말했다. [name]가 썼다. 국민수업"),
        (Author("王小明"), "王小明说, https://example.org/%E7%8E%8B%E5%B0%8F%E6%98%8E", "[name]说, [address]"),
        (Author("สมชาย"), "คุณสมชายพูดว่า", "คุณ[name]พูดว่า"),
        (Author("प्रिया शर्मा"), "प्रिया ने कहा, शर्मा जी", "[name] ने कहा, [name] जी"),
        (Author("محمد"), "قال مُحَمَّد ذلك", "قال [name] ذلك"),
        (Author("Мария Котова"), "МАРИЯ пишет; maria", "[name] пишет; maria"),
        (Author(None, "hanako_y"), "今日は@hanako_yさんと", "今日は[name]さんと"),
    ],
)
def test_a_name_is_hidden_however_it_is_written(author: Author, text: str, hidden: str) -> None:
    assert hide(text, author) == hidden


@pytest.mark.parametrize(
    ("author", "text"),
    [
        (Author("Mark Value"), "A marker of markets; devalued."),
        (Author("Mira Holm"), "A miracle, #miracle, admiration, Stockholm."),
        (Author("An Bo"), "an answer, about both"),
        (Author("Rose"), "https://example.org/drawing"),
        (JOSE, "e.g. example.org/drawing, Node.js, 3.5, #design"),
    ],
)
def test_other_words_stay(author: Author, text: str) -> None:
    assert hide(text, author, before="He may mark what has value.") == text


def test_an_address_that_leads_to_the_thread_itself_is_hidden() -> None:
    point = replace(
        Point(1, Role.POINT, "See https://unroll.example/thread/1474000000000000001.", 1, 1), post_id="1474000000000000001"
    )
    assert redact(factories.thread(factories.version([point]))).version.points[0].text == "See [address]."


def test_only_cards_keep_an_address() -> None:
    media = (
        Media(MediaKind.IMAGE, "https://cdn.example/1.png"),
        Media(MediaKind.VIDEO, "https://video.example/josenunezk/1.mp4", None, "https://cdn.example/poster.png"),
        Media(MediaKind.CARD, "https://example.org/walls", "On walls", "https://cdn.example/card.png"),
        Media(MediaKind.CARD, "https://josenunez.example/walls", "By José"),
    )
    point = replace(Point(1, Role.POINT, "Walls", 1, 1), media=media)
    (redacted,) = redact(factories.thread(factories.version([point], author=JOSE))).version.points
    assert [each.url for each in redacted.media] == [None, None, "https://example.org/walls", None]
    assert [each.poster_url for each in redacted.media[:2]] == ["https://cdn.example/1.png", "https://cdn.example/poster.png"]
    assert redacted.media[3].alt == "By [name]"


@given(st.text(max_size=60))
def test_a_place_in_a_folded_text_is_one_of_the_text(text: str) -> None:
    folded = fold_with_places(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
