"""Facts and labels of lines."""

from __future__ import annotations

import pytest

from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label, model
from workers.sources.pasted.labelling.lexicon import GROUPS, languages, lexicon
from workers.sources.pasted.labelling.line_facts import facts_of
from workers.sources.pasted.labelling.line_kinds import Kind, kind_of

WORDS = ("They stopped asking what it was for.", "Then a pupil brought her own marks.", "We hung both lists side by side.")
RECORD = "Ada Lane\n@ada_lane\n·\nNov 5, 2024\nMarks went up when the chalk got thicker.\n2\n8\n120\n9.1K\n"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("61.3K", Kind.COUNT),
        ("4,8 mil", Kind.COUNT),
        ("3.1万", Kind.COUNT),
        ("٣٢٫١ ألف", Kind.COUNT),
        ("1+", Kind.COUNT),
        ("12 comments", Kind.COUNT_WORDS),
        ("Nov 5, 2024", Kind.DATE),
        ("20 lug 2024", Kind.DATE),
        ("2024年1月21日", Kind.DATE),
        ("03/02/2025 20:11", Kind.DATE),
        ("9:41 AM", Kind.CLOCK),
        ("· 6 mois", Kind.AGE),
        ("@ada_lane@host.example", Kind.HANDLE),
        ("host.example", Kind.DOMAIN),
        ("https://host.example/a", Kind.URL),
        ("57.5%", Kind.PERCENT),
        ("• • •", Kind.RULE),
        ("·", Kind.DOT),
        ("👍❤️", Kind.SYMBOLS),
        ("They wanted loops.", Kind.TEXT),
    ],
)
def test_the_kind_of_a_line(line: str, kind: Kind) -> None:
    assert kind_of(line, lexicon()) is kind


def test_a_page_of_records_is_labelled() -> None:
    page = LabelledText("".join(RECORD.replace("Marks went up when the chalk got thicker.", words) for words in WORDS))
    first = [Label.NAME, Label.HANDLE, Label.META, Label.META, Label.WORDS, *[Label.TRAILER] * 4]
    assert page.labels == first * 3
    assert min(page.words_chances[4::9]) > 0.8
    assert max(chance for index, chance in enumerate(page.words_chances) if index % 9 != 4) < 0.2


def test_chances_sum_to_one() -> None:
    facts = facts_of([(line, 0) for line in RECORD.splitlines()], lexicon())
    chances = model().chances(facts)
    assert chances.shape == (len(facts), len(Label))
    assert chances.sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_text_without_lines_has_no_labels() -> None:
    assert LabelledText("\n \n").labels == []
    assert LabelledText("").words_chances == []


def test_every_language_has_every_text() -> None:
    keys = {key for group in GROUPS.values() for key in group}
    for language in languages().values():
        assert keys <= set(language.texts), language.code
        assert len(language.months) == len(language.months_short) == 12


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("Voir plus", "button"),
        ("Übersetzt aus dem Italienischen", "translation"),
        ("12 Kommentare", "count"),
        ("From host.example", "card"),
    ],
)
def test_interface_texts_are_recognised(line: str, group: str) -> None:
    assert group in lexicon().groups_of(line)
