"""Which tags a point gets from its probabilities, and how sure they are."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.tag import LIKELY, STRONG, Strength, Tag, TaggedBy
from workers.themes.selection import MAX_SHOWN, SECOND_THEME, Probabilities, SelectedTag, select_tags

FED, LED = "product-fed", "value-led"


def probabilities(fed: float, led: float, **themes: float) -> Probabilities:
    return Probabilities({FED: fed, LED: led}, {(FED, name): value for name, value in themes.items()})


def test_an_unlikely_point_gets_nothing() -> None:
    assert select_tags(probabilities(0.1, 0.1, silos=0.1)) == ()


def test_a_likely_theme_of_a_likely_family_is_shown() -> None:
    (tag,) = select_tags(probabilities(0.9, 0.1, silos=0.8))
    assert (tag.theme, tag.confidence, tag.is_shown) == ("silos", 0.8, True)


def test_a_theme_is_never_surer_than_its_family() -> None:
    (tag,) = select_tags(probabilities(0.6, 0.1, silos=0.8))
    assert tag.confidence == 0.6


def test_where_only_the_family_is_sure_the_tag_has_no_theme_and_the_guess_is_weak() -> None:
    family, guess = select_tags(probabilities(0.9, 0.1, silos=LIKELY - 0.05))
    assert (family.theme, family.confidence) == (None, 0.9)
    assert (guess.theme, guess.is_shown) == ("silos", False)


def test_a_theme_of_an_unlikely_family_is_weak_however_likely_it_is() -> None:
    (tag,) = select_tags(probabilities(0.45, 0.1, silos=0.9))
    assert not tag.is_shown


def test_at_most_three_themes_are_shown_unless_more_are_strong() -> None:
    likely = select_tags(probabilities(0.9, 0.1, a=0.71, b=0.7, c=0.69, d=0.68))
    assert [tag.theme for tag in likely] == ["a", "b", "c"]
    strong = select_tags(probabilities(0.9, 0.1, a=0.9, b=0.9, c=0.8, d=0.8, e=0.7))
    assert len(strong) == MAX_SHOWN + 1


def test_a_second_theme_must_be_surer_than_the_first_unless_its_words_are_there() -> None:
    guessed = probabilities(0.9, 0.1, silos=0.7, turf=SECOND_THEME - 0.01)
    assert [tag.theme for tag in select_tags(guessed) if tag.is_shown] == ["silos"]
    cued = replace(guessed, cued=frozenset({(FED, "turf")}))
    assert [tag.theme for tag in select_tags(cued) if tag.is_shown] == ["turf", "silos"]


def test_words_in_the_text_come_before_a_guess_that_is_likelier() -> None:
    both = replace(probabilities(0.9, 0.1, silos=0.6, turf=0.5), cued=frozenset({(FED, "turf")}))
    assert [tag.theme for tag in select_tags(both) if tag.is_shown] == ["turf"]


def test_strength_follows_confidence_and_a_persons_tag_is_strong() -> None:
    strengths = [
        Tag(FED, "silos", confidence, TaggedBy.MODEL).strength
        for confidence in (LIKELY - 0.01, LIKELY, STRONG - 0.01, STRONG, None)
    ]
    assert strengths == [Strength.WEAK, Strength.LIKELY, Strength.LIKELY, Strength.STRONG, Strength.STRONG]


def test_selected_tags_compare_by_value() -> None:
    assert select_tags(probabilities(0.9, 0.1, silos=0.8)) == (SelectedTag(FED, "silos", 0.8),)
