"""Every way of numbering that has been seen, each as a thread of three with blank lines inside of its posts."""

from __future__ import annotations

import pytest

from tests.workers.pasting import paste

POSTS = (
    "Teams need a goal.\n\nAnd the reasons for it.",
    "Silos grow where nobody looks.\n\nWalls too.",
    "Tear one down.\n\nStart small.",
)

LEADING = {
    "slash": "{n}/ {t}",
    "slash glued": "{n}/{t}",
    "total": "{n}/3 {t}",
    "total and bracket": "{n}/3) {t}",
    "bracket": "{n}) {t}",
    "dot": "{n}. {t}",
    "dot and slash": "{n}./ {t}",
    "backslash": "{n}\\ {t}",
    "thread sign": "🧵{n}/ {t}",
    "thread sign and space": "🧵 {n}/3 {t}",
    "in brackets": "({n}/3) {t}",
    "endless": "({n}/n) {t}",
    "square brackets": "[{n}/3] {t}",
    "braces": "{{{n}/3}} {t}",
    "of": "({n} of 3) {t}",
    "colon": "{n}/3: {t}",
    "own line": "{n}/3\n\n{t}",
    "full width": "（{n}／3） {t}",
    "ideographic": "{n}、{t}",
    "keycap": "{n}\ufe0f\u20e3 {t}",
    "bold": "**{n}/** {t}",
    "heading": "### {n}. {t}",
    "escaped": "{n}\\. {t}",
    "tweet": "Tweet {n}: {t}",
    "post and dash": "post {n} - {t}",
    "number and colon": "{n}: {t}",
    "number and dash": "{n} - {t}",
}
TRAILING = {
    "slash": "{t} {n}/",
    "slash before": "{t} /{n}",
    "total": "{t} {n}/3",
    "in brackets": "{t} ({n}/3)",
    "glued": "{t}({n}/3)",
    "endless": "{t}({n}/n)",
    "braces": "{t} {{{n}/3}}",
    "braces, arrow": "{t} {{{n}/3}} ↓",
    "of, glued": "{t} ({n}of3)",
    "dots": "{t}...{n}/",
    "own line": "{t}\n{n}/",
    "own line, total": "{t}\n\n({n}/3)",
    "picture": "{t} ({n}/3) Image",
    "address": "{t} ({n}/3) https://example.org/{n}",
}


def thread(form: str, between: str) -> str:
    return between.join(form.format(n=number, t=text) for number, text in enumerate(POSTS, 1))


@pytest.mark.parametrize("between", ["\n\n", "\n\n\n"])
@pytest.mark.parametrize("form", LEADING.values(), ids=LEADING)
def test_a_number_before_each_post(form: str, between: str) -> None:
    points = paste(thread(form, between)).points
    assert [point.number for point in points] == [1, 2, 3]
    assert [point.text.removeprefix("🧵").lstrip() for point in points] == list(POSTS)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("form", TRAILING.values(), ids=TRAILING)
def test_a_number_after_each_post(form: str, between: str) -> None:
    points = paste(thread(form, between)).points
    assert [point.number for point in points] == [1, 2, 3]
    assert all(point.text.startswith(post) for point, post in zip(points, POSTS, strict=True))


def test_words_that_count_stay_in_the_text() -> None:
    points = paste("First, look.\n\nHere.\n\nSecond, listen.\n\nThird: ask.").points
    assert [(point.number, point.text) for point in points] == [
        (1, "First, look.\n\nHere."),
        (2, "Second, listen."),
        (3, "Third: ask."),
    ]


def test_labels_that_count_stay_in_the_text() -> None:
    points = paste("Three steps.\n\nStep 1: look.\n\nHere.\n\nstep 2: listen.\n\nStep 3: ask.").points
    assert [(point.role.value, point.number) for point in points] == [
        ("opening", None),
        ("point", 1),
        ("point", 2),
        ("point", 3),
    ]
    assert points[2].text == "step 2: listen."


def test_the_arrow_after_a_number_stays() -> None:
    assert paste("All about them: {1/2} ↓\n\nAnd that {2/2}").points[0].text == "All about them: ↓"


def test_zero_is_a_number() -> None:
    version = paste("Hello {0/2}\n\nOne {1/2}\n\nTwo {2/2}")
    assert [point.number for point in version.points] == [0, 1, 2]
    assert version.completeness.verdict == "complete"


@pytest.mark.parametrize(
    "form", ["\u200f{n}/ {t}", "\u200b{n}/ {t}", "\u2060{n}/3\u200b {t}", "{n})\u200e {t}", "{t} {n}/3\u200b"]
)
def test_letters_that_nobody_sees_hide_no_number(form: str) -> None:
    points = paste("\n\n".join(form.format(n=number, t="Teams need a goal.") for number in (1, 2, 3))).points
    assert [point.number for point in points] == [1, 2, 3]
    assert {point.text.strip("\u200e\u200f") for point in points} == {"Teams need a goal."}


@pytest.mark.parametrize("figures", ["①②③", ("一、", "二、", "三、")])
def test_figures_are_numbers(figures: str | tuple[str, ...]) -> None:
    points = paste("\n\n".join(f"{figure}{text}" for figure, text in zip(figures, POSTS, strict=True))).points
    assert [(point.number, point.text) for point in points] == [(1, POSTS[0]), (2, POSTS[1]), (3, POSTS[2])]


def test_arabic_digits_are_digits() -> None:
    assert [point.number for point in paste("(١/٢) مرحبا\n\n(٢/٢) وداعا").points] == [1, 2]


def test_the_people_whom_a_reply_names_stand_before_the_number() -> None:
    assert [point.text for point in paste("@mira @ines 1/ a\n\n@mira 2/ b").points] == ["@mira @ines a", "@mira b"]


def test_one_rule_between_blank_lines_separates() -> None:
    assert [point.text for point in paste("Teams.\n\n---\n\nSilos.").points] == ["Teams.", "Silos."]
