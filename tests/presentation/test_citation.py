"""Citations that reference managers read."""

from __future__ import annotations

import json
from dataclasses import replace

from domain.shapes.post import Author
from presentation.citation import CitationFormat, apa, bibtex, cite, csl
from tests import factories


def test_a_thread_is_cited_with_all_that_is_known() -> None:
    cited = cite(factories.ten())
    assert apa(cited) == (
        "Mira Holm [@mira_holm]. (2021, December 24). Every second team I visit tells me it is 'product-led' now [Thread]. X. "
        "https://x.com/mira_holm/status/1474000000000000001\n"
    )
    (item,) = json.loads(csl(cited))
    assert item["type"] == "post"
    assert item["author"] == [{"literal": "Mira Holm"}]
    assert item["issued"] == {"date-parts": [[2021, 12, 24]]}
    entry = bibtex(cited)
    assert entry.startswith("@misc{miraholm2021th0000,\n")
    assert "  urldate = {2026-11-24},\n" in entry
    assert "author = {{Mira Holm}}" in entry


def test_a_point_has_its_own_words_and_number() -> None:
    thread = factories.ten()
    cited = cite(thread, thread.version.points[4])
    assert "Behind a wall you see only your own yard" in apa(cited)
    assert "[Thread, point 5]" in apa(cited)
    assert cited.id.endswith("p5")


def test_what_is_unknown_is_left_out_or_said_to_be() -> None:
    unknown = factories.version([], author=Author(), url=None, posted_at=None, title="")
    cited = cite(replace(factories.thread(unknown), captures=(), archived_at=None))
    assert apa(cited) == "Unknown author. (n.d.). Untitled thread [Thread]. X.\n"
    assert set(json.loads(csl(cited))[0]) == {"id", "type", "title", "container-title", "genre"}


def test_tex_is_told_not_to_listen() -> None:
    hostile = factories.version([], title=r"100% of {this} & \input{x} #1_$", author=Author("A} B", "a"))
    entry = bibtex(cite(factories.thread(hostile)))
    assert r"100\% of \{this\} \& \textbackslash{}input\{x\} \#1\_\$" in entry
    assert entry.count("@misc") == 1


def test_every_format_has_its_media_type() -> None:
    assert all("/" in format_.media_type for format_ in CitationFormat)
