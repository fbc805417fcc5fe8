"""Texts of tools whose structure says everything: a clipper's Markdown, an outliner's page."""

from __future__ import annotations

import pytest

from domain.shapes.thread import Version
from tests.workers.pasting import paste

URL = "https://x.com/mira_holm/status/1474000000000000001"
BREAK = "  "
XCLIPPER = f"""---
author: "Mira Holm"
source: "{URL}"
---

# Mira Holm (@mira_holm)

Gates beat walls{BREAK}
on every day of the year.{BREAK}
{BREAK}
Really. [example.com/a](https://example.com/a)

---

A wall is cheap.

![Image](https://pbs.twimg.com/media/FABC.jpg)

---

Which one?

**Poll**
- Gates — 75%
- Walls — 25%

_12 votes_

---

A gate has a keeper.

> **Ola Vik (@olavik)**
>
> Walls are fine.

---

See the book.

> 🔗 [**On gates**](https://example.com/book)
>
> A book.
>
> _From example.com_

---

> Source: {URL}
> Date: 2021-12-24
"""


def texts(version: Version) -> list[str]:
    return [point.text for point in version.points]


def test_a_clip_of_xclipper() -> None:
    version = paste(XCLIPPER)
    assert texts(version) == [
        "Gates beat walls\non every day of the year.\n\nReally. example.com/a",
        "A wall is cheap.",
        "Which one?",
        "A gate has a keeper.",
        "See the book.",
    ]
    assert (version.author.name, version.author.handle, version.url) == ("Mira Holm", "mira_holm", URL)
    assert version.points[0].post_id == "1474000000000000001"
    assert version.posted_at
    assert version.posted_at.year == 2021
    _, picture, poll, quoted, card = version.points
    assert [(media.kind, media.url) for media in picture.media] == [("image", "https://pbs.twimg.com/media/FABC.jpg")]
    assert [(media.kind, media.alt, media.votes) for media in poll.media] == [("poll", "Gates 75%\nWalls 25%", 12)]
    assert quoted.quote
    assert (quoted.quote.author.handle, quoted.quote.text) == ("olavik", "Walls are fine.")
    assert [(media.kind, media.url, media.alt) for media in card.media] == [
        ("card", "https://example.com/book", "On gates\nA book.\nFrom example.com")
    ]


def test_a_clip_of_one_post_is_one_point() -> None:
    version = paste(f"# Mira Holm (@mira_holm)\n\nGates beat walls.\n\n---\n\n> Source: {URL}\n> Date: 2021-12-24\n")
    assert texts(version) == ["Gates beat walls."]


def test_a_heading_with_a_handle_alone_is_no_clip() -> None:
    version = paste("# Mira Holm (@mira_holm)\n\n1/2 One.\n\n---\n\n2/2 Two.")
    assert [point.number for point in version.points if point.number] == [1, 2]


@pytest.mark.parametrize("indent", ["\t", "  ", "    "])
def test_the_page_of_an_outliner(indent: str) -> None:
    version = paste(
        f"- [[Thread]] by [Mira Holm](https://x.com/mira_holm)\n  author:: Mira Holm\n  handle:: @mira_holm\n  url:: {URL}\n"
        f"  collapsed:: true\n{indent}- Gates beat walls.\n{indent}- A wall is cheap.\n{indent}  id:: 61c5b0a2-7d1c\n"
        f"{indent}- A gate has a keeper.\n{indent}  Who listens.\n{indent}- ![image.png](https://example.org/a.png)\n"
    )
    assert texts(version) == ["Gates beat walls.", "A wall is cheap.", "A gate has a keeper.\nWho listens."]
    assert (version.author.name, version.author.handle, version.url) == ("Mira Holm", "mira_holm", URL)
    assert [media.url for media in version.points[2].media] == ["https://example.org/a.png"]


def test_highlights_that_a_reading_tool_put_into_an_outliner() -> None:
    status = "https://twitter.com/mira_holm/status/147400000000000000"
    version = paste(
        f"title:: On gates (highlights)\nauthor:: [[@mira_holm on Twitter]]\ncategory:: #tweets\nurl:: {status}1\n\n"
        f"- Highlights first synced by [[Readwise]] [[Dec 24th, 2021]]\n"
        f"\t- Gates beat walls.  ([View Tweet]({status}1))\n"
        f"\t- A gate has a keeper.\n\t  \n\t  Who listens. ([View Tweet]({status}2))\n"
    )
    assert texts(version) == ["Gates beat walls.", "A gate has a keeper.\n\nWho listens."]
    assert [point.post_id for point in version.points] == ["1474000000000000001", "1474000000000000002"]
    assert version.author.handle == "mira_holm"


DASHED = ("A gate is dear - it needs a keeper.", "The keeper - every day - knows who comes.")
WITH_DASHES = {
    "an-outliner": f"url:: {URL}\n" + "".join(f"- id:: {at}\n  {words}\n" for at, words in enumerate(DASHED, 1)),
    "links-to-posts": "\n\n".join(f"{words} ([View Tweet]({URL[:-1]}{at}))" for at, words in enumerate(DASHED, 1)),
}


