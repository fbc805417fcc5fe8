"""X's page: every post that is in its source is in the thread, or is reported as lost."""

from __future__ import annotations

import pytest

from domain.messages import message
from domain.shapes.thread import Verdict
from tests.workers.reading import page, texts, thread
from tests.workers.sources.test_hostile_pages import ADDRESS, cell

TOO_DEEP = "<div>" * 5000  # the parser drops what is below about 2,000


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_posts_that_the_parser_drops_are_reported_with_their_number(lost: int) -> None:
    body = cell(1, "Point A.") + cell(2, "Point B.") + TOO_DEEP + "".join(cell(3 + n, f"Lost {n}.") for n in range(lost))
    version = thread(page(body, ADDRESS))
    assert texts(version) == ["Point A.", "Point B."]
    assert message("posts_lost", count=lost) in version.completeness.reasons
    assert version.completeness.verdict is Verdict.GAPS


def test_numbers_that_look_complete_do_not_hide_a_lost_post() -> None:
    body = cell(1, "1/2 Point A.") + cell(2, "2/2 Point B.") + TOO_DEEP + cell(3, "One more.")
    version = thread(page(body, ADDRESS))
    assert version.completeness.verdict is Verdict.GAPS
    assert message("posts_lost", count=1) in version.completeness.reasons


def test_a_page_of_which_all_posts_are_read_reports_no_loss() -> None:
    version = thread(page(cell(1, "1/2 Point A.") + cell(2, "2/2 Point B."), ADDRESS))
    assert version.completeness.verdict is Verdict.COMPLETE
    assert "posts_lost" not in {reason.code for reason in version.completeness.reasons}


def test_two_posts_in_one_row_are_both_read() -> None:
    row = cell(1, "Point A.").removesuffix("</div>") + cell(2, "Point B.").partition(">")[2]
    assert texts(thread(page(row, ADDRESS))) == ["Point A.", "Point B."]


def test_the_page_of_an_article_is_one_long_point() -> None:
    article = """<html><head><link rel=canonical href=https://x.com/mira/article/20></head><body>
    <article data-testid=tweet tabindex=-1><div data-testid=User-Name><div><a href=/mira><span>Mira</span></a></div><div>
    <a href=/mira><span>@mira</span></a><a href=/mira/status/20><time datetime=2026-01-02T03:04:05.000Z>Jan 2</time></a>
    </div></div>
    <div data-testid=twitterArticleReadView><div data-testid=twitter-article-title>On calendars</div>
    <div data-testid=longformRichTextComponent><h2>First</h2>
    <div>One team, <a href=https://example.org/a>two calendars</a>.</div>
    <h2>Then</h2><div>A third.</div></div></div></article></body></html>"""
    version = thread(page(article))
    (point,) = version.points
    assert point.text == "On calendars\n\nFirst\n\nOne team, two calendars.\n\nThen\n\nA third."
    assert [(span.kind.value, point.text[span.start : span.end], span.url) for span in point.spans] == [
        ("link", "two calendars", "https://example.org/a")
    ]
    assert (version.author.handle, point.post_id) == ("mira", "20")
