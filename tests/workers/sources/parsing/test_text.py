"""Words out of HTML, Markdown and JSON: what they say, where their links lead, and nothing of what they are written in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import NotAThread
from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.front_matter import parse_front_matter, strip_front_matter
from workers.sources.parsing.html_page import parse_html
from workers.sources.parsing.html_text import text_and_spans
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.markdown_text import parse_markdown
from workers.sources.parsing.placeholders import placeholder, remove_delimiters, resolve_placeholders
from workers.sources.parsing.plain_html import plain_element
from workers.sources.parsing.text_builder import TextBuilder
from workers.sources.x.snowflake import posted_at_from_id


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("One<br>two<br/><br />three", "One\ntwo\n\nthree"),
        ("<div>One</div>\n   <div>two</div>", "One\ntwo"),
        ("  One \n  two  ", "One two"),
        ("<ul><li>One</li><li>two</li></ul>", "- One\n- two"),
        ("One <br>\n   two", "One\ntwo"),
        ("a\u00a0 b\u2003c", "a\u00a0 b\u2003c"),
        ("<script>alert(1)</script><style>a</style>One<svg><text>x</text></svg>", "One"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<!-- no --><![CDATA[x]]>One", "One"),
    ],
)
def test_html_becomes_plain_words(html: str, text: str) -> None:
    assert text_and_spans(parse_html(html), plain_element)[0] == text


def test_verbatim_words_keep_their_space() -> None:
    assert text_and_spans(parse_html("<span>a  b\n\n c</span>"), plain_element, preformatted=True)[0] == "a  b\n\n c"


@pytest.mark.parametrize(
    ("link", "words", "kind"),
    [
        ('<a href="https://example.org/a/b">here</a>', "here", SpanKind.LINK),
        ('<a href="https://example.org/a/b">example.org/a…</a>', "https://example.org/a/b", SpanKind.LINK),
        ('<a href="https://example.org/a/b"><img src="x"></a>', "https://example.org/a/b", SpanKind.LINK),
        ('<a href="https://x.com/ines">@ines</a>', "@ines", SpanKind.MENTION),
        ('<a href="https://x.com/hashtag/a">#a</a>', "#a", SpanKind.HASHTAG),
    ],
)
def test_links_are_whole_or_in_the_authors_words(link: str, words: str, kind: SpanKind) -> None:
    text, (span,) = text_and_spans(parse_html(f"<p>See {link}.</p>"), plain_element)
    assert text == f"See {words}."
    assert (text[span.start : span.end], span.kind) == (words, kind)


def test_strong_words_are_spans_and_nest() -> None:
    text, spans = text_and_spans(parse_html("<b>a <i>b</i></b> <code>c</code>"), plain_element)
    assert text == "a b c"
    assert [(span.kind.value, text[span.start : span.end]) for span in spans] == [
        ("strong", "a b"),
        ("emphasis", "b"),
        ("code", "c"),
    ]


def test_spans_move_with_the_space_that_is_cut() -> None:
    wording = TextBuilder()
    wording.add("  a ")
    wording.add("b", SpanKind.LINK, "https://example.org")
    wording.add("  ", SpanKind.STRONG)
    assert wording.build() == ("a b", (Span(2, 3, SpanKind.LINK, "https://example.org"),))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("1\\. one \\_two\\_ \\---", "1. one _two_ ---"),
        ("a &amp; b &lt;3", "a & b <3"),
        ("*as it is* and **this**", "*as it is* and **this**"),
        ("[words](https://example.org/a_(b)) [and](<x>) [more]", "words and [more]"),
        ("[[#a](https://x.com/hashtag/a) ](https://x.com/hashtag/a)  b", "#a  b"),
        ("[not a link](javascript:alert(1))", "not a link"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("\\", "\\"),
        ("![", "!["),
    ],
)
def test_markdown_becomes_plain_words(markdown: str, text: str) -> None:
    assert parse_markdown(markdown).text == text


def test_pictures_in_markdown_are_media() -> None:
    parsed = parse_markdown(
        "Look ![Desks](https://e.org/1.jpg) [![](https://e.org/2.jpg)](https://e.org/2) ![图像](/local.jpg)"
    )
    assert parsed.text == "Look"
    assert [(media.url, media.alt) for media in parsed.media] == [
        ("https://e.org/1.jpg", "Desks"),
        ("https://e.org/2.jpg", None),
        (None, None),
    ]


def test_bold_in_a_clip_is_strong() -> None:
    parsed = parse_markdown("It is **very** so", bold=True)
    assert (parsed.text, parsed.spans) == ("It is very so", (Span(6, 10, SpanKind.STRONG),))


def test_front_matter_in_both_of_its_forms() -> None:
    facts = parse_front_matter('---\ntitle: "On: teams"\nauthor:\n  - "[[@mira]]"\n  - other\nempty:\n--- \nText')
    assert (facts.get("title"), facts.get("author"), facts.get("empty"), facts.get("nowhere", "title")) == (
        "On: teams",
        "@mira",
        None,
        "On: teams",
    )
    json_head = parse_front_matter('```json\n{\n "title": "A \\"b\\"",\n "site": "X (Twitter)"\n}\n```\nText')
    assert (json_head.get("title"), json_head.get("site")) == ('A "b"', "X (Twitter)")
    assert strip_front_matter("---\na: b\n---\nText") == "Text"
    assert strip_front_matter("--- no\nText\n---\n") == "--- no\nText\n---\n"


def test_ids_of_x_tell_when_they_were_made() -> None:
    assert posted_at_from_id("1649191520250245121") == datetime(2023, 4, 20, 23, 21, 13, tzinfo=UTC)
    assert [posted_at_from_id(id_) for id_ in ("20", None, "abc", "9" * 30, "29700859246")] == [None] * 5


def test_signs_stand_for_things_and_nobody_can_forge_them() -> None:
    text = remove_delimiters(f"a {placeholder(7)}") + f" {placeholder(0)} b {placeholder(9)}"
    assert resolve_placeholders(text, ["picture"]) == ("a 7 b", ("picture",))


def test_a_tree_answers_whatever_it_is_asked() -> None:
    tree = JsonTree.parse('{"a": [{"b": " x\\u0000 "}, 7, "8", true, null], "t": "2021-12-23T12:00:00Z", "u": "javascript:x"}')
    items = tree["a"]
    assert (items[0]["b"].text, items[0]["b"].stripped, items[0]["c"]["d"][3].text) == (" x ", "x", "")
    assert [items[index].integer for index in range(6)] == [None, 7, 8, None, None, None]
    assert (items[1].id, items[2].id, items[3].id, tree["u"].url) == ("7", "8", None, None)
    assert tree["t"].timestamp == datetime(2021, 12, 23, 12, tzinfo=UTC)
    assert [JsonTree(value).timestamp for value in (1640260800, 1e300, "yesterday", True)] == [
        datetime(2021, 12, 23, 12, tzinfo=UTC),
        None,
        None,
        None,
    ]
    assert [value.raw for value in JsonTree({"a": {"k": "1"}, "b": [{"k": "2"}]}).find_all("k")] == ["1", "2"]
    with pytest.raises(NotAThread):
        JsonTree.parse("[" * 100_000)