@pytest.mark.parametrize("text", WITH_DASHES.values(), ids=WITH_DASHES)
def test_a_dash_inside_a_post_is_no_bullet(text: str) -> None:
    assert [point.text for point in paste(text).points] == list(DASHED)


def test_a_bulleted_list_without_properties_stays_what_it_is() -> None:
    assert texts(paste("Three things:\n- one\n- two\n- three")) == ["Three things:\n- one\n- two\n- three"]


def test_drafts_of_typefully_are_cut_at_their_wide_gaps() -> None:
    text = "Gates beat walls.\n\nReally.\n\n\n\nA wall is cheap.\n\n\n\nA gate has a keeper.\n\nWho listens."
    assert texts(paste(text)) == ["Gates beat walls.\n\nReally.", "A wall is cheap.", "A gate has a keeper.\n\nWho listens."]


def test_a_clip_of_thread_reader_is_parsed_as_markdown() -> None:
    version = paste(
        '---\ntitle: "Thread by @mira_holm_ on Thread Reader App"\nsource: '
        '"https://threadreaderapp.com/thread/1474000000000000001.html"\n'
        'author:\n  - "[[Mira Holm]]"\ntags:\n  - "clippings"\n---\n'
        f"Gates beat walls.{BREAK}\n{BREAK}\nReally, [example.com/a…](https://example.com/a/b) 1/3{BREAK}\n\n"
        "![](https://pbs.twimg.com/media/FABC.jpg)\n\n"
        f"A wall is cheap,{BREAK}\nand stays so. 2/3\n\n"
        f"A gate has a keeper. [@olavik](https://twitter.com/olavik) knows. 3/3{BREAK}\n\n"
        "• • •\n\nMissing some Tweet in this thread? You can try to [force a refresh](https://threadreaderapp.com/#)\n"
    )
    assert texts(version) == [
        "Gates beat walls.\n\nReally, https://example.com/a/b",
        "A wall is cheap,\nand stays so.",
        "A gate has a keeper. @olavik knows.",
    ]
    assert [point.number for point in version.points] == [1, 2, 3]
    first = version.points[0]
    (span,) = first.spans
    assert first.text[span.start : span.end] == span.url == "https://example.com/a/b"
    assert [media.url for media in first.media] == ["https://pbs.twimg.com/media/FABC.jpg"]
    assert version.author.handle == "mira_holm_"


def test_two_numbers_in_one_post_without_a_total() -> None:
    version = paste("0/ So.\n\n1/ Gates beat walls.\n\n2/ A wall is cheap.\n\n3-4/ Both: a keeper and a name.\n\n5/ End.")
    assert [(point.number, point.text) for point in version.points][3:] == [(3, "Both: a keeper and a name."), (5, "End.")]
    assert version.completeness.missing == ()
    assert version.completeness.verdict == "unknown"


@pytest.mark.parametrize("head", ["Mira Holm / @mira_holm_", "Mira Holm | @mira_holm_", "Mira Holm (@mira_holm_)"])
def test_a_name_and_a_handle_at_the_top_are_the_author(head: str) -> None:
    version = paste(f"{head}\n\n1/ Gates beat walls.\n\n2/ A gate has a keeper.\n")
    assert (version.author.name, version.author.handle) == ("Mira Holm", "mira_holm_")
    assert texts(version) == ["Gates beat walls.", "A gate has a keeper."]


def test_thanks_above_the_first_post_name_no_author() -> None:
    version = paste("Many thanks to you (@olavik)\n\n1/ Gates beat walls.\n\n2/ A gate has a keeper.\n")
    assert version.author.handle is None


@pytest.mark.parametrize("heading", ["## {}", "### Tweet {}", "## {}/3", "#### Post #{}:"])
def test_a_heading_for_each_post(heading: str) -> None:
    posts = ("Gates beat walls.\n\n![](https://example.org/a.png)", "A wall is cheap.", "A gate has a keeper.\n\nWho listens.")
    body = "\n\n".join(f"{heading.format(number)}\n\n{words}" for number, words in enumerate(posts, 1))
    version = paste(f"# Thread by Mira Holm (@mira_holm)\n\n{body}\n\n---\n[View on X]({URL})\n")
    assert texts(version) == ["Gates beat walls.", "A wall is cheap.", "A gate has a keeper.\n\nWho listens."]
    assert [point.number for point in version.points] == [1, 2, 3]
    assert version.author.handle == "mira_holm"
    assert version.completeness.verdict == ("complete" if "/3" in heading else "unknown")


def test_headings_with_words_are_no_posts() -> None:
    version = paste("## 1. Walls\n\n1/2 One.\n\n## 2. Gates\n\n2/2 Two.")
    assert "One." in texts(version)[0] or len(version.points) != 2
