"""Eight families can be told apart and read, on light and on dark paper; stylesheets and code name the same colours."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from presentation.palette import PALETTE
from tests.paths import ROOT

TOKENS = (ROOT / "templates" / "style" / "tokens.css").read_text()
AA = 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#\w{6});", block))


BLOCKS = (":root {\n  color-scheme: light dark;", "dark) {", "print {")
LIGHT, DARK, PRINT = (tokens(TOKENS.split(begins)[-1].split("}")[0]) for begins in BLOCKS)


@pytest.mark.parametrize("number", range(1, 9))
def test_the_stylesheet_names_the_same_colours(number: int) -> None:
    look = PALETTE[number - 1]
    assert LIGHT[f"family-{number}"] == PRINT[f"family-{number}"] == look.light
    assert DARK[f"family-{number}"] == look.dark


@pytest.mark.parametrize("number", range(1, 9))
def test_every_family_reads_on_its_paper_and_filled(number: int) -> None:
    for paper in (LIGHT, DARK, PRINT):
        assert contrast(paper[f"family-{number}"], paper["paper"]) >= AA


@pytest.mark.parametrize("name", ["ink", "muted"])
def test_words_read_on_every_paper(name: str) -> None:
    for paper in (LIGHT, DARK, PRINT):
        assert contrast(paper[name], paper["paper"]) >= AA
        assert contrast(paper[name], paper["wash"]) >= AA


def test_no_two_families_share_mark_or_bead() -> None:
    assert len({look.mark for look in PALETTE}) == 8
    assert len({(look.round, look.bands) for look in PALETTE}) == 8
    assert all(one.line != other.line for one, other in pairwise(PALETTE))
