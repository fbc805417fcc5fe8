"""The source that docs/adding-a-source.md shows is a real one, and short."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest

from domain.errors import PageChanged
from domain.shapes.post import SpanKind
from tests.paths import ROOT
from tests.workers.reading import page
from workers.sources.source import Source

DOCUMENT = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
EXAMPLE, PAGE = (re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.S) for language in ("python", "html"))


def forum() -> Source:
    assert EXAMPLE is not None
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(EXAMPLE[1], "docs/adding-a-source.md", "exec"), names)
    return cast(Source, names["ForumPage"]())


def test_the_example_reads_the_page_below_it() -> None:
    assert PAGE is not None
    source, capture = forum(), page(PAGE[1])
    reading = source.read(capture)
    assert source.claims(capture)
    assert [(post.id, post.text, post.author.name) for post in reading.posts] == [
        ("7", "1/2 A team is not a list.", "Mira"),
        ("8", "2/2 More", "Mira"),
    ]
    assert [span.kind for post in reading.posts for span in post.spans] == [SpanKind.EMPHASIS, SpanKind.LINK]


def test_the_example_refuses_a_page_without_posts() -> None:
    with pytest.raises(PageChanged):
        forum().read(page('<p class="forum-post">'))


def test_the_example_has_about_forty_lines() -> None:
    assert EXAMPLE is not None
    code = [line for line in EXAMPLE[1].splitlines() if line.strip()]
    assert len(code) <= 40
