"""The text of an article, without what stands round it on a page."""

from __future__ import annotations

import pytest

from workers.sources.parsing.html_page import HtmlPage
from workers.sources.web.article import article_text

POINTS = [
    "1/3 Every second team I meet is product-led now, and most of them could not say what that means.",
    "2/3 It began well: build a thing worth having, and listen to those who have it.",
    "3/3 Then somebody read it as: the product decides. It does not. People do.",
]
PARAGRAPHS = "".join(f"<p>{point}</p>" for point in POINTS)
MENU = '<nav><ul><li><a href="/a">About</a></li><li><a href="/b">Archive of posts</a></li></ul></nav>'
FOOTER = "<footer><p>© 2024 My Blog. All rights reserved. Powered by WordPress.</p></footer>"
COMMENTS = (
    '<div class="comments-area"><ol><li><p>Ines says: 1/ I do not agree with this at all, and I said so.</p></li></ol></div>'
)
SIDEBAR = '<div class="col-4 sidebar"><h3>Recent</h3><ul><li><a href="/1">Ten ways to be a team</a></li></ul></div>'
SHARE = '<div class="sharing"><h3>Share this:</h3><ul><li><a>Twitter</a></li></ul></div>'


@pytest.mark.parametrize(
    "page",
    [
        f"<body>{MENU}<main><article><div class='entry-content'>{PARAGRAPHS}{SHARE}</div></article>{COMMENTS}</main>{FOOTER}",
        f"<body><div>{MENU}<div class='col-8'>{PARAGRAPHS}</div>{SIDEBAR}</div>{FOOTER}",
        f"<body><form action='/page.aspx'>{MENU}<div>{PARAGRAPHS}</div></form>",
        f"<body>{PARAGRAPHS}<h3>More:</h3><p><a href='/'>Home</a></p>",
        f"<body class='with-sidebar'>{PARAGRAPHS}",
        f"<body><article><p>A teaser for another story.</p></article><div itemprop='articleBody'>{PARAGRAPHS}</div>",
        f"<head><title>On teams</title></head><body>{PARAGRAPHS}</body></html><html><body>{FOOTER}",
    ],
    ids=["blog", "columns", "form", "plain", "named for its sidebar", "marked for search engines", "title"],
)
def test_an_article_has_nothing_of_the_page_round_it(page: str) -> None:
    assert article_text(HtmlPage(page)).split("\n\n") == POINTS


def test_lists_have_their_numbers_and_headings_their_marks() -> None:
    items = "".join(f"<li>{point.partition(' ')[2]}</li>" for point in POINTS)
    text = article_text(HtmlPage(f"<body><p>{POINTS[0]}</p><h2>Again</h2><ol>{items}</ol>"))
    assert text.split("\n\n") == [POINTS[0], "## Again", *(point.replace("/3", ".", 1) for point in POINTS)]


@pytest.mark.parametrize("page", ["", "<p>", "<body><nav>a</nav>", "<article></article>"])
def test_a_page_without_an_article_has_no_text(page: str) -> None:
    assert article_text(HtmlPage(page)) in {"", "a"}
